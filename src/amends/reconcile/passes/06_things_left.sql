-- The witness's refunds that no pass has reserved yet.
SELECT t.*, CASE WHEN t.state IN ('failed', 'canceled', 'came_back') OR t.livemode = 0 THEN 0 ELSE 1 END AS live
FROM things t JOIN things_free f ON f.n = t.n
