-- Pass 4: mutual best only. A tie, or a second best within a day of the best, is nobody's to decide: is_clear is 0.
SELECT our_n, wit_n,
  CASE WHEN rival_place = 1 AND (next_gap_us IS NULL OR next_gap_us - gap_us > $tie_within_us)
    AND (rival_gap_us IS NULL OR rival_gap_us - gap_us > $tie_within_us) THEN 1 ELSE 0 END AS is_clear
FROM (
  SELECT our_n, wit_n, gap_us,
    row_number() OVER (PARTITION BY our_n ORDER BY gap_us, name) AS place,
    row_number() OVER (PARTITION BY wit_n ORDER BY gap_us, refund_id) AS rival_place,
    lead(gap_us) OVER (PARTITION BY our_n ORDER BY gap_us, name) AS next_gap_us,
    lead(gap_us) OVER (PARTITION BY wit_n ORDER BY gap_us, refund_id) AS rival_gap_us
  FROM may_be) r
WHERE place = 1
