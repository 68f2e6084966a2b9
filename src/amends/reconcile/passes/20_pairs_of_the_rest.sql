-- What the later passes paired. One that turned up late is no match where the recorded one provably never left.
SELECT o.n AS our_n, t.n AS wit_n, k.how, k.certain,
  o.amount_minor, o.currency, o.requested_at_us, o.payment_ref, o.customer,
  t.given_minor, t.given_currency, t.payment_ref AS their_payment_ref, t.customer AS their_customer,
  t.state, t.state_at_us, t.sent_at_us, t.was_sent, t.livemode
FROM taken k JOIN ours_left o ON o.n = k.our_n JOIN things_left t ON t.n = k.wit_n
WHERE NOT (k.is_late = 1 AND o.is_repeated = 0 AND o.requested_at_us >= $complete_from_us
  AND o.requested_at_us + $sent_within_us <= $silent_until_us)
