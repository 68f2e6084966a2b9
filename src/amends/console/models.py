"""The console's tables, where Django looks for them. Everything in the desk is derived and can be rebuilt."""

from .desk.models import DeskHandle, DeskPromise, DeskRefund, DeskRow, DeskState, DeskTask, DeskVictim
from .people.models import ApiToken, OneTimeLink

__all__ = [
    "ApiToken",
    "DeskHandle",
    "DeskPromise",
    "DeskRefund",
    "DeskRow",
    "DeskState",
    "DeskTask",
    "DeskVictim",
    "OneTimeLink",
]
