-- The candidates of whom neither side was taken.
SELECT c.* FROM $candidates c
WHERE NOT EXISTS (SELECT 1 FROM $pairs k WHERE k.our_n = c.our_n)
  AND NOT EXISTS (SELECT 1 FROM $pairs k WHERE k.wit_n = c.wit_n)
