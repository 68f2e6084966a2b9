-- Payouts that no line names and that may be on the statement, with the time in which they would be.
SELECT p.payout_n, p.amount_minor, p.currency,
  p.occurred_at_us - $before_us AS since_us, p.occurred_at_us + $after_us AS until_us
FROM summed p
WHERE p.amount_minor <> 0 AND p.state IN ('asked', 'accepted', 'settled') AND p.occurred_at_us <= $as_of_us
  AND NOT EXISTS (SELECT 1 FROM named k WHERE k.payout_n = p.payout_n)
