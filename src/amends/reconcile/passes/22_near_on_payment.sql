-- Explanations, never matches: what is free on the payment of a refund of ours that has none, whatever its amount.
SELECT o.n AS our_n, f.n AS wit_n, f.record_id, f.given_minor, f.given_currency, f.fee_minor
FROM ours_left o JOIN free f ON f.payment_ref = o.payment_ref
WHERE f.live = 1 AND f.state IN ('accepted', 'settled')
  AND f.first_at_us >= o.requested_at_us - $match_before_us AND f.first_at_us <= o.requested_at_us + $match_after_us
  AND NOT EXISTS (SELECT 1 FROM judged_of_the_rest j WHERE j.our_n = o.n)
