"""What the record knows about somebody who waits, for the router: of the case, and never a guess at the customer.

Somebody is found by a handle of his. Whoever is not found, or is known to several systems by one number, is routed by
what the caller said alone: nobody waits longer because we know nothing of him.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Case, Contact, CustomerFile, HandleKind, Moment, Policy, Promise, PromiseState, Refused
from amends.facts.moments import DAY_US, MINUTE_US
from amends.link.cases import sittings
from amends.record import Record
from amends.record.asked import Found, hear_asked, look_up
from amends.record.gather import understand_now

HARD_FROM: Final = 3  # the third contact of a case, or a later one
_SAME_US: Final = 2 * MINUTE_US  # by how much a phone system and whoever asks may differ on when he began to wait
_ASKED: Final = (HandleKind.PHONE, HandleKind.EMAIL, HandleKind.TICKET, HandleKind.CUSTOMER)
_CALL_BACK: Final = "callback"
_OWED: Final = frozenset({PromiseState.SCHEDULED, PromiseState.DUE, PromiseState.RETRY, PromiseState.BROKEN})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is told of who waits. `call_back`: we call him, as we promised."""

    handle: str
    channel: str
    since: Moment
    call_back: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """`number` is which contact of its case this one is; `case` names the contacts before it. `known_agent` is the
    caller's own name for whoever had the case last.
    """

    number: int
    hard: bool
    known_agent: str
    promised_from: Moment | None
    promised_to: Moment | None
    case: tuple[str, ...]

    @property
    def returning(self) -> bool:
        """He comes once more about a case that is open."""
        return self.number > 1


def known_of(record: Record, policy: Policy, waiting: Waiting, people: Mapping[str, str], now: Moment) -> Known | None:
    """None where nobody is found. `people` are user names, each with the caller's name for him."""
    found = _found(record, waiting.handle)
    if found is None:
        return None
    file = understand_now(record, found.key, now=now, policy=policy, known=found.entries)
    return told_by(file, found.key, waiting, people, policy) if file is not None else None


def told_by(file: CustomerFile, key: str, waiting: Waiting, people: Mapping[str, str], policy: Policy) -> Known:
    """The same from the customer's file."""
    contacts = {contact.entry.id: contact for contact in file.contacts}
    case = _open_case(file, key, contacts, waiting, policy)
    before = _before(case, contacts, waiting) if case is not None else ()
    turns = len(sittings([contacts[id_] for id_ in before], policy))
    call = _call_back(file, waiting)
    broken = any(p.state is PromiseState.BROKEN and _is_about(p, before, file) for p in file.conversation.promises)
    outside = any(signal.entry_id in before for signal in file.conversation.signals)
    return Known(
        number=turns + 1,
        hard=turns + 1 >= HARD_FROM or broken or outside,
        known_agent=_who_knows(case, call, people, policy),
        promised_from=call.due_from if call is not None else None,
        promised_to=call.due_to if call is not None else None,
        case=before,
    )


def _open_case(
    file: CustomerFile, key: str, contacts: Mapping[str, Contact], waiting: Waiting, policy: Policy
) -> Case | None:
    """That of the ticket or order he is found by; else the last, where this contact would still belong to it."""
    cases = file.conversation.cases
    kind = key.partition(":")[0]
    if kind in (HandleKind.TICKET, HandleKind.ORDER):
        named = [one for one in cases if any(_names(contacts[id_], key) for id_ in one.contacts if id_ in contacts)]
        if named:
            return max(named, key=lambda one: (one.last, one.id))
    near = [one for one in cases if waiting.since - one.last <= policy.chain_window_days * DAY_US]
    return max(near, key=lambda one: (one.last, one.id), default=None)


def _names(contact: Contact, key: str) -> bool:
    return f"{HandleKind.TICKET}:{contact.ticket}" == key or any(h.key == key for h in contact.entry.what.handles())


def _before(case: Case, contacts: Mapping[str, Contact], waiting: Waiting) -> tuple[str, ...]:
    """Without the contact that waits, which the record may have heard of already."""
    return tuple(
        id_
        for id_ in case.contacts
        if id_ in contacts
        and not (contacts[id_].channel == waiting.channel and contacts[id_].at >= waiting.since - _SAME_US)
    )


def _call_back(file: CustomerFile, waiting: Waiting) -> Promise | None:
    """The call that we owe him and that is due first. Who calls us before its time is answered now, not then."""
    some = [
        (promise.due_from, promise.id, promise)
        for promise in file.conversation.promises
        if promise.what == _CALL_BACK and promise.state in _OWED and promise.due_from is not None
    ]
    found = min(some, default=None)
    return found[2] if found is not None and (waiting.call_back or found[0] <= file.as_of) else None


def _is_about(promise: Promise, before: Sequence[str], file: CustomerFile) -> bool:
    """It was made in this case, or in none that is known."""
    elsewhere = {id_ for case in file.conversation.cases for id_ in case.contacts} - set(before)
    return promise.contact not in elsewhere


def _who_knows(case: Case | None, call: Promise | None, people: Mapping[str, str], policy: Policy) -> str:
    """Whoever is to call him, else whoever had the case last. A name that the policy does not know is nobody's: two
    systems may use it for two people.
    """
    names = [call.owner, call.by] if call is not None else []
    names += reversed(case.agents) if case is not None else []
    for name in names:
        user = policy.agent_behind(name) if name else ""
        if user in policy.agents and user in people:
            return people[user]
    return ""


def _found(record: Record, handle: str) -> Found | None:
    """`+49 30 1234567`, `m@example.org`, `ticket:4711`, `order:10-4471`; any other handle by its key."""
    kind, colon, value = handle.partition(":")
    try:
        if kind in set(_ASKED) and colon:
            return look_up(record, hear_asked([(kind, value)], "handle"))
        if colon and kind in set(HandleKind):
            entries = tuple(record.about([handle]))
            return Found(handle, entries) if entries else None
        if "@" in handle:
            return look_up(record, hear_asked([(HandleKind.EMAIL, handle)], "handle"))
        if re.match(r"\s*(\+|00)", handle):
            return look_up(record, hear_asked([(HandleKind.PHONE, handle)], "handle"))
    except Refused:
        return None
    return None
