"""Parcels, as carriers tell them and as our own shipping list does: two sides, told apart by the tracking number."""

from dataclasses import dataclass, replace
from typing import Final

from amends.facts import CARRIER, Entry, Moment, Witness
from amends.facts.kinds import DeliveryTold

from ..completeness import Stretch
from ..roots import NO_WITNESS
from .evidence import of_told
from .talk import Talk

LOST: Final = frozenset({"failed", "returned", "lost"})
UNDER_WAY: Final = frozenset({"announced", "on_its_way"})
WORDS: Final = {
    "announced": "announced to the carrier",
    "on_its_way": "on its way",
    "delivered": "delivered",
    "failed": "not delivered: the attempt failed",
    "returned": "sent back",
    "lost": "lost",
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel: the carrier's history of it and ours, oldest first."""

    number: str
    orders: frozenset[str]
    theirs: tuple[tuple[Entry, DeliveryTold], ...]
    ours: tuple[tuple[Entry, DeliveryTold], ...]

    @property
    def state(self) -> str:
        """By the carrier's last word; empty where no carrier spoke."""
        return self.theirs[-1][1].state if self.theirs else ""

    @property
    def began(self) -> Moment:
        """When anybody first told of it."""
        return min(entry.occurred for entry, _ in (*self.theirs, *self.ours))

    @property
    def since(self) -> Moment:
        """When it came into that state; where no carrier spoke, our own last word."""
        return (self.theirs or self.ours)[-1][0].occurred


def parcels(talk: Talk) -> list[Parcel]:
    """Every parcel that anybody told of, in order of number."""
    told: dict[str, list[tuple[Entry, DeliveryTold]]] = {}
    for entry, what in talk.told(DeliveryTold):
        told.setdefault(what.delivery, []).append((entry, what))
    return [
        Parcel(
            number,
            frozenset(w.order_id for _, w in rows if w.order_id),
            tuple((e, w) for e, w in rows if e.source.root not in NO_WITNESS),
            tuple((e, w) for e, w in rows if e.source.root in NO_WITNESS),
        )
        for number, rows in sorted(told.items())
    ]


def carriers_complete(start: Moment, until: Moment, talk: Talk) -> tuple[Stretch, ...]:
    """The ranges by which every carrier that we hear of told everything; empty where one has a gap (invariant 7)."""
    known = talk.complete
    carriers = [s for s in sorted(known.sources("deliveries")) if known.roots[s] == CARRIER]
    found = [known.covering(s, ("deliveries",), start, until) for s in carriers]
    told = {e.source.name for e, _ in talk.told(DeliveryTold) if e.source.root == CARRIER} - set(carriers)
    if told or known.undeclared(("deliveries",)) or not all(found):
        return ()
    return tuple(s for s in found if s is not None)


def as_witness(entry: Entry, what: DeliveryTold, *, theirs: bool) -> Witness:
    """What one row says of a parcel."""
    detail = f" ({what.detail})" if what.detail else ""
    signed = f", signed by {what.signed_by}" if what.signed_by else ""
    says = f"Parcel {WORDS.get(what.state, what.state)}{detail}{signed}"
    how = "tracking number" if theirs else "our shipping list"
    return replace(of_told(entry, says, how=how, record_id=what.delivery), state=what.state)
