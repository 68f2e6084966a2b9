"""Did we answer? Our own silence is known only where we hear our own answers; it speaks against us (a confession).

That we did answer needs the words that went out, or the phone log. The limit is in hours by the clock, nights and
weekends included, because that is how long the customer waits.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from amends.facts import Call, CallOutcome, ClaimKind, Contact, Entry, Moment, Opinion, Reason, Verdict, Witness
from amends.facts.kinds import AnswerGiven, TicketTold
from amends.facts.moments import DAY_US, HOUR_US
from amends.facts.roots import SPEAKING_FOR_US

from ..finding import Finding
from ..sentences import minute
from .evidence import CHANNEL_WORDS, NOTE, of_answer, of_call, of_contact
from .talk import Question, Talk

KIND: Final = ClaimKind.NO_RESPONSE
_SPOKE: Final = CallOutcome.REACHED
_UNHEARD: Final = (CallOutcome.MENU, CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.MACHINE, CallOutcome.FAILED)


@dataclass(frozen=True, slots=True)
class _Answer:
    at: Moment
    witness: Witness


@dataclass(frozen=True, slots=True)
class _Heard:
    """What went out, and the calls in which both spoke, in order of time, with their times to search by."""

    sent: list[tuple[Entry, AnswerGiven]]
    sent_at: list[Moment]
    spoke: list[tuple[Call, Entry]]
    spoke_at: list[Moment]
    told_tickets: frozenset[str]  # of a helpdesk that tells us what it does
    media: frozenset[str]  # in which we hear our own answers


def examine(talk: Talk) -> Iterator[Opinion]:
    """One opinion for each case in which he says that nobody answers."""
    questions = talk.questions(KIND)
    if not questions:
        return
    heard = _heard(talk)
    for asked in questions:
        before = talk.earlier(asked)
        if before:
            yield _answered_or_not(asked, before, heard, talk)
        else:
            finding = Finding(
                Verdict.CANNOT_TELL,
                Reason.NOTHING_FOUND,
                "No earlier contact was found that an answer could belong to.",
                "Answer now. Ask when and how the customer turned to us before.",
                since=asked.at,
                missing=("the contact that was left without an answer",),
            )
            yield finding.opinion(asked.matter, KIND, None)


def _answered_or_not(asked: Question, before: list[Contact], heard: _Heard, talk: Talk) -> Opinion:
    """The worst of his contacts decides: one left without an answer is enough."""
    tickets = frozenset(c.ticket for c in before if c.ticket)
    answers = [(contact, _answer_to(contact, tickets, heard, talk)) for contact in before]
    late = [(c, a) for c, a in answers if (a.at if a is not None else talk.now) > _due(c, talk)]
    unknown = [c for c, a in late if a is None and not _would_hear(c, heard, talk)]
    left = [(c, a) for c, a in late if c not in unknown]
    if left:
        finding, witnesses = _left(*left[0], talk)
    elif unknown:
        finding, witnesses = _unknown(unknown[0], talk)
    elif any(a is None for _, a in answers):
        waiting = next(c for c, a in answers if a is None)
        finding, witnesses = _still_time(waiting, _due(waiting, talk), talk)
    else:
        contact, answer = answers[-1]
        assert answer is not None
        finding, witnesses = _was_answered(contact, answer, talk)
    return finding.opinion(asked.matter, KIND, None, witnesses)


def _left(contact: Contact, answer: _Answer | None, talk: Talk) -> tuple[Finding, tuple[Witness, ...]]:
    when = minute(contact.at, talk.policy)
    said = f"The {_thing(contact)} of {when} has had no answer."
    if answer is not None:
        answered = minute(answer.at, talk.policy)
        said = f"The {_thing(contact)} of {when} was answered only on {answered}, {_wait(contact, answer)}."
    finding = Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.NOT_ANSWERED,
        said,
        "Apologise once for the wait, answer now, and say who stays with it.",
        since=_due(contact, talk),
        more=(answer.witness,) if answer is not None else (),
    )
    return finding, (of_contact(contact, talk.policy),)


def _due(contact: Contact, talk: Talk) -> Moment:
    """By when it should have been answered: a call at once, anything else within the limit."""
    return contact.at if contact.call is not None else Moment(contact.at + talk.policy.answer_within_hours * HOUR_US)


def _thing(contact: Contact) -> str:
    return CHANNEL_WORDS.get(contact.channel, "message")


def _wait(contact: Contact, answer: _Answer) -> str:
    hours = (answer.at - contact.at) // HOUR_US
    days = hours * HOUR_US // DAY_US
    return f"{days} days later" if days >= 2 else f"{hours} hours later"


def _was_answered(contact: Contact, answer: _Answer, talk: Talk) -> tuple[Finding, tuple[Witness, ...]]:
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.ANSWERED,
        f"The {_thing(contact)} of {minute(contact.at, talk.policy)} was answered on {minute(answer.at, talk.policy)}.",
        "Read the answer out, and ask whether it arrived and whether it helped: an answer may miss the question.",
        since=answer.at,
    )
    return finding, (answer.witness,)


def _still_time(contact: Contact, until: Moment, talk: Talk) -> tuple[Finding, tuple[Witness, ...]]:
    finding = Finding(
        Verdict.TOO_EARLY,
        Reason.NOT_ANSWERED,
        f"The {_thing(contact)} of {minute(contact.at, talk.policy)} has no answer yet; we answer by "
        f"{minute(until, talk.policy)}.",
        "Answer now rather than then.",
        since=contact.at,
        look_again=until,
    )
    return finding, (of_contact(contact, talk.policy),)


def _unknown(contact: Contact, talk: Talk) -> tuple[Finding, tuple[Witness, ...]]:
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        f"No answer to the {_thing(contact)} of {minute(contact.at, talk.policy)} is on record, but nobody tells us of "
        "our answers there.",
        "Do not say that it was answered. Answer now.",
        since=contact.at,
        missing=("what we sent: the helpdesk's messages, or our own addresses in the policy",),
    )
    return finding, (of_contact(contact, talk.policy),)


def _heard(talk: Talk) -> _Heard:
    ours = [(e, w) for e, w in talk.answers() if _is_ours(e)]
    given = [what for _, what in ours]
    sent = [(e, w) for e, w in ours if w.record != NOTE]
    spoke = [(c, talk.entries[c.entries[0]]) for c in talk.calls if c.entries and c.entries[0] in talk.entries]
    spoke = sorted(((c, e) for c, e in spoke if c.outcome is _SPOKE), key=lambda pair: (_spoke_at(pair[0]), pair[0].id))
    answered = (w.ticket for e, w in talk.told(AnswerGiven) if _is_ours(e))  # by a rule too: the helpdesk is heard
    return _Heard(
        sent=sent,
        sent_at=[e.occurred for e, _ in sent],
        spoke=spoke,
        spoke_at=[_spoke_at(c) for c, _ in spoke],
        told_tickets=frozenset((*answered, *(w.ticket for e, w in talk.told(TicketTold) if _is_ours(e)))),
        media=frozenset(w.medium for w in given),
    )


def _is_ours(entry: Entry) -> bool:
    return entry.source.root in SPEAKING_FOR_US


def _spoke_at(call: Call) -> Moment:
    return call.answered if call.answered is not None else call.began


def _answer_to(contact: Contact, tickets: frozenset[str], heard: _Heard, talk: Talk) -> _Answer | None:
    """The first words of ours after it that went out, on its ticket where both have one; or the first talk after it."""
    if contact.call is not None and contact.call.outcome is _SPOKE:
        return _Answer(_spoke_at(contact.call), of_call(contact.call, contact.entry, talk.policy))
    later = islice(heard.sent, bisect_right(heard.sent_at, contact.at), None)
    sent = next(((e, w) for e, w in later if _answers(w, contact, tickets)), None)
    spoke = next(islice(heard.spoke, bisect_right(heard.spoke_at, contact.at), None), None)
    found = [_Answer(sent[0].occurred, of_answer(*sent))] if sent is not None else []
    found += [_Answer(_spoke_at(spoke[0]), of_call(*spoke, talk.policy))] if spoke is not None else []
    return min(found, key=lambda a: (a.at, a.witness.entry_id), default=None)


def _answers(what: AnswerGiven, contact: Contact, tickets: frozenset[str]) -> bool:
    """On its ticket, or on another of the same case; where one of them has no ticket, whatever was said."""
    return not (what.ticket and contact.ticket) or what.ticket == contact.ticket or what.ticket in tickets


def _would_hear(contact: Contact, heard: _Heard, talk: Talk) -> bool:
    """Whether an answer would be on record had there been one: from a helpdesk or a phone log, or mail of our own."""
    if contact.call is not None:
        return contact.call.outcome in _UNHEARD
    if contact.ticket:
        return contact.ticket in heard.told_tickets
    if contact.channel == "mail" and talk.policy.our_addresses:
        return True
    return contact.channel in heard.media
