"""What our own people do: each a row with who and when, never a flag."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, Tie, of_key
from ..moments import Moment
from ..money import Money
from ..verdicts import ClaimKind, Verdict
from .base import What, private


@dataclass(frozen=True, slots=True)
class SecondLook(What):
    """A person looked again at a matter and overrules, or stands by, the verdict. Never without a reason."""

    kind: ClassVar[str] = "second_look.taken"
    matter: str  # "refund:R-2291"
    verdict: Verdict
    over: Verdict  # what the rules had said when it was taken
    by: str = private("")
    reason: str = private("")
    about: str = private("")  # handle key of the customer; needed where the matter is no thing that others tell of

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class ClaimJudged(What):
    """A person added, confirmed or rejected what a contact was read as saying."""

    kind: ClassVar[str] = "claim.judged"
    contact_id: str = private()
    claim: ClaimKind = ClaimKind.REFUND_NOT_RECEIVED
    judgement: str = "confirmed"  # added | confirmed | rejected
    start: int = 0
    end: int = 0
    by: str = private("")
    about: str = private("")  # handle key of the customer in contact, so that the entry is found with him

    def handles(self) -> tuple[Handle, ...]:
        """The customer in contact."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class LinkJudged(What):
    """A person says that two handles are, or are not, the same customer."""

    kind: ClassVar[str] = "link.judged"
    one: str = private()  # handle key
    other: str = private()
    same: bool = True
    by: str = private("")
    reason: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """Both sides, so that it is found from either."""
        return of_key(self.one, Tie.NAMED) + of_key(self.other, Tie.NAMED)


@dataclass(frozen=True, slots=True)
class ChainJudged(What):
    """A person says that two contacts are, or are not, about one matter. The last word on a pair counts."""

    kind: ClassVar[str] = "chain.judged"
    one: str = private()  # entry id of a contact
    other: str = private()
    same: bool = True
    by: str = private("")
    reason: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class RemedyRequested(What):
    """We asked finance to make it good. amends never pays: it asks, people pay, and it checks the arrival."""

    kind: ClassVar[str] = "remedy.requested"
    matter: str
    money: Money
    by: str = private("")
    note: str = private("")
    programme: str = ""  # the remediation that asks, where one does

    def handles(self) -> tuple[Handle, ...]:
        """The matter."""
        return of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class CaseClosed(What):
    """Somebody closed a matter, with the entries that prove it. Refused by the rules where something is owed and no
    witness saw it arrive. `matter` is empty where nothing about money was in question: then what the customer wrote
    is answered, and `about` says whose it is.
    """

    kind: ClassVar[str] = "case.closed"
    matter: str
    proof: tuple[str, ...] = private(())  # entry ids
    by: str = private("")
    note: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class CallBackPromised(What):
    """We promised to come back to a customer by a time. The earlier form of `promise.made`; still read, not written."""

    kind: ClassVar[str] = "callback.promised"
    matter: str
    due: Moment
    by: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)
