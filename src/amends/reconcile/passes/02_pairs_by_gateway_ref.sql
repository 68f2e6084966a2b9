-- Pass 1, the surest: we hold the gateway's own id of the refund. Each of ours, with its record or with none.
SELECT o.n AS our_n, t.n AS wit_n, $by_gateway_ref AS how, 1 AS certain,
  o.amount_minor, o.currency, o.requested_at_us, o.payment_ref, o.customer,
  t.given_minor, t.given_currency, t.payment_ref AS their_payment_ref, t.customer AS their_customer,
  t.state, t.state_at_us, t.sent_at_us, t.was_sent, t.livemode
FROM ours o LEFT JOIN things t ON t.name = o.gateway_ref
