-- When the customer should see the money of each pair, where each refund has one row: the calendar is asked once.
-- It holds what is recent: what left before that is due in any case, and its due_us of 0 is never shown.
SELECT p.*, coalesce(CASE WHEN p.state = 'settled' AND v.settled_us > v.visible_us THEN p.state_at_us + v.settled_us
  ELSE p.sent_at_us + v.visible_us END, 0) AS due_us
FROM $pairs p
LEFT JOIN calendar v
  ON v.day_us = CASE WHEN p.sent_at_us >= $recent_us THEN p.sent_at_us - p.sent_at_us % 86400000000 END
  AND v.from_us <= p.sent_at_us AND p.sent_at_us < v.until_us
