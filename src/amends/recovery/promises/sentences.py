"""A promise in one plain sentence or two: what, by when, and where it stands. It blames nobody by name."""

from datetime import datetime, time, timedelta
from typing import Final

from amends.facts import Moment, PromiseState
from amends.facts.conversation import ENDED
from amends.facts.moments import spoken_time

from ..hours.quiet_hours import own_by
from ..hours.wall_times import hear_wall, wall_of, zone_of
from .attempts import PhoneLog
from .known import Window
from .track import Track

_THING: Final = {
    "callback": "a call",
    "refund": "a refund",
    "fix": "to put it right",
    "info": "an answer",
}
_OUTCOME_WORDS: Final = {
    "no_answer": "nobody answered",
    "busy": "the line was busy",
    "voicemail": "a mailbox answered",
    "wrong_number": "it was the wrong number",
    "unknown": "how it came out is not known",
    "reached": "spoken to, by our own word",
}
_LAST_MINUTE: Final = time(23, 59)


def sentence_of(track: Track, log: PhoneLog, now: Moment, *, no_calls: bool = False) -> str:
    """ "Promised a call by 6 June 2026 17:00. Not kept: no call is recorded." """
    state = track.state(now)
    verb = "Offered" if not track.accepted and state is not PromiseState.SUPERSEDED else "Promised"
    head = f"{verb} {_THING.get(track.known.what, track.known.what)}{_when(track.window, track)}"
    if track.known.read_from_words:
        head += ", read in what one of us wrote"
    tail = _tail(state, track, log, now)
    if no_calls and track.ended is None:
        tail += " The customer has asked not to be called since: write instead."
    return f"{head}. {tail}"


def _when(window: Window, track: Track) -> str:
    zone = window.zones[0]
    place = f" ({', '.join(window.zones)})" if window.zones != (track.policy.zone,) else ""
    here = zone_of(zone)
    start, end = hear_wall(window.from_text), hear_wall(window.to_text, end=True)
    if window.until is not None and here is not None:
        return f" by {_moment(wall_of(window.until, here))}{place}"
    if end is None:
        due = wall_of(track.span.end, track.policy.zoneinfo)
        return f" and named no time; due by {_day(due)}"
    if start is None:
        return f" by {_until(end)}{place}"
    return f" {_between(start, end)}{place}"


def _between(start: datetime, end: datetime) -> str:
    if _last_day(end) == start.date():
        if start.time() == time() and _is_day_end(end):
            return f"on {_day(start)}"
        if start.time() == time():
            return f"on {_day(start)} before {end:%H:%M}"
        return f"on {_day(start)} between {start:%H:%M} and {end:%H:%M}"
    return f"between {_moment(start)} and {_until(end)}"


def _until(end: datetime) -> str:
    return _day(end - timedelta(minutes=1)) if _is_day_end(end) else _moment(end)


def _is_day_end(end: datetime) -> bool:
    return end.time() in (time(), _LAST_MINUTE)


def _last_day(end: datetime) -> object:
    return (end - timedelta(minutes=1)).date()


def _day(wall: datetime) -> str:
    return f"{wall.day} {wall:%B %Y}"


def _moment(wall: datetime) -> str:
    return f"{_day(wall)} {wall:%H:%M}"


def _tail(state: PromiseState, track: Track, log: PhoneLog, now: Moment) -> str:
    if track.ended is not None:
        return _ended(track)
    match state:
        case PromiseState.OFFERED:
            return "The customer has not answered yet."
        case PromiseState.SCHEDULED:
            return "Not due yet."
        case PromiseState.DUE:
            return "Due now."
        case PromiseState.RETRY:
            return f"{_tried(track)} Try again."
        case PromiseState.SAID_KEPT:
            return _said_kept()
        case PromiseState.UNREACHABLE:
            note = "A message was left" if track.message_left else "Leave a message"
            return f"{_tried(track)} {note}; write to the customer, who may ask for another time."
        case _:
            return _broken(track, log, now)


def _ended(track: Track) -> str:
    end, policy = track.ended, track.policy
    assert end is not None, "asked only of one that has ended"
    at = spoken_time(end.at, policy.zoneinfo)
    match end.how:
        case "called":
            return f"Kept: spoken to on {at}, as the phone log shows."
        case "called_late":
            return f"Not kept in time: spoken to only on {at}, as the phone log shows."
        case "proof":
            return f"Kept on {at}, and shown by more than our own word."
        case "proof_late":
            return f"Not kept in time, but on {at}."
        case "he_called":
            return f"The customer called first, on {at}, and was spoken to."
        case "new_promise":
            late = "Not kept; a" if end.state is PromiseState.OWNED else "A"
            return f"{late} new promise took its place on {at}."
        case "closed":
            return f"Its matter was closed on {at}."
        case "words":
            return f'Released by the customer on {at}: "{end.words}"'
        case "told_him":
            return f"Not kept; the customer was told so on {at}."
        case _:
            return "The customer declined."


def _broken(track: Track, log: PhoneLog, now: Moment) -> str:
    if track.known.what != "callback":
        words = "Not kept: nothing shows that it was done."
    elif log.covers(track.span.start, min(track.span.end, now)):
        words = "Not kept: the phone log is complete and shows no call in time."
    else:
        words = "Not kept: no call in time is recorded."
    if track.denied:
        words += " A call was noted that the phone log does not show."
    if track.called_himself is not None:
        words += f" The customer called on {spoken_time(track.called_himself, track.policy.zoneinfo)}."
    assert track.broken_at is not None, "asked only of one that is broken"
    by = spoken_time(own_by(track.broken_at, track.policy), track.policy.zoneinfo)
    return f"{words} Tell the customer so by {by}, and make a new promise."


def _said_kept() -> str:
    return "One of us says that it was kept; nothing but our own word shows it yet."


def _tried(track: Track) -> str:
    tried = [a for a in track.attempts if all(a.at != d.at for d in track.denied)]
    if not tried:
        return "Tried."
    times = "once" if len(tried) == 1 else f"{len(tried)} times"
    last = spoken_time(tried[-1].at, track.policy.zoneinfo)
    return f"Tried {times}, last on {last}: {_OUTCOME_WORDS.get(tried[-1].outcome, 'not reached')}."


def overdue(state: PromiseState, due_to: Moment | None, now: Moment) -> bool:
    """True where its time has passed and it still waits for us; what he has not accepted does not."""
    waits = state not in ENDED and state is not PromiseState.OFFERED
    return waits and due_to is not None and due_to < now
