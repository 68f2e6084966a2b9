"""What the failures have in common, and since when: exact search of slices, causes beyond the usual, onset and end."""

from .coded import Coded, Literal, coded
from .find import FAILED, GOOD, UNKNOWN, Cause, Told, find_causes
from .onset import Spell, Turn, find_spell
from .slices import Slice, top_slices

__all__ = [
    "FAILED",
    "GOOD",
    "UNKNOWN",
    "Cause",
    "Coded",
    "Literal",
    "Slice",
    "Spell",
    "Told",
    "Turn",
    "coded",
    "find_causes",
    "find_spell",
    "top_slices",
]
