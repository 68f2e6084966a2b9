-- Pass 1, where several of ours name one refund of the gateway.
SELECT p.* FROM pairs_by_key p WHERE NOT EXISTS (SELECT 1 FROM later_claimants l WHERE l.our_n = p.our_n)
