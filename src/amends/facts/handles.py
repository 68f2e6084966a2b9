"""Handles: the identifiers by which an entry can be found and tied to a person or to a thing."""

from dataclasses import dataclass
from enum import StrEnum


class HandleKind(StrEnum):
    """What sort of identifier it is."""

    CUSTOMER = "customer"
    EMAIL = "email"
    PHONE = "phone"
    ORDER = "order"
    PAYMENT = "payment"
    REFUND = "refund"
    INVOICE = "invoice"
    MESSAGE = "message"
    TICKET = "ticket"  # a helpdesk's number, after the helpdesk's name: ticket:zendesk/4711
    CALL = "call"  # a phone system's number of one call, after its name: call:asterisk/1699.12
    SERVICE = "service"  # a circuit, a subscription, a line


class Tie(StrEnum):
    """How strongly the handle ties the entry."""

    OWN = "own"  # the entry is by or about this person: sender, customer number on our order
    THING = "thing"  # the entry is about this thing: an order, a payment, a refund
    NAMED = "named"  # somebody wrote it in their words: weak, anybody can write anything


@dataclass(frozen=True, slots=True, order=True)
class Handle:
    """`Handle(EMAIL, "m@example.org", OWN)`; values are already in their normal form (lower case, E.164)."""

    kind: HandleKind
    value: str
    tie: Tie

    @property
    def key(self) -> str:
        """`email:m@example.org`: what two handles must share to meet."""
        return f"{self.kind}:{self.value}"


def normal_email(address: str) -> str:
    """An address as it is compared: lower case, without surrounding space."""
    return address.strip().lower()


def some(kind: HandleKind, value: str | None, tie: Tie) -> tuple[Handle, ...]:
    """No handle for no value, one for a value."""
    return (Handle(kind, value, tie),) if value else ()


def of_key(key: str, tie: Tie) -> tuple[Handle, ...]:
    """The handle of a key such as "refund:R-2291"; none for text that is no key, since people and programs write it."""
    kind, _, value = key.partition(":")
    return (Handle(HandleKind(kind), value, tie),) if value and kind in _KINDS else ()


_KINDS = frozenset(kind.value for kind in HandleKind)
