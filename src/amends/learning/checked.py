"""Do check lists prevent mistakes? What was done for good, whether its list was answered, and what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from amends.facts import CustomerFile, Moment
from amends.facts.kinds import ActionTold, CheckAnswered
from amends.facts.moments import DAY_US

from .checklists import CHECKLISTS, Checklist
from .from_verdicts import from_verdicts
from .judged import Judged, judge
from .rows import Rows
from .talked import Talked

WATCHED_DAYS: Final = 30
_ANSWERED_US: Final = DAY_US  # an answer older than this was given for something else
_BY_DONE: Final = {one.done: one for one in CHECKLISTS.values()}


@dataclass(frozen=True, slots=True)
class Done:
    """Something done for good. `failed`: the customer was right about a step of its list afterwards, by the word of a
    witness, within 30 days; None while these have not passed.
    """

    at: Moment
    action: str  # cancel | write_off | ship | delete | refund_elsewhere
    checked: bool
    failed: bool | None


def done_for_good(file: CustomerFile) -> tuple[Done, ...]:
    """Of one customer, in order of happening."""
    return tuple(_done(file))


def judge_list(done: Iterable[Done], action: str, since: Moment, *, zone: ZoneInfo) -> Judged:
    """Whether fewer went wrong since the list is asked, over everything done of this kind, answered or not: to compare
    those who answered with those who did not would compare calm days with others. Raises Refused where there is
    nothing before or after.
    """
    known = [(one.at, one.failed) for one in done if one.action == action and one.failed is not None]
    at = np.array([at for at, _ in known], np.int64)
    return judge(Rows(at, np.array([failed for _, failed in known], np.bool_)), since, zone=zone)


def _done(file: CustomerFile) -> Iterator[Done]:
    acted = [entry for entry in file.told if isinstance(entry.what, ActionTold) and entry.what.action in _BY_DONE]
    if not acted:
        return
    wrong = [(one.happened, one.step) for one in from_verdicts(file, Talked(file)) if one.happened is not None]
    for entry in acted:
        what = entry.what
        assert isinstance(what, ActionTold)
        listed = _BY_DONE[what.action]
        until = entry.occurred + WATCHED_DAYS * DAY_US
        failed = any(entry.occurred <= at <= until and step in listed.steps for at, step in wrong)
        known = failed or file.as_of >= until
        yield Done(entry.occurred, listed.action, _answered(file, listed, entry.occurred), failed if known else None)


def _answered(file: CustomerFile, listed: Checklist, at: Moment) -> bool:
    return any(
        isinstance(entry.what, CheckAnswered)
        and entry.what.checklist == listed.action
        and entry.what.went_on
        and at - _ANSWERED_US <= entry.occurred <= at
        for entry in file.told
    )
