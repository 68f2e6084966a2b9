"""An opinion: the verdict on one matter, with everything a person needs to check it and to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .handles import HandleKind
from .moments import Moment
from .money import Money
from .verdicts import ClaimKind, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which our record and a witness differ, with both values in words."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Witness:
    """What one entry says about the matter. `how`: by which tie it was matched (gateway reference, payment, ...)."""

    entry_id: str
    source: str
    root: str
    record_id: str  # the teller's own id: re_3Pq8
    at: Moment
    state: str
    says: str  # in words: "Refund failed: expired or canceled card"
    how: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """Something the agent can give to the customer, for example the ARN that her bank can trace."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """Never edited: a later one supersedes it.

    `matter` is a handle key, for example "refund:R-2291". `disputed` is our own record: shown beside, never counted
    as evidence. `missing` says what would settle it; `look_again` when. `owed` is what is not made good.
    """

    matter: str
    claim: ClaimKind
    verdict: Verdict
    reason: Reason
    sentence: str  # one plain sentence a person could say aloud
    advice: str = ""  # what to say and do now
    amount: Money | None = None
    owed: Money | None = None
    witnesses: tuple[Witness, ...] = ()
    disputed: tuple[Witness, ...] = ()
    missing: tuple[str, ...] = ()
    hand_over: tuple[HandOver, ...] = ()
    look_again: Moment | None = None
    since: Moment | None = None  # when the deciding evidence happened
    overruled_by: str | None = None  # entry id of the second look
    contradicts_look: bool = False  # evidence later than a second look says otherwise: look once more


def on_refund(opinions: Iterable[Opinion], refund_id: str) -> Opinion | None:
    """The opinion on that refund of ours, by any number that one of our own systems gives it."""
    opinions = tuple(opinions)
    named = (o for o in opinions if o.matter == f"{HandleKind.REFUND}:{refund_id}")
    copied = (o for o in opinions if any(w.record_id == refund_id for w in o.disputed))
    return next(named, None) or next(copied, None)


VERDICT_WORDS: Final = {
    Verdict.CUSTOMER_RIGHT: "The customer is right",
    Verdict.RECORD_RIGHT: "Our record is right",
    Verdict.TOO_EARLY: "Too early to tell",
    Verdict.CANNOT_TELL: "Cannot tell",
}
VERDICT_MARKS: Final = {  # a mark beside the words, so that colour is never alone
    Verdict.CUSTOMER_RIGHT: "▲",
    Verdict.RECORD_RIGHT: "●",
    Verdict.TOO_EARLY: "◔",
    Verdict.CANNOT_TELL: "?",
}
