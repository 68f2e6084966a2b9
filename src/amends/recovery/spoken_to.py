"""Whether a customer was spoken to: by the phone log, or by our own word as far as no log says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.facts import Call, CallOutcome, Contact, Entry, Moment
from amends.facts.kinds import AnswerGiven

from .promises.attempts import NEAR_US, PhoneLog


@dataclass(frozen=True, slots=True)
class Spoken:
    """A conversation: when, which entries show it, and whether more than our own word does."""

    at: Moment
    evidence: tuple[str, ...]
    proved: bool


def spoken_after(since: Moment, log: PhoneLog) -> Spoken | None:
    """The first conversation on the phone after that moment, whoever called."""
    reached = (c for c in log.calls if c.began > since and is_conversation(c))
    first = next(reached, None)
    return Spoken(first.began, first.entries, True) if first is not None else None


def chatted_after(since: Moment, contacts: Sequence[Contact], told: Sequence[Entry]) -> Spoken | None:
    """The first chat of his after that moment in which one of us, and no rule, answered him."""
    answers = [e for e in told if e.occurred > since and _is_chat_answer(e)]
    for contact in contacts:
        if contact.channel != "chat" or contact.at <= since or not contact.ticket:
            continue
        for entry in answers:
            if entry.occurred >= contact.at and getattr(entry.what, "ticket", "") == contact.ticket:
                return Spoken(entry.occurred, (contact.entry.id, entry.id), True)
    return None


def _is_chat_answer(entry: Entry) -> bool:
    what = entry.what
    return isinstance(what, AnswerGiven) and what.medium == "chat" and what.record == "sent" and not what.automatic


def is_conversation(call: Call) -> bool:
    """Two people spoke: a menu, a queue and a mailbox are nobody."""
    return call.outcome is CallOutcome.REACHED and call.direction in ("inbound", "outbound")


def word_holds(at: Moment, log: PhoneLog) -> bool:
    """Whether our own word that we spoke to him at about that time may stand: no call in the log that came to
    nothing, and no complete log without one.
    """
    near: Sequence[Call] = [c for c in log.calls if c.began - NEAR_US <= at <= (c.ended or c.began) + NEAR_US]
    if near:
        return any(is_conversation(c) or c.outcome is CallOutcome.UNKNOWN for c in near)
    return not log.covers(Moment(at - NEAR_US), Moment(at + NEAR_US))
