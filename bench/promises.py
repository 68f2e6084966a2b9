"""Promises in a world that goes wrong: the dialler dies, words are lost before they are acknowledged, clocks jump.

What dials here stands for a person with a list, or for a dialling program: it asks what is due, calls, and notes it.
Everything it knows is worked out anew from the record. `Forgetful` is the broken twin: its timers live in memory.
"""

import argparse
import heapq
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from amends.facts import US, Call, CallOutcome, Entry, Moment, Policy, Promise, PromiseState, Source
from amends.facts.conversation import ENDED
from amends.facts.kinds import CallTried, PromiseMade, PromiseMoved
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, datetime_of, hear_moment
from amends.recovery import promises

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
)
START = hear_moment("2026-10-22T00:00:00Z")  # clocks go back in Europe on the 25th
DAYS = 7  # the last window, moved by a day, closes on the sixth
PROMISES_PER_WORLD = 100
POLICY = Policy(zone="Europe/Berlin")
DESK = Source("desk", US)
LOOK_AGAIN_US = 60 * MINUTE_US


@dataclass
class Figures:
    """What came of all of them. `dialled` and `due` are of those that had to be called."""

    made: int = 0
    forgotten: int = 0
    due: int = 0
    dialled_in_window: int = 0
    reached: int = 0
    calls: int = 0
    at_night: int = 0
    crashes: int = 0
    jumps: int = 0
    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: "Figures") -> None:
        """Both together."""
        for name in (
            "made",
            "forgotten",
            "due",
            "dialled_in_window",
            "reached",
            "calls",
            "at_night",
            "crashes",
            "jumps",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for state, number in other.states.items():
            self.states[state] += number


@dataclass
class World:
    """Time as it really is, the record of what was acknowledged, the phone system with a clock of its own."""

    chance: random.Random
    now: Moment = START
    clock_wrong_us: int = 0
    clock_right_at: Moment = START
    record: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    log: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    late_rows: list[tuple[Moment, int, str, Call]] = field(default_factory=list)
    everything: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    written: int = 0

    @property
    def clock(self) -> Moment:
        """What the clock of the program shows."""
        return Moment(self.now + self.clock_wrong_us)

    def tell(self, promise: str, what: PromiseMade | PromiseMoved | CallTried) -> None:
        """Acknowledged is durable; without acknowledgement it is told again; what is told twice counts once."""
        self.written += 1
        entry = Entry(DESK, f"{what.kind}:{self.written}", self.clock, what)
        while self.chance.random() < 0.02:  # it died before the acknowledgement, perhaps after the commit
            if self.chance.random() < 0.5:
                self.record[promise].append(entry)
        self.record[promise].append(entry)

    def ring(self, promise: str, direction: str = "outbound", reached: float = 0.55) -> None:
        """A call, told by the phone system's own clock, some minutes late and sometimes twice."""
        spoken = self.chance.random() < reached
        outcome = CallOutcome.REACHED if spoken else self.chance.choice((CallOutcome.NO_ANSWER, CallOutcome.BUSY))
        number = sum(map(len, self.everything.values()))
        call = Call(f"pbx/{number}", direction, "", self.now, outcome, entries=(f"pbx/{number}",))
        self.everything[promise].append(call)
        for _ in range(1 + (self.chance.random() < 0.1)):
            late = Moment(self.now + self.chance.randint(0, 20) * MINUTE_US)
            heapq.heappush(self.late_rows, (late, number, promise, call))

    def pass_minute(self) -> None:
        """The clock comes right by itself after a while; rows of the phone log arrive."""
        self.now = Moment(self.now + MINUTE_US)
        if self.clock_wrong_us and self.now >= self.clock_right_at:
            self.clock_wrong_us = 0
        while self.late_rows and self.late_rows[0][0] <= self.now:
            _, _, promise, call = heapq.heappop(self.late_rows)
            if call not in self.log[promise]:
                self.log[promise].append(call)

    def jump(self) -> None:
        """Mostly minutes, sometimes hours, forward or back, until somebody's time server mends it."""
        reach = 90 if self.chance.random() < 0.2 else 8
        self.clock_wrong_us = self.chance.randint(-reach, reach) * MINUTE_US
        self.clock_right_at = Moment(self.now + self.chance.randint(2, 15) * MINUTE_US)

    def stands(self, promise: str, now: Moment) -> Promise | None:
        """Where a promise stands, from what is on record."""
        found = promises(self.record[promise], calls=self.log[promise], now=now, policy=POLICY)
        return next((one for one in found if one.id == promise), None)


class Dialler:
    """Calls whoever is due. Its list of times is only a note of when to look; a restart works it out again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alarms: list[tuple[Moment, str]] = []

    def start(self) -> None:
        """After a crash: everything on record, looked at once."""
        self.alarms = [(self.world.clock, promise) for promise in self.world.record]
        heapq.heapify(self.alarms)

    def notice(self, promise: str) -> None:
        """Something was written down about it."""
        heapq.heappush(self.alarms, (self.world.clock, promise))

    def look(self) -> None:
        """Call everybody whose time has come."""
        clock = self.world.clock
        while self.alarms and self.alarms[0][0] <= clock:
            _, promise = heapq.heappop(self.alarms)
            stands = self.world.stands(promise, clock)
            if stands is None or stands.state in ENDED or stands.state is PromiseState.UNREACHABLE:
                continue
            if stands.next_try is not None and stands.next_try <= clock and stands.state is not PromiseState.OFFERED:
                self.world.ring(promise)
                if self.world.chance.random() > 0.05:  # else it died between the call and the note
                    outcome = "reached" if self.world.everything[promise][-1].outcome is CallOutcome.REACHED else "busy"
                    self.world.tell(promise, CallTried(promise, outcome))
                heapq.heappush(self.alarms, (Moment(clock + 16 * MINUTE_US), promise))
            else:
                later = stands.next_try if stands.next_try is not None else Moment(clock + LOOK_AGAIN_US)
                heapq.heappush(self.alarms, (max(later, Moment(clock + MINUTE_US)), promise))


class Forgetful(Dialler):
    """The broken twin: timers in memory, and a restart begins with an empty list."""

    def start(self) -> None:
        """What was in memory is gone."""
        self.alarms = []


def run_world(seed: int, number: int = PROMISES_PER_WORLD, kind: type[Dialler] = Dialler) -> Figures:
    """One world of `number` promises over seven days, with one in which the clocks change."""
    chance = random.Random(seed)
    world, figures = World(chance), Figures(made=number)
    dialler = kind(world)
    dialler.start()
    plans = sorted(_plans(number, chance), key=lambda plan: plan[0])
    windows = {plan[1].promise: plan[1] for plan in plans if isinstance(plan[1], PromiseMade)}
    down_until = START
    while world.now < START + DAYS * DAY_US:
        world.pass_minute()
        while plans and plans[0][0] <= world.now:
            _happen(world, dialler, plans.pop(0)[1])
        if chance.random() < 1 / 300:  # some five times a day it dies, for one to eight minutes
            figures.crashes += 1
            down_until = Moment(world.now + chance.randint(1, 8) * MINUTE_US)
            dialler.alarms = []
        if chance.random() < 1 / 720:
            figures.jumps += 1
            world.jump()
        if world.now == down_until:
            dialler.start()
        if world.now > down_until:
            dialler.look()
    world.now, world.clock_wrong_us = Moment(world.now + DAY_US), 0
    world.pass_minute()
    for made in windows.values():
        _count(figures, world, made)
    return figures


Plan = tuple[Moment, PromiseMade | PromiseMoved | str]


def _plans(number: int, chance: random.Random) -> list[Plan]:
    """Promises of one to three hours on some later day, and now and then a customer who calls first or lets us off."""
    plans: list[Plan] = []
    for index in range(number):
        made = Moment(START + chance.randint(0, 3 * 24 * 60) * MINUTE_US)
        zone = chance.choice(ZONES)
        day = datetime_of(made, ZoneInfo(zone)).date() + timedelta(days=chance.randint(1, 2))
        hour, length = chance.randint(9, 16), chance.randint(1, 3)
        window = (f"{day}T{hour:02}:00", f"{day}T{hour + length:02}:00")
        promise = f"P-{index}"
        plans.append((made, PromiseMade(promise, "callback", *window, (zone,), about=f"customer:{index}")))
        soon = Moment(made + chance.randint(1, 12) * HOUR_US)
        fate = chance.random()
        if fate < 0.03:
            plans.append((soon, promise))  # he calls first
        elif fate < 0.04:
            plans.append((soon, PromiseMoved(promise, "released", words="Never mind")))
        elif fate < 0.06:
            start, end = (f"{day + timedelta(days=1)}T{hour + more:02}:00" for more in (0, length))
            plans.append((soon, PromiseMoved(promise, "rescheduled", start, end)))
    return plans


def _happen(world: World, dialler: Dialler, what: PromiseMade | PromiseMoved | str) -> None:
    if isinstance(what, str):
        world.ring(what, "inbound", reached=1.0)
        return
    world.tell(what.promise, what)
    dialler.notice(what.promise)


def _count(figures: Figures, world: World, made: PromiseMade) -> None:
    """Judged by what really happened: the true time of the calls, and what was planned for this customer."""
    stands = world.stands(made.promise, world.now)
    rang = [c for c in world.everything[made.promise] if c.direction == "outbound"]
    figures.calls += len(rang)
    zone = ZoneInfo(made.zones[0])
    figures.at_night += sum(not 9 <= datetime_of(c.began, zone).hour < 20 for c in rang)
    if stands is None or _is_lost(stands, rang):
        figures.forgotten += 1
        figures.states["forgotten" if stands is None else f"{stands.state}, never dialled"] += 1
        if stands is None:
            return
    else:
        figures.states[stands.state] += 1
    if stands.state in (PromiseState.RELEASED, PromiseState.SUPERSEDED):
        return
    figures.due += 1
    assert stands.due_from is not None, "every promise here has a window"
    assert stands.due_to is not None, "every promise here has a window"
    figures.dialled_in_window += any(stands.due_from <= c.began <= stands.due_to for c in rang)
    figures.reached += any(c.outcome is CallOutcome.REACHED for c in rang)


def _is_lost(stands: Promise, rang: Sequence[Call]) -> bool:
    """A day after all windows: nobody ever called, and nothing else ended it; or it ended without what ends it."""
    if stands.state in (PromiseState.RELEASED, PromiseState.SUPERSEDED):
        return not stands.evidence
    if stands.state in (PromiseState.KEPT, PromiseState.OWNED):
        return not any(
            c.outcome is CallOutcome.REACHED and c.entries == stands.evidence[: len(c.entries)] for c in rang
        )
    return not rang


def run(number: int, kind: type[Dialler] = Dialler) -> Figures:
    """So many promises, in worlds of a hundred."""
    total = Figures()
    for seed in range(max(number // PROMISES_PER_WORLD, 1)):
        total.add(run_world(seed, min(number, PROMISES_PER_WORLD), kind))
    return total


def say(name: str, figures: Figures) -> None:
    """The figures in words."""
    share = 100 * figures.dialled_in_window / max(figures.due, 1)
    reached = 100 * figures.reached / max(figures.due, 1)
    print(
        f"{name}: {figures.made:,} promises, {figures.crashes:,} crashes, {figures.jumps:,} clock jumps: "
        f"{figures.forgotten:,} forgotten, {share:.2f} % of {figures.due:,} dialled in window, "
        f"{reached:.1f} % reached, {figures.calls:,} calls, {figures.at_night:,} before 9:00 or after 20:00"
    )
    print("  they end as " + ", ".join(f"{state} {number:,}" for state, number in sorted(figures.states.items())))


def main(argv: list[str]) -> int:
    """10,000 promises; fewer with --quick. Exit 1 where one was forgotten or fewer than 99 % were dialled in time."""
    parser = argparse.ArgumentParser(prog="bench promises")
    parser.add_argument("--quick", action="store_true")
    number = 1_000 if parser.parse_args(argv).quick else 10_000
    started = time.process_time()
    figures = run(number)
    say("promises", figures)
    print(f"  {time.process_time() - started:.0f} s of CPU")
    say("with timers in memory", run(number // 10, Forgetful))
    return 0 if figures.forgotten == 0 and figures.dialled_in_window >= 0.99 * figures.due else 1
