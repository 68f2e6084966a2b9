-- Two lines that together were not paid, if there is one such pair: a proposal to a person, never an explanation.
SELECT a.payout_n, min(a.first_id) AS one_id,
  min(CASE WHEN a.net_minor = b.net_minor THEN a.last_id ELSE b.first_id END) AS other_id
FROM gap_amounts a
JOIN gap_amounts b ON b.payout_n = a.payout_n AND b.net_minor = -a.difference_minor - a.net_minor
WHERE a.net_minor < b.net_minor OR (a.net_minor = b.net_minor AND a.lines_count > 1)
GROUP BY a.payout_n
HAVING sum(CASE
  WHEN a.net_minor = b.net_minor AND a.lines_count = 2 THEN 1
  WHEN a.net_minor < b.net_minor AND a.lines_count = 1 AND b.lines_count = 1 THEN 1
  ELSE 2 END) = 1
