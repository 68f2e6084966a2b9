-- One line that names one payout, which no other line names, is that payout's. Anything else is nobody's to decide.
SELECT payout_n, bank_n,
  CASE WHEN count(*) OVER (PARTITION BY payout_n) = 1 AND count(*) OVER (PARTITION BY bank_n) = 1 THEN 1 ELSE 0 END
    AS is_clear
FROM named
