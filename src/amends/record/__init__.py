"""The record: the append-only log of everything we were told. Acknowledged is durable; changes show; a person can go.

with open_record(home) as record:
    receipt = record.append(entries)      # returns after the commit
    record.about({"email:m@example.org"})
"""

from .opening import open_record
from .record import Record
from .words import ConflictRow, Outcome, QuarantineRow, Receipt, SourceBalance, Verification, Waiting

__all__ = [
    "ConflictRow",
    "Outcome",
    "QuarantineRow",
    "Receipt",
    "Record",
    "SourceBalance",
    "Verification",
    "Waiting",
    "open_record",
]
