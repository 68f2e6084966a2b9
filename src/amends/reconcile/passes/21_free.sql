-- The witness's refunds that nothing took.
SELECT t.* FROM things_left t WHERE NOT EXISTS (SELECT 1 FROM taken k WHERE k.wit_n = t.n)
