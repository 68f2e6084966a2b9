-- The witness's refunds that no pass has reserved yet.
SELECT t.*, CASE WHEN t.state IN ('failed', 'canceled', 'came_back') OR t.livemode = 0 THEN 0 ELSE 1 END AS live
FROM things t WHERE NOT EXISTS (SELECT 1 FROM judged_by_key k WHERE k.wit_n = t.n)
