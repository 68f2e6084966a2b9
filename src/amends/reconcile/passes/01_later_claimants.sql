-- Where several of ours name one refund of the gateway, the oldest has it; the others go on without.
SELECT p.our_n FROM (
  SELECT k.our_n, row_number() OVER (PARTITION BY k.wit_n ORDER BY o.requested_at_us, o.refund_id) AS place
  FROM (SELECT wit_n FROM by_key WHERE wit_n IS NOT NULL GROUP BY wit_n HAVING count(*) > 1) s
  JOIN by_key k ON k.wit_n = s.wit_n
  JOIN ours o ON o.n = k.our_n) p
WHERE p.place > 1
