"""Things of money as one side tells them: a refund with its history, a payment with its history."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from amends.facts import Entry, Moment, Money, MoneyState
from amends.facts.kinds import ChargeTold, RefundTold
from amends.facts.states import GONE_WRONG, LIFECYCLE, ON_ITS_WAY

T = TypeVar("T", RefundTold, ChargeTold)


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """What one entry says about one thing: this state, since this moment."""

    at: Moment
    state: MoneyState
    entry: Entry
    what: T

    @property
    def order(self) -> tuple[Moment, int, str]:
        """By time, then by the order in which states can happen, then by id: never by arrival."""
        return (self.at, LIFECYCLE[self.state], self.entry.id)


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund as our root, or as the witnesses, tell it. `said` is its history, oldest first."""

    key: str  # our id of ours, the gateway's id of theirs
    names: frozenset[str]  # every id it goes by on the teller's side
    other_names: frozenset[str]  # what the teller knows of the other side's ids
    our_refs: frozenset[str]
    payments: frozenset[str]  # canonical payment names
    orders: frozenset[str]
    customers: frozenset[str]
    said: tuple[Said[RefundTold], ...]

    @property
    def first(self) -> Said[RefundTold]:
        """When it was first heard of."""
        return self.said[0]

    @property
    def latest(self) -> Said[RefundTold]:
        """Its state now. An acceptance told after the settlement takes nothing back."""
        return standing(self.said)

    @property
    def asserted(self) -> Said[RefundTold]:
        """The first time that it was said to be on its way, else the first time that it was asked for.

        The amount is taken from here: a later row of ours cannot correct itself into agreement with a witness.
        """
        return next((s for s in self.said if s.state in ON_ITS_WAY), self.said[0])

    @property
    def money(self) -> Money:
        """The amount as first asserted."""
        return self.asserted.what.money

    @property
    def live(self) -> bool:
        """On its way or there, with real money."""
        now = self.latest
        return now.state not in GONE_WRONG and now.what.livemode

    @property
    def entry_ids(self) -> frozenset[str]:
        """The entries behind it."""
        return frozenset(s.entry.id for s in self.said)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment with every name it has, and who said what of it. `ours` and `theirs` are histories, oldest first."""

    key: str
    names: frozenset[str]
    orders: frozenset[str]
    ours: tuple[Said[ChargeTold], ...]
    theirs: tuple[Said[ChargeTold], ...]  # gateways and other witnesses, the bank included

    @property
    def name(self) -> str:
        """The payment by the name that its first teller gave it."""
        return (*self.theirs, *self.ours)[0].what.payment_ref

    @property
    def taken(self) -> Said[ChargeTold] | None:
        """The witness's word that money was taken and is still ours, or None."""
        if not self.theirs:
            return None
        now = standing(self.theirs)
        return now if now.state in ON_ITS_WAY and now.what.livemode else None

    @property
    def taken_at(self) -> Moment | None:
        """When it was taken, by the first witness's word that it was."""
        return next((s.at for s in self.theirs if s.state in ON_ITS_WAY), None)

    @property
    def charged_back(self) -> Said[ChargeTold] | None:
        """The witness's word that the customer's bank took it back, where that is where it stands."""
        now = standing(self.theirs) if self.theirs else None
        return now if now is not None and now.state is MoneyState.CAME_BACK else None


def standing(said: tuple[Said[T], ...]) -> Said[T]:
    """The latest word of a history (oldest first)."""
    now = said[0]
    for word in said[1:]:
        if not (word.state is MoneyState.ACCEPTED and now.state is MoneyState.SETTLED):
            now = word
    return now


def by_root(refund: Refund) -> dict[str, Said[RefundTold]]:
    """The latest word of each root on one refund."""
    roots: dict[str, tuple[Said[RefundTold], ...]] = {}
    for word in refund.said:
        root = word.entry.source.root
        roots[root] = (*roots.get(root, ()), word)
    return {root: standing(said) for root, said in roots.items()}
