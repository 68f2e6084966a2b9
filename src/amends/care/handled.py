"""Contacts that somebody of us handled, as exposure counts them: what was said, and what could be done about it.

Arithmetic on the record: what a customer wrote, what systems told, who had the contact. Nothing here reads a person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from amends.facts import Case, Contact, CustomerFile, Moment, Policy
from amends.facts.kinds import ContactRouted
from amends.link.abuse import ended_contacts
from amends.link.cases import sittings

from .answered import Answered
from .fixable import Fixable
from .marks import marks_of

NONE: Final = "none"
LEVELS: Final = (NONE, "curt", "insult", "threat")  # of the record, from the least; a table of weights may have more
AT_LEAST_WHEN_ENDED: Final = "insult"
REPEAT_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class HandledContact:
    """`contact` is the entry id of the contact, of a sitting at a chat that of its first message. `user` is who handled
    it, by policy.agent_behind. `ended` is when it was over for him: the end of the call, his last answer before the
    customer wrote again. `began` is None where nothing tells when he had it before him.

    `level` is the worst of the marks in it; at least an insult where it was ended for abuse. A call has no words here.
    `fixable` is False where the record shows that he had no power to put it right (`Fixable`), None where it does not.
    `repeat`: it is the third contact of its case or a later one, and he had no part in the first.
    """

    contact: str
    user: str
    began: Moment | None
    ended: Moment
    channel: str
    level: str
    fixable: bool | None
    repeat: bool


def handled(file: CustomerFile, policy: Policy, *, since: Moment | None = None) -> tuple[HandledContact, ...]:
    """One for each of us who handled a contact, in the order in which they were over; with `since` those from then on.

    An address of ours that no user has for himself is no person.
    """
    if not any(contact.agents for contact in file.contacts):
        return ()
    if since is not None and all(entry.occurred < since for entry in reversed(file.told)):
        return ()
    reading = _Reading(file, policy, since)
    found = {(one.contact, one.user): one for case in file.conversation.cases for one in reading.of_case(case)}
    return tuple(sorted(found.values(), key=lambda one: (one.ended, len(one.contact), one.contact, one.user)))


class _Reading:
    """What is looked up for one customer, once."""

    def __init__(self, file: CustomerFile, policy: Policy, since: Moment | None) -> None:
        self._file, self._policy, self._since = file, policy, since
        self._contacts = {contact.entry.id: contact for contact in file.contacts}
        self._users: dict[str, str] = {}
        self._answered = Answered(file)
        self._fixable = Fixable(file)
        self._routed = [(entry, entry.what) for entry in file.told if isinstance(entry.what, ContactRouted)]
        self._abused = ended_contacts(file.contacts, file.told)

    def of_case(self, case: Case) -> Iterator[HandledContact]:
        chain = [self._contacts[id_] for id_ in case.contacts if id_ in self._contacts]
        some = sittings(chain, self._policy)
        if not any(contact.agents for contact in chain):
            return
        first = set(self._who(some[0]))
        for number, (sitting, following) in enumerate(pairwise([*some, []]), 1):
            for user, names in self._who(sitting).items():
                began, ended = self._times(sitting, following, user, names)
                if self._since is not None and ended < self._since:
                    continue
                yield HandledContact(
                    contact=sitting[0].entry.id,
                    user=user,
                    began=began,
                    ended=ended,
                    channel=sitting[0].channel,
                    level=self._level(sitting),
                    fixable=self._fixable.of(case, sitting[0].at, ended, {user, *names}),
                    repeat=number >= REPEAT_FROM and user not in first,
                )

    def _who(self, sitting: Sequence[Contact]) -> dict[str, list[str]]:
        """Each user with the names by which sources call him."""
        found: dict[str, list[str]] = {}
        for name in dict.fromkeys(name for contact in sitting for name in contact.agents):
            user = self._user(name)
            if user and user not in self._policy.our_addresses:
                found.setdefault(user, []).append(name)
        return found

    def _user(self, name: str) -> str:
        if name not in self._users:
            self._users[name] = self._policy.agent_behind(name)
        return self._users[name]

    def _times(
        self, sitting: Sequence[Contact], following: Sequence[Contact], user: str, names: Sequence[str]
    ) -> tuple[Moment | None, Moment]:
        """When he had it before him, where that is told, and when it was over for him."""
        call = sitting[0].call
        if call is not None:
            return call.answered, max(call.ended or call.answered or call.began, call.began)
        until = following[0].at if following else None
        first, last = self._answered.by(sitting[0], sitting[-1].at, until, names)
        ended = max(last or sitting[-1].at, sitting[-1].at)
        picked = min((at for at in self._picked_up(sitting, user) if at <= ended), default=None)
        began = picked if picked is not None else first if first is not None and first < ended else None
        return began, ended

    def _picked_up(self, sitting: Sequence[Contact], user: str) -> Iterator[Moment]:
        tickets = {contact.ticket for contact in sitting if contact.ticket}
        messages = {getattr(contact.entry.what, "message_id", "") for contact in sitting} - {""}
        for _, what in self._routed:
            at = what.picked_up
            if at is None or at < sitting[0].at or self._user(what.agent) != user:
                continue
            if what.message_id in messages or what.ticket in tickets:
                yield at

    def _level(self, sitting: Iterable[Contact]) -> str:
        ids = {contact.entry.id for contact in sitting}
        said = [mark.level for marks in marks_of(self._file, ids).values() for mark in marks]
        said += [AT_LEAST_WHEN_ENDED for id_ in ids if id_ in self._abused]
        return max(said, key=LEVELS.index, default=NONE)
