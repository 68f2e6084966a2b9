"""The documented shapes of the API. They repeat facts/as_json field by field, so that a change there shows here."""

from typing import Annotated

from ninja import Field, Schema

from amends.facts import ClaimKind, OwedState, Reason, Verdict

Iso = Annotated[str, Field(description="ISO 8601 in UTC, for example 2026-05-03T14:20:00Z")]


class ProblemOut(Schema):
    """What is wrong, where, and the next step, in words."""

    problem: str


class MoneyOut(Schema):
    """`{"amount_minor": 12900, "currency": "EUR"}` is 129.00 EUR."""

    amount_minor: int
    currency: str


class DifferenceOut(Schema):
    """A field on which our record and the witness differ."""

    field: str
    ours: str
    theirs: str


class WitnessOut(Schema):
    """What one entry says about the matter."""

    entry: str
    source: str
    root: str
    id: str
    at: Iso
    state: str
    says: str
    how: str
    differs: list[DifferenceOut]


class HandOverOut(Schema):
    """Something to give to the customer."""

    label: str
    value: str


class OpinionOut(Schema):
    """A verdict with everything needed to check it and to act. `our_record` is the disputed side, never evidence."""

    matter: str
    claim: ClaimKind
    verdict: Verdict
    reason: Reason
    sentence: str
    advice: str
    amount: MoneyOut | None
    owed: MoneyOut | None
    witnesses: list[WitnessOut]
    our_record: list[WitnessOut]
    missing: list[str]
    hand_over: list[HandOverOut]
    look_again: Iso | None
    since: Iso | None
    overruled_by: str | None
    contradicts_look: bool


class ClaimOut(Schema):
    """What a contact was read as saying, with the quoted words."""

    kind: ClaimKind
    quote: str
    contact: str
    by: str


class OwedOut(Schema):
    """Where making it good stands. `proof` are entries of witnesses."""

    matter: str
    state: OwedState
    money: MoneyOut | None
    proof: list[str]


class FileOut(Schema):
    """All that is known about one customer."""

    customer: str
    name: str
    handles: list[str]
    as_of: Iso
    contacts: list[str]
    claims: list[ClaimOut]
    opinions: list[OpinionOut]
    superseded: list[OpinionOut]
    owed: list[OwedOut]
    overrulings: int


class RowOut(Schema):
    """One customer in the queue. `band`: owed, promised, second_look, waiting, on_its_way or done."""

    customer: str
    name: str
    band: str
    verdict: str
    reason: str
    sentence: str
    owed: MoneyOut | None
    state: str
    contacts: int
    waiting_since: Iso | None
    promised_due: Iso | None
    look_again: Iso | None


class QueueOut(Schema):
    """A page of the queue, in its order, and how many stand in each band."""

    rows: list[RowOut]
    page: int
    more: bool
    counts: dict[str, int]


class CheckIn(Schema, extra="forbid"):
    """One of the two: a refund as our own record calls it, or a customer by any handle."""

    refund: str | None = None
    customer: str | None = None
    as_of: Iso | None = None


class ReceiptOut(Schema):
    """What became of this delivery: received = applied + duplicate + conflict + quarantined + waiting."""

    received: int
    applied: int
    duplicate: int
    conflict: int
    quarantined: int
    waiting: int
    problems: list[str]


class SourceOut(Schema):
    """The balance of one source since the beginning."""

    source: str
    received: int
    applied: int
    duplicate: int
    conflict: int
    quarantined: int
    waiting: int
    last_received: Iso | None
    holds: bool


class HeardOut(Schema):
    """The notice is stored durably; it is applied within seconds."""

    heard: bool
