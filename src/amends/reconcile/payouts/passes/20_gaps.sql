-- Payouts with a difference: between what was told and its lines, else between what reached the bank and what was told.
SELECT p.payout_n, p.payout_ref, p.currency, p.kept_minor, p.billed_minor, p.lines_minor,
  CASE WHEN p.sums = 'differ' THEN p.other_currency WHEN b.currency <> p.currency THEN b.currency END AS other_currency,
  CASE WHEN p.sums = 'differ' THEN p.amount_minor ELSE b.amount_minor END AS paid_minor,
  CASE WHEN p.sums = 'differ' THEN coalesce(p.lines_minor, 0) ELSE p.amount_minor END AS expected_minor
FROM summed p
LEFT JOIN on_statement f ON f.payout_n = p.payout_n AND f.how = 'payout reference'
LEFT JOIN bank b ON b.n = f.bank_n
WHERE p.sums = 'differ' OR b.amount_minor <> p.amount_minor OR b.currency <> p.currency
