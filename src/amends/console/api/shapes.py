"""The documented shapes of the API. They repeat facts/as_json field by field, so that a change there shows here."""

from typing import Annotated

from ninja import Field, Schema

from amends.facts import CallOutcome, ClaimKind, OwedState, PromiseState, Reason, SignalKind, Verdict

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


class CallOut(Schema):
    """One call, by the phone log. Who ended it is not told here: it is nobody's business but that person's."""

    call: str
    direction: str
    began: Iso
    answered: Iso | None
    ended: Iso | None
    talked_seconds: int
    outcome: CallOutcome
    ticket: str
    entries: list[str]


class JoinOut(Schema):
    """Why two contacts are one matter."""

    one: str
    other: str
    how: str
    why: str


class CaseOut(Schema):
    """Contacts about one matter, across channels. `resolved_first` is null while it is too early to say."""

    case: str
    contacts: list[str]
    joins: list[JoinOut]
    opened: Iso
    last: Iso
    repeats: int
    channels: list[str]
    hand_backs: int
    resolved_first: bool | None
    public: bool


class StatementOut(Schema):
    """What one of us said. `independent`: the words are recorded besides the speaker's memory."""

    kind: ClaimKind
    quote: str
    entry: str
    at: Iso
    speaker: str
    medium: str
    independent: bool
    why: str


class SignalOut(Schema):
    """Somebody outside whom the customer says he will turn to."""

    kind: SignalKind
    quote: str
    entry: str
    at: Iso


class AttemptOut(Schema):
    """One attempt at a promised call. `proved`: the phone log shows it."""

    at: Iso
    outcome: str
    by: str
    proved: bool
    in_window: bool
    entries: list[str]


class PromiseOut(Schema):
    """A promise and what became of it. The window is wall time in the first of `zones`; `due_*` are its instants."""

    promise: str
    what: str
    state: PromiseState
    open: bool
    made: Iso
    due_from: Iso | None
    due_to: Iso | None
    window_from: str
    window_to: str
    zones: list[str]
    words: str
    by: str
    owner: str
    matter: str
    contact: str
    read_from_words: bool
    attempts: list[AttemptOut]
    dialled_in_window: bool
    reached: bool
    next_try: Iso | None
    ended: Iso | None
    broken_at: Iso | None
    supersedes: str
    evidence: list[str]
    sentence: str


class FollowUpOut(Schema):
    """What we still owe besides money. It ends only as reached or released."""

    id: str
    why: str
    at: Iso
    state: str
    open: bool
    sentence: str
    quote: str
    remarks: list[str]
    owner: str
    proved: bool
    evidence: list[str]


class FileOut(Schema):
    """All that is known about one customer. What is private to one of us is not in it."""

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
    calls: list[CallOut]
    cases: list[CaseOut]
    statements: list[StatementOut]
    signals: list[SignalOut]
    promises: list[PromiseOut]
    follow_ups: list[FollowUpOut]


class RowOut(Schema):
    """One customer in the queue. `band`: owed, promised, follow_up, second_look, waiting, on_its_way or done."""

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
