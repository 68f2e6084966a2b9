-- Pass 2: the gateway holds our reference. Of several attempts, the first that lives among those of the same day;
-- a much later one is a new refund that makes good.
SELECT our_n, wit_n,
  row_number() OVER (PARTITION BY wit_n ORDER BY requested_at_us, refund_id) AS our_rank,
  row_number() OVER (PARTITION BY our_n ORDER BY choice, first_at_us, first_rank, first_id) AS wit_rank
FROM (
  SELECT o.n AS our_n, t.n AS wit_n, o.requested_at_us, o.refund_id, t.first_at_us, t.first_rank, t.first_id,
    CASE WHEN t.live = 1 AND t.first_at_us <= o.requested_at_us + $sent_within_us THEN 0 ELSE 1 END AS choice
  FROM ours_left o JOIN things_left t ON t.our_ref = o.refund_id
  UNION
  SELECT o.n AS our_n, t.n AS wit_n, o.requested_at_us, o.refund_id, t.first_at_us, t.first_rank, t.first_id,
    CASE WHEN t.live = 1 AND t.first_at_us <= o.requested_at_us + $sent_within_us THEN 0 ELSE 1 END AS choice
  FROM ours_left o JOIN things_left t ON t.our_ref = o.our_ref) c
WHERE NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = c.our_n)
  AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.wit_n = c.wit_n)
