"""What others tell about how a contact came to somebody, and what had been decided or done before he had it."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, some
from ..moments import Moment
from .base import What, private


def _things(ticket: str, call: str, message_id: str = "", order_id: str | None = None) -> tuple[Handle, ...]:
    things = some(HandleKind.TICKET, ticket, Tie.THING) + some(HandleKind.CALL, call, Tie.THING)
    return things + some(HandleKind.MESSAGE, message_id, Tie.THING) + some(HandleKind.ORDER, order_id, Tie.THING)


@dataclass(frozen=True, slots=True)
class ContactRouted(What):
    """What distributes the contacts (helpdesk, phone system) tells of one: how it was routed, to whom, and what it
    took it for. `routing` random says that chance decided who had it: a slice of such contacts is what shows whether
    scores are fair. `picked_up` is when he had it before him; empty where the source does not say.
    """

    kind: ClassVar[str] = "contact.routed"
    routing: str = "policy"  # policy | random
    ticket: str = ""  # helpdesk and its number: "zendesk/4711"
    call: str = ""  # phone system and its number of the call
    reason: str = ""  # what it was taken for, in the source's own words: "refund", "delivery"
    product: str = ""
    tier: str = ""
    picked_up: Moment | None = None
    agent: str = private("")  # by the source's own name for him
    message_id: str = private("")
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """The customer, and whatever names the contact."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        return own + _things(self.ticket, self.call, self.message_id)


@dataclass(frozen=True, slots=True)
class PolicyTold(What):
    """What the rules allow for something a customer wants, as the system that knows the rules answers. It vouches for
    what could be done; what somebody wrote about his own contact does not.
    """

    kind: ClassVar[str] = "policy.told"
    allowed: bool
    wish: str = ""  # refund | cancellation | exchange ..., in the source's own words
    rule: str = ""  # which rule: "30 days after delivery"
    order_id: str | None = None
    ticket: str = ""
    call: str = ""
    by: str = private("")  # the person who decided, where it was one
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the order, the ticket, the call."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        return own + _things(self.ticket, self.call, order_id=self.order_id)


@dataclass(frozen=True, slots=True)
class ActionTold(What):
    """Something was done that cannot be undone: cancelled, written off, shipped, deleted, refunded to another account.
    Told by the system in which it was done.
    """

    kind: ClassVar[str] = "action.told"
    action: str  # cancelled | written_off | shipped | deleted | refunded_elsewhere
    order_id: str | None = None
    ticket: str = ""
    call: str = ""
    by: str = private("")  # who did it, by the source's own name for him; empty where the source does not say
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the order, the ticket, the call."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        return own + _things(self.ticket, self.call, order_id=self.order_id)
