"""What the case page shows of the conversation: chains with their joins, promises with what may be done, follow-ups."""

from dataclasses import dataclass
from typing import Any, Final

from amends.facts import Case, Contact, CustomerFile, Entry, FollowUp, Join, Policy, Promise, PromiseState, Statement
from amends.facts.kinds import AnswerGiven, DeliveryTold, RefundTold
from amends.opinion import told_wrongly
from amends.recovery.brief.acts import opted_out
from amends.recovery.brief.parts import Quoted
from amends.recovery.hours.customer_zones import zones_of_customer
from amends.recovery.promises.acts import OUTCOMES

from .hard_words import hard_of, quoted
from .queue_row import due_of
from .windows import suggestions

EVIDENCE_MAX = 12
STATE_TONES: Final = {
    PromiseState.BROKEN: "bad",
    PromiseState.UNREACHABLE: "bad",
    PromiseState.DUE: "wait",
    PromiseState.RETRY: "wait",
    PromiseState.SAID_KEPT: "open",
    PromiseState.KEPT: "good",
    PromiseState.OWNED: "good",
}
_EVENTS: Final = {  # what the desk offers, in words; recovery.promises.acts decides
    "accepted": "The customer accepts",
    "declined": "The customer declines",
    "owned": "I told the customer that it was broken",
    "message_left": "I left a message",
    "handed_over": "Hand over to",
    "released": "The customer releases us, in these words",
    "done": "It is done",
}
_TAKE: Final = ("taken", "I take it")
_LEAVE: Final = ("left", "Somebody else writes")
_REACHED: Final = ("reached", "I reached the customer")
PREFERENCES: Final = {
    "opt_out": "does not want to be contacted",
    "opt_in": "may be contacted again",
    "objection": "objects to being followed up after surveys",
    "notice": "was told that we follow up after surveys",
}
CHANNELS: Final = {
    "": "on every channel",
    "phone": "by phone",
    "mail": "by mail",
    "chat": "in a chat",
    "social": "on a network",
}
NEEDS_WORDS: Final = ("owned", "released")


@dataclass(frozen=True, slots=True)
class Joined:
    """A contact in its chain, and why it stands there: none for the first."""

    contact: Contact
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A case with its contacts in order."""

    case: Case
    contacts: tuple[Joined, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise with the acts that make sense for it now: (event, words)."""

    promise: Promise
    tone: str
    overdue: bool
    acts: tuple[tuple[str, str], ...]
    may_try: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow-up with its words, hard ones folded."""

    follow_up: FollowUp
    quote: Quoted
    remarks: tuple[Quoted, ...]

    @property
    def acts(self) -> tuple[tuple[str, str], ...]:
        """What can be done about it now: (event, words). What is owed in writing is not ended by a conversation."""
        taken = self.follow_up.state == "taken"
        if self.follow_up.why == "ended_for_abuse":
            return (_LEAVE,) if taken else (_TAKE,)
        return (_REACHED,) if taken else (_TAKE, _REACHED)


def about(file: CustomerFile, policy: Policy) -> dict[str, Any]:
    """For the templates."""
    zones, hard = zones_of_customer(file.told, policy), hard_of(file)
    promised = [_promised(one, file) for one in file.conversation.promises]
    return {
        "chains": _chains(file),
        "hard_contacts": hard.contacts,
        "promises_open": [p for p in promised if p.promise.open],
        "promises_ended": [p for p in promised if not p.promise.open],
        "statements": _told(file),
        "signals": [(s, hard.quoted(s.entry_id, s.quote, s.start, s.end)) for s in file.conversation.signals],
        "calls": tuple(reversed(file.conversation.calls)),
        "follow_ups": [Followed(f, quoted(f.quote), tuple(map(quoted, f.remarks))) for f in file.follow_ups],
        "preferences": tuple(PREFERENCES.items()),
        "preference_channels": tuple(CHANNELS.items()),
        "windows": suggestions(file.as_of, zones, policy),
        "opted_out": opted_out(file),
        "zones": zones,
        "team_zone": policy.zone,
        "outcomes": OUTCOMES,
        "needs_words": NEEDS_WORDS,
        "evidence": _evidence(file),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What one of us said. Who it was is not told where it was wrong: then it was one of us."""

    statement: Statement
    wrong: bool


def _told(file: CustomerFile) -> list[Told]:
    said = file.conversation.statements
    wrong = {one.entry_id for one in told_wrongly(file.opinions, said, file.claims, file.contacts)}
    return [Told(one, one.entry_id in wrong) for one in said]


def _chains(file: CustomerFile) -> list[Chain]:
    """The latest first: it is what he calls about."""
    contacts = {contact.entry.id: contact for contact in file.contacts}
    found = [
        Chain(
            case,
            tuple(
                Joined(contacts[id_], tuple(j for j in case.joins if j.other == id_))
                for id_ in case.contacts
                if id_ in contacts
            ),
        )
        for case in file.conversation.cases
    ]
    return sorted(found, key=lambda chain: (-chain.case.last, chain.case.id))


def _promised(promise: Promise, file: CustomerFile) -> Promised:
    state = promise.state
    acts = [(event, words) for event, words in _EVENTS.items() if promise.open and _fits(event, promise)]
    may_try = promise.open and promise.what in ("callback", "info") and state is not PromiseState.OFFERED
    overdue = promise.open and state is not PromiseState.OFFERED and due_of(promise) < file.as_of
    return Promised(promise, STATE_TONES.get(state, ""), overdue, tuple(acts), may_try)


def _fits(event: str, promise: Promise) -> bool:
    if event in ("accepted", "declined"):
        return promise.state is PromiseState.OFFERED
    if event == "owned":
        return promise.state is PromiseState.BROKEN
    if event == "message_left":
        return promise.what == "callback" and promise.state is not PromiseState.OFFERED
    if event == "done":
        return promise.what != "callback"
    return True


def _evidence(file: CustomerFile) -> list[Entry]:
    """What may show that something promised was done: money that moved, words that went out, a parcel."""
    told = [e for e in file.told if isinstance(e.what, RefundTold | AnswerGiven | DeliveryTold)]
    return list(reversed(told))[:EVIDENCE_MAX]
