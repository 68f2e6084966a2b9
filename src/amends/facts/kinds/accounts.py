"""Accounts as a CRM, a billing system or a helpdesk tells them: who belongs to whom, and what is paid for.

An account never joins people: two who write for one account stay two customers. That is why nothing here has a handle
of an account or of a service, and why a membership names one person and no second one.
"""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, some
from ..moments import Moment
from ..money import Money
from .base import What, private


@dataclass(frozen=True, slots=True)
class AccountTold(What):
    """An account is so, from `since` until `until`, as the teller has it when the entry occurred.

    `parent` None says nothing about where it belongs, and empty that it stands alone: a helpdesk that knows no parents
    takes back none that the CRM told. Of two tellings with one `since` the later corrects the earlier; of two that hold
    at a moment the one that began later counts, as after a merger. Without `since` it holds from the beginning.
    """

    kind: ClassVar[str] = "account.told"
    account: str  # "crm/A-17": the teller's system and its number
    parent: str | None = None
    since: Moment | None = None
    until: Moment | None = None  # the first moment at which it holds no more
    renewal: Moment | None = None  # when its contract is next to be renewed
    name: str = private("")


@dataclass(frozen=True, slots=True)
class ServiceTold(What):
    """A service (a circuit, a contract, a subscription) is the account's from `start` until `end`, and brings
    `per_month`, which is negative for a credit and None where nobody says.

    `service` is the number under which outages, profiles and tickets speak of it. Several tellings with different
    starts are its contracts; where two overlap, the one that started later counts.
    """

    kind: ClassVar[str] = "service.told"
    service: str
    account: str = ""
    per_month: Money | None = None
    start: Moment | None = None
    end: Moment | None = None  # the first moment at which it is no longer the account's
    renewal: Moment | None = None
    name: str = private("")


@dataclass(frozen=True, slots=True)
class AccountMember(What):
    """Somebody writes for an account: a customer by his number, else by his e-mail address, or everybody of a mail
    domain. Exactly one of the three, because two in one entry would join two customers; further ones are further
    entries.
    """

    kind: ClassVar[str] = "account.member"
    account: str
    since: Moment | None = None
    until: Moment | None = None
    customer_id: str | None = private(None)
    email: str | None = private(None)
    domain: str = private("")  # "example.org", lower case

    def handles(self) -> tuple[Handle, ...]:
        """The one person it names; none for a domain."""
        if self.customer_id:
            return some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        return some(HandleKind.EMAIL, normal_email(self.email) if self.email else None, Tie.OWN)


@dataclass(frozen=True, slots=True)
class ServiceConcerned(What):
    """A ticket, a call or an order is about this service. Exactly one of the three: two would tie two things together.

    The service is no handle: else everybody who ever wrote about a circuit would stand in one customer's file.
    """

    kind: ClassVar[str] = "service.concerned"
    service: str
    ticket: str = ""  # helpdesk and its number: "zendesk/4711"
    call: str = ""  # phone system and its number of the call
    order_id: str | None = None

    def handles(self) -> tuple[Handle, ...]:
        """The ticket, the call or the order."""
        if self.ticket:
            return some(HandleKind.TICKET, self.ticket, Tie.THING)
        return some(HandleKind.CALL, self.call, Tie.THING) or some(HandleKind.ORDER, self.order_id, Tie.THING)
