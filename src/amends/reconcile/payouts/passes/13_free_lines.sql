-- Bank lines that name no payout, those of one amount counted through in time.
SELECT b.n, b.amount_minor, b.currency, b.booked_at_us,
  row_number() OVER (PARTITION BY b.amount_minor, b.currency ORDER BY b.booked_at_us, b.n) AS place
FROM bank b
WHERE NOT EXISTS (SELECT 1 FROM named k WHERE k.bank_n = b.n)
