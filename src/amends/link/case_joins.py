"""Which contacts are one matter, and why: a forest of joins, the strongest first, less what people took out of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from amends.facts import Contact, Entry, Join, Policy
from amends.facts.kinds import ChainJudged

from .case_names import Names
from .case_time import time_joins
from .components import Components
from .threads import Threads

_STRENGTH = {"time": 0, "named": 1, "thread": 2, "ticket": 3, "judged": 4}


def joins(contacts: Sequence[Contact], told: Sequence[Entry], policy: Policy) -> tuple[Join, ...]:
    """The joins of contacts in order of happening: one fewer than contacts in each case, by the later contact.

    First as if nobody had ever objected, then each objection takes out one join: so undoing one splits a case there
    and moves no other contact. O(n log n) without judgements; each objection costs one walk through its case.
    """
    if len(contacts) < 2:
        return ()
    threads, names = Threads(told), Names(contacts, told)
    same, apart = _judgements(contacts, told)
    forest = Forest(contacts)
    for join in (*same, *_thread_joins(contacts, threads), *_named_joins(contacts, names)):
        forest.take(join)
    for join in list(time_joins(contacts, forest.groups, names, policy)):
        forest.take(join)
    order = {contact.entry.id: i for i, contact in enumerate(contacts)}
    kept = forest.joins
    for one, other in apart:
        kept = _without_weakest(kept, one, other, order)
    return tuple(sorted(kept, key=lambda join: (order[join.other], order[join.one])))


class Forest:
    """Joins without a circle: the first that connects two groups is kept, a later one between them says nothing new."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self.groups = Components()
        self.joins: list[Join] = []
        for contact in contacts:
            self.groups.add(contact.entry.id)

    def take(self, join: Join) -> None:
        """Keep the join unless both sides are together already."""
        if self.groups.root(join.one) != self.groups.root(join.other):
            self.groups.join(join.one, join.other)
            self.joins.append(join)


def _judgements(contacts: Sequence[Contact], told: Iterable[Entry]) -> tuple[list[Join], list[tuple[str, str]]]:
    """The last word on each pair: what people joined, the latest first, and what they took apart, the oldest first."""
    order = {contact.entry.id: i for i, contact in enumerate(contacts)}
    of_entry = {id_: c.entry.id for c in contacts for id_ in (c.call.entries if c.call else ())} | {i: i for i in order}
    latest: dict[tuple[str, str], ChainJudged] = {}
    for entry in sorted((e for e in told if isinstance(e.what, ChainJudged)), key=lambda e: (e.occurred, e.id)):
        what = entry.what
        assert isinstance(what, ChainJudged)
        one, other = of_entry.get(what.one), of_entry.get(what.other)
        if one is None or other is None or one == other:
            continue  # about a contact that is not his, or is not one any more
        pair = (one, other) if order[one] < order[other] else (other, one)
        latest.pop(pair, None)
        latest[pair] = what
    same = [Join(*pair, "judged", _judged(what)) for pair, what in latest.items() if what.same]
    return same[::-1], [pair for pair, what in latest.items() if not what.same]


def _judged(what: ChainJudged) -> str:
    reason = f": {what.reason}" if what.reason else ""
    return f"joined by {what.by or 'a person'}{reason}"


def _thread_joins(contacts: Sequence[Contact], threads: Threads) -> Iterable[Join]:
    """Each contact with the one before it on the same thread, so that a cut between two leaves the rest as it was."""
    before: dict[str, Contact] = {}
    for contact in contacts:
        thread = threads.of(contact.entry, contact.ticket)
        if thread in before:
            yield _thread_join(before[thread], contact)
        before[thread] = contact


def _thread_join(one: Contact, other: Contact) -> Join:
    if one.ticket and one.ticket == other.ticket:
        how, why = "ticket", f"both are on ticket {one.ticket}"
    elif one.ticket and other.ticket:
        how, why = "ticket", f"tickets {one.ticket} and {other.ticket} were merged, or hold the same mail or call"
    elif one.ticket or other.ticket:
        how, why = "ticket", f"what was said on both is on ticket {one.ticket or other.ticket}"
    elif one.call or other.call:
        how, why = "thread", "both are on one call"
    else:
        how, why = "thread", "both are on one mail thread"
    return Join(one.entry.id, other.entry.id, how, why)


def _named_joins(contacts: Sequence[Contact], names: Names) -> Iterable[Join]:
    before: dict[str, tuple[str, Contact]] = {}
    for contact in contacts:
        for thing, said in names.of(contact):
            if thing in before:
                said_before, one = before[thing]
                yield Join(one.entry.id, contact.entry.id, "named", _named(said_before, said))
            before[thing] = (said, contact)


def _named(one: str, other: str) -> str:
    first, second = one.replace(":", " ", 1), other.replace(":", " ", 1)
    return f"both name {first}" if one == other else f"one names {first}, the other {second}, which belong together"


def _without_weakest(kept: list[Join], one: str, other: str, order: dict[str, int]) -> list[Join]:
    """Without the weakest join on the way between the two, the latest of equals; all of them where there is no way."""
    way = _way(kept, one, other)
    if not way:
        return kept
    cut = min(way, key=lambda join: (_STRENGTH[join.how], -order[join.other]))
    return [join for join in kept if join is not cut]


def _way(kept: Iterable[Join], start: str, end: str) -> list[Join]:
    """The one way through a forest; empty where there is none."""
    next_to: dict[str, list[Join]] = defaultdict(list)
    for join in kept:
        next_to[join.one].append(join)
        next_to[join.other].append(join)
    came: dict[str, Join | None] = {start: None}
    waiting = [start]
    while waiting and end not in came:
        here = waiting.pop()
        for join in next_to[here]:
            there = join.other if join.one == here else join.one
            if there not in came:
                came[there] = join
                waiting.append(there)
    way, here = [], end
    while (step := came.get(here)) is not None:
        way.append(step)
        here = step.one if step.other == here else step.other
    return way
