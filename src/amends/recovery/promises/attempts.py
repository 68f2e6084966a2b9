"""Each attempt at a promised call, once: what the phone log shows, and what one of us says besides.

Peers tick a box when somebody says that he called, and a missed call-back cannot be told from one that was kept. Here
the log decides wherever it speaks, and its silence decides where it is complete.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import PHONE, Call, CallOutcome, Entry, Moment
from amends.facts.kinds import CallTried, CompletenessDeclared
from amends.facts.moments import MINUTE_US
from amends.opinion.completeness import Completeness, completeness

NEAR_US: Final = 10 * MINUTE_US  # people note a call some minutes before or after the log has it
_OUTCOMES: Final = {
    CallOutcome.REACHED: "reached",
    CallOutcome.MACHINE: "voicemail",
    CallOutcome.NO_ANSWER: "no_answer",
    CallOutcome.BUSY: "busy",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt. `denied`: a phone log that is complete over that time has no such call."""

    at: Moment
    outcome: str  # reached | no_answer | busy | wrong_number | voicemail | unknown
    by: str
    proved: bool
    denied: bool
    entry_ids: tuple[str, ...]
    rang: bool = True  # false where the call failed before it could ring: that is no attempt


@dataclass(frozen=True, slots=True)
class PhoneLog:
    """The calls with the customer, and from when to when the phone systems tell of every call."""

    calls: tuple[Call, ...]
    complete: Completeness
    sources: tuple[str, ...]

    def covers(self, start: Moment, end: Moment) -> bool:
        """True where a call between these instants would be in the log."""
        return any(self.complete.covering(source, ("calls",), start, end) for source in self.sources)


def phone_log(told: Iterable[Entry], calls: Sequence[Call], now: Moment) -> PhoneLog:
    """The log as of `now`. Only a phone system may say that its log is complete: our own word for it proves nothing."""
    declared = [e for e in told if isinstance(e.what, CompletenessDeclared)]
    complete = completeness(declared, now)
    sources = tuple(s for s in sorted(complete.sources("calls")) if complete.roots[s] == PHONE)
    happened = sorted((c for c in calls if c.began <= now), key=lambda c: (c.began, c.id))
    return PhoneLog(tuple(happened), complete, sources)


def attempts_at(
    promise: str, made: Moment, told: Iterable[Entry], log: PhoneLog, now: Moment, *, within: Collection[str] = ()
) -> tuple[Tried, ...]:
    """Every attempt at this promise, in order: all calls of ours to him since it was made, and our own words for
    others. A word and a call within ten minutes are one attempt, and the log says how it came out. `within` are the
    calls in which it was made: they are no attempts at it.
    """
    words = [
        e for e in told if isinstance(e.what, CallTried) and e.what.promise == promise and made <= e.occurred <= now
    ]
    since = log.calls[bisect_left(log.calls, made, key=lambda c: c.began) :]
    dialled = [c for c in since if c.direction == "outbound" and c.id not in within]
    said: dict[str, list[Entry]] = {}
    alone = []
    for entry in words:
        call = _nearest(entry.occurred, dialled)
        if call is None:
            alone.append(entry)
        else:
            said.setdefault(call.id, []).append(entry)
    seen = [_seen(call, said.get(call.id, [])) for call in dialled]
    return tuple(sorted((*seen, *_told_once(alone, log)), key=lambda tried: (tried.at, tried.entry_ids)))


def _nearest(at: Moment, calls: Sequence[Call]) -> Call | None:
    near = [(_distance_us(at, call), call.began, call) for call in calls]
    best = min(near, key=lambda one: one[:2], default=None)
    return best[2] if best is not None and best[0] <= NEAR_US else None


def _distance_us(at: Moment, call: Call) -> int:
    return max(call.began - at, at - (call.ended or call.began), 0)


def _seen(call: Call, said: Sequence[Entry]) -> Tried:
    outcome = _OUTCOMES.get(call.outcome, "unknown")
    words = [e.what for e in said if isinstance(e.what, CallTried)]
    if call.outcome is CallOutcome.UNKNOWN and words:
        return _words_on(call, said, words)
    by = call.agents[0] if call.agents else next((w.by for w in words), "")
    ids = (*call.entries, *(e.id for e in said))
    return Tried(call.began, outcome, by, True, False, ids, call.outcome is not CallOutcome.FAILED)


def _words_on(call: Call, said: Sequence[Entry], words: Sequence[CallTried]) -> Tried:
    """The log shows a call and not how it came out: that it rang is proved, what was reached is our word."""
    return Tried(call.began, words[0].outcome, words[0].by, False, False, (*call.entries, *(e.id for e in said)))


def _told_once(entries: Sequence[Entry], log: PhoneLog) -> list[Tried]:
    """Our own words without a call beside them: two within ten minutes are one attempt, told twice."""
    found: list[Tried] = []
    for entry in entries:
        what = entry.what
        assert isinstance(what, CallTried), "only these are given"
        last = found[-1] if found else None
        if last is not None and entry.occurred - last.at <= NEAR_US and last.outcome == what.outcome:
            found[-1] = Tried(last.at, last.outcome, last.by, False, last.denied, (*last.entry_ids, entry.id))
            continue
        start, end = Moment(entry.occurred - NEAR_US), Moment(entry.occurred + NEAR_US)
        found.append(Tried(entry.occurred, what.outcome, what.by, False, log.covers(start, end), (entry.id,)))
    return found
