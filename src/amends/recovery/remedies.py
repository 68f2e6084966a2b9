"""New refunds that carry the key under which a remedy was handed over: whose they are is known, and nobody guesses."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import Entry, Moment, Money
from amends.facts.kinds import RemedyHandedOver
from amends.facts.moments import DAY_US
from amends.opinion.finding import Pair
from amends.opinion.matching import BY_OUR_REF
from amends.opinion.refund_wrong import wrong_payment, wrong_person
from amends.opinion.testimony import Testimony
from amends.opinion.things import Refund


@dataclass(frozen=True, slots=True)
class Remedy:
    """What was handed over under one key: for which matter, how much, and when for the first time."""

    matter: str
    key: str
    money: Money
    at: Moment


def handed_over(told: Iterable[Entry]) -> dict[str, Remedy]:
    """By key. The first time counts: the payer was given that amount, and a repeated key changes nothing."""
    found: dict[str, Remedy] = {}
    entries = (entry for entry in told if isinstance(entry.what, RemedyHandedOver))
    for entry in sorted(entries, key=lambda e: (e.occurred, e.id)):
        if isinstance(entry.what, RemedyHandedOver):
            what = entry.what
            found.setdefault(what.key, Remedy(what.matter, what.key, what.money, entry.occurred))
    return found


def remedies(said: Testimony, told: Iterable[Entry]) -> dict[str, Remedy]:
    """The witnesses' refunds that are remedies, by the witness's number. Ours are found by the key, and by the number
    under which one of our own systems made it. What was seen before it was handed over is none.
    """
    handed = handed_over(told)
    if not handed:
        return {}
    called = dict(handed)
    for ours in said.ours:
        for key in sorted((ours.names | ours.our_refs) & handed.keys()):
            if handed[key].matter.partition(":")[2] in ours.names:
                continue  # the refund that went wrong: whatever key was written on it later, it is not the new one
            for name in ours.names | ours.our_refs | ours.other_names:
                called.setdefault(name, handed[key])
    before_us = said.policy.match_before_days * DAY_US
    found: dict[str, Remedy] = {}
    for theirs in said.theirs:
        meant = (called[name] for name in sorted((*theirs.our_refs, *theirs.names)) if name in called)
        remedy = next((r for r in meant if theirs.first.at >= r.at - before_us), None)
        if remedy is not None:
            found[theirs.key] = remedy
    return found


def paying(refunds: Iterable[Refund], remedy: Remedy) -> tuple[Refund, ...]:
    """Those that pay what was handed over, in its currency: one alone where one is enough, else all of them where they
    are enough together, because the payer added what was missing under the same key. None where that is not all of it.
    """
    own = [r for r in refunds if r.money.currency == remedy.money.currency]
    alone = next((r for r in own if r.money.amount_minor >= remedy.money.amount_minor), None)
    if alone is not None:
        return (alone,)
    return tuple(own) if sum(r.money.amount_minor for r in own) >= remedy.money.amount_minor else ()


def astray(refund: Refund, remedy: Remedy, said: Testimony) -> bool:
    """Whether it carries the key and went elsewhere: to another payment, or to somebody else's."""
    number = remedy.matter.partition(":")[2]
    ours = next((r for r in said.ours if number in r.names), None)
    pair = Pair(refund, said, BY_OUR_REF, ours)
    return wrong_payment(pair) is not None or wrong_person(pair) is not None
