"""Making it good: what is owed, and what proves that it arrived."""

from .closing import CLOSABLE, check_closing
from .made_good import owed

__all__ = ["CLOSABLE", "check_closing", "owed"]
