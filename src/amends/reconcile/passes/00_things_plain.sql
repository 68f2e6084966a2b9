-- The witness's refunds where each is told once: the row is its whole history.
SELECT n, refund_ref AS name, record_id, our_ref, payment_ref, customer, amount_minor, currency,
  amount_minor AS given_minor, currency AS given_currency, state, occurred_at_us AS state_at_us,
  occurred_at_us AS sent_at_us, occurred_at_us AS first_at_us,
  CASE state WHEN 'asked' THEN 0 WHEN 'held' THEN 1 WHEN 'accepted' THEN 2 WHEN 'settled' THEN 3 WHEN 'failed' THEN 4
    WHEN 'came_back' THEN 5 ELSE 6 END AS first_rank,
  record_id AS first_id,
  CASE WHEN state IN ('accepted', 'settled') THEN 1 ELSE 0 END AS was_sent,
  livemode, fee_minor
FROM witness
