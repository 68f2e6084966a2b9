"""What every Stripe object is read with: its money, its times, the names it gives to our things.

Documents: docs.stripe.com/api (objects), docs.stripe.com/currencies (minor units).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from amends.facts import GATEWAY, Moment, Money, NotMoney, Source
from amends.facts.moments import SECOND_US
from amends.facts.money import exponent

STRIPE: Final = Source("stripe", GATEWAY)
Json = Mapping[str, Any]

# Stripe's minor units are not ISO 4217's everywhere (docs.stripe.com/currencies, "special cases"): two decimals where
# ISO has none, for backwards compatibility, and none where ISO has two.
_STRIPE_EXPONENT: Final = {"ISK": 2, "UGX": 2, "MGA": 0}


class BadObject(ValueError):
    """An object that is not as the gateway documents it; the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which keys our shop writes its own numbers into the gateway's metadata."""

    order_id: str = "order_id"
    refund_id: str = "refund_id"
    customer_id: str = "customer_id"


def money_of(told: Json, field: str = "amount") -> Money:
    """The amount of an object, in ISO 4217 minor units."""
    amount, currency = told.get(field), told.get("currency")
    if not isinstance(amount, int) or isinstance(amount, bool) or not isinstance(currency, str):
        raise BadObject(f"has no whole {field} with a currency")
    code = currency.upper()
    try:
        digits = exponent(code)
    except NotMoney as error:
        raise BadObject(str(error)) from None
    surplus = _STRIPE_EXPONENT.get(code, digits) - digits
    if surplus <= 0:
        return Money(amount * 10**-surplus, code)
    whole, rest = divmod(amount, 10**surplus)
    if rest:
        raise BadObject(f"has a fraction of {code}, which has no minor unit")
    return Money(whole, code)


def moment_of_seconds(told: Json, field: str = "created") -> Moment:
    """A time, told in whole seconds since 1970."""
    seconds = told.get(field)
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**11:
        raise BadObject(f"has no time in {field}")
    return Moment(seconds * SECOND_US)


def id_of(told: Json) -> str:
    """The object's own id."""
    found = told.get("id")
    if not isinstance(found, str) or not found:
        raise BadObject("has no id")
    return found


def ref(told: Json, field: str) -> str | None:
    """The id that a field refers to, whether it was expanded or not."""
    value = told.get(field)
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None


def part(told: Json, *path: str) -> Json:
    """The object under a path of fields, or an empty one where it is absent or not expanded."""
    for field in path:
        value = told.get(field)
        if not isinstance(value, Mapping):
            return {}
        told = value
    return told


def word(told: Json, field: str) -> str:
    """A text, or empty."""
    value = told.get(field)
    return value if isinstance(value, str) else ""


def told_id(base: str, *details: object) -> str:
    """`re_1:accepted`, with a fingerprint of the details that may still change at the gateway (an ARN, metadata).

    It never depends on when we asked: the same object told again is a duplicate, new details are one more entry, and
    another amount under the same id is a conflict, as it must be.
    """
    if not any(details):
        return base
    return f"{base}:{hashlib.sha256(repr(details).encode()).hexdigest()[:8]}"
