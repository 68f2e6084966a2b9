"""What the record tells a simulator about each contact: when it came, how long it waited and lasted, what followed.

Rows for a centre as a whole. The users in them serve to count people and shifts, and go no further than that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import CallOutcome, Case, Contact, CustomerFile, Moment, Policy
from amends.facts.kinds import CallTold, ContactRouted
from amends.facts.moments import DAY_US, MINUTE_US, SECOND_US
from amends.link.cases import sittings

from ..handled import LEVELS, NONE, handled
from ..marks import marks_of

_NOBODY_CAME: Final = (CallOutcome.MENU, CallOutcome.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Stint:
    """One of us had a contact before him, from when to when; both are the same where only its end is told."""

    user: str
    began: Moment
    ended: Moment


@dataclass(frozen=True, slots=True)
class Seen:
    """One time that a customer turned to us: a call, a message, a sitting at a chat.

    `queue` is where the phone system put it, `reason` what it was taken for. `waited_minutes` is until one of us came,
    or, where `answered` is False, until the caller hung up; both None where the log does not say. `next_call` is his
    next call in the same case, within `policy.resolved_after_days`; `first` that none of his calls came so soon before.
    `level` is the worst mark in what he wrote, None where nothing was written; `marked_before` that of the time before.
    """

    at: Moment
    call: bool
    ended: Moment
    queue: str = ""
    reason: str = ""
    stints: tuple[Stint, ...] = ()
    answered: bool | None = None
    waited_minutes: float | None = None
    talked_minutes: float = 0.0
    first: bool = True
    next_call: Moment | None = None
    level: str | None = None
    later: bool = False
    marked_before: bool = False


def seen_of(file: CustomerFile, policy: Policy) -> tuple[Seen, ...]:
    """Every time this customer turned to us, case by case."""
    if not file.contacts:
        return ()
    reading = _Reading(file, policy)
    return tuple(row for case in file.conversation.cases for row in reading.of_case(case))


class _Reading:
    """What is looked up for one customer, once."""

    def __init__(self, file: CustomerFile, policy: Policy) -> None:
        self._policy = policy
        self._within_us = policy.resolved_after_days * DAY_US
        self._contacts = {contact.entry.id: contact for contact in file.contacts}
        self._marks = {id_: max((m.level for m in marks), key=LEVELS.index) for id_, marks in marks_of(file).items()}
        self._stints: dict[str, list[Stint]] = {}
        for one in handled(file, policy):
            began = one.ended if one.began is None else one.began
            self._stints.setdefault(one.contact, []).append(Stint(one.user, began, one.ended))
        told = [entry.what for entry in file.told]
        self._queues = _first((what.call, what.queue) for what in told if isinstance(what, CallTold))
        routed = [what for what in told if isinstance(what, ContactRouted) and what.reason]
        self._reasons = _first((name, w.reason) for w in routed for name in (w.call, w.message_id, w.ticket) if name)

    def of_case(self, case: Case) -> Iterator[Seen]:
        chain = [self._contacts[id_] for id_ in case.contacts if id_ in self._contacts]
        some = sittings(chain, self._policy)
        calls = [sitting[0].at for sitting in some if sitting[0].call is not None]
        before: str | None = None
        for number, sitting in enumerate(some):
            row = self._row(sitting, calls, later=number > 0, marked_before=before not in (None, NONE))
            before = row.level or before
            yield row

    def _row(self, sitting: Sequence[Contact], calls: Sequence[Moment], *, later: bool, marked_before: bool) -> Seen:
        one = sitting[0]
        stints = tuple(self._stints.get(one.entry.id, ()))
        names = [name for c in sitting for name in (getattr(c.entry.what, "message_id", ""), c.ticket)]
        if one.call is None:
            level = max((self._marks.get(c.entry.id, NONE) for c in sitting), key=LEVELS.index)
            ended = max((stint.ended for stint in stints), default=sitting[-1].at)
            reason = _known(self._reasons, names)
            return Seen(one.at, False, ended, "", reason, stints, level=level, later=later, marked_before=marked_before)
        call, at = one.call, one.at
        ended = max(call.ended or call.answered or at, at)
        answered = _answered(one)
        came = call.answered if answered else ended
        spoke = call.outcome is CallOutcome.REACHED
        return Seen(
            at=at,
            call=True,
            ended=ended,
            queue=self._queues.get(call.id, ""),
            reason=_known(self._reasons, [call.id, *names]),
            stints=stints,
            answered=answered,
            waited_minutes=None if answered is None or came is None else (came - at) / MINUTE_US,
            talked_minutes=call.talked_seconds * SECOND_US / MINUTE_US if spoke else 0.0,
            first=not any(at - self._within_us <= earlier < at for earlier in calls),
            next_call=next((then for then in calls if at < then <= at + self._within_us), None),
            later=later,
            marked_before=marked_before,
        )


def _answered(contact: Contact) -> bool | None:
    """None where the log does not tell whether one of us came, or when the caller hung up."""
    call = contact.call
    if call is None:
        return None
    if call.outcome is CallOutcome.REACHED and call.answered is not None:
        return True
    return False if call.outcome in _NOBODY_CAME and call.ended is not None else None


def _first(pairs: "Iterator[tuple[str, str]]") -> dict[str, str]:
    """The first that is told for each name."""
    found: dict[str, str] = {}
    for name, told in pairs:
        if told:
            found.setdefault(name, told)
    return found


def _known(told: Mapping[str, str], names: Sequence[str]) -> str:
    return next((told[name] for name in names if name in told), "")
