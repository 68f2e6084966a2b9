-- In the time of how many open payouts of its amount each free line lies: those that have begun less those that are over.
WITH moments AS (
  SELECT CAST(NULL AS BIGINT) AS n, amount_minor, currency, since_us AS at_us, 0 AS side, 1 AS opened FROM open_payouts
  UNION ALL
  SELECT CAST(NULL AS BIGINT) AS n, amount_minor, currency, until_us AS at_us, 2 AS side, -1 AS opened FROM open_payouts
  UNION ALL
  SELECT n, amount_minor, currency, booked_at_us AS at_us, 1 AS side, 0 AS opened FROM free_lines),
counted AS (
  SELECT n, side, sum(opened) OVER (PARTITION BY amount_minor, currency ORDER BY at_us, side
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS payouts_count
  FROM moments)
SELECT n, CAST(payouts_count AS BIGINT) AS payouts_count FROM counted WHERE side = 1
