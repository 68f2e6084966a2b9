"""New refunds that make an earlier one good, by the word of witnesses alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.facts import Bundle, Moment, Money, MoneyState, Opinion, Policy, Verdict
from amends.facts.states import ON_ITS_WAY
from amends.opinion.finding import Pair
from amends.opinion.refund_not_received import conclude
from amends.opinion.testimony import Testimony, hear
from amends.opinion.things import Refund
from amends.opinion.windows import due


@dataclass(frozen=True, slots=True)
class Replacement:
    """A refund that a witness saw after the first one had gone wrong. `arrived`: settled and past its window."""

    at: Moment
    money: Money
    arrived: bool
    proof: tuple[str, ...]
    look_again: Moment | None


def replacements(
    opinions: Sequence[Opinion], bundle: Bundle, *, now: Moment, policy: Policy
) -> dict[tuple[str, str], Replacement]:
    """The replacement of each open matter, by (matter, claim). Each refund replaces at most one, oldest first."""
    if not opinions:
        return {}
    said = hear(bundle, now=now, policy=policy)
    free = [r for r in said.theirs if r.live and r.latest.state in ON_ITS_WAY]
    found: dict[tuple[str, str], Replacement] = {}
    for opinion in sorted(opinions, key=lambda o: (o.since or 0, o.matter, o.claim)):
        fits = [r for r in free if _replaces(r, opinion, said)]
        if fits:
            best = next((r for r in fits if _arrived(r, said)), fits[0])
            free.remove(best)
            found[opinion.matter, opinion.claim] = _replacement(best, said)
    return found


def _replaces(refund: Refund, opinion: Opinion, said: Testimony) -> bool:
    """Another refund than the one that went wrong, later, on the same thing, of at least what is owed."""
    owed = opinion.owed
    if owed is None or refund.entry_ids & {w.entry_id for w in opinion.witnesses}:
        return False
    enough = refund.money.currency == owed.currency and refund.money.amount_minor >= owed.amount_minor
    later = refund.first.at > (opinion.since or 0)
    return enough and later and _same_thing(refund, opinion, said)


def _same_thing(refund: Refund, opinion: Opinion, said: Testimony) -> bool:
    kind, _, name = opinion.matter.partition(":")
    if kind == "refund":
        sides = [r for r in (*said.ours, *said.theirs) if name in r.names | {r.key}]
        return any(
            refund.payments & r.payments
            or refund.orders & r.orders
            or (refund.our_refs | refund.names) & (r.names | r.our_refs)
            for r in sides
        )
    if kind == "order":
        return name in refund.orders
    return said.alias.get(name, name) in refund.payments


def _arrived(refund: Refund, said: Testimony) -> bool:
    return conclude(Pair(refund, said)).verdict is Verdict.RECORD_RIGHT


def _replacement(refund: Refund, said: Testimony) -> Replacement:
    finding = conclude(Pair(refund, said))
    arrived = _arrived(refund, said)
    proof = tuple(sorted({s.entry.id for s in refund.said if s.state in (MoneyState.SETTLED, MoneyState.ACCEPTED)}))
    again = finding.look_again or (None if arrived else due(refund, said.policy))
    return Replacement(refund.first.at, refund.money, arrived, proof, again)
