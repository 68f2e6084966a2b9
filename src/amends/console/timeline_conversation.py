"""The same for the conversation: answers, tickets, calls, surveys, promises, parcels, outages."""

from datetime import datetime
from typing import Final

from amends.facts import Call, CallOutcome
from amends.facts.kinds import (
    AnswerGiven,
    CallTold,
    CallTried,
    ChainJudged,
    ContactEnded,
    ContactWarned,
    DeliveryTold,
    FollowUpTold,
    OutageTold,
    PreferenceTold,
    ProfileTold,
    PromiseMade,
    PromiseMoved,
    SurveyAnswered,
    TicketTold,
)
from amends.facts.moments import spoken_time
from amends.recovery.survey_words import score_words

from .timeline_words import DONE, PROMISED, SAID, Said, says

_OUTCOMES: Final = {
    CallOutcome.REACHED: "spoke",
    CallOutcome.MACHINE: "a mailbox answered",
    CallOutcome.MENU: "our menu answered, and nobody of us",
    CallOutcome.NO_ANSWER: "nobody answered",
    CallOutcome.BUSY: "busy",
    CallOutcome.FAILED: "did not come about",
    CallOutcome.UNKNOWN: "the log does not say whether anybody spoke",
}
_DIRECTIONS: Final = {"inbound": "Call to us", "outbound": "Call from us", "internal": "Call among us"}
_ENDED_BY: Final = {"us": "ended from our side", "customer": "ended from the other side", "system": "cut off"}
_PROMISED: Final = {"callback": "call back", "refund": "send money", "fix": "put it right", "info": "send word"}
_MOVED: Final = {
    "accepted": "The customer accepted the offered promise",
    "declined": "The customer declined the offered promise",
    "reminded": "The customer was reminded of the promise",
    "rescheduled": "The promise has a new time, which the customer chose",
    "released": "The customer released us from the promise",
    "handed_over": "The promise was handed over",
    "owned": "We told the customer that the promise was broken",
    "message_left": "A message was left about the promise",
    "done": "What was promised was done, as we say",
}
_RECORDS: Final = {"note": "Note", "transcript": "Transcript", "voicemail": "Voice message"}
_PREFERENCES: Final = {
    "opt_out": "The customer does not want to be contacted",
    "opt_in": "The customer may be contacted again",
    "objection": "The customer objects to being followed up after a survey",
    "notice": "We told the customer that bad answers are followed up",
}
_FOLLOWED: Final = {
    "taken": "took the follow-up",
    "reached": "says that the customer was reached",
    "released": "was released from the follow-up by the customer",
}


def call_words(call: Call) -> str:
    """One call in a line. Which side ended it is said without a name: it blames nobody."""
    words = f"{_DIRECTIONS.get(call.direction, 'Call')}: {_OUTCOMES[call.outcome]}"
    if call.talked_seconds and call.outcome is CallOutcome.REACHED:
        words += f" {spoken_length(call.talked_seconds)}"
    ended = _ENDED_BY.get(call.ended_by, "") if call.outcome is CallOutcome.REACHED else ""
    return f"{words}, {ended}" if ended else words


def spoken_length(seconds: int) -> str:
    """`4 min 10 s`."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)


def spoken_window(window_from: str, window_to: str) -> str:
    """`21 May 2026 09:00 to 12:00` from two wall times; what is no wall time is said as it was told."""
    start, end = spoken_wall(window_from), spoken_wall(window_to)
    if start and end and start.rpartition(" ")[0] == end.rpartition(" ")[0]:
        return f"{start} to {end.rpartition(' ')[2]}"
    return f"{start} to {end}" if start and end else f"by {end}" if end else f"from {start}" if start else ""


def spoken_wall(text: str) -> str:
    """`21 May 2026 12:00`; what is no wall time is said as it was told."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = f"{at.day} {at:%B %Y}"
    return f"{day} {at:%H:%M}" if len(text) > len("2026-05-21") else day


@says(AnswerGiven)
def _answer(what: AnswerGiven) -> Said:
    if what.automatic:
        return DONE, f"Automatic answer: {what.subject}" if what.subject else "Automatic answer", False
    words = _RECORDS.get(what.record, "Answer")
    return SAID, f"{words}: {what.subject}" if what.subject else words, False


@says(TicketTold)
def _ticket(what: TicketTold) -> Said:
    words = f"Ticket {what.ticket} {what.event.replace('_', ' ')}"
    if what.event in ("status", "group", "tagged", "merged") and what.value:
        words += f": {what.value}"
    return DONE, words, False


@says(ContactWarned)
def _warned(what: ContactWarned) -> Said:
    return DONE, "The customer was told that the contact ends if the abuse goes on.", False


@says(ContactEnded)
def _ended(what: ContactEnded) -> Said:
    return DONE, "The contact was ended for abuse, which is a right. A written answer is owed.", False


@says(CallTold)
def _call(what: CallTold) -> Said:
    return DONE, f"Call {what.event}", False


@says(SurveyAnswered)
def _survey(what: SurveyAnswered) -> Said:
    if not what.answered:
        return DONE, "Asked in a survey", False
    given = score_words(what) if what.score is not None or what.label else ""
    remark = ", ticked that no feedback call is wanted" if what.no_feedback_call else ""
    return SAID, f"Survey: {given}{remark}" if given or remark else "Survey answered", what.label == "bad"


@says(PreferenceTold)
def _preference(what: PreferenceTold) -> Said:
    return SAID, _PREFERENCES.get(what.what, what.what) + (f" ({what.channel})" if what.channel else ""), False


@says(FollowUpTold)
def _follow_up(what: FollowUpTold) -> Said:
    if what.event == "left":
        return DONE, "The follow-up was left to somebody else, as anybody may", False
    return DONE, f"{what.by or 'A person'} {_FOLLOWED.get(what.event, what.event.replace('_', ' '))}", False


@says(PromiseMade)
def _promise(what: PromiseMade) -> Said:
    verb = "offered" if what.offered else "promised"
    when = spoken_window(what.window_from, what.window_to)
    return PROMISED, f"{what.by or 'A person'} {verb} to {_PROMISED.get(what.what, what.what)} {when}".rstrip(), False


@says(PromiseMoved)
def _moved(what: PromiseMoved) -> Said:
    words = _MOVED.get(what.event, f"The promise: {what.event.replace('_', ' ')}")
    if what.event == "handed_over" and what.owner:
        words += f" to {what.owner}"
    when = spoken_window(what.window_from, what.window_to)
    return PROMISED, f"{words}: {when}" if when else words, False


@says(CallTried)
def _tried(what: CallTried) -> Said:
    return PROMISED, f"{what.by or 'A person'} called on the promise: {what.outcome.replace('_', ' ')}", False


@says(DeliveryTold)
def _delivery(what: DeliveryTold) -> Said:
    detail = f" ({what.detail})" if what.detail else ""
    bad = what.state in ("failed", "returned", "lost")
    return DONE, f"Parcel {what.delivery} {what.state.replace('_', ' ')}{detail}", bad


@says(OutageTold)
def _outage(what: OutageTold) -> Said:
    until = f" until {spoken_time(what.ended)} UTC" if what.ended is not None else ", and no end is told"
    return DONE, f"{what.service or 'The service'} was down{until}", True


@says(ProfileTold)
def _profile(what: ProfileTold) -> Said:
    held = ("name", "address", "email", "phone", "zone", "service")
    named = [name for name in held if getattr(what, name)]
    return DONE, f"What is held about the customer: {', '.join(named)}" if named else "A profile without content", False


@says(ChainJudged)
def _chain(what: ChainJudged) -> Said:
    same = "one matter" if what.same else "two matters"
    return DONE, f"{what.by or 'A person'} says: two contacts are about {same}", False
