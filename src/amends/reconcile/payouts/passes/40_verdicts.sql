-- One row for each payout, by the first rule that applies. The gateway's own lines or the bank contradict what it told,
-- or the gateway says itself that it failed; the bank's line with its name, and lines that come to it, confirm it.
SELECT v.payout_n, v.payout_ref,
  CASE
    WHEN v.reason IN ('payout_broken', 'failed_later', 'held', 'not_arrived') THEN 'customer_right'
    WHEN v.reason IN ('arrived', 'amount_agrees') THEN 'record_right'
    WHEN v.reason = 'in_window' THEN 'too_early'
    ELSE 'cannot_tell'
  END AS verdict,
  v.reason, v.amount_minor, v.lines_minor, v.amount_minor - v.lines_minor AS difference_minor,
  CASE WHEN v.reason = 'payout_broken' THEN e.explained_by END AS explained_by,
  CASE WHEN v.reason = 'payout_broken' THEN CASE e.explained_by
    WHEN 'other_currency' THEN 'another currency: ' || e.other_currency
    WHEN 'no_lines' THEN 'no lines'
    WHEN 'sign_swapped' THEN 'sign swapped'
    WHEN 'times_100' THEN '100 times'
    WHEN 'times_1000' THEN '1000 times'
    WHEN 'part_in_100' THEN 'one part in 100'
    WHEN 'part_in_1000' THEN 'one part in 1000'
    WHEN 'fees_not_taken' THEN 'fees not taken off'
    WHEN 'fees_taken_twice' THEN 'fees taken off twice'
    WHEN 'line_not_paid' THEN 'one line not paid: ' || e.line_id
    WHEN 'line_paid_twice' THEN 'one line paid twice: ' || e.line_id
  END END AS explained,
  CASE WHEN v.reason = 'payout_broken' AND e.explained_by IS NULL
    THEN 'two lines not paid: ' || e.one_id || ', ' || e.other_id END AS proposed,
  v.bank_line, v.how,
  CASE WHEN v.reason = 'held' THEN $next_day_us
    WHEN v.reason IN ('in_window', 'ambiguous', 'witness_incomplete') AND v.due_us > $as_of_us THEN v.due_us
    END AS look_again_us,
  v.currency, v.bank_minor, v.bank_currency
FROM (
  SELECT p.*, p.occurred_at_us + $after_us AS due_us, coalesce(f.how, 'none') AS how,
    b.line_id AS bank_line, b.amount_minor AS bank_minor, b.currency AS bank_currency,
    CASE
      WHEN p.occurred_at_us > $as_of_us THEN 'in_window'
      WHEN p.sums = 'differ' THEN 'payout_broken'
      WHEN f.how = 'payout reference' AND p.state IN ('failed', 'canceled', 'came_back') THEN 'witnesses_disagree'
      WHEN f.how = 'payout reference' AND (b.amount_minor <> p.amount_minor OR b.currency <> p.currency)
        THEN 'payout_broken'
      WHEN f.how = 'payout reference' AND p.sums = 'unknown' THEN 'witness_incomplete'
      WHEN f.how = 'payout reference' THEN 'arrived'
      WHEN p.state IN ('failed', 'canceled', 'came_back') THEN 'failed_later'
      WHEN f.how = 'candidate' THEN 'ambiguous'
      WHEN f.how IS NOT NULL THEN 'witness_incomplete'
      WHEN p.state = 'held' OR (p.state = 'asked' AND p.occurred_at_us + $after_us <= $as_of_us) THEN 'held'
      WHEN p.amount_minor = 0 THEN 'amount_agrees'
      WHEN p.occurred_at_us + $after_us > $as_of_us THEN 'in_window'
      WHEN p.occurred_at_us - $before_us >= $bank_from_us AND p.occurred_at_us + $after_us <= $bank_until_us
        THEN 'not_arrived'
      ELSE 'witness_incomplete'
    END AS reason
  FROM summed p
  LEFT JOIN on_statement f ON f.payout_n = p.payout_n
  LEFT JOIN bank b ON b.n = f.bank_n) v
LEFT JOIN explained e ON e.payout_n = v.payout_n
