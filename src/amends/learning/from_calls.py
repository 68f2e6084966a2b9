"""Calls that our side ended, for whatever reason a call drops. Whoever was on it is told alone, elsewhere.

The register says no more than that it happened in some week: no customer, no contact, no time of day, and nothing
before the week is over. The phone log would say whose call it was. A call ended for abuse is no mistake but a right.
"""

import hashlib
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Call, CallOutcome, CustomerFile, Moment, Policy
from amends.facts.kinds import ContactEnded
from amends.facts.moments import DAY_US, HOUR_US

from .mistakes import FoundBy, Mistake, Way
from .small_groups import week_of

_STEP: Final = "contact.answer"
_DIGEST_LETTERS: Final = 16


def from_calls(file: CustomerFile, policy: Policy) -> Iterator[Mistake]:
    """One for each conversation that our side ended, from the end of its week on."""
    endings = [entry for entry in file.told if isinstance(entry.what, ContactEnded) and entry.what.why == "abuse"]
    for call in file.conversation.calls:
        ended = call.ended or call.began
        near = (call.began, ended + HOUR_US)
        a_right = any(
            _names(entry.what, call.id) or (not _call_of(entry.what) and near[0] <= entry.occurred <= near[1])
            for entry in endings
        )
        if not a_right and _ended_from_our_side(call):
            week = week_of(ended, policy.zoneinfo)
            if file.as_of >= _end(week, policy.zoneinfo):
                yield _mistake(call.id, week)


def call_id(call: str) -> str:
    """The id in the register, from which nobody reads which call it was."""
    return "call:" + hashlib.sha256(call.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LETTERS]


def _mistake(call: str, week: Moment) -> Mistake:
    ways = (Way(week, FoundBy.MONITOR, "the phone log shows it"),)
    return Mistake(call_id(call), _STEP, "A call ended from our side.", week, ways, by_week=True)


def _ended_from_our_side(call: Call) -> bool:
    return call.direction == "inbound" and call.outcome is CallOutcome.REACHED and call.ended_by == "us"


def _call_of(what: object) -> str:
    return what.call if isinstance(what, ContactEnded) else ""


def _names(what: object, call: str) -> bool:
    return _call_of(what) == call


def _end(week: Moment, zone: ZoneInfo) -> Moment:
    return week_of(Moment(week + 8 * DAY_US), zone)
