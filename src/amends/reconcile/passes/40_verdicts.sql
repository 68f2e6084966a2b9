-- One row for each of ours: verdict, reason, the matched record and how, both values of what differs, when to look again.
SELECT r.refund_id,
  CASE
    WHEN r.base IN ('test_mode', 'refused', 'failed_later', 'wrong_person', 'wrong_payment', 'wrong_amount', 'held',
      'never_sent') THEN 'customer_right'
    WHEN r.base = 'customer_has_it' THEN 'record_right'
    WHEN r.base = 'in_window' THEN 'too_early'
    ELSE 'cannot_tell'
  END AS verdict,
  r.reason, r.record_id, r.how, r.look_again_us, r.amount_minor, r.currency, r.given_minor, r.given_currency,
  r.payment_ref, r.their_payment_ref, r.customer, r.their_customer, r.their_state, r.their_livemode, r.our_n
FROM (
  SELECT j.refund_id, j.reason AS base,
    CASE WHEN d.our_n IS NOT NULL AND j.reason IN ('in_window', 'customer_has_it', 'witness_incomplete')
      THEN 'duplicated' ELSE j.reason END AS reason,
    j.record_id, j.how,
    CASE WHEN j.reason = 'held' THEN $next_day_us WHEN j.reason = 'in_window' THEN j.due_us
      WHEN j.reason = 'customer_has_it' AND j.sent_at_us + $horizon_us > $as_of_us THEN j.sent_at_us + $horizon_us
      END AS look_again_us,
    f.amount_minor, f.currency, f.given_minor, f.given_currency, f.payment_ref, f.their_payment_ref, f.customer,
    f.their_customer, f.their_state, f.their_livemode, j.our_n
  FROM (SELECT * FROM judged_by_key UNION ALL SELECT * FROM judged_of_the_rest) j
  LEFT JOIN (SELECT DISTINCT our_n FROM doubles) d ON d.our_n = j.our_n
  LEFT JOIN differing f ON f.our_n = j.our_n
  UNION ALL
  SELECT a.refund_id, a.reason AS base, a.reason, a.record_id, a.how, a.look_again_us, a.amount_minor, a.currency,
    a.given_minor, a.given_currency, NULL AS payment_ref, NULL AS their_payment_ref, NULL AS customer,
    NULL AS their_customer, NULL AS their_state, NULL AS their_livemode, a.our_n
  FROM absent a
  UNION ALL
  SELECT o.refund_id, 'in_window' AS base, 'in_window' AS reason, NULL AS record_id, 'none' AS how,
    o.requested_at_us + $sent_within_us AS look_again_us, NULL AS amount_minor, NULL AS currency, NULL AS given_minor,
    NULL AS given_currency, NULL AS payment_ref, NULL AS their_payment_ref, NULL AS customer, NULL AS their_customer,
    NULL AS their_state, NULL AS their_livemode, o.n AS our_n
  FROM all_ours o WHERE o.requested_at_us > $as_of_us) r
