"""A sum is owed only where somebody says so: prices, fees, payments and what we owe are something else."""

from decimal import Decimal

import pytest

from amends.claims.owing import said_to_owe
from amends.facts import Amount


@pytest.mark.parametrize(
    ("words", "number", "currency"),
    [
        ("Told him he owes 400.00.", "400", None),
        ("You owe 400.00 EUR for May, please pay.", "400", "EUR"),
        ("Your outstanding balance is $400.", "400", "USD"),
        ("400 euros is still outstanding.", "400", "EUR"),
        ("EUR 400.00 is overdue on your account.", "400", "EUR"),
        ("You paid 391.00 EUR; you still owe us 9.00 EUR.", "9", "EUR"),
        ("You owe us four hundred euros.", "400", "EUR"),
        ("The amount due is 19.90 EUR.", "19.9", "EUR"),
    ],
)
def test_a_sum_said_to_be_owed(words: str, number: str, currency: str | None) -> None:
    assert said_to_owe(words) == Amount(Decimal(number), currency)


@pytest.mark.parametrize(
    "words",
    [
        "The plan costs 29.99 EUR a month.",
        "We owe you 400.00 EUR.",
        "A refund of 400.00 EUR is due to you.",
        "You do not owe 400.00 EUR.",
        "If you owe 400.00 EUR, the line is blocked.",
        "Customer says he owes 9.00 EUR.",
        "You paid 391.00 EUR on 3 May.",
        "Good morning, how can I help you?",
    ],
)
def test_what_is_no_debt_of_his(words: str) -> None:
    assert said_to_owe(words) is None
