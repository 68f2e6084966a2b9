"""The parts of a brief: what somebody needs to know in the ten seconds before he picks up."""

from dataclasses import dataclass
from enum import StrEnum

from amends.facts import ClaimKind, Moment, Money, Reason, SignalKind, Verdict


class Sure(StrEnum):
    """How sure it is who this is."""

    SURE = "sure"  # everything that is joined here was joined by our own tables or by a person
    PERHAPS = "perhaps"  # part of it hangs on weak evidence: somebody named an order, or answered a thread
    UNKNOWN = "unknown"  # none of our tables speaks of this person


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words somebody used. `folded`: hard words; they are shown only to who unfolds them, and told to nobody."""

    words: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Who it is, and how sure that is. `weak` are the reasons of weak joins, `possible` of what was not joined."""

    customer: str  # the smallest handle key: "customer:C-17"
    name: str
    sure: Sure
    sentence: str
    handles: tuple[str, ...]
    weak: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What is known to be at stake. Sums of different currencies are never added."""

    since: Moment | None  # the first that anybody told of him; not when he became one
    contacts: int
    contacts_90_days: int
    orders: int
    services: int
    open_money: tuple[Money, ...]  # owed and not made good, one a currency
    errors_ours: int  # matters on which the customer is right
    promises_broken: int


@dataclass(frozen=True, slots=True)
class Word:
    """What one side says about the matter: the latest word of one of its records."""

    teller: str  # "stripe (gateway)"
    root: str
    record_id: str
    state: str
    says: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ClaimSaid:
    """What the customer says about the matter, where, and when."""

    kind: ClaimKind
    quote: Quoted
    channel: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on the most pressing matter, with its three sides. `our_record` is the disputed one."""

    matter: str
    claim: ClaimKind
    verdict: Verdict
    reason: Reason
    sentence: str
    advice: str
    by_a_person: bool
    look_again: Moment | None
    missing: tuple[str, ...]
    claims: tuple[ClaimSaid, ...]
    our_record: tuple[Word, ...]
    witnesses: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """Another matter of the same customer, in one line."""

    matter: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something one of us said or promised. `by` names whoever said it, except where it went wrong: then "one of us".

    `sort`: said | promised. `state`: empty | wrong | a state of the promise; `overdue`: its time has passed and it is
    still open.
    """

    sort: str
    at: Moment
    sentence: str
    by: str
    quote: Quoted | None = None
    state: str = ""
    overdue: bool = False
    due: Moment | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done now. `act`: remedy | hand_over | own_promise | keep_promise | follow_up | close |
    call_back | second_look.
    """

    act: str
    words: str
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Somebody outside whom the customer says he will turn to."""

    kind: SignalKind
    quote: Quoted
    at: Moment


@dataclass(frozen=True, slots=True)
class Owing:
    """A follow-up that is open, or that he opted out of."""

    id: str
    why: str
    state: str
    sentence: str
    owner: str
    quote: Quoted | None
    remarks: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The card before you pick up. Nothing private of a colleague is in it, and nobody is a culprit.

    `standing` says how far it has come in short phrases ("third contact about this", "told wrongly twice"); `inherited`
    is what came before whoever picks up, and is not charged to him.
    """

    as_of: Moment
    who: Who
    account: Account
    judged: Judged | None
    others: tuple[Matter, ...]
    standing: tuple[str, ...]
    contact_number: int  # how many contacts about this there were; the one that rings now is not among them
    told_wrongly: int
    spoken: tuple[Spoken, ...]
    can: tuple[Act, ...]
    cannot: tuple[str, ...]
    inherited: tuple[str, ...]
    signals: tuple[Warned, ...]
    follow_ups: tuple[Owing, ...]
    opted_out: tuple[str, ...]  # channels; "every channel" where none was named
    hard: bool  # the latest contact has hard words
