"""What the failures have in common, and since when: exact search of slices, causes beyond the usual, onset and end."""

from .coded import Coded, Literal, coded
from .find import FAILED, GOOD, UNKNOWN, Cause, Told, find_causes
from .of_refunds import RefundCause, causes_of, told_of
from .onset import Spell, Turn, find_spell
from .series import Point, series
from .slices import Slice, top_slices

__all__ = [
    "FAILED",
    "GOOD",
    "UNKNOWN",
    "Cause",
    "Coded",
    "Literal",
    "Point",
    "RefundCause",
    "Slice",
    "Spell",
    "Told",
    "Turn",
    "causes_of",
    "coded",
    "find_causes",
    "find_spell",
    "series",
    "told_of",
    "top_slices",
]
