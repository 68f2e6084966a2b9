"""What a lesson is judged on: refunds on which an independent witness has spoken, and contacts of which is known
whether the customer had to come back. There is no place here for what anybody reported about himself or others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import CustomerFile, Moment, Policy, SweptRefund, Verdict
from amends.facts.moments import DAY_US
from amends.link.abuse import ended_contacts

_FAILED: Final = {Verdict.CUSTOMER_RIGHT: True, Verdict.RECORD_RIGHT: False}


@dataclass(frozen=True, slots=True)
class WitnessedRefund:
    """A refund as the second opinion sees it. A verdict takes a witness besides us: where none has answered it is
    neither, and the refund is in no rate. `traits` as "gateway=acme".
    """

    at: Moment
    verdict: Verdict
    traits: tuple[str, ...] = ()

    @property
    def failed(self) -> bool | None:
        """Whether it went wrong; None where no witness has answered."""
        return _FAILED.get(self.verdict)


@dataclass(frozen=True, slots=True)
class WitnessedContact:
    """A contact. `came_back` is what the customer did, never a status of ours; None while it is too early to say."""

    at: Moment
    came_back: bool | None
    traits: tuple[str, ...] = ()

    @property
    def failed(self) -> bool | None:
        """Whether he had to come back."""
        return self.came_back


Witnessed = WitnessedRefund | WitnessedContact


def refunds_of(swept: Iterable[SweptRefund]) -> Iterator[WitnessedRefund]:
    """The refunds of a sweep."""
    return (WitnessedRefund(one.at, one.verdict, one.traits) for one in swept)


def contacts_of(file: CustomerFile, policy: Policy) -> Iterator[WitnessedContact]:
    """The contacts of one customer with their channel and what they claim. He came back where he contacted us again in
    the same case within `policy.resolved_after_days`. A contact that was ended for abuse is none of them.
    """
    window_us = policy.resolved_after_days * DAY_US
    claims: dict[str, set[str]] = {}
    for claim in file.claims:
        if claim.judgement != "rejected":
            claims.setdefault(claim.contact_id, set()).add(f"claim={claim.kind}")
    ended = ended_contacts(file.contacts, file.told)
    contacts = {contact.entry.id: contact for contact in file.contacts if contact.entry.id not in ended}
    for case in file.conversation.cases:
        his = [contacts[name] for name in case.contacts if name in contacts]
        for number, contact in enumerate(his):
            again = number + 1 < len(his) and his[number + 1].at <= contact.at + window_us
            known = again or file.as_of >= contact.at + window_us
            traits = (f"channel={contact.channel}", *sorted(claims.get(contact.entry.id, ())))
            yield WitnessedContact(contact.at, again if known else None, traits)
