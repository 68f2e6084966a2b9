"""Warn, warn, end: how far a contact has come on the way to being ended for abuse, and what may be done next. Pure.

That whoever is abused may stop is a right in several countries (Korea's safety law of 2018 lets staff pause and be
cared for; a year later 31.5 % said that their firm would let them): so it is two buttons, and no form to be approved.
A threat needs no warning. The words to say are in `warning_words`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Contact, CustomerFile, Moment, NotAllowed, Policy, Problem, Refused
from amends.facts.kinds import ContactEnded, ContactWarned
from amends.facts.moments import DAY_US
from amends.link.abuse import ended_contacts, warned_contacts

WARNINGS: Final = 2
THREAT: Final = "threat"
RECENT_US: Final = DAY_US  # what is older is no contact that somebody could still be in
_WHERE: Final = "This contact"


@dataclass(frozen=True, slots=True)
class Abused:
    """A call, or what was written on one thread: `contacts`, in order, of which the latest can be warned and ended.
    `given` warnings were given in it since it was last ended. `threat`: there are words in it by which somebody is
    threatened.
    """

    contacts: tuple[Contact, ...]
    given: int
    ended: bool
    threat: bool

    @property
    def latest(self) -> Contact:
        """The one that a warning or an ending is about."""
        return self.contacts[-1]

    @property
    def may_end(self) -> bool:
        """Without a word of one's own on it."""
        return not self.ended and (self.threat or self.given >= WARNINGS)


def abused(file: CustomerFile, policy: Policy, threats: Collection[str] = ()) -> tuple[Abused, ...]:
    """What was going on in the last day and can be warned or ended, the latest first. `threats` are the entry ids of
    contacts with words by which somebody is threatened. Warnings on a thread hold for `policy.chain_window_days`.
    """
    recent = [c for c in file.contacts if file.as_of - RECENT_US <= _last(c)]
    if not recent:
        return ()
    ended = ended_contacts(file.contacts, file.told)
    warned = warned_contacts(file.contacts, file.told)
    units = {_unit(contact): _whole(contact, file.contacts) for contact in recent}
    since = file.as_of - policy.chain_window_days * DAY_US
    found = [_abused(contacts, ended, warned, threats, since) for contacts in units.values()]
    return tuple(sorted(found, key=lambda one: (-_last(one.latest), one.latest.entry.id)))


def check_warning(what: ContactWarned, one: Abused | None, number: int) -> ContactWarned:
    """`number` is the warning that was meant, from 1. Raises Refused for a contact that cannot be warned, NotAllowed
    for a warning that was given already.
    """
    going_on = _going_on(one)
    if number != going_on.given + 1 or number > WARNINGS:
        raise NotAllowed(
            Problem(
                "This warning", "is recorded already", "Open the page again: it shows the next step", value=str(number)
            )
        )
    return what


def check_ending(what: ContactEnded, one: Abused | None) -> ContactEnded:
    """Raises Refused for a contact that cannot be ended, NotAllowed before the warnings where nobody was threatened."""
    going_on = _going_on(one)
    if not (going_on.may_end or what.level == THREAT):
        step = "Warn first. A threat may be ended at once: say that it was one"
        raise NotAllowed(Problem(_WHERE, f"was warned {going_on.given} of {WARNINGS} times", step))
    return what


def _going_on(one: Abused | None) -> Abused:
    if one is None:
        step = "Choose one of the last day. What is older can be appealed under your own contacts"
        raise Refused(Problem(_WHERE, "is not one of this customer's last day", step))
    if one.ended:
        raise NotAllowed(Problem(_WHERE, "has been ended", "Nothing more is to be done; a written answer is owed"))
    return one


def _abused(
    contacts: tuple[Contact, ...],
    ended: dict[str, Moment],
    warned: dict[str, tuple[Moment, ...]],
    threats: Collection[str],
    since: int,
) -> Abused:
    names = [contact.entry.id for contact in contacts]
    over = max((ended[name] for name in names if name in ended), default=None)
    counted = (at for name in names for at in warned.get(name, ()) if at >= since and (over is None or at > over))
    afresh = [name for name, contact in zip(names, contacts, strict=True) if over is None or contact.at > over]
    return Abused(
        contacts=contacts,
        given=min(sum(1 for _ in counted), WARNINGS),
        ended=names[-1] in ended,
        threat=any(name in threats for name in afresh),
    )


def _unit(contact: Contact) -> tuple[str, str]:
    """A call is by itself; what is written goes on with its thread."""
    return ("call", contact.call.id) if contact.call is not None else ("thread", contact.thread)


def _whole(contact: Contact, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    return tuple(sorted(_of_unit(_unit(contact), contacts), key=lambda one: (one.at, one.entry.id)))


def _of_unit(unit: tuple[str, str], contacts: Sequence[Contact]) -> Iterator[Contact]:
    return (one for one in contacts if _unit(one) == unit)


def _last(contact: Contact) -> Moment:
    return max(contact.at, contact.call.ended or contact.at) if contact.call is not None else contact.at
