-- How many of ours have each verdict, reason and how.
SELECT s.verdict, s.reason, s.how, a.rows_count
FROM (SELECT code, count(*) AS rows_count FROM answers GROUP BY code) a JOIN words s ON s.code = a.code
