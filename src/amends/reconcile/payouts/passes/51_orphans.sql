-- Lines that name a payout which is not told, or not in their currency.
SELECT l.n, l.line_id, l.payout_ref, l.kind, l.refund_ref, l.amount_minor, l.fee_minor, l.currency, l.occurred_at_us
FROM all_lines l JOIN untold u ON u.payout_ref = l.payout_ref AND u.currency = l.currency
