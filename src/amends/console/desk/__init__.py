"""The desk: one row per customer with what the queue lists. Derived from the record, rebuilt at any time."""

from .follow import catch_up, renew
from .rebuild import dump, rebuild

__all__ = ["catch_up", "dump", "rebuild", "renew"]
