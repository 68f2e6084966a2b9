"""Stripe's objects and events become entries. Pure: what fetches them is `intake.fetch.stripe`."""

from .balance import entries_of_balance_line
from .charges import entries_of_charge, entries_of_dispute, entries_of_intent
from .common import STRIPE, BadObject, Keys
from .events import changed_at, entries_of_event
from .refunds import entries_of_refund

__all__ = [
    "STRIPE",
    "BadObject",
    "Keys",
    "changed_at",
    "entries_of_balance_line",
    "entries_of_charge",
    "entries_of_dispute",
    "entries_of_event",
    "entries_of_intent",
    "entries_of_refund",
]
