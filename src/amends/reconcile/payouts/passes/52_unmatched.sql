-- Bank lines that nothing explains: they name no payout, and are in the time of none of their amount.
SELECT b.n, b.line_id, b.amount_minor, b.currency, b.booked_at_us, b.reference
FROM bank b JOIN line_reach r ON r.n = b.n
WHERE r.payouts_count = 0
