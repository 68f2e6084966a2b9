"""Money: an integer of minor units and a currency with its ISO 4217 exponent. Never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,6})?")
_WHOLE = re.compile(r"[+-]?\d{1,19}")
MINOR_MAX = 2**63 - 1


class NotMoney(ValueError):
    """The text is no amount of money; the message says why and what would be."""


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, BHD 3 (ISO 4217). Raises NotMoney for an unknown code."""
    from iso4217 import Currency

    try:
        digits = Currency(currency).exponent
    except ValueError:
        raise NotMoney(f"{currency!r} is not an ISO 4217 currency, for example EUR") from None
    if digits is None:
        raise NotMoney(f"{currency!r} has no minor unit in ISO 4217; it cannot be charged or refunded")
    return int(digits)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`Money(12900, "EUR")` is 129.00 EUR."""

    amount_minor: int
    currency: str

    def __str__(self) -> str:
        return spoken_money(self)


def spoken_money(money: Money) -> str:
    """`129.00 EUR`, `5000 JPY`, `1.250 BHD`: as many decimals as the currency has."""
    digits = exponent(money.currency)
    whole, minor = divmod(abs(money.amount_minor), 10**digits)
    sign = "-" if money.amount_minor < 0 else ""
    return f"{sign}{whole}.{minor:0{digits}d} {money.currency}" if digits else f"{sign}{whole} {money.currency}"


def hear_money(amount: str, currency: str) -> Money:
    """Money from decimal text in the currency's exponent: `129.00` EUR, `5000` JPY. Raises NotMoney."""
    digits, text = exponent(currency), amount.strip()
    if not _DECIMAL.fullmatch(text):
        raise NotMoney("is not a decimal amount with a point and no thousands marks, for example 129.00")
    try:
        minor = Decimal(text).scaleb(digits)
    except InvalidOperation:
        raise NotMoney("is not a decimal amount, for example 129.00") from None
    if minor != minor.to_integral_value():
        raise NotMoney(f"has more decimals than {currency} has ({digits})")
    if abs(minor) > MINOR_MAX:
        raise NotMoney("is more money than there is; check the amount")
    return Money(int(minor), currency)


def hear_minor(amount: str, currency: str) -> Money:
    """Money from whole minor units: `12900` EUR is 129.00 EUR. Raises NotMoney for decimals or an unknown currency."""
    exponent(currency)
    text = amount.strip()
    if not _WHOLE.fullmatch(text) or abs(int(text)) > MINOR_MAX:
        raise NotMoney("is not a whole number of minor units, for example 12900 for 129.00 EUR")
    return Money(int(text), currency)
