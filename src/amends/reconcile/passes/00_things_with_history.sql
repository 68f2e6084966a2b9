-- The witness's refunds where some are told several times: one row for each, as of the latest word.
-- Words in order: time, then the order in which states can happen, then id. An acceptance told after the settlement
-- takes nothing back. The amount that counts for matching is the first that was on its way.
WITH ranked AS (
  SELECT w.*,
    CASE state WHEN 'asked' THEN 0 WHEN 'held' THEN 1 WHEN 'accepted' THEN 2 WHEN 'settled' THEN 3 WHEN 'failed' THEN 4
      WHEN 'came_back' THEN 5 ELSE 6 END AS state_rank,
    CASE WHEN state IN ('accepted', 'settled') THEN 1 ELSE 0 END AS on_its_way,
    CASE WHEN state IN ('failed', 'came_back', 'canceled') THEN 1 ELSE 0 END AS gone_wrong
  FROM witness w),
words AS (
  SELECT r.*, row_number() OVER (PARTITION BY refund_ref ORDER BY occurred_at_us, state_rank, record_id) AS place
  FROM ranked r),
places AS (
  SELECT refund_ref, max(place) AS last_place,
    coalesce(max(CASE WHEN state <> 'accepted' THEN place END), 0) AS last_other,
    coalesce(max(CASE WHEN gone_wrong = 1 THEN place END), 0) AS last_wrong,
    coalesce(min(CASE WHEN on_its_way = 1 THEN place END), 1) AS asserted_place,
    max(on_its_way) AS was_sent, min(our_ref) AS our_ref, min(payment_ref) AS payment_ref, min(customer) AS customer
  FROM words GROUP BY refund_ref),
stands AS (
  SELECT p.refund_ref,
    CASE WHEN l.state = 'accepted' AND o.state = 'settled' THEN p.last_other ELSE p.last_place END AS standing_place
  FROM places p
  JOIN words l ON l.refund_ref = p.refund_ref AND l.place = p.last_place
  LEFT JOIN words o ON o.refund_ref = p.refund_ref AND o.place = p.last_other),
sent AS (
  SELECT w.refund_ref,
    coalesce(min(CASE WHEN w.on_its_way = 1 THEN w.occurred_at_us END), max(w.occurred_at_us)) AS sent_at_us
  FROM words w JOIN places p ON p.refund_ref = w.refund_ref AND w.place > p.last_wrong
  GROUP BY w.refund_ref)
SELECT s.n, p.refund_ref AS name, s.record_id, p.our_ref, p.payment_ref, p.customer,
  a.amount_minor, a.currency, s.amount_minor AS given_minor, s.currency AS given_currency,
  s.state, s.occurred_at_us AS state_at_us, coalesce(t.sent_at_us, f.occurred_at_us) AS sent_at_us,
  f.occurred_at_us AS first_at_us, f.state_rank AS first_rank, f.record_id AS first_id, p.was_sent, s.livemode, s.fee_minor
FROM places p
JOIN stands d ON d.refund_ref = p.refund_ref
JOIN words s ON s.refund_ref = p.refund_ref AND s.place = d.standing_place
JOIN words a ON a.refund_ref = p.refund_ref AND a.place = p.asserted_place
JOIN words f ON f.refund_ref = p.refund_ref AND f.place = 1
LEFT JOIN sent t ON t.refund_ref = p.refund_ref
