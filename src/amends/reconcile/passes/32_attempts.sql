-- Refunds that failed, or were made in test mode, at something that one of ours speaks for already.
WITH dead AS (
  SELECT t.n, t.payment_ref, t.our_ref FROM things_left t
  WHERE t.live = 0 AND NOT EXISTS (SELECT 1 FROM judged_of_the_rest j WHERE j.wit_n = t.n))
SELECT d.n FROM dead d JOIN ours o ON o.payment_ref = d.payment_ref
UNION SELECT d.n FROM dead d JOIN ours o ON o.refund_id = d.our_ref
UNION SELECT d.n FROM dead d JOIN ours o ON o.our_ref = d.our_ref
