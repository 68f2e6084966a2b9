-- Where several of ours name one refund of the gateway, the oldest has it; the others go on without.
SELECT p.n AS our_n FROM (
  SELECT o.n, row_number() OVER (PARTITION BY o.gateway_ref ORDER BY o.requested_at_us, o.refund_id) AS place
  FROM ours o
  WHERE EXISTS (
    SELECT 1 FROM (SELECT gateway_ref FROM ours GROUP BY gateway_ref HAVING count(*) > 1) s
    WHERE s.gateway_ref = o.gateway_ref)) p
WHERE p.place > 1
