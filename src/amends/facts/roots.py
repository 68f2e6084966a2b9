"""Sources and roots: who told us, and who observed first. Roots are counted, never rows (invariant 6)."""

from dataclasses import dataclass
from typing import Final

US: Final = "us"  # our order table, our copy of a webhook, our warehouse, a note: one observer
GATEWAY: Final = "gateway"  # its API, its webhook and its report: one observer at different stages
BANK: Final = "bank"
CUSTOMER: Final = "customer"  # the claim, never a witness


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """`Source("shop", "us")`: the name of the feed, and the root: the party that observed first."""

    name: str
    root: str


PHONE: Final = "phone"  # the phone system's log: a machine saw that a call took place, and who hung up
CARRIER: Final = "carrier"  # who brings the goods
MONITOR: Final = "monitor"  # what watches a service from outside
OTHER: Final = "other"  # another organisation's own letter
SPEAKING_FOR_US: Final = frozenset({US, PHONE})  # an answer by another root is another organisation's own letter
