-- When the customer should see the money of each pair: some days after it left, or after it settled, the later of the
-- two. The calendar holds what is recent: what left before that is due in any case, and its due_us of 0 is never shown.
SELECT p.*,
  CASE WHEN p.state = 'settled' AND s.settled_us IS NOT NULL
      AND p.state_at_us + s.settled_us > coalesce(p.sent_at_us + v.visible_us, 0) THEN p.state_at_us + s.settled_us
    ELSE coalesce(p.sent_at_us + v.visible_us, 0) END AS due_us
FROM $pairs p
LEFT JOIN calendar v
  ON v.day_us = CASE WHEN p.sent_at_us >= $recent_us THEN p.sent_at_us - p.sent_at_us % 86400000000 END
  AND v.from_us <= p.sent_at_us AND p.sent_at_us < v.until_us
LEFT JOIN calendar s
  ON s.day_us = CASE WHEN p.state_at_us >= $recent_us THEN p.state_at_us - p.state_at_us % 86400000000 END
  AND s.from_us <= p.state_at_us AND p.state_at_us < s.until_us
