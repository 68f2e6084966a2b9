-- The bank line of each payout that has one, and how it is known; no line where nobody can choose.
SELECT payout_n, bank_n, 'payout reference' AS how FROM by_reference WHERE is_clear = 1
UNION ALL
SELECT payout_n, bank_n, 'supporting: amount, currency and date' AS how FROM by_amount WHERE is_clear = 1
UNION ALL
SELECT DISTINCT payout_n, CAST(NULL AS BIGINT) AS bank_n, 'candidate' AS how FROM by_reference WHERE is_clear = 0
UNION ALL
SELECT payout_n, CAST(NULL AS BIGINT) AS bank_n, 'candidate' AS how FROM by_amount WHERE is_clear = 0
