"""A simulated centre: what care costs or saves in waiting, evenness and heads, before it is switched on.

Customers and agents are invented; nothing is read from anybody's contacts. Every policy meets the same customers.
"""

from .compare import Heads, Result, compare
from .figures import ACCOUNT, FIGURES, Figure
from .hear_centre import centre_of
from .intervals import Interval
from .policies import RULES, Rules
from .settings import Centre

__all__ = [
    "ACCOUNT", "FIGURES", "RULES", "Centre", "Figure", "Heads", "Interval", "Result", "Rules", "centre_of", "compare",
]  # fmt: skip
