-- How many free lines of its amount each payout's time holds: those up to its end less those before its beginning, so
-- that no pair is ever looked at, however many payouts have one amount.
WITH moments AS (
  SELECT payout_n, amount_minor, currency, since_us AS at_us, 0 AS side, 0 AS is_line FROM open_payouts
  UNION ALL
  SELECT payout_n, amount_minor, currency, until_us AS at_us, 2 AS side, 0 AS is_line FROM open_payouts
  UNION ALL
  SELECT CAST(NULL AS BIGINT) AS payout_n, amount_minor, currency, booked_at_us AS at_us, 1 AS side, 1 AS is_line
  FROM free_lines),
counted AS (
  SELECT payout_n, side, sum(is_line) OVER (PARTITION BY amount_minor, currency ORDER BY at_us, side
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS lines_count
  FROM moments)
SELECT payout_n,
  CAST(max(CASE WHEN side = 0 THEN lines_count ELSE 0 END) AS BIGINT) AS before_count,
  CAST(max(CASE WHEN side = 2 THEN lines_count ELSE 0 END) AS BIGINT) AS upto_count
FROM counted WHERE side <> 1 GROUP BY payout_n
