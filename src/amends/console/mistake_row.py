"""What the register lists of one customer, and what was done for good: a pure function of his file. No Django here."""

from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from amends.facts import CustomerFile, Moment, Policy
from amends.facts.moments import DAY_US
from amends.learning.checked import WATCHED_DAYS, Done, done_for_good
from amends.learning.from_calls import from_calls
from amends.learning.inherited import notices
from amends.learning.mistake_json import mistake_json, mistake_of
from amends.learning.mistakes import Mistake
from amends.learning.names import folded
from amends.learning.register import mistakes
from amends.learning.small_groups import week_of
from amends.learning.steps import step_words

from .sweep_row import lines

_LATER: Final = "later"  # no mistake yet: only when to look again
_WEEKS_END_DAYS: Final = 8  # a call is told at the end of its week: from a later moment this one is known


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """The fields of DeskMistake. Times are UTC microseconds. `at` is when it was found, else when it happened; `words`
    is what a search looks through; `payload` the whole as learning.mistake_json. A row that is not `known` is no
    mistake: it only says when to look again.
    """

    mistake: str
    known: bool
    at: int
    step: str
    found_by: str
    found_by_us: bool | None
    to_find_seconds: int | None
    cause: str
    programme: str
    words: str
    payload: str
    look_again: int | None


@dataclass(frozen=True, slots=True)
class DoneRow:
    """The fields of DeskDone: something done for good, whether its list was answered, and whether it went wrong."""

    at: int
    action: str
    checked: bool
    failed: bool | None
    look_again: int | None


def mistake_rows(file: CustomerFile, policy: Policy) -> tuple[MistakeRow, ...]:
    """One row for each mistake of this customer's, and one for when another will be told."""
    found = tuple(row_of(one) for one in mistakes(file, policy))
    due = _due(file, policy)
    return found if due is None else (*found, _waiting(due))


def row_of(mistake: Mistake) -> MistakeRow:
    """One of them."""
    found, happened = mistake.found, mistake.happened
    said = (mistake.what, *mistake.factors, mistake.surprised, step_words(mistake.step), mistake.matter, *mistake.cause)
    return MistakeRow(
        mistake=mistake.id,
        known=True,
        at=found if found is not None else happened if happened is not None else 0,
        step=mistake.step,
        found_by=mistake.found_by,
        found_by_us=mistake.found_by_us,
        to_find_seconds=mistake.to_find_seconds,
        cause=lines(mistake.cause),
        programme=mistake.programme,
        words=folded("\n".join(one for one in said if one)),
        payload=orjson.dumps(mistake_json(mistake)).decode(),
        look_again=None,
    )


def mistake_in(row: Any) -> Mistake:
    """What `register.mistakes` gave, read back from a MistakeRow or a DeskMistake."""
    return mistake_of(orjson.loads(row.payload))


def done_rows(file: CustomerFile) -> tuple[DoneRow, ...]:
    """One row for each thing that was done for good."""
    return tuple(_done(one) for one in done_for_good(file))


def done_in(row: Any) -> Done:
    """What `checked.done_for_good` gave, read back."""
    return Done(Moment(row.at), row.action, row.checked, row.failed)


def _done(one: Done) -> DoneRow:
    due = one.at + WATCHED_DAYS * DAY_US if one.failed is None else None
    return DoneRow(one.at, one.action, one.checked, one.failed, due)


def _due(file: CustomerFile, policy: Policy) -> Moment | None:
    """The first moment at which time alone adds a mistake: a week with such a call ends, or a notice has waited."""
    later = replace(file, as_of=Moment(file.as_of + _WEEKS_END_DAYS * DAY_US))
    weeks = {one.happened for one in from_calls(later, policy) if one.happened is not None}
    ends = [week_of(Moment(week + _WEEKS_END_DAYS * DAY_US), policy.zoneinfo) for week in weeks]
    waiting = [notice.until for notice in notices(file, policy) if not notice.seen]
    return min((at for at in (*ends, *waiting) if at > file.as_of), default=None)


def _waiting(due: Moment) -> MistakeRow:
    return MistakeRow(_LATER, False, 0, "", "", None, None, "", "", "", "{}", due)
