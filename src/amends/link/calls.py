"""Calls: all that phone systems told about each, put together. A pure function of the set of entries.

Reached means that one of us and the customer's side were put together and spoke, as an event log (CEL, Twilio, CTI)
shows, or that a summary (CDR) shows a dialled leg with one of us on it and enough talk. That something answered is not
enough: a queue, a menu and a mailbox answer too.
"""

from collections import defaultdict
from collections.abc import Sequence

from amends.facts import Bundle, Call, CallOutcome, Entry, HandleKind, Moment, Policy
from amends.facts.kinds import CallTold
from amends.facts.moments import SECOND_US

from .call_parties import Legs, Notice, Party, in_order, legs_of
from .call_talks import Talk, not_overruled, talked_us, talks

_PERSON = (HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE)


def calls(bundle: Bundle, *, policy: Policy) -> tuple[Call, ...]:
    """The customer's calls, in order of happening. A call without any number is told by what it is tied to."""
    by_call: dict[str, dict[str, Notice]] = defaultdict(dict)
    own: set[str] = set()
    for entries, his in ((bundle.own, True), (bundle.about, False)):
        for entry in entries:
            if isinstance(entry.what, CallTold):
                by_call[entry.what.call][entry.id] = Notice(entry, entry.what)
                if his:
                    own.add(entry.what.call)
    handles = frozenset(bundle.identity.handles)
    found = [
        _call(call, in_order(tuple(told.values())), handles, policy)
        for call, told in by_call.items()
        if call in own or not _of_somebody_else(tuple(told.values()), handles)
    ]
    return tuple(sorted(found, key=lambda call: (call.began, call.id)))


def _of_somebody_else(told: Sequence[Notice], handles: frozenset[str]) -> bool:
    """Tied to this customer by a ticket or the like, but with another's number."""
    persons = any(handle.partition(":")[0] in _PERSON for handle in handles)
    numbers = {one.what.number for one in told if one.what.number}
    return persons and bool(numbers) and not any(f"{HandleKind.PHONE}:{number}" in handles for number in numbers)


def _call(call: str, told: tuple[Notice, ...], handles: frozenset[str], policy: Policy) -> Call:
    direction = _direction(told)
    legs = legs_of(told, direction)
    telling = not_overruled(told)
    spans = talks(telling, legs) if direction != "internal" else ()
    spoken_us = talked_us(spans)
    reached = bool(spans) and (spoken_us is None or spoken_us >= policy.spoke_seconds * SECOND_US)
    outcome = _outcome(telling, direction, spans, reached=reached)
    return Call(
        id=call,
        direction=direction,
        number=_number(told, handles),
        began=min(one.what.started or one.entry.occurred for one in told),
        outcome=outcome,
        answered=spans[0].start if reached and outcome is CallOutcome.REACHED else None,
        ended=_ended(told, legs),
        talked_seconds=(spoken_us or 0) // SECOND_US,
        ended_by=_ended_by(told, legs),
        agents=_agents(spans),
        ticket=next((one.what.ticket for one in told if one.what.ticket), ""),
        entries=tuple(one.entry.id for one in sorted(told, key=lambda one: _happened(one.entry))),
    )


def _happened(entry: Entry) -> tuple[Moment, str]:
    return entry.occurred, entry.id


def _direction(told: Sequence[Notice]) -> str:
    """As the events say, else the rows; the first that says so."""
    events_first = sorted(told, key=lambda one: one.what.event == "row")
    return next((one.what.direction for one in events_first if one.what.direction), "")


def _number(told: Sequence[Notice], handles: frozenset[str]) -> str:
    numbers = [one.what.number for one in told if one.what.number]
    his = [number for number in numbers if f"{HandleKind.PHONE}:{number}" in handles]
    return (his or numbers or [""])[0]


def _agents(spans: Sequence[Talk]) -> tuple[str, ...]:
    """In order of speaking; who speaks on after a moment's hold stands once, who comes back stands again."""
    found: list[str] = []
    for talk in spans:
        if talk.agent and found[-1:] != [talk.agent]:
            found.append(talk.agent)
    return tuple(found)


def _ended(told: Sequence[Notice], legs: Legs) -> Moment | None:
    """When it ended for the customer; else the last that ended."""
    his = [one for one in told if one.what.event == "ended" and legs.party.get(one.what.leg) is Party.CUSTOMER]
    rest = [one for one in told if one.what.event == "ended" or one.what.ended is not None]
    return max((one.what.ended or one.entry.occurred for one in his or rest), default=None)


def _ended_by(told: Sequence[Notice], legs: Legs) -> str:
    """Who ended it, as told about the customer's own leg: one of us may hand over and go, and ends nothing. A line that
    took his leg for one of ours is not believed: nobody is to be accused by a guess.
    """
    his = [one.what for one in told if legs.party.get(one.what.leg) is Party.CUSTOMER and not one.what.agent]
    return next((what.ended_by for what in reversed(his) if what.event == "ended" and what.ended_by), "")


def _outcome(told: Sequence[Notice], direction: str, spans: Sequence[Talk], *, reached: bool) -> CallOutcome:
    answered_by = {one.what.answered_by for one in told}
    outcomes = _outcomes(told, direction)
    if "machine" in answered_by and direction == "outbound":
        return CallOutcome.MACHINE
    if reached:
        return CallOutcome.REACHED
    if spans or direction == "internal":
        return CallOutcome.UNKNOWN
    if "machine" in answered_by:
        return CallOutcome.MACHINE
    if direction != "outbound" and any(_may_be_a_person(one.what) for one in told):
        return CallOutcome.UNKNOWN
    if "menu" in answered_by:
        return CallOutcome.MENU
    if "answered" in outcomes:
        return CallOutcome.UNKNOWN
    for outcome, words in _NOT_REACHED:
        if words & outcomes:
            return outcome
    return CallOutcome.UNKNOWN


_NOT_REACHED = (
    (CallOutcome.NO_ANSWER, {"no_answer", "canceled"}),
    (CallOutcome.BUSY, {"busy"}),
    (CallOutcome.FAILED, {"failed"}),
)


def _outcomes(told: Sequence[Notice], direction: str) -> set[str]:
    """What was told of the leg to him, where one of us rang him: that our own phone answered is no outcome."""
    if direction == "outbound":
        main = told[0].what.call.partition("/")[2]
        dialled = {one.what.outcome for one in told if one.what.outcome and one.what.leg not in ("", main)}
        if dialled:
            return dialled
    return {one.what.outcome for one in told}


def _may_be_a_person(what: CallTold) -> bool:
    """Somebody of ours was rung and something answered; who, is not said."""
    answered = what.event == "answered" or (what.event == "row" and what.outcome == "answered")
    return answered and bool(what.agent) and what.answered_by not in ("menu", "machine")
