-- Each pair by the first rule that applies, as in opinion/: what makes everything else moot comes first. Only numbers
-- are kept: the rows' own, and codes of the words (codes.py). A row without a record has a reason that nobody reads.
SELECT our_n, wit_n, CAST(how AS SMALLINT) AS how, CAST(reason AS SMALLINT) AS reason,
  CASE WHEN reason = $held THEN $next_day_us WHEN reason = $in_window THEN due_us
    WHEN reason = $customer_has_it AND sent_at_us + $horizon_us > $as_of_us THEN sent_at_us + $horizon_us
    END AS look_again_us,
  CAST(CASE WHEN given_minor <> amount_minor OR given_currency <> currency OR payment_ref <> their_payment_ref
      OR customer <> their_customer OR state NOT IN ('accepted', 'settled') OR livemode = 0
    THEN 1 ELSE 0 END AS SMALLINT) AS is_different
FROM (
  SELECT d.*,
    CASE
      WHEN livemode = 0 THEN $test_mode
      WHEN state IN ('failed', 'canceled') AND was_sent = 0 AND state_at_us <= requested_at_us + $refused_within_us
        THEN $refused
      WHEN state IN ('failed', 'canceled', 'came_back') THEN $failed_later
      WHEN certain = 1 AND customer <> their_customer THEN $wrong_person
      WHEN payment_ref <> their_payment_ref THEN $wrong_payment
      WHEN given_minor <> amount_minor OR given_currency <> currency THEN $wrong_amount
      WHEN state = 'held' OR (state = 'asked' AND due_us <= $as_of_us) THEN $held
      WHEN due_us > $as_of_us THEN $in_window
      WHEN state = 'settled' THEN $customer_has_it
      ELSE $witness_incomplete
    END AS reason
  FROM $pairs d) j
