-- Both values of each differing field, for the few that differ; fields that agree are null.
SELECT d.our_n,
  CASE WHEN d.is_other_money = 1 THEN d.amount_minor END AS amount_minor,
  CASE WHEN d.is_other_money = 1 THEN d.currency END AS currency,
  CASE WHEN d.is_other_money = 1 THEN d.given_minor END AS given_minor,
  CASE WHEN d.is_other_money = 1 THEN d.given_currency END AS given_currency,
  CASE WHEN d.is_other_money = 1 THEN d.fee_minor END AS fee_minor,
  CASE WHEN d.payment_ref <> d.their_payment_ref THEN d.payment_ref END AS payment_ref,
  CASE WHEN d.payment_ref <> d.their_payment_ref THEN d.their_payment_ref END AS their_payment_ref,
  CASE WHEN d.customer <> d.their_customer THEN d.customer END AS customer,
  CASE WHEN d.customer <> d.their_customer THEN d.their_customer END AS their_customer,
  CASE WHEN d.state NOT IN ('accepted', 'settled') THEN d.state END AS their_state,
  CASE WHEN d.livemode = 0 THEN 0 END AS their_livemode
FROM (
  SELECT p.our_n, o.amount_minor, o.currency, o.payment_ref, o.customer, t.given_minor, t.given_currency,
    t.payment_ref AS their_payment_ref, t.customer AS their_customer, t.state, t.livemode, t.fee_minor,
    CASE WHEN t.given_minor <> o.amount_minor OR t.given_currency <> o.currency THEN 1 ELSE 0 END AS is_other_money
  FROM paired p JOIN ours o ON o.n = p.our_n JOIN things t ON t.n = p.wit_n
  WHERE p.is_different = 1) d
UNION ALL
SELECT our_n, amount_minor, currency, given_minor, given_currency, fee_minor, NULL AS payment_ref,
  NULL AS their_payment_ref, NULL AS customer, NULL AS their_customer, NULL AS their_state, NULL AS their_livemode
FROM absent WHERE reason = $wrong_amount
