"""Money: whole minor units, the currency's own exponent, no floats and no guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Money, NotMoney, hear_minor, hear_money, spoken_money
from amends.facts.money import MINOR_MAX, exponent


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("129.00", "EUR", 12_900),
        ("129", "EUR", 12_900),
        ("0.01", "EUR", 1),
        ("-9.5", "EUR", -950),
        ("5000", "JPY", 5_000),
        ("1.250", "BHD", 1_250),
        ("1.25", "BHD", 1_250),
        (" 7.00 ", "USD", 700),
        ("129.000000", "EUR", 12_900),
    ],
)
def test_an_amount_is_read_in_the_exponent_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert hear_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("129.001", "EUR", "more decimals than EUR has"),
        ("5000.5", "JPY", "more decimals than JPY has"),
        ("1,290.00", "EUR", "no thousands marks"),
        ("129,00", "EUR", "with a point"),
        ("1e3", "EUR", "not a decimal amount"),
        ("NaN", "EUR", "not a decimal amount"),
        ("", "EUR", "not a decimal amount"),
        ("9" * 18, "BHD", "more money than there is"),
        ("129.00", "eur", "not an ISO 4217 currency"),
        ("129.00", "XAU", "no minor unit"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, currency: str, why: str) -> None:
    with pytest.raises(NotMoney, match=why):
        hear_money(text, currency)


@pytest.mark.parametrize("text", ["129.00", "12 900", "", "0x10", "1_000", str(MINOR_MAX + 1), "9" * 30])
def test_minor_units_are_whole_numbers(text: str) -> None:
    with pytest.raises(NotMoney, match="whole number of minor units"):
        hear_minor(text, "EUR")


def test_the_largest_amount_still_fits_into_every_store() -> None:
    assert hear_minor(str(MINOR_MAX), "EUR") == Money(2**63 - 1, "EUR")


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(12_900, "EUR"), "129.00 EUR"),
        (Money(5, "EUR"), "0.05 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(5_000, "JPY"), "5000 JPY"),
        (Money(-5_000, "JPY"), "-5000 JPY"),
        (Money(1_250, "BHD"), "1.250 BHD"),
    ],
)
def test_money_is_spoken_with_as_many_decimals_as_the_currency_has(money: Money, words: str) -> None:
    assert spoken_money(money) == str(money) == words


@given(st.integers(-(10**17), 10**17), st.sampled_from(["EUR", "JPY", "BHD", "CLF", "USD"]))
def test_what_is_spoken_is_heard_as_the_same_money(minor: int, currency: str) -> None:
    """A promise: no amount changes on its way through words. The twin with a float loses cents, and is caught."""
    money = Money(minor, currency)
    text = spoken_money(money).removesuffix(f" {currency}")
    assert hear_money(text, currency) == money


def test_the_broken_twin_that_goes_through_a_float_loses_a_cent() -> None:
    def broken_hear(text: str, currency: str) -> Money:
        return Money(int(float(text) * 10 ** exponent(currency)), currency)

    told = [Money(minor, "EUR") for minor in range(2_000)]
    wrong = [money for money in told if broken_hear(spoken_money(money).removesuffix(" EUR"), "EUR") != money]
    right = [money for money in told if hear_money(spoken_money(money).removesuffix(" EUR"), "EUR") == money]
    assert wrong
    assert right == told
