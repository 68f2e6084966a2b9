-- The answers, each with the name of its refund.
SELECT a.our_n, a.wit_n, a.code, a.look_again_us, o.refund_id FROM answers a JOIN all_ours o ON o.n = a.our_n
