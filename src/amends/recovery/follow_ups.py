"""The closed loop: a bad answer in a survey, and a contact that we ended for abuse, stay open until he was reached or
released us. "Don't bother" is a remark. An opt-out of contact is respected, and what was wrong is put right anyway.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from amends.facts import (
    Call,
    Claim,
    ClaimKind,
    Contact,
    Entry,
    FollowUp,
    Moment,
    Owed,
    OwedState,
    Policy,
    in_order_of_happening,
)
from amends.facts.kinds import AnswerGiven, ContactEnded, FollowUpTold, PreferenceTold, SurveyAnswered
from amends.facts.moments import MINUTE_US, spoken_day, spoken_time
from amends.link.abuse import contact_of

from .preferences import opted_out
from .promises.attempts import PhoneLog, phone_log
from .spoken_to import Spoken, chatted_after, spoken_after, word_holds
from .survey_words import is_bad, remarks_of, score_words

_NOT_OWED: Final = (OwedState.NOTHING_OWED, OwedState.MADE_GOOD)
_QUOTE_MAX: Final = 300
_OPENING: Final = (SurveyAnswered, ContactEnded)
_ENDING_US: Final = 15 * MINUTE_US  # what is written so soon after are the words with which it was ended
_TONE: Final = (ClaimKind.HOSTILE, ClaimKind.SARCASTIC)  # how he says it is not what he asks


def follow_ups(
    told: Sequence[Entry],
    *,
    contacts: Sequence[Contact] = (),
    calls: Sequence[Call] = (),
    claims: Sequence[Claim] = (),
    owed: Sequence[Owed] = (),
    now: Moment,
    policy: Policy,
    who: Collection[str] = (),
) -> tuple[FollowUp, ...]:
    """Every follow-up of one customer, open ones first, then by age.

    `told` in any order; `who` are his handle keys, to leave out what was written down about somebody else. Who is
    contacted first is decided by what we owe (`weight_minor`), never by a reading of his mood. Amounts of different
    currencies are not added: the largest counts.
    """
    if not any(isinstance(e.what, _OPENING) and _opens(e, policy) for e in told):
        return ()
    his = [e for e in in_order_of_happening(told) if e.occurred <= now or e.what.kind == "completeness.declared"]
    his = [e for e in his if not who or getattr(e.what, "about", "") in ("", *who)]
    opened = [e for e in his if _opens(e, policy)]
    if not opened:
        return ()
    log = phone_log(his, calls, now)
    weight_minor = weight_of(owed)
    found = (_follow_up(entry, his, contacts, claims, log, policy) for entry in _latest_answers(opened))
    weighed = [replace(one, weight_minor=weight_minor) for one in found]
    return tuple(sorted(weighed, key=lambda one: (not one.open, one.at, one.id)))


def weight_of(owed: Sequence[Owed]) -> int:
    """What we owe him and have not made good, in minor units of the currency with the largest sum."""
    sums: dict[str, int] = {}
    for one in owed:
        if one.money is not None and one.state not in _NOT_OWED:
            sums[one.money.currency] = sums.get(one.money.currency, 0) + one.money.amount_minor
    return max(sums.values(), default=0)


def _opens(entry: Entry, policy: Policy) -> bool:
    what = entry.what
    if isinstance(what, SurveyAnswered):
        return what.answered and is_bad(what, policy)
    return isinstance(what, ContactEnded) and what.why == "abuse"


def _latest_answers(opened: Sequence[Entry]) -> Iterator[Entry]:
    """One follow-up for each survey, from its first bad answer: a survey answered in two steps is one."""
    seen: set[str] = set()
    for entry in opened:
        key = follow_up_id(entry)
        if key not in seen:
            seen.add(key)
            yield entry


def follow_up_id(entry: Entry) -> str:
    """The id under which what we do about it is written down: of the survey, or of the ended contact."""
    return f"survey:{entry.what.survey}" if isinstance(entry.what, SurveyAnswered) else f"ended:{entry.id}"


def _follow_up(
    entry: Entry,
    told: Sequence[Entry],
    contacts: Sequence[Contact],
    claims: Sequence[Claim],
    log: PhoneLog,
    policy: Policy,
) -> FollowUp:
    key = follow_up_id(entry)
    ours = [e for e in told if isinstance(e.what, FollowUpTold) and e.what.follow_up == key]
    if isinstance(entry.what, SurveyAnswered):
        return _after_survey(entry, entry.what, key, ours, told, contacts, log, policy)
    ended = contact_of(entry, contacts)
    return _after_ending(entry, key, ours, told, _asked(ended, contacts, claims), policy)


def _after_survey(
    entry: Entry,
    survey: SurveyAnswered,
    key: str,
    ours: Sequence[Entry],
    told: Sequence[Entry],
    contacts: Sequence[Contact],
    log: PhoneLog,
    policy: Policy,
) -> FollowUp:
    same = [e.what for e in told if isinstance(e.what, SurveyAnswered) and e.what.survey == survey.survey]
    texts = [text for one in same if (text := " ".join(t for t in (one.text, one.reason) if t))]
    base = FollowUp(
        id=key,
        why="survey",
        at=entry.occurred,
        state="open",
        sentence="",
        quote=(texts or [""])[-1][:_QUOTE_MAX],
        owner=_owner(ours),
        evidence=(entry.id,),
        remarks=tuple(dict.fromkeys(remark for one in same for remark in remarks_of(one))),
    )
    head = f"A survey on {spoken_day(entry.occurred, policy.zoneinfo)} was answered badly ({score_words(survey)})."
    spoken = [s for s in (spoken_after(entry.occurred, log), chatted_after(entry.occurred, contacts, told)) if s]
    first = min(spoken, key=lambda one: one.at, default=None)
    ends = [end for end in (_reached(first, ours, log), _released(ours), _objection(base, told)) if end is not None]
    return _state_of(base, head, ends, ours, told, policy)


def _state_of(
    base: FollowUp,
    head: str,
    ends: Sequence[tuple[str, Spoken]],
    ours: Sequence[Entry],
    told: Sequence[Entry],
    policy: Policy,
) -> FollowUp:
    """Reached and released end it, whichever came first; then comes what he allows; then who is on it."""
    if ends:
        state, spoken = min(ends, key=lambda end: (end[1].at, end[0]))
        at = spoken_time(spoken.at, policy.zoneinfo)
        sentence = f"{head} {_END_WORDS[state]} on {at}."
        if state == "reached" and not spoken.proved:
            sentence += " Nothing but our own word shows it yet."
        state = "released" if state == "objected" else state
        evidence = (*base.evidence, *spoken.evidence)
        return replace(base, state=state, sentence=sentence, evidence=evidence, proved=spoken.proved)
    if (out := opted_out(told)) is not None:
        evidence = (*base.evidence, out.id)
        words = f"{head} The customer does not want to be contacted: put right what was wrong without a call."
        return replace(base, state="opted_out", sentence=words, evidence=evidence)
    unproved = any(_event(e) == "reached" for e in ours)
    words = f"{head} Nobody has reached the customer yet."
    if unproved:
        words = f"{head} A conversation was noted that the phone log does not show: reach the customer."
    if base.owner:
        return replace(base, state="taken", sentence=f"{words} {base.owner} has taken it.")
    return replace(base, sentence=words)


_END_WORDS: Final = {
    "reached": "The customer was spoken to",
    "released": "The customer released us",
    "objected": "The customer objected to being asked about it",
    "written": "A written answer was sent",
}


def _reached(seen: Spoken | None, ours: Sequence[Entry], log: PhoneLog) -> tuple[str, Spoken] | None:
    """As somebody else saw it, or by our own word as far as the log does not contradict it."""
    words = [e for e in ours if _event(e) == "reached" and word_holds(e.occurred, log)]
    if seen is not None:
        return "reached", seen
    return ("reached", Spoken(words[0].occurred, (words[0].id,), False)) if words else None


def _released(ours: Sequence[Entry]) -> tuple[str, Spoken] | None:
    """Only in words of his: ours are no release."""
    found = (e for e in ours if _event(e) == "released" and isinstance(e.what, FollowUpTold) and e.what.words.strip())
    first = next(found, None)
    return ("released", Spoken(first.occurred, (first.id,), False)) if first is not None else None


def _objection(base: FollowUp, told: Sequence[Entry]) -> tuple[str, Spoken] | None:
    """Who objects to being followed up after surveys has released us from it, before or after he answered."""
    allowed = [e.occurred for e in told if isinstance(e.what, PreferenceTold) and e.what.what == "opt_in"]
    objections = [
        e
        for e in told
        if isinstance(e.what, PreferenceTold)
        and e.what.what == "objection"
        and e.occurred > max(allowed, default=e.occurred - 1)
    ]
    if not objections:
        return None
    at = max(base.at, objections[0].occurred)
    return "objected", Spoken(at, (objections[0].id,), False)


def _after_ending(
    entry: Entry, key: str, ours: Sequence[Entry], told: Sequence[Entry], asked: Claim | None, policy: Policy
) -> FollowUp:
    """The customer may still be right: what he asked gets an answer in writing."""
    answers = [e for e in told if e.occurred > entry.occurred + _ENDING_US and _is_written(e)]
    ends = [end for end in (_written(answers), _released(ours)) if end is not None]
    base = FollowUp(
        id=key,
        why="ended_for_abuse",
        at=entry.occurred,
        state="open",
        sentence="",
        quote=asked.quote[:_QUOTE_MAX] if asked is not None else "",
        owner=_owner(ours),
        evidence=(entry.id,),
    )
    head = f"A contact was ended on {spoken_time(entry.occurred, policy.zoneinfo)}, as anybody may for abuse."
    if ends:
        how, spoken = min(ends, key=lambda end: (end[1].at, end[0]))
        state = "reached" if how == "written" else how
        sentence = f"{head} {_END_WORDS[how]} on {spoken_time(spoken.at, policy.zoneinfo)}."
        evidence = (*base.evidence, *spoken.evidence)
        return replace(base, state=state, sentence=sentence, evidence=evidence, proved=spoken.proved)
    what = f" ({str(asked.kind).replace('_', ' ')})" if asked is not None else ""
    sentence = f"{head} What was asked{what} still gets a written answer: the customer may be right."
    if base.owner:
        return replace(base, state="taken", sentence=f"{sentence} {base.owner} has taken it.")
    return replace(base, sentence=sentence)


def _asked(ended: Contact | None, contacts: Sequence[Contact], claims: Sequence[Claim]) -> Claim | None:
    """What he asked first in the contact that was ended; where nothing was read in it, in the last one before it that
    says something.
    """
    if ended is None:
        return None
    at = {contact.entry.id: contact.at for contact in contacts if contact.at <= ended.at}
    meant = [c for c in claims if c.contact_id in at and c.kind not in _TONE and c.judgement != "rejected"]
    return max(meant, key=lambda c: (c.contact_id == ended.entry.id, at[c.contact_id], -c.start), default=None)


def _is_written(entry: Entry) -> bool:
    what = entry.what
    return isinstance(what, AnswerGiven) and what.record == "sent" and not what.automatic and what.medium != "phone"


def _written(answers: Sequence[Entry]) -> tuple[str, Spoken] | None:
    return ("written", Spoken(answers[0].occurred, (answers[0].id,), True)) if answers else None


def _owner(ours: Sequence[Entry]) -> str:
    """Who took it last; nobody where it was left to somebody else since."""
    said = [e.what for e in ours if isinstance(e.what, FollowUpTold) and e.what.event in ("taken", "left")]
    owners = ["" if what.event == "left" else what.by for what in said if what.by or what.event == "left"]
    return (owners or [""])[-1]


def _event(entry: Entry) -> str:
    return entry.what.event if isinstance(entry.what, FollowUpTold) else ""
