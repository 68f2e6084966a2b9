"""What each part of care costs in the simulated centre of the defaults: 60 people, at three loads, against in turn.

Part of the bench of care. The seeds are from 101 on: no default was chosen with them and no test uses them. Every
policy meets the same customers; beside each figure stands half the width of its 95 % interval over the seeds.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from amends.care.simulate import Centre, Interval
from amends.care.simulate.contact import PHONE, Contact
from amends.care.simulate.demand import Demand, q80_minutes
from amends.care.simulate.figures import figures_of
from amends.care.simulate.floor import Floor
from amends.care.simulate.intervals import interval_of
from amends.care.simulate.people import Agent
from amends.care.simulate.policies import RULES
from amends.care.weights import Weights

WEIGHTS: Final = Weights()
FIRST_SEED: Final = 101
LOADS: Final = (80.0, 88.0, 94.0)
USUAL: Final = 88.0
BORDER: Final = 1.25  # a call that was let through with this much of its 80 % duration left, or less
Rows = list[dict[str, float | None]]


def simulation(quick: bool) -> None:
    """Each band of the simulation, at 15 days and ten seeds; quick: three seeds."""
    seeds = range(FIRST_SEED, FIRST_SEED + (3 if quick else 10))
    print(f"60 people, 15 days, seeds {seeds[0]} to {seeds[-1]}; means, and half the width of the 95 % interval")
    for load in LOADS:
        _fair(load, seeds)
    _shift(seeds)
    _call_back(seeds)
    _outlasting(seeds)


def _fair(load: float, seeds: range) -> None:
    base, fair = _runs("fifo", load, 0, seeds), _runs("fair", load, 0, seeds)
    print(f"hard contacts shared evenly, load {load / 100:.2f}, against in turn")
    _say("  Gini of a day, % more", _percent_more(fair, base, "hostile_gini_day"), -7.0)
    _say("  hostile calls soon after another, % more", _percent_more(fair, base, "back_to_back_percent"), -15.0)
    _waiting(fair, base, 0.3)


def _shift(seeds: range) -> None:
    base, rule = _runs("fifo", USUAL, 0, seeds), _runs("shift", USUAL, 0, seeds)
    print(f"nothing long at the end of a shift, load {USUAL / 100:.2f}, against in turn")
    _say("  minutes past the shift, % more", _percent_more(rule, base, "past_shift_minutes_day"), -75.0)
    _say("  gave up, points more", _points_more(rule, base, "gave_up_percent"), 1.0)
    print("  with one agent more: level where waits are at most 5 % longer and 0.3 points more give up")
    _waiting(_runs("shift", USUAL, 1, seeds), base, 0.3)


def _call_back(seeds: range) -> None:
    base, told = _runs("fifo", USUAL, 0, seeds), _runs("callback", USUAL, 0, seeds)
    taken = Centre().callbacks.take_up_percent
    print(f"a call-back by whoever knows the case, {taken:g} % take it, load {USUAL / 100:.2f}")
    _say("  who called again reached the same, %", _mean(told, "same_agent_percent"), 25.0, at_least=True)
    _say("  in turn it is, %", _mean(base, "same_agent_percent"))
    _say("  mean wait, % more", _percent_more(told, base, "mean_wait_minutes"), 5.0)
    for policy in ("shift", "callback", "full"):
        kept = _mean(_runs(policy, USUAL, 0, seeds), "promise_in_window_percent")
        _say(f"  {policy}: promised calls dialled in their window, %", kept, 99.0, at_least=True)


def _outlasting(seeds: range) -> None:
    print(f"hand-overs that outlast the shift, load {USUAL / 100:.2f}")
    for policy in ("shift", "callback", "full"):
        told = _mean(_runs(policy, USUAL, 0, seeds), "late_call_outlasted_percent")
        _say(f"  {policy}: of calls handed over in the last half hour, %", told, 20.0)
    base = _mean(_runs("fifo", USUAL, 0, seeds), "late_call_outlasted_percent")
    _say("  in turn it is, %", base)
    border = interval_of([_at_the_border(seed) for seed in seeds])
    _say(f"  shift: of calls let through with at most {BORDER:g} times their 80 % duration left, %", border, 20.0)


def _waiting(rows: Rows, base: Rows, points: float) -> None:
    _say("  mean wait, % more", _percent_more(rows, base, "mean_wait_minutes"), 5.0)
    _say("  gave up, points more", _points_more(rows, base, "gave_up_percent"), points)


@cache
def _runs(policy: str, load: float, more: int, seeds: range) -> Rows:
    """The figures of each seed; `more` heads besides those of the centre."""
    centre = replace(Centre(), load_percent=load)
    return [figures_of(Floor(Demand(centre, seed), RULES[policy], WEIGHTS, more=more).run()) for seed in seeds]


class _Borders(Floor):
    """A floor that keeps, of calls that were let through narrowly, whether they outlasted the shift."""

    narrow: list[bool]

    def _done(self, now: float, what: tuple[Agent, Contact, float, float]) -> None:
        agent, contact, _, minutes = what
        left = agent.shift_end - (now - minutes)
        if contact.channel == PHONE and left <= BORDER * q80_minutes(self._centre, long=contact.long):
            self.narrow.append(minutes > left)
        super()._done(now, what)


def _at_the_border(seed: int) -> float:
    floor = _Borders(Demand(replace(Centre(), load_percent=USUAL), seed), RULES["shift"], WEIGHTS)
    floor.narrow = []
    floor.run()
    return 100.0 * sum(floor.narrow) / len(floor.narrow)


def _values(rows: Rows, name: str) -> list[float]:
    return [row[name] or 0.0 for row in rows]


def _mean(rows: Rows, name: str) -> Interval:
    return interval_of(_values(rows, name))


def _points_more(rows: Rows, base: Rows, name: str) -> Interval:
    """Seed by seed, for both had the same customers."""
    return interval_of([one - other for one, other in _pairs(rows, base, name)])


def _percent_more(rows: Rows, base: Rows, name: str) -> Interval:
    """Of the mean of the base; the interval is of the differences seed by seed."""
    told = _points_more(rows, base, name)
    whole = _mean(base, name).mean
    assert whole
    return Interval(*(None if one is None else 100.0 * one / whole for one in (told.mean, told.low, told.high)))


def _pairs(rows: Rows, base: Rows, name: str) -> Sequence[Any]:
    return list(zip(_values(rows, name), _values(base, name), strict=True))


def _say(what: str, told: Interval, aim: float | None = None, *, at_least: bool = False) -> None:
    """Reached or missed is by the mean; what is within its doubt of the aim is said to be."""
    assert told.mean is not None
    half = told.half or 0.0
    line = f"{what:74} {told.mean:8.2f} ±{half:<5.2f}"
    if aim is None:
        print(line, flush=True)
        return
    reached = told.mean >= aim if at_least else told.mean <= aim
    close = ", within its doubt" if abs(told.mean - aim) < half else ""
    print(f"{line} aim {'>=' if at_least else '<='} {aim:<4g} {'reached' if reached else 'MISSED'}{close}", flush=True)
