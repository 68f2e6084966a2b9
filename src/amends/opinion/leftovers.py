"""Refunds of the witnesses that no refund of ours accounts for, on the same payment: explanations, never matches."""

from amends.facts import Money
from amends.facts.moments import DAY_US
from amends.facts.states import ON_ITS_WAY

from .matching import Matches
from .testimony import Testimony
from .things import Refund


def near_on_payment(ours: Refund, said: Testimony, left: tuple[Refund, ...]) -> tuple[Refund, ...]:
    """What is left on the payment of this refund, near in time and on its way, whatever its amount."""
    early = ours.first.at - said.policy.match_before_days * DAY_US
    late = ours.asserted.at + said.policy.match_after_days * DAY_US
    on_payment = (r for r in left if r.payments & ours.payments and early <= r.first.at <= late)
    return tuple(r for r in on_payment if r.live and r.latest.state in ON_ITS_WAY)


def total(refunds: tuple[Refund, ...]) -> Money | None:
    """What several refunds come to; None for none, or where their currencies differ."""
    currencies = {r.latest.what.money.currency for r in refunds}
    if len(currencies) != 1:
        return None
    return Money(sum(r.latest.what.money.amount_minor for r in refunds), currencies.pop())


def shares(ours: Refund, said: Testimony, matches: Matches) -> bool:
    """Another refund of ours on this payment has no match either: what is left could be the one, the other, or both."""
    return any(
        other.key != ours.key and other.key not in matches.of and other.payments & ours.payments for other in said.ours
    )
