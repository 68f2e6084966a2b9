-- Pass 2b: both sides use one id; believed only where something else agrees.
SELECT o.n AS our_n, t.n AS wit_n,
  row_number() OVER (PARTITION BY t.n ORDER BY o.requested_at_us, o.refund_id) AS our_rank,
  row_number() OVER (PARTITION BY o.n ORDER BY t.first_at_us, t.first_rank, t.first_id) AS wit_rank
FROM ours_left o JOIN things_left t ON t.name = o.refund_id
WHERE (o.payment_ref = t.payment_ref OR o.customer = t.customer
    OR (o.amount_minor = t.amount_minor AND o.currency = t.currency))
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = o.n)
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.wit_n = t.n)
