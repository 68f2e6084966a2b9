-- Ours that the gateway's own id did not find: the later passes see only these.
SELECT o.* FROM ours o JOIN without_key k ON k.our_n = o.n
