-- Ours that the gateway's own id did not find: the later passes see only these.
SELECT o.* FROM ours o WHERE NOT EXISTS (SELECT 1 FROM judged_by_key k WHERE k.our_n = o.n)
