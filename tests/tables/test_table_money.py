"""Amounts in tables: exact in every exponent, never rounded, and two that disagree are never reconciled silently."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Money
from amends.facts.kinds import RefundTold
from amends.facts.money import exponent
from table_rows import REFUND_COLUMNS, hear, refund_row, refunds

CURRENCIES = st.sampled_from(["EUR", "JPY", "BHD", "ISK", "KRW", "TND"])


def moneys(body: str) -> list[Money]:
    return [entry.what.money for entry in hear(body).entries if isinstance(entry.what, RefundTold)]


def with_both(minor: str, major: str, currency: str) -> str:
    header = "refund_id,amount_minor,amount,currency,occurred_at,state"
    return f"{header}\nR-1,{minor},{major},{currency},2026-05-03T14:20:00Z,accepted\n"


@given(st.integers(0, 2**53), CURRENCIES)
def test_minor_units_and_decimals_come_back_as_they_were(minor: int, currency: str) -> None:
    major = Decimal(minor).scaleb(-exponent(currency))
    text = f"{major:.{exponent(currency)}f}"
    assert moneys(with_both(str(minor), "", currency)) == [Money(minor, currency)]
    assert moneys(with_both("", text, currency)) == [Money(minor, currency)]
    assert moneys(with_both(str(minor), text, currency)) == [Money(minor, currency)]


@given(st.integers(1, 10**12), CURRENCIES, st.sampled_from([100, 1000]))
def test_a_factor_of_a_hundred_between_the_two_is_never_taken(minor: int, currency: str, factor: int) -> None:
    text = f"{Decimal(minor).scaleb(-exponent(currency)):.{exponent(currency)}f}"
    heard = hear(with_both(str(minor * factor), text, currency))
    assert not heard.entries
    assert "but the minor units say" in heard.problems[0].what
    assert heard.not_understood[0].raw.startswith(b"R-1,")


def test_a_reader_that_trusts_one_of_the_two_is_caught() -> None:
    """The broken twin: leaves one column out, as a reader without the comparison would. It takes 100 times too much."""
    body = with_both("1290000", "129.00", "EUR")
    trusting = body.replace(",amount,", ",").replace(",129.00,", ",")
    assert moneys(trusting) == [Money(1290000, "EUR")]
    assert moneys(body) == []


@pytest.mark.parametrize(
    ("minor", "major", "currency", "column", "what"),
    [
        ("", "129,00", "EUR", "amount", "is not a decimal amount"),
        ("", "1.299.00", "EUR", "amount", "is not a decimal amount"),
        ("", "129.005", "EUR", "amount", "has more decimals than EUR has"),
        ("", "50.5", "JPY", "amount", "has more decimals than JPY has"),
        ("", "1e3", "EUR", "amount", "is not a decimal amount"),
        ("", "999999999999999999", "EUR", "amount", "is more money than there is"),
        ("129.00", "", "EUR", "amount_minor", "is not a whole number of minor units"),
        ("-12900", "", "EUR", "amount_minor", "is negative"),
        ("", "", "EUR", "amount", "is empty"),
        ("12900", "", "EUX", "currency", "is not a currency"),
        ("12900", "", "XAU", "currency", "is not a currency"),
        ("12900", "", "", "currency", "is empty"),
    ],
)
def test_a_bad_amount_is_named_and_kept_raw(minor: str, major: str, currency: str, column: str, what: str) -> None:
    bad = with_both(minor, f'"{major}"', currency)
    (problem,) = hear(bad).problems
    assert (problem.line, problem.column) == (2, column)
    assert what in problem.what
    assert problem.next_step
    assert hear(bad).not_understood[0].raw == bad.splitlines(keepends=True)[1].encode()


def test_a_bad_row_costs_only_itself() -> None:
    body = refunds(refund_row("R-1"), refund_row("R-2", amount_minor="12x"), refund_row("R-3"))
    heard = hear(body)
    assert [entry.what.refund_id for entry in heard.entries] == ["R-1", "R-3"]  # type: ignore[attr-defined]
    assert str(heard.problems[0]).startswith("refunds.csv, line 3, column amount_minor: '12x' is not a whole number")
    assert len(heard.not_understood) == 1


def test_lower_case_currencies_are_the_same_currencies() -> None:
    assert moneys(refunds(refund_row(currency="eur"))) == [Money(12900, "EUR")]


def test_the_same_row_again_is_the_same_entry_and_another_amount_keeps_the_id() -> None:
    first, again, other = hear(refunds(refund_row(), refund_row(), refund_row(amount_minor="12901"))).entries
    assert first == again
    assert other.id == first.id
    assert other != first


def test_states_and_times_of_one_refund_are_its_history() -> None:
    body = refunds(
        refund_row(state="asked"),
        refund_row(state="accepted"),
        refund_row(occurred_at="2026-05-04T00:00:00Z", state="failed"),
    )
    assert len({entry.id for entry in hear(body).entries}) == 3
    assert REFUND_COLUMNS.startswith("refund_id")
