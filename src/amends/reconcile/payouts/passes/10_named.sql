-- Which bank lines name which payouts. A short number names one only beside its amount, currency and date: it stands in
-- many texts.
SELECT DISTINCT p.payout_n, b.n AS bank_n
FROM all_words w
JOIN summed p ON p.word = w.word
JOIN bank b ON b.n = w.bank_n
WHERE p.occurred_at_us <= $as_of_us
  AND (p.is_weak = 0 OR (b.amount_minor = p.amount_minor AND b.currency = p.currency
    AND b.booked_at_us >= p.occurred_at_us - $before_us AND b.booked_at_us <= p.occurred_at_us + $after_us))
