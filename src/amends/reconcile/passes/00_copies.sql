-- Rows of the witness that are our own record come back: our id, our amount, and our time to the microsecond. An
-- independent observer numbers refunds himself, and his clock is not ours (opinion/roots.py).
SELECT w.n AS wit_n, o.n AS our_n, w.our_ref, w.payment_ref, w.customer
FROM witness w JOIN ours o ON o.requested_at_us = w.occurred_at_us AND o.refund_id = w.refund_ref
  AND o.amount_minor = w.amount_minor AND o.currency = w.currency
WHERE w.state = 'accepted'
