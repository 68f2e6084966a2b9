-- Each pair by the first rule that applies, as in opinion/: what makes everything else moot comes first.
-- The calendar holds what is recent: what left before that is due in any case, and its due_us of 0 is never shown.
SELECT our_n, wit_n, refund_id, record_id, how, reason, due_us, sent_at_us,
  CASE WHEN given_minor <> amount_minor OR given_currency <> currency OR payment_ref <> their_payment_ref
      OR customer <> their_customer OR state NOT IN ('accepted', 'settled') OR livemode = 0
    THEN 1 ELSE 0 END AS is_different
FROM (
  SELECT d.*,
    CASE
      WHEN livemode = 0 THEN 'test_mode'
      WHEN state IN ('failed', 'canceled') AND was_sent = 0 AND state_at_us <= requested_at_us + $refused_within_us
        THEN 'refused'
      WHEN state IN ('failed', 'canceled', 'came_back') THEN 'failed_later'
      WHEN certain = 1 AND customer <> their_customer THEN 'wrong_person'
      WHEN payment_ref <> their_payment_ref THEN 'wrong_payment'
      WHEN given_minor <> amount_minor OR given_currency <> currency THEN 'wrong_amount'
      WHEN state = 'held' OR (state = 'asked' AND due_us <= $as_of_us) THEN 'held'
      WHEN due_us > $as_of_us THEN 'in_window'
      WHEN state = 'settled' THEN 'customer_has_it'
      ELSE 'witness_incomplete'
    END AS reason
  FROM (
    SELECT p.*,
      CASE WHEN p.state = 'settled' AND s.settled_us IS NOT NULL
          AND p.state_at_us + s.settled_us > coalesce(p.sent_at_us + v.visible_us, 0) THEN p.state_at_us + s.settled_us
        ELSE coalesce(p.sent_at_us + v.visible_us, 0) END AS due_us
    FROM $pairs p
    LEFT JOIN calendar v
      ON v.day_us = CASE WHEN p.sent_at_us >= $recent_us THEN p.sent_at_us - p.sent_at_us % 86400000000 END
      AND v.from_us <= p.sent_at_us AND p.sent_at_us < v.until_us
    LEFT JOIN calendar s
      ON s.day_us = CASE WHEN p.state_at_us >= $recent_us THEN p.state_at_us - p.state_at_us % 86400000000 END
      AND s.from_us <= p.state_at_us AND p.state_at_us < s.until_us) d) j
