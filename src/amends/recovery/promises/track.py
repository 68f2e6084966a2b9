"""One promise on its way through time: what happens to it, in order, and what the passing of time alone does.

Nothing here remembers anything between two calls. The track is walked anew from the entries whenever somebody asks, so
that a restart has nothing to forget, and a clock that is set back shows an earlier place on the same track.

States, after Amazon Connect's, ServiceNow's and Cisco's call-backs, which may all close without a word; here a promise
ends only kept, released by the customer, superseded by him or by a new one, or broken and owned.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final

from amends.facts import Attempt, Moment, Policy, PromiseState
from amends.facts.kinds import PromiseMoved
from amends.facts.moments import MINUTE_US

from ..hours.quiet_hours import may_dial, next_dial
from ..hours.wall_times import FIRST_YEAR, LAST_YEAR, Span, instant_of, known_zones, wall_of, zone_of
from .attempts import Tried
from .known import Known, Window

BY_CALLING: Final = ("callback", "info")  # what a conversation keeps


@dataclass(frozen=True, slots=True)
class End:
    """How it ended. `how`: called | called_late | proof | proof_late | he_called | new_promise | closed | words |
    told_him | declined.
    """

    state: PromiseState
    at: Moment
    evidence: tuple[str, ...]
    how: str
    words: str = ""


@dataclass(slots=True)
class Track:
    """Where a promise stands while its happenings are walked through, oldest first."""

    known: Known
    policy: Policy
    window: Window = field(init=False)
    span: Span = field(init=False)
    dial_zones: tuple[str, ...] = field(init=False)
    owner: str = field(init=False)
    accepted: bool = field(init=False)
    attempts: list[Attempt] = field(default_factory=list)
    denied: list[Tried] = field(default_factory=list)
    counted: list[Moment] = field(default_factory=list)  # those that count towards giving up
    dialled_in_window: bool = False
    broken_at: Moment | None = None
    said_kept: tuple[str, ...] = ()
    message_left: str = ""
    called_himself: Moment | None = None
    ended: End | None = None

    def __post_init__(self) -> None:
        self.window, self.owner, self.accepted = self.known.window, self.known.owner, not self.known.offered
        self.span, self.dial_zones = self.window.span(self.policy), self.known.dial_zones

    def pass_time(self, to: Moment) -> None:
        """A window that passed without an attempt is broken at its end, whoever was or was not there to see it."""
        waits = self.ended is None and self.accepted and self.broken_at is None and not self.said_kept
        if waits and to > self.span.end and not (self.known.what == "callback" and self.dialled_in_window):
            self.broken_at = max(self.span.end, self.known.made)

    def end(self, state: PromiseState, at: Moment, evidence: tuple[str, ...], how: str, words: str = "") -> None:
        """It ends once; what happens afterwards changes nothing."""
        if self.ended is None:
            self.ended = End(state, at, evidence, how, words)

    def keep(self, at: Moment, evidence: tuple[str, ...], how: str) -> None:
        """Somebody else than us shows it. After it was broken that is no keeping, it is making good."""
        if self.broken_at is None:
            self.end(PromiseState.KEPT, at, evidence, how)
        else:
            self.end(PromiseState.OWNED, at, evidence, f"{how}_late")

    def take_attempt(self, tried: Tried) -> None:
        """A call of ours. Earlier than the day of the window it was about something else."""
        if not self.accepted or tried.at < self._day_of_window() or self.known.what not in BY_CALLING:
            return
        if self.known.what == "info" and tried.outcome != "reached":
            return  # an answer can be written: nobody has to be rung three times for it
        counts = tried.rang and not tried.denied
        in_window = counts and self.span.start <= tried.at <= self.span.end
        self.attempts.append(Attempt(tried.at, tried.outcome, tried.by, tried.proved, in_window, tried.entry_ids))
        if tried.denied:
            self.denied.append(tried)
        if not counts:
            return
        self.dialled_in_window |= in_window
        if self._counts_towards_giving_up(tried.at):
            self.counted.append(tried.at)
        if tried.outcome == "reached" and tried.proved:
            self.keep(tried.at, tried.entry_ids, "called")
        elif tried.outcome == "reached" and self.broken_at is None:
            self.said_kept = tried.entry_ids

    def take_inbound(self, at: Moment, evidence: tuple[str, ...]) -> None:
        """He called and was spoken to. What was broken before stays so, until somebody owns it."""
        if self.known.what not in BY_CALLING:
            return
        if self.broken_at is not None:
            self.called_himself = at
        else:
            self.end(PromiseState.SUPERSEDED, at, evidence, "he_called")

    def take_successor(self, at: Moment, evidence: str) -> None:
        """A new promise took its place."""
        state = PromiseState.SUPERSEDED if self.broken_at is None else PromiseState.OWNED
        self.end(state, at, (evidence,), "new_promise")

    def take_closing(self, at: Moment, evidence: str) -> None:
        """Its matter was closed on proof: with the earlier form of the entry that was the end of it."""
        state = PromiseState.SUPERSEDED if self.broken_at is None else PromiseState.OWNED
        self.end(state, at, (evidence,), "closed")

    def take_move(self, moved: PromiseMoved, at: Moment, entry_id: str, *, proved: bool) -> None:
        """What somebody wrote down about it. `proved`: the evidence that it names shows it."""
        match moved.event:
            case "accepted":
                self.accepted = True
            case "declined" if not self.accepted:
                self.end(PromiseState.DECLINED, at, (entry_id,), "declined", moved.words)
            case "rescheduled":
                self._move_window(moved, at)
            case "released" if moved.words.strip():
                self.end(PromiseState.RELEASED, at, (entry_id,), "words", moved.words.strip())
            case "handed_over" if moved.owner:
                self.owner = moved.owner
            case "owned" if self.broken_at is not None and moved.words.strip():
                self.end(PromiseState.OWNED, at, (entry_id,), "told_him", moved.words.strip())
            case "message_left":
                self.message_left = entry_id
            case "done" if self.known.what != "callback":
                if proved:
                    self.keep(at, (moved.evidence, entry_id), "proof")
                elif self.broken_at is None:
                    self.said_kept = (entry_id,)

    def _move_window(self, moved: PromiseMoved, at: Moment) -> None:
        """By the customer. A break that happened already stays a break; the new time is when he is to be called."""
        zones = known_zones(moved.zones)
        self.dial_zones = zones or self.dial_zones
        self.window = Window(moved.window_from, moved.window_to, zones or self.window.zones, True, at)
        self.span = self.window.span(self.policy)
        self.counted, self.dialled_in_window, self.said_kept = [], False, ()

    def _day_of_window(self) -> Moment:
        """The first moment of the day on which the window opens, at his place: called at eight instead of at nine he
        was called all the same.
        """
        starts = []
        for zone in filter(None, map(zone_of, self.window.zones)):
            wall = wall_of(self.span.start, zone)
            if FIRST_YEAR <= wall.year <= LAST_YEAR:
                starts.append(instant_of(datetime.combine(wall, time()), zone))
        return max(self.known.made, min(starts, default=self.span.start))

    def _counts_towards_giving_up(self, at: Moment) -> bool:
        """Not too early, not too soon after the last, not at night: else three rings in a minute were enough."""
        if at < self.span.start or not self.may_dial(at):
            return False
        apart_us = self.policy.attempts_apart_minutes * MINUTE_US
        return not self.counted or at - self.counted[-1] >= apart_us

    def may_dial(self, at: Moment) -> bool:
        """Whether he may be called at that instant, on this promise."""
        return may_dial(at, self.dial_zones, self.policy, chosen=self._chosen, about_debt=self.known.about_debt)

    def next_dial(self, after: Moment) -> Moment | None:
        """When he may next be called on it."""
        return next_dial(after, self.dial_zones, self.policy, chosen=self._chosen, about_debt=self.known.about_debt)

    @property
    def _chosen(self) -> Span | None:
        return self.span if self.window.chosen else None

    def state(self, now: Moment) -> PromiseState:
        """Where it stands at `now`, once everything up to then was taken."""
        if self.ended is not None:
            return self.ended.state
        if not self.accepted:
            return PromiseState.OFFERED
        if self.broken_at is not None:
            return PromiseState.BROKEN
        if self.said_kept:
            return PromiseState.SAID_KEPT
        if len(self.counted) >= max(self.policy.attempts_max, 1):
            return PromiseState.UNREACHABLE
        if self.counted or self.dialled_in_window:
            return PromiseState.RETRY
        return PromiseState.DUE if now >= self.span.start else PromiseState.SCHEDULED
