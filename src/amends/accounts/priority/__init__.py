"""Which ticket first, when the whole account counts and not the price of one service. Ranks are of tickets alone."""

from .order import order
from .placed import Lane, Placed
from .rules import Rules
from .ticket import Ticket
from .worth import REVENUE_ALONE, AccountValue, Basis, Chance, assumed, told, typical

__all__ = [
    "REVENUE_ALONE",
    "AccountValue",
    "Basis",
    "Chance",
    "Lane",
    "Placed",
    "Rules",
    "Ticket",
    "assumed",
    "order",
    "told",
    "typical",
]
