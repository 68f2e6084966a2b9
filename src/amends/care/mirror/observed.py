"""What the mirror is given besides the text, and what it gives back. There is no grade in any of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from amends.facts import Moment, Opinion


class Kind(StrEnum):
    """What an observation is about. Their order is no order of weight."""

    AS_I_SAID = "as_i_said"
    CONTRADICTS = "contradicts"
    BLAMES = "blames"
    OUR_RECORD = "our_record"
    CAPITALS = "capitals"
    PROMISE_WITHOUT_DATE = "promise_without_date"
    NO_ACKNOWLEDGEMENT = "no_acknowledgement"
    NO_NEXT_STEP = "no_next_step"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that stands in the text, or does not. `quote` is `text[start:end]` of Looked.text: the words, or where
    something is missing the sentence beside which it could stand. `hint` is one kind sentence.
    """

    kind: Kind
    quote: str
    start: int
    end: int
    hint: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer of one's own. `text` as it went out."""

    at: Moment
    text: str


@dataclass(frozen=True, slots=True)
class Usual:
    """How long one's own answers are, in words: nine of ten of `answers` lie between `low_words` and `high_words`."""

    answers: int
    low_words: int
    high_words: int


@dataclass(frozen=True, slots=True)
class Case:
    """What is known where the text belongs to a customer: the opinions on his matters, whether his last contact said
    that something went wrong, and whether an answer to it named that already.
    """

    opinions: tuple[Opinion, ...] = ()
    trouble: bool = False
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a look. `text` are the words that were read: the new ones, without quotations and signature.
    `unread` says in words why nothing was read, else it is empty. No observation is no praise and no verdict.
    """

    text: str
    observations: tuple[Observation, ...] = ()
    unread: str = ""


def first(found: Iterable[Observation | None]) -> tuple[Observation, ...]:
    """Those that there are."""
    return tuple(one for one in found if one is not None)
