-- The witness's own rows.
SELECT w.* FROM all_witness w
WHERE w.occurred_at_us <= $as_of_us AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.wit_n = w.n)
