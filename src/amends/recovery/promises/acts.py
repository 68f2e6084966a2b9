"""What may be done with a promise, and with a follow-up, before it is written down.

Each check returns the entry's `what` as it was given, or raises Refused (it cannot be read: ask again) or NotAllowed
(a rule is against it), in words for the person who tried.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from amends.facts import FollowUp, Moment, NotAllowed, Policy, Problem, Promise, PromiseState, Refused
from amends.facts.kinds import CallTried, FollowUpTold, PromiseMade, PromiseMoved

from ..hours.quiet_hours import next_dial
from ..hours.wall_times import hear_wall, wall_of, window_of, zone_of

KINDS_OF_PROMISE: Final = ("callback", "refund", "fix", "info")
OUTCOMES: Final = ("reached", "no_answer", "busy", "wrong_number", "voicemail")
WINDOW_MIN: Final = timedelta(minutes=15)  # less cannot be kept: the next attempt is 15 minutes after the first
_WHERE = "The promise"


def check_promise(made: PromiseMade, *, now: Moment, policy: Policy) -> PromiseMade:
    """A promise, or an offer of one, that can be kept: its window is ahead, long enough and outside quiet hours."""
    if made.what not in KINDS_OF_PROMISE:
        raise _refused("is none of the kinds there are", f"Choose one of {', '.join(KINDS_OF_PROMISE)}", made.what)
    if not made.promise:
        raise _refused("has no id", "Give it one of its own", made.promise)
    _check_zones(made.zones)
    if made.window_from or made.window_to:
        chosen = made.chosen_by_customer
        _check_window((made.window_from, made.window_to), made, now=now, policy=policy, chosen=chosen)
    return made


def check_moved(moved: PromiseMoved, promise: Promise, *, now: Moment, policy: Policy) -> PromiseMoved:
    """Something that happens to a promise, by its `event`. What has ended does not happen again: make a new one."""
    check = _CHECKS.get(moved.event)
    if check is None:
        raise _refused("knows no such event", f"Choose one of {', '.join(_CHECKS)}", moved.event)
    if not promise.open:
        step = "Make a new promise; this one stays as it is"
        raise NotAllowed(Problem(_WHERE, f"has ended: {promise.state.replace('_', ' ')}", step))
    check(moved, promise)
    if moved.event == "rescheduled":
        _check_zones(moved.zones)
        window = (moved.window_from, moved.window_to)
        made = PromiseMade(promise.id, promise.what, zones=moved.zones or promise.zones, about_debt=promise.about_debt)
        _check_window(window, made, now=now, policy=policy, chosen=True)
    return moved


def check_tried(tried: CallTried, promise: Promise) -> CallTried:
    """An attempt at a promised call, in our own words; the phone log proves it or does not."""
    if tried.outcome not in OUTCOMES:
        raise _refused("knows no such outcome", f"Choose one of {', '.join(OUTCOMES)}", tried.outcome)
    if promise.what not in ("callback", "info"):
        step = "Say that it was done, and name what shows it"
        raise NotAllowed(Problem(_WHERE, f"is no call but a {promise.what}", step))
    return tried


def check_follow_up(told: FollowUpTold, follow_up: FollowUp | None) -> FollowUpTold:
    """What we did about a follow-up. Without one (`None`) it is an apology for a call that we ended."""
    if told.event not in ("taken", "left", "reached", "released", "apologised"):
        raise _refused("knows no such event", "Choose one of taken, left, reached, released, apologised", told.event)
    if told.event == "released" and not told.words.strip():
        raise NotAllowed(Problem("The follow-up", "ends only by his words", "Write down what he said that released us"))
    if follow_up is not None and not follow_up.open and follow_up.state != "opted_out":
        raise NotAllowed(Problem("The follow-up", f"has ended: {follow_up.state}", "Nothing more is to be done"))
    if follow_up is not None and follow_up.state == "opted_out" and told.event in ("taken", "left"):
        step = "Put right what was wrong without a call; if he comes to us, say that he was reached"
        raise NotAllowed(Problem("The follow-up", "is with somebody who does not want to be contacted", step))
    return told


def check_release(words: str, promise: Promise, *, by: str, about: str) -> PromiseMoved:
    """The customer releases us from a promise: only in words of his."""
    moved = PromiseMoved(promise.id, "released", words=words.strip(), by=by, about=about)
    return check_moved(moved, promise, now=promise.made, policy=Policy())


def _check_zones(zones: tuple[str, ...]) -> None:
    for name in zones:
        if zone_of(name) is None:
            step = "Write a name of the tz database, for example Europe/Berlin"
            raise _refused("names a time zone that there is not", step, name)


def _check_window(
    window: tuple[str, str],
    made: PromiseMade,
    *,
    now: Moment,
    policy: Policy,
    chosen: bool,
) -> None:
    zones = made.zones or (policy.zone,)
    start, end = _hear_window(window, now, zones)
    span = window_of(start, end, zones)
    if span.end <= now:
        raise NotAllowed(Problem(_WHERE, "lies in the past", "Choose a time that is still to come", value=window[1]))
    apart = [window_of(start, end, (zone,)) for zone in zones]
    if max(s.start for s in apart) >= min(s.end for s in apart):
        step = "Ask him where he is, or choose a longer window"
        raise NotAllowed(Problem(_WHERE, "is open at no moment in all places where he may be", step))
    if made.what != "callback":
        return
    debt = made.about_debt
    first = next_dial(Moment(max(now, span.start)), zones, policy, chosen=span if chosen else None, about_debt=debt)
    if first is None or first >= span.end:
        step = f"Choose a time from {policy.dial_from} to {policy.dial_until} by his clock"
        step += "" if debt else ", or say that he chose the time himself"
        raise NotAllowed(Problem(_WHERE, "would be a call in his quiet hours", step, value=window[0] or window[1]))


def _hear_window(window: tuple[str, str], now: Moment, zones: tuple[str, ...]) -> tuple[datetime, datetime]:
    zone = zone_of(zones[0])
    assert zone is not None, "zones are checked before windows"
    start = hear_wall(window[0]) if window[0] else wall_of(now, zone)
    end = hear_wall(window[1], end=True) if window[1] else None
    for text, heard in zip(window, (start, end), strict=True):
        if heard is None:
            raise _refused("needs a day and a time", "Write for example 2026-05-22T10:30", text)
    assert start is not None, "refused above"
    assert end is not None, "refused above"
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise _refused("mixes wall times with instants", "Write both as his clock shows them", window[0])
    if end <= start:
        raise _refused("ends before it begins", "Choose an end after the beginning", window[1])
    if end - start < WINDOW_MIN:
        raise _refused("is shorter than 15 minutes", "Choose a window that can be kept", window[1])
    return start, end


def _check_offered(moved: PromiseMoved, promise: Promise) -> None:
    if promise.state is not PromiseState.OFFERED:
        raise NotAllowed(Problem(_WHERE, "was made already", "An answer is needed only to an offer"))


def _check_words(moved: PromiseMoved, promise: Promise) -> None:
    if not moved.words.strip():
        raise NotAllowed(Problem(_WHERE, "ends only by his words", "Write down what he said that released us"))


def _check_unbroken(moved: PromiseMoved, promise: Promise) -> None:
    if promise.state is PromiseState.BROKEN:
        step = "Tell him so, say that you did, and make a new promise that takes its place"
        raise NotAllowed(Problem(_WHERE, "is broken, and a new time does not mend that", step))


def _check_owner(moved: PromiseMoved, promise: Promise) -> None:
    if not moved.owner.strip():
        raise _refused("has nobody to go to", "Name who takes it over", moved.owner)


def _check_owned(moved: PromiseMoved, promise: Promise) -> None:
    if promise.state is not PromiseState.BROKEN:
        raise NotAllowed(Problem(_WHERE, "is not broken", "Keep it, or ask him for another time"))
    if not moved.words.strip():
        raise NotAllowed(Problem(_WHERE, "is owned by telling him", "Write down what you told him"))


def _check_done(moved: PromiseMoved, promise: Promise) -> None:
    if promise.what == "callback":
        raise NotAllowed(Problem(_WHERE, "is a call, and the phone log proves it", "Say that you called"))


def _check_nothing(moved: PromiseMoved, promise: Promise) -> None:
    """Any time."""


_CHECKS: Final[dict[str, Callable[[PromiseMoved, Promise], None]]] = {
    "accepted": _check_offered,
    "declined": _check_offered,
    "reminded": _check_nothing,
    "rescheduled": _check_unbroken,
    "released": _check_words,
    "handed_over": _check_owner,
    "owned": _check_owned,
    "message_left": _check_nothing,
    "done": _check_done,
}


def _refused(what: str, next_step: str, value: str) -> Refused:
    return Refused(Problem(_WHERE, what, next_step, value=value or None))
