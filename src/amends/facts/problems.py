"""Problems: what is wrong with an input, as a value that points at the place and says the next step."""

from dataclasses import dataclass

VALUE_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be taken, and what to do about it. Never carries more of a value than a person needs."""

    where: str  # file, folder, mailbox or address
    what: str  # in words: "is not a decimal amount"
    next_step: str  # in words: "write 129.00, or name another column with --map amount=Total"
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = self.where + (f", line {self.line}" if self.line is not None else "")
        place += f", column {self.column}" if self.column else ""
        value = f" {self.value[:VALUE_SHOWN_MAX]!r}" if self.value is not None else ""
        return f"{place}:{value} {self.what}. {self.next_step}"


class AmendsError(Exception):
    """Root of every error a person may meet. Carries a Problem, so that it can be shown in words or as JSON.

    AmendsError
      Refused        the input as a whole cannot be taken (wrong file, wrong option): exit 2
      NotAllowed     the record or a rule does not permit it (closing without proof): exit 3
      Broken         the record does not verify: exit 1
      NotAccepted    the record cannot take it now (disk full, database away): try again: exit 4
    """

    exit_code = 2

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Refused(AmendsError):
    """The input as a whole cannot be taken; nothing was written."""


class NotAllowed(AmendsError):
    """A rule forbids it; nothing was written."""

    exit_code = 3


class Broken(AmendsError):
    """The record does not verify."""

    exit_code = 1


class NotAccepted(AmendsError):
    """The record cannot take it now; nothing may be relied on as written. Trying again is safe: entries count once."""

    exit_code = 4
