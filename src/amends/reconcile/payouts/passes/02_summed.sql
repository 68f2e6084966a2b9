-- Each payout beside its lines. They agree, they differ, or nobody knows, because not all of its lines may be there.
-- other_currency: its lines are in that one, and none in its own.
SELECT payout_n, payout_ref, word, is_weak, amount_minor, currency, occurred_at_us, state, lines_minor, kept_minor,
  billed_minor, other_currency,
  CASE
    WHEN lines_minor = amount_minor OR (lines_minor IS NULL AND amount_minor = 0) THEN 'agree'
    WHEN is_complete = 1 OR (lines_minor IS NOT NULL AND $lines_told = 0) THEN 'differ'
    ELSE 'unknown'
  END AS sums
FROM (
  SELECT p.n AS payout_n, p.payout_ref, p.word, p.is_weak, p.amount_minor, p.currency, p.occurred_at_us, p.state,
    CASE WHEN s.payout_ref IS NOT NULL THEN s.net_minor WHEN o.payout_ref IS NOT NULL THEN 0 END AS lines_minor,
    coalesce(s.kept_minor, 0) AS kept_minor, coalesce(s.billed_minor, 0) AS billed_minor,
    CASE WHEN s.payout_ref IS NULL THEN o.currency END AS other_currency,
    CASE WHEN $lines_told = 1 AND p.occurred_at_us >= $lines_from_us AND p.occurred_at_us <= $lines_until_us
      THEN 1 ELSE 0 END AS is_complete
  FROM all_payouts p
  LEFT JOIN sums s ON s.payout_ref = p.payout_ref AND s.currency = p.currency
  LEFT JOIN (
    SELECT x.payout_ref, min(x.currency) AS currency
    FROM sums x JOIN all_payouts q ON q.payout_ref = x.payout_ref
    WHERE q.currency <> x.currency GROUP BY x.payout_ref) o ON o.payout_ref = p.payout_ref) t
