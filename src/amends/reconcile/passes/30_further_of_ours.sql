-- Live refunds that nothing took and that bear a reference of ours: perhaps a second one for the same intent.
SELECT o.n AS our_n, f.n AS wit_n FROM free f JOIN ours o ON o.refund_id = f.our_ref WHERE f.live = 1
UNION ALL
SELECT o.n AS our_n, f.n AS wit_n FROM free f JOIN ours o ON o.our_ref = f.our_ref WHERE f.live = 1
