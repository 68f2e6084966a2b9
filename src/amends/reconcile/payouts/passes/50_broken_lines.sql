-- The refunds in payouts that are broken. To the customer they may be in order all the same.
SELECT l.n, l.line_id, l.payout_ref, l.refund_ref, l.amount_minor, l.fee_minor, l.currency, l.occurred_at_us
FROM all_lines l JOIN verdicts v ON v.payout_ref = l.payout_ref
WHERE l.kind = 'refund' AND v.reason = 'payout_broken'
