"""The words of the record: what an append gives back, what waits, what was put aside, and whether it all holds."""

from dataclasses import dataclass, fields
from enum import StrEnum

from amends.facts import Entry, Moment


class Outcome(StrEnum):
    """What became of one entry. `duplicate`: known, same content. `conflict`: known, other content; kept, alarmed."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Counts of one append, given after its commit: received = applied + duplicate + conflict + quarantined + waiting.

    `outcomes` has one outcome per entry, in the order in which they were handed over. Receipts add up with `+`.
    """

    received: int = 0
    applied: int = 0
    duplicate: int = 0
    conflict: int = 0
    quarantined: int = 0
    waiting: int = 0
    outcomes: tuple[Outcome, ...] = ()

    def __add__(self, other: "Receipt") -> "Receipt":
        return Receipt(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def as_dict(self) -> dict[str, int]:
        """The six counts."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "outcomes"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something heard and safely stored, not yet understood: a webhook. `raw` are its bytes."""

    number: int
    source: str
    source_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Bytes that could not be understood, and why. Card numbers in them are redacted; nothing else is changed."""

    number: int
    source: str
    source_id: str
    reason: str
    received: Moment
    raw: bytes


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A source told one id with two contents. The first stays in the log, the other is kept here: a person decides.
    `other` is what came later; None where its subject was erased since.
    """

    number: int
    source: str
    received: Moment
    other: Entry | None


@dataclass(frozen=True, slots=True)
class SourceBalance:
    """What came from one source and where it went. `received` was counted at arrival, the rest is counted from rows."""

    source: str
    received: int
    applied: int
    duplicate: int
    conflict: int
    quarantined: int
    waiting: int
    last_received: Moment | None

    @property
    def holds(self) -> bool:
        """Whether everything received is accounted for."""
        return self.received == self.applied + self.duplicate + self.conflict + self.quarantined + self.waiting


@dataclass(frozen=True, slots=True)
class Verification:
    """`first_broken` is the number of the first entry that is not as it was written, `reason` says what is wrong.

    `checkpoints` were found with a good signature; none means that a rewrite of the whole log would not be seen.
    `notes` say what a person should know although nothing is broken.
    """

    entries: int
    ok: bool
    first_broken: int | None = None
    reason: str = ""
    checkpoints: int = 0
    erased: int = 0
    notes: tuple[str, ...] = ()
