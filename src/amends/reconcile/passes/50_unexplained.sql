-- The witness's refunds that nothing of ours explains: no match, no candidate, no double, no other amount on the same
-- payment, no failed attempt at something that we do have. One that turned up too late to be ours is among them.
SELECT u.n, u.name FROM (
  SELECT f.n, f.name FROM free f
  WHERE NOT EXISTS (SELECT 1 FROM doubles d WHERE d.wit_n = f.n)
    AND NOT EXISTS (SELECT 1 FROM near_on_payment e
      WHERE e.wit_n = f.n AND NOT EXISTS (SELECT 1 FROM taken k WHERE k.our_n = e.our_n))
    AND NOT EXISTS (SELECT 1 FROM may_be m JOIN by_customer c ON c.our_n = m.our_n
      WHERE m.wit_n = f.n AND c.is_clear = 0)
  UNION ALL
  SELECT t.n, t.name FROM taken k JOIN things_left t ON t.n = k.wit_n
  WHERE NOT EXISTS (SELECT 1 FROM judged_of_the_rest j WHERE j.our_n = k.our_n)) u
WHERE NOT EXISTS (SELECT 1 FROM attempts a WHERE a.n = u.n)
