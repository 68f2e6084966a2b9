-- Everything that is paired, by whichever pass.
SELECT our_n, wit_n FROM judged_by_key UNION ALL SELECT our_n, wit_n FROM judged_of_the_rest
