-- What explains a difference, by the first that does. An explanation, never a match. The lines may come to more than an
-- amount may be, so that they are multiplied only where they do not.
SELECT g.payout_n,
  CASE
    WHEN g.other_currency IS NOT NULL THEN 'other_currency'
    WHEN g.lines_minor IS NULL AND g.expected_minor = 0 THEN 'no_lines'
    WHEN g.paid_minor = -g.expected_minor THEN 'sign_swapped'
    WHEN g.paid_minor = 100 * g.small_minor THEN 'times_100'
    WHEN g.paid_minor = 1000 * g.small_minor THEN 'times_1000'
    WHEN g.expected_minor = 100 * g.paid_minor AND g.paid_minor <> 0 THEN 'part_in_100'
    WHEN g.expected_minor = 1000 * g.paid_minor AND g.paid_minor <> 0 THEN 'part_in_1000'
    WHEN g.difference_minor IN (g.kept_minor + g.billed_minor, g.kept_minor, g.billed_minor) THEN 'fees_not_taken'
    WHEN -g.difference_minor IN (g.kept_minor + g.billed_minor, g.kept_minor, g.billed_minor) THEN 'fees_taken_twice'
    WHEN o.is_twice = 1 THEN 'line_paid_twice'
    WHEN o.is_twice = 0 THEN 'line_not_paid'
  END AS explained_by,
  g.other_currency, o.line_id, t.one_id, t.other_id
FROM (
  SELECT x.*, x.paid_minor - x.expected_minor AS difference_minor,
    CASE WHEN x.expected_minor <> 0 AND abs(x.expected_minor) <= 100000000000000 THEN x.expected_minor END
      AS small_minor
  FROM gaps x) g
LEFT JOIN one_line o ON o.payout_n = g.payout_n
LEFT JOIN two_lines t ON t.payout_n = g.payout_n
