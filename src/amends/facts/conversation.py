"""The conversation with one customer: cases, what was said by whom, what was promised, and what is still to be done."""

from dataclasses import dataclass
from enum import StrEnum

from .calls import Call
from .claims import Slots
from .customers import Contact
from .moments import Moment
from .verdicts import ClaimKind


@dataclass(frozen=True, slots=True)
class Join:
    """Why two contacts are one matter. Undone by a `chain.judged` entry that says they are not."""

    one: str  # entry id of the earlier contact
    other: str  # of the later
    how: str  # judged | ticket | thread | named | time
    why: str  # in words: "both name order 10-4471"


@dataclass(frozen=True, slots=True)
class Case:
    """A chain: contacts of one customer about one matter, across channels, in order of happening.

    `hand_backs` counts A-B-A: he was sent from one of us to another and back. `resolved_first`: true where he did not
    come back within the window after the first contact, false where he did, None while it is too early to say. A
    contact that was ended for abuse is in neither of them, and no repeat.
    """

    id: str  # entry id of the first contact
    contacts: tuple[str, ...]  # entry ids
    joins: tuple[Join, ...]
    opened: Moment
    last: Moment
    repeats: int  # times he turned to us after the first
    channels: tuple[str, ...]
    agents: tuple[str, ...]  # everyone who took one of them, in order, repetitions kept
    hand_backs: int = 0
    resolved_first: bool | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What one of us said, with the words. `independent`: there is a record of the words besides the speaker's memory;
    `why` says which, or that there is none. What is not `ours` stands in another organisation's letter, or in the
    customer's own copy: nothing that we said.
    """

    kind: ClaimKind  # promise | policy_told | quoted_amount | action_done | refusal | record_statement
    quote: str
    start: int
    end: int
    slots: Slots
    entry_id: str
    at: Moment
    speaker: str
    medium: str
    independent: bool
    why: str
    ours: bool = True


class SignalKind(StrEnum):
    """To whom the customer says he will turn."""

    REGULATOR = "regulator"
    LAWYER = "lawyer"
    PRESS = "press"
    LEGISLATOR = "legislator"


@dataclass(frozen=True, slots=True)
class Signal:
    """A mention of somebody outside whom the customer turns to, with the quoted words."""

    kind: SignalKind
    quote: str
    start: int
    end: int
    entry_id: str
    at: Moment


class PromiseState(StrEnum):
    """Where a promise stands. It ends only as kept, released, superseded or broken-and-owned; declined never began."""

    OFFERED = "offered"  # he has not said yes yet
    DECLINED = "declined"
    SCHEDULED = "scheduled"  # its time has not come
    DUE = "due"  # its window is open
    RETRY = "retry"  # tried without success; the next attempt is still inside the rules
    SAID_KEPT = "said_kept"  # we say so; no independent record shows it yet
    UNREACHABLE = "unreachable"  # three attempts; a message was left or a note is to be written; he may reopen it
    BROKEN = "broken"  # its window passed without an attempt; stays until somebody owns it
    KEPT = "kept"
    RELEASED = "released"  # by the customer
    SUPERSEDED = "superseded"  # he called first and was spoken to, or a new promise took its place
    OWNED = "owned"  # broken, and we told him so and made a new one or made it good


ENDED = frozenset(
    {
        PromiseState.DECLINED,
        PromiseState.KEPT,
        PromiseState.RELEASED,
        PromiseState.SUPERSEDED,
        PromiseState.OWNED,
    }
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a promised call. `proved`: the phone log shows it. `in_window`: it was made in time."""

    at: Moment
    outcome: str  # reached | no_answer | busy | wrong_number | voicemail | unknown
    by: str
    proved: bool
    in_window: bool
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what became of it. `dialled_in_window` and `reached` are two numbers and never mixed.

    `due_from` and `due_to` are the instants of the window by today's rules of its zone; None where no time was named.
    `next_try` is when the next call may be made: inside the window, the quiet hours and the distance between attempts.
    """

    id: str
    what: str  # callback | refund | fix | info
    state: PromiseState
    made: Moment
    words: str
    by: str
    owner: str
    due_from: Moment | None
    due_to: Moment | None
    zones: tuple[str, ...]
    window_from: str = ""  # wall time as promised
    window_to: str = ""
    attempts: tuple[Attempt, ...] = ()
    dialled_in_window: bool = False
    reached: bool = False
    next_try: Moment | None = None
    ended: Moment | None = None
    evidence: tuple[str, ...] = ()  # entry ids of what shows its end, or its beginning where it is open
    matter: str = ""
    contact: str = ""  # entry id of the contact in which it was made
    read_from_words: bool = False  # nobody recorded it: it was read in what one of us wrote
    supersedes: str = ""
    sentence: str = ""  # "Promised a call by 6 June 17:00: not kept."
    chosen_by_customer: bool = False  # the window in force was his choice
    about_debt: bool = False
    broken_at: Moment | None = None  # when its window passed in vain; kept after it is owned

    @property
    def open(self) -> bool:
        """True as long as somebody still has to do something about it."""
        return self.state not in ENDED


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something we owe a customer besides money: a conversation after a bad survey, a written answer after a contact
    that was ended for abuse. It ends only when he was reached or released us.

    `proved` says whether an independent record shows the reaching. `opted_out`: he may not be contacted, which is shown
    and respected; what was wrong is put right without a call.
    """

    id: str
    why: str  # survey | ended_for_abuse
    at: Moment
    state: str  # open | taken | reached | released | opted_out
    sentence: str
    quote: str = ""
    owner: str = ""
    evidence: tuple[str, ...] = ()
    proved: bool = False
    remarks: tuple[str, ...] = ()  # what he said about being contacted that is no opt-out: "Don't bother"
    weight_minor: int = 0  # what we owe him: who is contacted first

    @property
    def open(self) -> bool:
        """True until he was reached or released us."""
        return self.state in ("open", "taken")


@dataclass(frozen=True, slots=True)
class PrivateTask:
    """For one of us alone: nobody else is shown it and it is in no report."""

    id: str
    agent: str  # by the source's name for him
    why: str  # call_ended_by_us
    call: str
    at: Moment
    sentence: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """All of it together: what opinions on words and promises are formed from."""

    contacts: tuple[Contact, ...] = ()
    calls: tuple[Call, ...] = ()
    cases: tuple[Case, ...] = ()
    statements: tuple[Statement, ...] = ()
    signals: tuple[Signal, ...] = ()
    promises: tuple[Promise, ...] = ()
