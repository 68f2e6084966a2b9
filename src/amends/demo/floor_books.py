"""Whoever asks the floor what he owes has an invoice of 409.00 of which 400.00 are paid: 9.00 is owed.

Two books of ours say so, and the gateway saw the payment. Who is told that he owes 400.00 is told something wrong.
"""

from typing import Final

from amends.facts import Moment, Money
from amends.facts.moments import DAY_US, MINUTE_US

from .other_faults import bills, pays, posts
from .world import Person, World

_INVOICE, _PAID = Money(40_900, "EUR"), Money(40_000, "EUR")
_BILLED_DAYS, _PAID_DAYS = 20, 9  # before he asks
FAULT: Final = "floor_told_a_wrong_sum"


def owes(world: World, person: Person, asks: Moment) -> None:
    """His invoice and what he paid of it, as books and gateway have it before he asks."""
    invoice = bills(world, person, Moment(asks - _BILLED_DAYS * DAY_US), _INVOICE)
    sale = pays(world, person, Moment(asks - _PAID_DAYS * DAY_US), _PAID)
    less = Money(-_PAID.amount_minor, "EUR")
    posts(world, person, Moment(sale.placed + MINUTE_US), less, "payment", invoice, sale.payment_ref)


def owed_words(*, wrong: bool) -> str:
    """What one of us says about it."""
    return f"Thank you for asking. You owe {'400.00' if wrong else '9.00'} EUR."
