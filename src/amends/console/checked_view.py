"""Do check lists prevent mistakes? Each with what was done for good before it was asked, and since."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.facts import Moment, Refused
from amends.learning.checked import Done, judge_list
from amends.learning.checklists import CHECKLISTS, Checklist
from amends.learning.judged_words import sentences
from amends.learning.rates import Count, rate_interval

from .desk import mistakes
from .world import world

NOT_ASKED = "It has not been answered before anything was done: there is nothing to compare yet."


@dataclass(frozen=True, slots=True)
class Part:
    """So many went wrong, with the 95 % interval; empty words of nothing done."""

    words: str
    interval: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list. `since` is when it was first answered before it was done, from when it is judged."""

    checklist: Checklist
    since: Moment | None
    verdict: tuple[str, ...]
    answered: Part
    unanswered: Part
    too_early: int


def list_lines() -> tuple[ListLine, ...]:
    """Every list, in the order of `CHECKLISTS`."""
    done, first = tuple(mistakes.done_for_good()), mistakes.first_checked()
    return tuple(_line(one, [row for row in done if row.action == one.action], first) for one in CHECKLISTS.values())


def _line(listed: Checklist, done: Sequence[Done], first: dict[str, Moment]) -> ListLine:
    since = first.get(listed.action)
    return ListLine(
        checklist=listed,
        since=since,
        verdict=_verdict(listed.action, done, since),
        answered=_part([row for row in done if row.checked]),
        unanswered=_part([row for row in done if not row.checked]),
        too_early=sum(row.failed is None for row in done),
    )


def _verdict(action: str, done: Sequence[Done], since: Moment | None) -> tuple[str, ...]:
    """Over everything done of this kind, answered or not: answers are given on calm days, and calm days go well."""
    if since is None:
        return (NOT_ASKED,)
    zone = world().policy.zoneinfo
    try:
        return tuple(sentences(judge_list(done, action, since, zone=zone), zone))
    except Refused as error:
        return (f"Nothing can be compared yet: {error.problem.where} {error.problem.what}.",)


def _part(rows: Sequence[Done]) -> Part:
    known = [row.failed for row in rows if row.failed is not None]
    if not known:
        return Part("", "")
    count = Count(sum(known), len(known))
    interval = rate_interval(count)
    return Part(f"{count.failed} of {count.rows}", f"{interval.lo:.0%} to {interval.hi:.0%}")
