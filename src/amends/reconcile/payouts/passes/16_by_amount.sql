-- Amount, currency and date: a pair only where each is the other's only one.
SELECT o.payout_n, f.n AS bank_n,
  CASE WHEN r.upto_count = r.before_count + 1 AND l.payouts_count = 1 THEN 1 ELSE 0 END AS is_clear
FROM open_payouts o
JOIN payout_reach r ON r.payout_n = o.payout_n
JOIN free_lines f ON f.amount_minor = o.amount_minor AND f.currency = o.currency AND f.place = r.before_count + 1
JOIN line_reach l ON l.n = f.n
WHERE r.upto_count > r.before_count
