-- Further live refunds for one intent that none of ours accounts for. Ours must have one that lives, too: a refund that
-- failed is no first one.
SELECT DISTINCT p.our_n, d.wit_n FROM (
  SELECT our_n, wit_n FROM further_of_ours
  UNION ALL
  SELECT p.our_n, b.wit_n FROM further_of_theirs b JOIN paired p ON p.wit_n = b.beside_n) d
JOIN paired p ON p.our_n = d.our_n
WHERE p.reason NOT IN ($test_mode, $refused, $failed_later)
