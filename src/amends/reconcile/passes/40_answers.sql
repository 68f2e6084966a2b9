-- One row for each of ours, in numbers. `code` tells how, the reason, and the reason from which the verdict follows
-- (codes.py): a second refund for one intent changes the reason alone.
SELECT our_n, wit_n, CAST((base * $reason_count + reason) * $how_count + how AS SMALLINT) AS code, look_again_us
FROM (
  SELECT p.our_n, p.wit_n, p.how, p.reason AS base,
    CASE WHEN d.our_n IS NOT NULL AND p.reason IN ($in_window, $customer_has_it, $witness_incomplete) THEN $duplicated
      ELSE p.reason END AS reason,
    p.look_again_us
  FROM paired p LEFT JOIN (SELECT DISTINCT our_n FROM doubles) d ON d.our_n = p.our_n
  UNION ALL
  SELECT our_n, wit_n, how, reason AS base, reason, look_again_us FROM absent
  UNION ALL
  SELECT n AS our_n, NULL AS wit_n, $none AS how, $in_window AS base, $in_window AS reason,
    requested_at_us + $sent_within_us AS look_again_us
  FROM all_ours WHERE requested_at_us > $as_of_us) a
