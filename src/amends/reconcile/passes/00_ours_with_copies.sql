-- Ours, where the witness repeats some of them: a copy may name what our row leaves out, and it is no silence.
SELECT o.n, o.refund_id, o.gateway_ref, coalesce(o.our_ref, c.our_ref) AS our_ref,
  coalesce(o.payment_ref, c.payment_ref) AS payment_ref, coalesce(o.customer, c.customer) AS customer,
  o.amount_minor, o.currency, o.requested_at_us, CASE WHEN c.our_n IS NULL THEN 0 ELSE 1 END AS is_repeated
FROM all_ours o LEFT JOIN (
  SELECT our_n, min(our_ref) AS our_ref, min(payment_ref) AS payment_ref, min(customer) AS customer
  FROM copies GROUP BY our_n) c ON c.our_n = o.n
WHERE o.requested_at_us <= $as_of_us
