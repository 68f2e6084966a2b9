"""Amounts, dates, ids and counts are read as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.claims import slots_of


def amounts(text: str) -> list[tuple[str, str | None]]:
    return [(str(amount.number), amount.currency) for amount in slots_of(text).amounts]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I paid $1,234.50", [("1234.50", "USD")]),
        ("charged 12.345 BHD and 1.234 EUR", [("12.345", "BHD"), ("1234", "EUR")]),
        ("1.234,50 € sind weg", [("1234.50", "EUR")]),
        ("EUR 5 and 12 EUR", [("5", "EUR"), ("12", "EUR")]),
        ("400 dollars, not 9 bucks", [("400", "USD"), ("9", "USD")]),
        ("a check for {$20.00}", [("20", "USD")]),
        ("it was £2.5k", [("2500", "GBP")]),
        ("a thousand pounds", [("1000", "GBP")]),
        ("one hundred and fifty euros", [("150", "EUR")]),
        ("50p and 99 cents", [("0.5", "GBP"), ("0.99", None)]),
        ("charged 12.99 on Monday", [("12.99", None)]),
        ("10€ and again 10€", [("10", "EUR")]),
        ("$150/month", [("150", "USD")]),
        ("1 250,00 zł", [("1250", "PLN")]),
        ("JPY 5,000", [("5000", "JPY")]),
    ],
)
def test_an_amount_is_read_with_its_currency(text: str, said: list[tuple[str, str | None]]) -> None:
    assert [(Decimal(number), currency) for number, currency in amounts(text)] == [(Decimal(n), c) for n, c in said]


@pytest.mark.parametrize(
    "text", ["flight 3056", "call 0151 234 5678", "30 days", "version 2.10", "size 9", "25%", "at 8.30", "$ XXXX"]
)
def test_a_number_without_money_is_no_amount(text: str) -> None:
    assert amounts(text) == []


@given(st.integers(1, 10**9), st.sampled_from(["EUR", "USD", "GBP"]))
def test_every_cent_is_kept(minor: int, currency: str) -> None:
    written = f"{minor // 100}.{minor % 100:02d}"
    assert [Decimal(number) for number, _ in amounts(f"I paid {currency} {written} yesterday")] == [Decimal(written)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on 3 May, and May 3rd, 2026", ("3 May", "May 3rd, 2026")),
        ("2026-05-03 or 03/05/2026", ("2026-05-03", "03/05/2026")),
        ("yesterday and last Friday", ("yesterday", "last Friday")),
        ("two weeks ago on Tuesday", ("two weeks ago", "Tuesday")),
        ("since March", ("March",)),
        ("I may call at 10:30 for 3 hours", ()),
        ("on XX/XX/2023", ()),
        ("the third time", ()),
    ],
)
def test_a_date_is_kept_verbatim(text: str, said: tuple[str, ...]) -> None:
    assert slots_of(text).dates == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("order #12345", ("12345",)),
        ("my order 10-4471 and refund R-2291", ("10-4471", "R-2291")),
        ("gateway says re_3Nabc123", ("re_3Nabc123",)),
        ("ticket number 88120, ref: AB-99120", ("88120", "AB-99120")),
        ("booking reference X7K2P9", ("X7K2P9",)),
        ("I ordered 2 shirts on 2026-05-03", ()),
        ("call 415-555-0123", ()),
        ("order by 3 May", ()),
    ],
)
def test_an_id_is_read_and_a_date_or_phone_number_is_none(text: str, said: tuple[str, ...]) -> None:
    assert slots_of(text).order_ids == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I called you 4 times", 4),
        ("I've emailed twice", 2),
        ("this is the third time I'm writing", 2),
        ("This is my second complaint", 1),
        ("I have spoken to three different people", 3),
        ("I tried to reach you 6x", 6),
        ("I called yesterday and nothing happened", 1),
        ("I have called many times", None),
        ("charged twice", None),
        ("Please call me", None),
    ],
)
def test_earlier_contacts_are_counted_where_they_are_stated(text: str, said: int | None) -> None:
    assert slots_of(text).contacts == said
