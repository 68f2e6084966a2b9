"""A claim: what somebody says, typed, with the quoted words. A hypothesis that starts look-ups and nothing else."""

from dataclasses import dataclass
from decimal import Decimal

from .verdicts import ClaimKind


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it stands in words: the number, and the currency where one is written."""

    number: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """What stands in the words besides the claim itself. `contacts`: how many earlier contacts the writer states."""

    amounts: tuple[Amount, ...] = ()
    dates: tuple[str, ...] = ()  # verbatim
    order_ids: tuple[str, ...] = ()
    contacts: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """`text[start:end]` of the contact is the quote. `by`: the reader ("rules:en") or the person ("person:Ruth")."""

    kind: ClaimKind
    start: int
    end: int
    quote: str
    slots: Slots
    by: str
    contact_id: str = ""  # entry id of the contact
    judgement: str = ""  # empty | added | confirmed | rejected, by a person


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one message. An unknown language is abstained from: no claims, `language` empty."""

    language: str
    claims: tuple[Claim, ...]
    slots: Slots
