"""Which contacts were ended for abuse, and which were warned about it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from amends.facts import Contact, Entry, Moment
from amends.facts.kinds import ContactEnded, ContactWarned
from amends.facts.moments import HOUR_US

ABUSE: Final = "abuse"
_NEAR_US: Final = HOUR_US  # what names no contact, call or ticket is about the last contact of this hour


def ended_contacts(contacts: Sequence[Contact], told: Iterable[Entry]) -> dict[str, Moment]:
    """By entry id of the contact, when it was ended for abuse; the last time where it was told twice."""
    endings = [e for e in told if isinstance(e.what, ContactEnded) and e.what.why == ABUSE]
    found = ((contact_of(entry, contacts), entry.occurred) for entry in endings)
    ended: dict[str, Moment] = {}
    for contact, at in found:
        if contact is not None:
            ended[contact.entry.id] = max(at, ended.get(contact.entry.id, at))
    return ended


def warned_contacts(contacts: Sequence[Contact], told: Iterable[Entry]) -> dict[str, tuple[Moment, ...]]:
    """By entry id of the contact, when a warning was given, in order."""
    warned: dict[str, list[Moment]] = defaultdict(list)
    for entry in told:
        if isinstance(entry.what, ContactWarned) and (contact := contact_of(entry, contacts)) is not None:
            warned[contact.entry.id].append(entry.occurred)
    return {name: tuple(sorted(times)) for name, times in warned.items()}


def contact_of(entry: Entry, contacts: Sequence[Contact]) -> Contact | None:
    """The contact that a warning or an ending is about: the one it names, else its call, else the last one on its
    ticket by then; where it names none of them, the last one by then that was over at most an hour before.
    """
    what = entry.what
    if not isinstance(what, ContactWarned | ContactEnded):
        return None
    ordered = sorted(contacts, key=lambda one: (one.at, one.entry.id))
    for named in (
        [one for one in ordered if what.contact and _is(one, what.contact)],
        [one for one in ordered if what.call and one.call is not None and one.call.id == what.call],
        _on_ticket(what.ticket, entry.occurred, ordered),
    ):
        if named:
            return named[-1]
    if what.contact or what.call or what.ticket:
        return None
    last = next((one for one in reversed(ordered) if one.at <= entry.occurred), None)
    return last if last is not None and entry.occurred <= _over(last) + _NEAR_US else None


def _is(contact: Contact, name: str) -> bool:
    return contact.entry.id == name or (contact.call is not None and name in contact.call.entries)


def _on_ticket(ticket: str, at: Moment, ordered: Sequence[Contact]) -> Sequence[Contact]:
    """Where the ticket began later, by a clock that differs, the first on it."""
    found = [one for one in ordered if ticket and one.ticket == ticket]
    return [one for one in found if one.at <= at] or found[:1]


def _over(contact: Contact) -> Moment:
    return (contact.call.ended or contact.at) if contact.call is not None else contact.at
