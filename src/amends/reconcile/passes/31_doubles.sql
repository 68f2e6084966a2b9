-- Further live refunds for one intent that none of ours accounts for: our reference again, or the payment and amount.
SELECT DISTINCT d.our_n, d.wit_n FROM (
  SELECT o.n AS our_n, f.n AS wit_n FROM free f JOIN ours o ON o.refund_id = f.our_ref WHERE f.live = 1
  UNION ALL
  SELECT o.n AS our_n, f.n AS wit_n FROM free f JOIN ours o ON o.our_ref = f.our_ref WHERE f.live = 1
  UNION ALL
  SELECT p.our_n, f.n AS wit_n FROM free f JOIN things t ON t.our_ref = f.our_ref
    JOIN paired p ON p.wit_n = t.n WHERE f.live = 1
  UNION ALL
  SELECT p.our_n, f.n AS wit_n FROM free f JOIN things t
    ON t.payment_ref = f.payment_ref AND t.amount_minor = f.amount_minor AND t.currency = f.currency
    JOIN paired p ON p.wit_n = t.n WHERE f.live = 1) d
WHERE EXISTS (
  SELECT 1 FROM paired p JOIN things t ON t.n = p.wit_n
  WHERE p.our_n = d.our_n AND t.livemode = 1 AND t.state NOT IN ('failed', 'canceled', 'came_back'))
