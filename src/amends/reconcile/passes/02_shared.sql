-- The witness's refunds that more than one of ours names.
SELECT wit_n FROM judged_at_first GROUP BY wit_n HAVING count(*) > 1
