"""What came of listening to a source: entries, problems in words, and what could not be understood with its bytes."""

from dataclasses import dataclass

from amends.facts import Entry, Problem


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Bytes that could not be understood; kept raw in quarantine, never lost. `source_id` may be empty."""

    source_id: str
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything received is in exactly one of `entries` and `not_understood`; `problems` are for people.

    `refused`: the file as a whole is not what it should be, as one that is empty or of another kind is not.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    refused: bool = False

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            self.entries + other.entries,
            self.problems + other.problems,
            self.not_understood + other.not_understood,
            self.refused or other.refused,
        )
