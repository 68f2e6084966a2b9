"""Whose is it, and what belongs together."""

from .bundle import bundle, everybody, wanted
from .calls import calls
from .cases import cases
from .contacts import contacts

__all__ = ["bundle", "calls", "cases", "contacts", "everybody", "wanted"]
