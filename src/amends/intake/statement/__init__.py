"""Statements of banks: CAMT (ISO 20022), MT940 (SWIFT) and OFX become postings and payouts, told by the bank. Pure."""

from .bank import Bank
from .hear import hear_statement

__all__ = ["Bank", "hear_statement"]
