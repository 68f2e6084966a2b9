-- Live refunds that nothing took, beside another one of the witness with the same reference of ours, or with the same
-- payment and amount.
SELECT t.n AS beside_n, f.n AS wit_n FROM free f JOIN things t ON t.our_ref = f.our_ref WHERE f.live = 1
UNION ALL
SELECT t.n AS beside_n, f.n AS wit_n FROM free f JOIN things t
  ON t.payment_ref = f.payment_ref AND t.amount_minor = f.amount_minor AND t.currency = f.currency
WHERE f.live = 1
