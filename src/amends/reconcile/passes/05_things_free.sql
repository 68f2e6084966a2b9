-- The numbers of the witness's refunds that no pass has reserved yet: few, so that only their rows need be read.
SELECT t.n FROM things t WHERE NOT EXISTS (SELECT 1 FROM by_key k WHERE k.wit_n = t.n)
