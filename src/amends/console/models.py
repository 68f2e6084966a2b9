"""The console's tables, where Django looks for them. Everything in the desk is derived and can be rebuilt."""

from .desk.models import (
    DeskDone,
    DeskFit,
    DeskHandle,
    DeskMistake,
    DeskPromise,
    DeskRefund,
    DeskRow,
    DeskState,
    DeskStep,
    DeskTaken,
    DeskTask,
    DeskVictim,
    DeskWindow,
)
from .people.models import ApiToken, OneTimeLink

__all__ = [
    "ApiToken",
    "DeskDone",
    "DeskFit",
    "DeskHandle",
    "DeskMistake",
    "DeskPromise",
    "DeskRefund",
    "DeskRow",
    "DeskState",
    "DeskStep",
    "DeskTaken",
    "DeskTask",
    "DeskVictim",
    "DeskWindow",
    "OneTimeLink",
]
