-- Pass 1, where several of ours name one refund of the gateway.
SELECT k.* FROM by_key k
WHERE k.wit_n IS NOT NULL AND NOT EXISTS (SELECT 1 FROM later_claimants l WHERE l.our_n = k.our_n)
