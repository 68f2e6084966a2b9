"""What one customer's file says for his account: contacts, cases, broken promises, our errors, low surveys. Pure.

It holds no words and no agent: what was said stays in the file, and who said it is no matter of an account.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from amends.facts import Case, ClaimKind, Contact, CustomerFile, HandleKind, Moment, Policy, PromiseState, Verdict
from amends.facts.kinds import SurveyAnswered
from amends.facts.moments import DAY_US
from amends.recovery.survey_words import is_bad

from .members import Members
from .ties import Ties
from .tree import AccountTree

_BROKEN: Final = (PromiseState.BROKEN, PromiseState.OWNED)
_TICKET_OVER: Final = frozenset({"solved", "closed", "resolved", "deleted", "merged"})


class ServedKind(StrEnum):
    """What it is."""

    CONTACT = "contact"
    CASE = "case"
    PROMISE_BROKEN = "promise_broken"
    ERROR_OURS = "error_ours"  # a second opinion found that the customer is right
    SURVEY_LOW = "survey_low"
    HOSTILE = "hostile"  # insult or contempt in his words


@dataclass(frozen=True, slots=True)
class Served:
    """One thing that happened between a customer and us. `ref` is its id in his file: an entry, a case, a promise, a
    matter. `service` is the one it is about, where somebody said so; `account` that of its ticket or of his profile.
    `repeat`: the contact came after an earlier one on the same matter. `open`: somebody still has to do something.
    """

    kind: ServedKind
    ref: str
    who: str  # id of his identity
    at: Moment
    service: str = ""
    account: str = ""
    handles: tuple[str, ...] = ()  # of the customer, by which a membership is found
    ticket: str = ""
    repeat: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """The same with the account it counts for. `service` is empty where it is about none that is known."""

    account: str
    service: str
    served: Served


def served(file: CustomerFile, policy: Policy) -> tuple[Served, ...]:
    """All of it, by time. `policy` says what a low survey is, and after how many days without a word a case is over."""
    ties = Ties(file)
    repeats = {ref for case in file.conversation.cases for ref in case.contacts[1:]}
    contacts = {contact.entry.id: _contact(contact, ties, contact.entry.id in repeats) for contact in file.contacts}
    found = [*contacts.values()]
    found += [_case(case, contacts, file, ties, policy) for case in file.conversation.cases]
    found += _broken_promises(file, contacts, ties)
    found += _errors(file, contacts, ties)
    found += _low_surveys(file, ties, policy)
    rude = dict.fromkeys(claim.contact_id for claim in file.claims if claim.kind is ClaimKind.HOSTILE)
    found += [replace(contacts[ref], kind=ServedKind.HOSTILE, repeat=False) for ref in rude if ref in contacts]
    return tuple(sorted(found, key=lambda one: (one.at, one.kind, one.ref)))


def attached(served: Iterable[Served], tree: AccountTree, people: Members) -> Iterator[Attached]:
    """Each with its account: that of the service it is about, else that of its ticket or his profile, else the one for
    which he writes. What belongs to no account is left out.
    """
    for one in served:
        if (service := tree.services.get(one.service)) is not None:
            yield Attached(service.account, service.id, one)
        elif one.account in tree.accounts:
            yield Attached(one.account, "", one)
        elif (account := people.account_of(one.handles)) in tree.accounts:
            yield Attached(account, "", one)


def _contact(contact: Contact, ties: Ties, repeat: bool) -> Served:
    return Served(
        ServedKind.CONTACT,
        contact.entry.id,
        ties.who,
        contact.at,
        ties.service_of_contact(contact),
        ties.account_of_ticket(contact.ticket),
        ties.handles,
        contact.ticket,
        repeat=repeat,
    )


def _like(about: Served | None, kind: ServedKind, ref: str, at: Moment, ties: Ties, is_open: bool = False) -> Served:
    """One that is about the same as a contact; of the customer as such where there is none."""
    base = about or Served(kind, ref, ties.who, at, account=ties.profile, handles=ties.handles)
    return replace(base, kind=kind, ref=ref, at=at, repeat=False, open=is_open)


def _case(case: Case, contacts: Mapping[str, Served], file: CustomerFile, ties: Ties, policy: Policy) -> Served:
    """About the service of its latest contact that has one."""
    mine = [contacts[ref] for ref in reversed(case.contacts) if ref in contacts]
    about = next((one for one in mine if one.service), mine[0] if mine else None)
    is_open = _is_open(case, mine, file, ties, policy)
    return _like(about, ServedKind.CASE, case.id, case.opened, ties, is_open)


def _is_open(case: Case, mine: Iterable[Served], file: CustomerFile, ties: Ties, policy: Policy) -> bool:
    """A promise given in it still stands, or its ticket is not over; without a ticket, until he has been silent for
    `policy.resolved_after_days`.
    """
    if any(promise.open and promise.contact in case.contacts for promise in file.conversation.promises):
        return True
    known = [ties.status[one.ticket] for one in mine if one.ticket in ties.status]
    if known:
        return any(status not in _TICKET_OVER for status in known)
    return file.as_of < case.last + policy.resolved_after_days * DAY_US


def _broken_promises(file: CustomerFile, contacts: Mapping[str, Served], ties: Ties) -> Iterator[Served]:
    for promise in file.conversation.promises:
        if promise.state in _BROKEN:
            found = _like(
                contacts.get(promise.contact),
                ServedKind.PROMISE_BROKEN,
                promise.id,
                promise.broken_at or promise.made,
                ties,
                promise.open,
            )
            yield found if found.service else replace(found, service=ties.service_of(promise.matter))


def _errors(file: CustomerFile, contacts: Mapping[str, Served], ties: Ties) -> Iterator[Served]:
    """One for each matter; what is still owed is open. That he wrote before is true, and no error."""
    for opinion in file.opinions:
        if opinion.verdict is Verdict.CUSTOMER_RIGHT and opinion.claim is not ClaimKind.ALREADY_CONTACTED:
            seen = max((witness.at for witness in opinion.witnesses), default=file.as_of)
            at = seen if opinion.since is None else opinion.since
            about = contacts.get(opinion.matter)  # what is about words and promises has a contact for its matter
            found = _like(about, ServedKind.ERROR_OURS, opinion.matter, at, ties, opinion.owed is not None)
            yield found if found.service else replace(found, service=ties.service_of(opinion.matter))


def _low_surveys(file: CustomerFile, ties: Ties, policy: Policy) -> Iterator[Served]:
    for entry in file.told:
        what = entry.what
        if isinstance(what, SurveyAnswered) and what.answered and is_bad(what, policy):
            keys = [f"{HandleKind.TICKET}:{what.ticket}"] if what.ticket else []
            keys += [f"{HandleKind.CALL}:{what.call}"] if what.call else []
            yield Served(
                ServedKind.SURVEY_LOW,
                entry.id,
                ties.who,
                entry.occurred,
                ties.service_of(*keys),
                ties.account_of_ticket(what.ticket),
                ties.handles,
                what.ticket,
            )
