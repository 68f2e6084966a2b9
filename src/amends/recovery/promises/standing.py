"""What became of each promise: a pure function of what was told and of the moment, so that none can be forgotten."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from amends.facts import (
    Call,
    CallOutcome,
    Contact,
    Entry,
    Moment,
    Policy,
    Promise,
    PromiseState,
    Statement,
    in_order_of_happening,
)
from amends.facts.kinds import (
    AnswerGiven,
    CallBackPromised,
    CallTried,
    CaseClosed,
    PreferenceTold,
    PromiseMade,
    PromiseMoved,
)
from amends.facts.moments import MINUTE_US

from ..preferences import opted_out
from .attempts import PhoneLog, attempts_at, phone_log
from .known import Known, known_promises
from .proof import proof_of, proves
from .sentences import sentence_of
from .track import Track

_TO_CALL: Final = frozenset(
    {PromiseState.SCHEDULED, PromiseState.DUE, PromiseState.RETRY, PromiseState.BROKEN, PromiseState.SAID_KEPT}
)
_Happening = tuple[Moment, int, str, Callable[[Track], None]]  # when, which kind first, its id, what it does


def promises(
    told: Sequence[Entry],
    *,
    contacts: Sequence[Contact] = (),
    calls: Sequence[Call] = (),
    statements: Sequence[Statement] = (),
    now: Moment,
    policy: Policy,
    who: Collection[str] = (),
) -> tuple[Promise, ...]:
    """Every promise to one customer and where it stands at `now`, in order of making.

    `told` is all that is known about him, in any order. `who` are his handle keys: promises that name somebody else
    (on the same refund, say) are left out; without it all are his. A promise counts even where the clock said later
    than `now` when it was written down; what happened to it counts up to `now`.
    """
    if not statements and not any(isinstance(e.what, PromiseMade | CallBackPromised) for e in told):
        return ()
    ordered = [e for e in in_order_of_happening(told) if _is_his(e, who)]
    known = known_promises(ordered, contacts=contacts, calls=calls, statements=statements, policy=policy)
    if not known:
        return ()
    about = _About.of(ordered, phone_log(ordered, calls, now), now)
    return tuple(_promise(one, known, ordered, about, now=now, policy=policy) for one in known)


def _is_his(entry: Entry, who: Collection[str]) -> bool:
    """A promise, or what became of it, may stand on a matter that two customers share."""
    what = entry.what
    if not who or not isinstance(what, PromiseMade | CallBackPromised | CaseClosed):
        return True
    return not what.about or what.about in who


@dataclass(frozen=True, slots=True)
class _About:
    """What is told about any promise, sorted out once: a customer with thousands of contacts may have hundreds."""

    log: PhoneLog
    by_id: dict[str, Entry]
    moves: dict[str, list[Entry]]  # by promise
    tried: dict[str, list[Entry]]  # by promise
    preferences: list[Entry]
    call_of: dict[str, str]  # entry of the phone log, or of an answer on a call -> the call

    @classmethod
    def of(cls, told: Sequence[Entry], log: PhoneLog, now: Moment) -> "_About":
        found = cls(log, {e.id: e for e in told}, {}, {}, [], {id_: c.id for c in log.calls for id_ in c.entries})
        for entry in told:
            what = entry.what
            if isinstance(what, AnswerGiven) and what.call:
                found.call_of.setdefault(entry.id, what.call)
            elif isinstance(what, PromiseMoved) and entry.occurred <= now:
                found.moves.setdefault(what.promise, []).append(entry)
            elif isinstance(what, CallTried):
                found.tried.setdefault(what.promise, []).append(entry)
            elif isinstance(what, PreferenceTold):
                found.preferences.append(entry)
        return found


def _promise(
    one: Known,
    known: Sequence[Known],
    told: Sequence[Entry],
    about: _About,
    *,
    now: Moment,
    policy: Policy,
) -> Promise:
    track = Track(one, policy)
    within = frozenset(call for id_ in (one.contact, one.entry_id) if (call := about.call_of.get(id_)) is not None)
    happenings = [
        *_attempts(one, about, within, now),
        *_inbound(one, about.log, within),
        *_moves(one, about),
        *_proofs(one, told, now),
        *_successors(one, known, about.moves, now),
        *_closings(one, told, now),
    ]
    for at, _, _, happen in sorted(happenings, key=lambda one: one[:3]):
        track.pass_time(at)
        happen(track)
    track.pass_time(now)
    since = [e for e in about.preferences if one.made < e.occurred <= now]
    out = opted_out(since) if one.what == "callback" else None
    return _result(track, about.log, now, no_calls=out is not None)


def _attempts(one: Known, about: _About, within: frozenset[str], now: Moment) -> Iterator[_Happening]:
    """The calls in which it was made (`within`) neither keep it nor take its place."""
    told = about.tried.get(one.id, ())
    for tried in attempts_at(one.id, one.made, told, about.log, now, within=within):
        yield tried.at, 1, tried.entry_ids[0], partial(Track.take_attempt, tried=tried)


def _inbound(one: Known, log: PhoneLog, within: frozenset[str]) -> Iterator[_Happening]:
    """Calls of his in which he was spoken to."""
    for call in log.calls[bisect_right(log.calls, one.made, key=lambda c: c.began) :]:
        his = call.direction == "inbound" and call.outcome is CallOutcome.REACHED
        if his and call.id not in within:
            yield call.began, 2, call.id, partial(Track.take_inbound, at=call.began, evidence=call.entries)


def _moves(one: Known, about: _About) -> Iterator[_Happening]:
    for entry in about.moves.get(one.id, ()):
        what = entry.what
        assert isinstance(what, PromiseMoved), "only these are given"
        shown = about.by_id.get(what.evidence)
        proved = proves(shown, one) and shown is not None and shown.occurred <= entry.occurred
        yield (
            entry.occurred,
            3,
            entry.id,
            partial(Track.take_move, moved=what, at=entry.occurred, entry_id=entry.id, proved=proved),
        )


def _proofs(one: Known, told: Sequence[Entry], now: Moment) -> Iterator[_Happening]:
    if (found := proof_of(one, told, now)) is not None:
        at, ids = found
        yield at, 0, ids[0], partial(Track.keep, at=at, evidence=ids, how="proof")


def _successors(one: Known, known: Sequence[Known], moves: dict[str, list[Entry]], now: Moment) -> Iterator[_Happening]:
    """New promises in its place; one that was only offered takes it when he accepts."""
    for other in known:
        again = one.earlier_form and other.earlier_form and other.matter == one.matter
        if (other.made, other.id) <= (one.made, one.id) or not (other.supersedes == one.id or again):
            continue
        accepted = [e.occurred for e in moves.get(other.id, ()) if getattr(e.what, "event", "") == "accepted"]
        at = other.made if not other.offered else next(iter(accepted), None)
        if at is not None and at <= now:
            yield at, 4, other.id, partial(Track.take_successor, at=at, evidence=other.entry_id)


def _closings(one: Known, told: Sequence[Entry], now: Moment) -> Iterator[_Happening]:
    for entry in told if one.earlier_form else ():
        what = entry.what
        if isinstance(what, CaseClosed) and what.matter == one.matter and one.made <= entry.occurred <= now:
            yield (
                entry.occurred,
                5,
                entry.id,
                partial(Track.take_closing, at=entry.occurred, evidence=entry.id),
            )


def _result(track: Track, log: PhoneLog, now: Moment, *, no_calls: bool) -> Promise:
    known, window, end, state = track.known, track.window, track.ended, track.state(now)
    to_call = known.what == "callback" and state in _TO_CALL and not no_calls
    return Promise(
        id=known.id,
        what=known.what,
        state=state,
        made=known.made,
        words=known.words,
        by=known.by,
        owner=track.owner,
        due_from=track.span.start,
        due_to=track.span.end,
        zones=window.zones,
        window_from=window.from_text,
        window_to=window.to_text,
        attempts=tuple(track.attempts),
        dialled_in_window=track.dialled_in_window,
        reached=any(a.outcome == "reached" and a.proved for a in track.attempts),
        next_try=_next_try(track, now) if to_call else None,
        ended=end.at if end is not None else None,
        evidence=end.evidence if end is not None else (known.entry_id, *track.said_kept),
        matter=known.matter,
        contact=known.contact,
        read_from_words=known.read_from_words,
        supersedes=known.supersedes,
        sentence=sentence_of(track, log, now, no_calls=no_calls),
        chosen_by_customer=window.chosen,
        about_debt=known.about_debt,
        broken_at=track.broken_at,
    )


def _next_try(track: Track, now: Moment) -> Moment | None:
    """Inside the window as long as it is open, after it as soon as is decent; None where no hour is decent in all
    places where he may be.
    """
    last = max((a.at for a in track.attempts if not _is_denied(a.at, track)), default=None)
    apart_us = track.policy.attempts_apart_minutes * MINUTE_US
    earliest = max(now, track.span.start, last + apart_us if last is not None else now)
    return track.next_dial(Moment(earliest))


def _is_denied(at: Moment, track: Track) -> bool:
    return any(tried.at == at for tried in track.denied)
