-- Pass 4, who may be whom: one customer, one amount, near in time, and nothing that says otherwise.
SELECT o.n AS our_n, t.n AS wit_n, o.refund_id, t.name, abs(t.first_at_us - o.requested_at_us) AS gap_us
FROM ours_left o JOIN things_left t
  ON t.customer = o.customer AND t.amount_minor = o.amount_minor AND t.currency = o.currency
WHERE t.first_at_us >= o.requested_at_us - $match_before_us AND t.first_at_us <= o.requested_at_us + $match_after_us
  AND (o.payment_ref IS NULL OR t.payment_ref IS NULL)
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = o.n)
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.wit_n = t.n)
