"""Where everybody stands who was hit by one fault: words of a remediation, none of them stored as a state."""

from dataclasses import dataclass
from enum import StrEnum

from .moments import Moment
from .money import Money
from .verdicts import Reason, Verdict


class Stage(StrEnum):
    """The stages of one person in a programme. Only the last five end it, and `closed` needs a witnessed arrival."""

    SUSPECTED = "suspected"  # in the slice; no independent witness has answered yet
    VERIFIED = "verified"  # a witness contradicts our record; what is owed is not worked out, or nobody asked for it
    OWED = "owed"  # an amount is owed, requested or approved
    TOLD = "told"  # and he has been told
    PAID = "paid"  # handed to the payer; not seen by a witness to the end
    ARRIVED = "arrived"  # a witness saw it settled and past its window
    CLOSED = "closed"  # arrived, and he has been told
    UNTRACEABLE = "untraceable"
    DECLINED = "declined"
    MADE_WHOLE = "made_whole"  # already, before or beside the programme, by the word of a witness
    NOT_HIT = "not_hit"  # a witness confirms our record, or a person found so


ENDED = frozenset({Stage.CLOSED, Stage.UNTRACEABLE, Stage.DECLINED, Stage.MADE_WHOLE, Stage.NOT_HIT})


class Payment(StrEnum):
    """Where the payment of one obligation stands: the outbox. What is `unknown` is never handed over again."""

    NOT_ASKED = "not_asked"
    WAITS = "waits"  # requested; an approval is missing
    READY = "ready"  # approved as often as the limit asks; may be handed over
    UNKNOWN = "unknown"  # handed over, and neither the payer nor a witness has said what came of it
    SAID_PAID = "said_paid"  # the payer says so; no witness has seen it
    SEEN = "seen"  # a witness saw the new refund on its way
    ARRIVED = "arrived"  # settled, and its window has passed


@dataclass(frozen=True, slots=True)
class HarmLine:
    """One line of how the amount was computed: in words that stand in the letter, with its inputs and its sum."""

    words: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Harm:
    """What is owed for one matter, line by line. `total` is their sum, never below nothing."""

    lines: tuple[HarmLine, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person's matter stands in one programme, as of the file it was worked out from.

    `key` is the obligation's: the same in every programme. `approved_by` are those who approved, each once.
    `rejected` says that we had told him no. `may_hand_over` that the payer may be asked now, with `next_key` and the
    number `next_attempt`; otherwise `waits_for` says in words what is missing.
    """

    programme: str
    matter: str
    customer: str
    stage: Stage
    payment: Payment
    verdict: Verdict
    reason: Reason
    money: Money  # of the refund
    harm: Harm | None
    key: str
    sentence: str
    waits_for: str = ""
    requested_by: str = ""
    approved_by: tuple[str, ...] = ()
    approvals_needed: int = 1
    may_hand_over: bool = False
    next_key: str = ""
    next_attempt: int = 1
    payment_ref: str | None = None
    told_at: Moment | None = None
    told_tries: int = 0
    apologies: int = 0
    rejected: bool = False
    contacts: int = 0
    since: Moment | None = None  # when we said that the refund was made
    proof: tuple[str, ...] = ()  # entry ids of the witnesses that saw it arrive
    look_again: Moment | None = None
    hand_over_money: Money | None = None  # what the payer is given, where it may be handed over
    handed: tuple[tuple[str, int], ...] = ()  # (key, attempt) of every time it was handed over

    @property
    def ended(self) -> bool:
        """Nothing more is to be done."""
        return self.stage in ENDED


@dataclass(frozen=True, slots=True)
class Scope:
    """A population as a question: who is in it, asked again at any time. `until` is not included."""

    slice: tuple[str, ...]  # "gateway=acme", all of them
    since: Moment | None
    until: Moment | None
    reasons: tuple[str, ...]  # what counts as hit; empty: any reason for which the customer is right

    @property
    def words(self) -> str:
        """The question in words: `gateway = acme and version = 4.2`."""
        return " and ".join(trait.replace("=", " = ", 1) for trait in self.slice) or "all refunds"


@dataclass(frozen=True, slots=True)
class ScopeTest:
    """What a scope test said: see `kinds.ScopeTested`."""

    at: Moment
    seed: int
    outside: int
    drawn: int
    answered: int
    hit: int
    missed_at_most: int
    by: str


@dataclass(frozen=True, slots=True)
class Programme:
    """One remediation as its entries tell it. `scopes` oldest first: the last one counts."""

    id: str
    title: str
    opened: Moment
    opened_by: str
    as_of: Moment
    scopes: tuple[Scope, ...]
    rows: int
    rows_hash: str
    rules: str
    evidence: str
    tests: tuple[ScopeTest, ...] = ()
    closed_by: tuple[str, ...] = ()  # who said that it is done, each once; two of them sign it off
    closed_at: Moment | None = None

    @property
    def scope(self) -> Scope:
        """The question as it stands."""
        return self.scopes[-1]

    @property
    def signed_off(self) -> bool:
        """Two different people said that it is done."""
        return len(self.closed_by) > 1
