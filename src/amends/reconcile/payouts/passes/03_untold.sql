-- What has lines and is told as no payout, or not in their currency.
SELECT s.payout_ref, s.currency, s.lines_count FROM sums s
WHERE NOT EXISTS (SELECT 1 FROM all_payouts p WHERE p.payout_ref = s.payout_ref AND p.currency = s.currency)
