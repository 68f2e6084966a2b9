-- Differences that are exactly one line of the payout, and no other: it was not paid, or paid twice.
SELECT payout_n, min(first_id) AS line_id, min(CASE WHEN net_minor = difference_minor THEN 1 ELSE 0 END) AS is_twice
FROM gap_amounts
WHERE net_minor = difference_minor OR net_minor = -difference_minor
GROUP BY payout_n
HAVING sum(lines_count) = 1
