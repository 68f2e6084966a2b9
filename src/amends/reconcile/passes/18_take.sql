-- Of the candidates, those who are each other's first. Nobody has an older claim on the witness's refund, and ours has
-- none it would rather take: what the pairing one by one, oldest first, would give, for all at once.
SELECT c.our_n, c.wit_n FROM $candidates c
WHERE NOT EXISTS (SELECT 1 FROM $candidates b WHERE b.our_n = c.our_n AND b.wit_rank < c.wit_rank)
  AND NOT EXISTS (SELECT 1 FROM $candidates b WHERE b.wit_n = c.wit_n AND b.our_rank < c.our_rank)
