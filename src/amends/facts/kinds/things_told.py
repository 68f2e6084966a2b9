"""What others tell besides money: parcels, outages, and what is held about a person."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, some
from ..moments import Moment
from .base import What, private


@dataclass(frozen=True, slots=True)
class DeliveryTold(What):
    """A parcel is in this state, as the carrier (or our own shop, which is the disputed side) tells."""

    kind: ClassVar[str] = "delivery.told"
    delivery: str  # the teller's own number: tracking number
    state: str  # announced | on_its_way | delivered | failed | returned | lost
    order_id: str | None = None
    detail: str = private("")  # as told: "left with a neighbour"
    customer_id: str | None = private(None)
    signed_by: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the order."""
        return some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN) + some(HandleKind.ORDER, self.order_id, Tie.THING)


@dataclass(frozen=True, slots=True)
class OutageTold(What):
    """A service was down from `occurred` until `ended`; without `ended` it still is, as far as the teller knows."""

    kind: ClassVar[str] = "outage.told"
    outage: str
    service: str = ""  # the service that was down
    ended: Moment | None = None
    detail: str = ""
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the service."""
        return some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN) + some(HandleKind.SERVICE, self.service, Tie.THING)


@dataclass(frozen=True, slots=True)
class ProfileTold(What):
    """What somebody holds about a customer. Each teller is compared with the others where he says that we are wrong.

    `aliases` are his further customer numbers: a helpdesk that tells the shop's own number tells with it which of its
    own ("zendesk/613") is his.
    """

    kind: ClassVar[str] = "profile.told"
    zone: str = ""  # IANA name
    service: str = ""  # a service that is his
    customer_id: str | None = private(None)
    email: str | None = private(None)
    phone: str | None = private(None)  # E.164
    name: str = private("")
    address: str = private("")
    more: tuple[str, ...] = private(())  # other fields as "name=value", sorted
    aliases: tuple[str, ...] = private(())

    def handles(self) -> tuple[Handle, ...]:
        """The customer by his numbers, address and phone, and his service."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        own += tuple(Handle(HandleKind.CUSTOMER, alias, Tie.OWN) for alias in self.aliases if alias)
        own += some(HandleKind.EMAIL, normal_email(self.email) if self.email else None, Tie.OWN)
        own += some(HandleKind.PHONE, self.phone, Tie.OWN)
        return own + some(HandleKind.SERVICE, self.service, Tie.THING)
