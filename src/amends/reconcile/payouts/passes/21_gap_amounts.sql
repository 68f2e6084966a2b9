-- The lines of the payouts with a difference, those of one amount together: they are looked at in pairs below, and a
-- payout of many lines shall take no longer than one join over them.
SELECT g.payout_n, g.paid_minor - g.expected_minor AS difference_minor, l.amount_minor - l.fee_minor AS net_minor,
  count(*) AS lines_count, min(l.line_id) AS first_id, max(l.line_id) AS last_id
FROM gaps g JOIN all_lines l ON l.payout_ref = g.payout_ref AND l.currency = g.currency
WHERE l.amount_minor <> l.fee_minor AND g.paid_minor <> g.expected_minor
GROUP BY g.payout_n, g.paid_minor - g.expected_minor, l.amount_minor - l.fee_minor
