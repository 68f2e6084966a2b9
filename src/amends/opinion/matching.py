"""Which of the witnesses' refunds is which of ours. Each is taken at most once; earlier passes are surer.

1 gateway reference; 2 our reference; 3 payment, or order, with the same amount, by occurrence; 4 customer, amount and
date, only where both sides are each other's clear best. An explained difference of amount is never a match.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amends.facts import BANK, Moment
from amends.facts.moments import DAY_US

from .testimony import Testimony
from .things import Refund
from .windows import sent_by

BY_GATEWAY_REF = "gateway reference"
BY_OUR_REF = "our reference"
BY_PAYMENT = "payment and amount"
BY_ORDER = "order and amount"
BY_CUSTOMER = "customer, amount and date"
CERTAIN = frozenset({BY_GATEWAY_REF, BY_OUR_REF})
TIE_WITHIN_US = DAY_US  # a second-best candidate this near makes the best one a guess


@dataclass(frozen=True, slots=True)
class Match:
    """`theirs` is the witnesses' word on a refund of ours. `late`: it turned up later than ours could have taken."""

    theirs: Refund
    how: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """By our refund's key: its match, or the candidates between which nobody can choose. `left` are unmatched."""

    of: dict[str, Match]
    ambiguous: dict[str, tuple[Refund, ...]]
    left: tuple[Refund, ...]


class _Table:
    """What is still free on both sides. A refund of theirs that is taken is taken for good: one-to-one."""

    def __init__(self, said: Testimony) -> None:
        self.said = said
        self.matched: dict[str, Match] = {}
        self.free = list(said.theirs)

    @property
    def open(self) -> list[Refund]:
        return [ours for ours in self.said.ours if ours.key not in self.matched]

    def take(self, ours: Refund, theirs: Refund, how: str, late: bool = False) -> None:
        self.matched[ours.key] = Match(theirs, how, late)
        self.free.remove(theirs)


def match(said: Testimony) -> Matches:
    """All passes, for one customer's refunds."""
    table = _Table(said)
    if not said.theirs or not said.ours:
        return Matches({}, {}, said.theirs)
    _by_reference(table)
    for how, same in ((BY_PAYMENT, _same_payment), (BY_ORDER, _same_order)):
        _by_thing(table, how, same)
    ambiguous = _by_customer(table)
    return Matches(table.matched, ambiguous, tuple(table.free))


def _by_reference(table: _Table) -> None:
    for ours in table.open:
        named = [t for t in table.free if ours.other_names & (t.names | {t.key})]
        if named:
            table.take(ours, named[0], BY_GATEWAY_REF)
    for ours in table.open:
        same = [t for t in table.free if (ours.names | ours.our_refs) & t.our_refs]
        if same:
            table.take(ours, _attempt(ours, same, table.said), BY_OUR_REF)
    for ours in table.open:  # both sides use one id: believed only where something else agrees
        same = [t for t in table.free if ours.names & t.names and _agrees_elsewhere(ours, t)]
        if same:
            table.take(ours, same[0], BY_GATEWAY_REF)


def _attempt(ours: Refund, attempts: list[Refund], said: Testimony) -> Refund:
    """Of several attempts under one reference of ours: the first that lives among those of the same day, else the
    first. A much later one is a new refund that makes good, not the one we recorded.
    """
    same_day = [t for t in attempts if t.first.at <= sent_by(ours.asserted.at, said.policy)]
    return next((t for t in same_day if t.live), attempts[0])


def _agrees_elsewhere(ours: Refund, theirs: Refund) -> bool:
    shared = ours.payments & theirs.payments or ours.orders & theirs.orders or ours.customers & theirs.customers
    return bool(shared) or ours.money == theirs.money


def _by_thing(table: _Table, how: str, same: Callable[[Refund, Refund], bool]) -> None:
    """Same thing, same amount: first those near in time, in the order in which they occurred; then late ones."""
    for late in (False, True):
        for ours in table.open:
            after = [t for t in table.free if t.money == ours.money and same(ours, t) and not _too_old(ours, t, table)]
            fits = [t for t in after if (t.first.at > _latest_near(ours, table.said)) is late]
            if fits:
                table.take(ours, fits[0], how, late)


def _same_payment(ours: Refund, theirs: Refund) -> bool:
    return bool(ours.payments & theirs.payments)


def _same_order(ours: Refund, theirs: Refund) -> bool:
    return bool(ours.orders & theirs.orders)


def _by_customer(table: _Table) -> dict[str, tuple[Refund, ...]]:
    """Mutual best within the window; a tie, or a second best within a day of the best, is nobody's to decide."""
    fits = {ours.key: [t for t in table.free if _may_be(ours, t, table)] for ours in table.open}
    pairs: list[tuple[Refund, Refund]] = []
    ambiguous: dict[str, tuple[Refund, ...]] = {}
    for ours in table.open:
        candidates = _nearest(ours, fits[ours.key])
        if not candidates:
            continue
        rivals = _nearest(candidates[0], [o for o in table.open if candidates[0] in fits[o.key]])
        if _clear(ours, candidates) and _clear(candidates[0], rivals) and rivals[0] is ours:
            pairs.append((ours, candidates[0]))
        else:
            ambiguous[ours.key] = tuple(candidates)
    for ours, theirs in pairs:
        table.take(ours, theirs, BY_CUSTOMER)
    return ambiguous


def _may_be(ours: Refund, theirs: Refund, table: _Table) -> bool:
    """One customer, one amount, near in time, and nothing that says otherwise. A bank's line alone is no candidate."""
    if ours.money != theirs.money or theirs.latest.entry.source.root == BANK:
        return False
    if _too_old(ours, theirs, table) or theirs.first.at > _latest_near(ours, table.said):
        return False
    contradicted = (ours.payments and theirs.payments) or (ours.orders and theirs.orders)
    known = {c for c in theirs.customers if c in ours.customers or f"customer:{c}" in table.said.mine}
    return bool(known) and not contradicted


def _too_old(ours: Refund, theirs: Refund, table: _Table) -> bool:
    return theirs.first.at < ours.first.at - table.said.policy.match_before_days * DAY_US


def _latest_near(ours: Refund, said: Testimony) -> Moment:
    return Moment(ours.asserted.at + said.policy.match_after_days * DAY_US)


def _nearest(one: Refund, others: Iterable[Refund]) -> list[Refund]:
    return sorted(others, key=lambda other: (abs(one.first.at - other.first.at), other.key))


def _clear(one: Refund, others: list[Refund]) -> bool:
    if len(others) < 2:
        return True
    best, second = (abs(one.first.at - other.first.at) for other in others[:2])
    return second - best > TIE_WITHIN_US
