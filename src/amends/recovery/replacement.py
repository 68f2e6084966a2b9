"""New refunds that make an earlier one good, by the word of witnesses alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.facts import Bundle, Moment, Money, MoneyState, Opinion, Policy, Verdict
from amends.facts.states import ON_ITS_WAY
from amends.opinion.finding import Pair
from amends.opinion.refund_not_received import conclude
from amends.opinion.testimony import Testimony, hear
from amends.opinion.things import Refund
from amends.opinion.windows import due

from .remedies import Remedy, astray, paying, remedies


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
    """The replacement of each open matter, by (matter, claim). Each refund replaces at most one, oldest first; one that
    was handed over as the remedy of a matter replaces that one and no other.
    """
    if not opinions:
        return {}
    said = hear(bundle, now=now, policy=policy)
    paid = remedies(said, (e for e in (*bundle.own, *bundle.about) if e.occurred <= now))
    live = [r for r in said.theirs if r.live and r.latest.state in ON_ITS_WAY]
    free = [r for r in live if r.key not in paid]
    found: dict[tuple[str, str], Replacement] = {}
    for opinion in sorted(opinions, key=lambda o: (o.since or 0, o.matter, o.claim)):
        best = _remedy(opinion, [r for r in live if r.key in paid], paid, said)
        if not best and (fits := [r for r in free if _replaces(r, opinion, said)]):
            best = (next((r for r in fits if _arrived(r, said)), fits[0]),)
        for refund in best:
            (free if refund in free else live).remove(refund)
        if best:
            found[opinion.matter, opinion.claim] = _replacement(best, said)
    return found


def _remedy(
    opinion: Opinion, live: Sequence[Refund], paid: Mapping[str, Remedy], said: Testimony
) -> tuple[Refund, ...]:
    """What was handed over for this very matter, and for no other. What was approved is enough: something may have been
    given for it already. What carries the key and went elsewhere made nothing good.
    """
    seen = {w.entry_id for w in opinion.witnesses}
    parts: dict[Remedy, list[Refund]] = {}
    for refund in live:
        remedy = paid[refund.key]
        if remedy.matter == opinion.matter and not refund.entry_ids & seen and not astray(refund, remedy, said):
            parts.setdefault(remedy, []).append(refund)
    there = (paying([r for r in some if _arrived(r, said)], remedy) for remedy, some in parts.items())
    under_way = (paying(some, remedy) for remedy, some in parts.items())
    return next((whole for whole in (*there, *under_way) if whole), ())


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


def _replacement(refunds: Sequence[Refund], said: Testimony) -> Replacement:
    """Of one refund, or of several that make it good together: there when the last of them is."""
    proof = {s.entry.id for r in refunds for s in r.said if s.state in (MoneyState.SETTLED, MoneyState.ACCEPTED)}
    money = Money(sum(r.money.amount_minor for r in refunds), refunds[0].money.currency)
    arrived = all(_arrived(r, said) for r in refunds)
    looks = [conclude(Pair(r, said)).look_again or (None if arrived else due(r, said.policy)) for r in refunds]
    again = max((at for at in looks if at is not None), default=None)
    return Replacement(refunds[0].first.at, money, arrived, tuple(sorted(proof)), again)
