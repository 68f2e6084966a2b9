-- Pass 3, what turned up late: the same payment and amount, by occurrence.
SELECT o.n AS our_n, t.n AS wit_n,
  row_number() OVER (PARTITION BY t.n ORDER BY o.requested_at_us, o.refund_id) AS our_rank,
  row_number() OVER (PARTITION BY o.n ORDER BY t.first_at_us, t.first_rank, t.first_id) AS wit_rank
FROM ours_left o JOIN things_left t
  ON t.payment_ref = o.payment_ref AND t.amount_minor = o.amount_minor AND t.currency = o.currency
WHERE t.first_at_us >= o.requested_at_us - $match_before_us AND t.first_at_us > o.requested_at_us + $match_after_us
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = o.n)
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.wit_n = t.n)
