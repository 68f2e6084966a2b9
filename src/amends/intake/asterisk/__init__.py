"""Asterisk's two logs of calls: CDR (a row for each leg) and CEL (a line for each thing that happened). Pure."""

from .cdr import hear_cdr
from .cel import hear_cel
from .exchange import Exchange

__all__ = ["Exchange", "hear_cdr", "hear_cel"]
