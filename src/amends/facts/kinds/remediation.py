"""What our own people do to make everybody whole who was hit by one fault: each a row with who and when.

A programme is what a confirmed cause leads to. Who stands where in it is never stored: it follows from these entries
and from what witnesses tell.
"""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, of_key, some
from ..moments import Moment
from ..money import Money
from ..verdicts import Reason, Verdict
from .base import What, private


@dataclass(frozen=True, slots=True)
class ProgrammeOpened(What):
    """A cause was confirmed, and everybody in its slice shall be made whole. `slice` are the values that the failures
    share ("gateway=acme"), `reasons` what counts as hit. `rows` and `rows_hash` say what the population was as of
    `as_of`: SHA-256 over its rows, so that anybody can ask the same question again and see that it is the same answer.
    """

    kind: ClassVar[str] = "programme.opened"
    programme: str  # its name in every other entry: "double-tax-2026-05"
    title: str
    slice: tuple[str, ...]
    since: Moment | None
    until: Moment | None  # not included
    reasons: tuple[str, ...]
    as_of: Moment
    rows: int
    rows_hash: str
    evidence: str = ""  # what the search said, as JSON
    rules: str = ""  # the version of amends whose rules gave the verdicts
    by: str = private("")


@dataclass(frozen=True, slots=True)
class ScopeChanged(What):
    """The population of a programme was drawn anew, and why. Nobody who was listed is taken off the list by it."""

    kind: ClassVar[str] = "scope.changed"
    programme: str
    slice: tuple[str, ...]
    since: Moment | None
    until: Moment | None
    reasons: tuple[str, ...]
    as_of: Moment
    rows: int
    rows_hash: str
    by: str = private("")
    reason: str = private("")


@dataclass(frozen=True, slots=True)
class ScopeTested(What):
    """Refunds just outside the slice were drawn and put to the witnesses: how many turned out hit, and how many at most
    can have been missed. `matters` are those drawn, in order; `seed` draws the same ones again.
    """

    kind: ClassVar[str] = "scope.tested"
    programme: str
    seed: int
    outside: int  # refunds that could have been drawn
    matters: tuple[str, ...]
    answered: int  # of those drawn, a witness answered for so many
    hit: int
    missed_at_most: int  # upper 95 % limit, of `outside`
    as_of: Moment
    by: str = private("")


@dataclass(frozen=True, slots=True)
class ProgrammeClosed(What):
    """Everybody in it has come to an end. Signed off when a second person says the same."""

    kind: ClassVar[str] = "programme.closed"
    programme: str
    by: str = private("")
    note: str = private("")


@dataclass(frozen=True, slots=True)
class SuspectListed(What):
    """This refund is in the population of a programme, with what the second opinion said then."""

    kind: ClassVar[str] = "suspect.listed"
    programme: str
    matter: str  # "refund:R-2291"
    money: Money  # of the refund
    verdict: Verdict
    reason: Reason
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class RemedyApproved(What):
    """A person approves that a requested remedy is paid. Above the limit of the policy it takes two."""

    kind: ClassVar[str] = "remedy.approved"
    matter: str
    key: str  # of the obligation: one obligation, one key, whoever asks
    money: Money
    by: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The matter."""
        return of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class RemedyHandedOver(What):
    """An approved remedy was handed to whoever pays. Written before it leaves us: from here on nobody knows whether it
    was paid, until the payer answers or a witness tells. Nothing is handed over again while that is unknown.
    """

    kind: ClassVar[str] = "remedy.handed_over"
    matter: str
    key: str
    attempt: int  # 1, 2, ...
    money: Money
    to: str = ""  # who pays: "finance", "stripe"
    payment_ref: str | None = None
    by: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The matter, and the new refund by the name that we gave it: a witness's row may know it by no other."""
        return of_key(self.matter, Tie.THING) + some(HandleKind.REFUND, self.key, Tie.THING)


@dataclass(frozen=True, slots=True)
class RemedyAnswered(What):
    """What the payer said to one attempt: accepted or refused. Accepted is no proof that it arrived."""

    kind: ClassVar[str] = "remedy.answered"
    matter: str
    key: str
    attempt: int
    outcome: str  # accepted | refused
    reference: str = ""  # the payer's own
    by: str = private("")
    note: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The matter."""
        return of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class PersonTold(What):
    """Somebody who was hit was told, or an attempt to tell him came to nothing."""

    kind: ClassVar[str] = "person.told"
    programme: str
    matter: str
    channel: str  # letter | mail | phone | chat
    outcome: str  # sent | reached | returned | no_answer
    letter_version: str = ""
    letter_sha256: str = ""
    apologised: bool = False  # one apology per fault, and no second
    about: str = private("")
    by: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class PersonSetAside(What):
    """Nothing more is done for somebody in a programme, and why: cannot be found, does not want it, has been made whole
    otherwise. Never without a reason. It can be taken back by a later one with the outcome `again`.
    """

    kind: ClassVar[str] = "person.set_aside"
    programme: str
    matter: str
    outcome: str  # untraceable | declined | made_whole | not_hit | again
    about: str = private("")
    by: str = private("")
    reason: str = private("")
    proof: tuple[str, ...] = private(())  # entry ids

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)
