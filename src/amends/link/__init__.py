"""Whose is it, and what belongs together."""

from .bundle import bundle, everybody, wanted
from .contacts import contacts

__all__ = ["bundle", "contacts", "everybody", "wanted"]
