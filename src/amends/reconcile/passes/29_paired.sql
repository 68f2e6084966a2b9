-- Everything that is paired, by whichever pass.
SELECT our_n, wit_n, how, reason, look_again_us, is_different FROM judged_by_key
UNION ALL SELECT our_n, wit_n, how, reason, look_again_us, is_different FROM judged_of_the_rest
