-- Ours that no witness's refund is. Absence is evidence only where the witness is complete, and only after the time in
-- which it must have heard.
WITH unpaired AS (
  SELECT payment_ref, count(*) AS unpaired_count FROM ours_left b
  WHERE payment_ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = b.n)
  GROUP BY payment_ref),
lone AS (
  SELECT o.*,
    CASE WHEN o.is_repeated = 0 AND o.requested_at_us >= $complete_from_us
      AND o.requested_at_us + $sent_within_us <= $silent_until_us THEN 1 ELSE 0 END AS is_proven,
    CASE WHEN c.is_clear = 0 THEN 1 ELSE 0 END AS may_be_some,
    CASE WHEN u.unpaired_count > CASE WHEN k.our_n IS NULL THEN 1 ELSE 0 END THEN 1 ELSE 0 END AS shares
  FROM ours_left o
  LEFT JOIN by_customer c ON c.our_n = o.n
  LEFT JOIN taken k ON k.our_n = o.n
  LEFT JOIN unpaired u ON u.payment_ref = o.payment_ref
  WHERE NOT EXISTS (SELECT 1 FROM judged_of_the_rest j WHERE j.our_n = o.n)),
given AS (
  SELECT our_n, max(CASE WHEN place = 1 THEN wit_n END) AS wit_n, sum(given_minor) AS given_minor,
    sum(fee_minor) AS fee_minor,
    min(given_currency) AS given_currency,
    CASE WHEN min(given_currency) = max(given_currency) THEN 1 ELSE 0 END AS one_currency
  FROM (SELECT e.*, row_number() OVER (PARTITION BY our_n ORDER BY record_id) AS place FROM near_on_payment e) n
  GROUP BY our_n),
judged AS (
  SELECT l.n AS our_n, l.amount_minor, l.currency, l.requested_at_us, g.wit_n, g.given_minor, g.given_currency, g.fee_minor,
    CASE
      WHEN l.may_be_some = 1 THEN $ambiguous
      WHEN g.our_n IS NOT NULL AND (l.shares = 1 OR (g.one_currency = 1 AND g.given_minor = l.amount_minor
        AND g.given_currency = l.currency)) THEN $ambiguous
      WHEN l.is_proven = 1 AND g.one_currency = 1 THEN $wrong_amount
      WHEN l.requested_at_us + $sent_within_us > $as_of_us THEN $in_window
      WHEN l.is_proven = 1 THEN $never_sent
      WHEN l.is_repeated = 1 THEN $only_our_word
      ELSE $witness_incomplete
    END AS reason
  FROM lone l LEFT JOIN given g ON g.our_n = l.n)
SELECT our_n, CASE WHEN reason = $wrong_amount THEN wit_n END AS wit_n,
  CAST(CASE reason WHEN $wrong_amount THEN $same_payment WHEN $ambiguous THEN $candidate ELSE $none END AS SMALLINT)
    AS how,
  CAST(reason AS SMALLINT) AS reason,
  CASE WHEN reason = $in_window THEN requested_at_us + $sent_within_us END AS look_again_us,
  amount_minor, currency, CAST(given_minor AS BIGINT) AS given_minor, given_currency,
  CAST(fee_minor AS BIGINT) AS fee_minor
FROM judged
