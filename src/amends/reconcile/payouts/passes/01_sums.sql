-- What the lines of each payout come to, in each currency: net of the fees, what was kept of its lines as fees, and what
-- was billed as lines of their own.
SELECT payout_ref, currency, count(*) AS lines_count,
  CAST(sum(amount_minor - fee_minor) AS BIGINT) AS net_minor,
  CAST(sum(CASE WHEN kind = 'fee' THEN 0 ELSE fee_minor END) AS BIGINT) AS kept_minor,
  CAST(sum(CASE WHEN kind = 'fee' THEN fee_minor - amount_minor ELSE 0 END) AS BIGINT) AS billed_minor
FROM all_lines
WHERE payout_ref IS NOT NULL
GROUP BY payout_ref, currency
