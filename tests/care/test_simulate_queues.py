"""Without care the simulator is the textbook: its waits are those of Erlang C, its losses those of Erlang A.

The formulas are written out here from A. K. Erlang (1917) and C. Palm (1957), so that nothing is held against itself.
"""

import math

import pytest

from amends.care.simulate.figures import figures_of
from amends.care.simulate.intervals import Interval, interval_of
from amends.care.simulate.settings import Centre
from simulated_centre import run, textbook

MINUTES = 6.0  # of a call
SEEDS = range(1, 7)


def erlang_c_wait_minutes(agents: int, calls_an_hour: float) -> float:
    """The mean wait in M/M/c: P(wait) x mean call / (c - a), with a = offered load in erlang."""
    offered = calls_an_hour / 60 * MINUTES
    blocked = 1.0  # Erlang B by its recursion
    for agent in range(1, agents + 1):
        blocked = offered * blocked / (agent + offered * blocked)
    waits = agents * blocked / (agents - offered * (1 - blocked))
    return waits * MINUTES / (agents - offered)


def erlang_a_lost_percent(agents: int, calls_an_hour: float, patience_minutes: float) -> float:
    """Who gives up in M/M/c+M: the stationary state of a birth and death process, long enough to hold all of it."""
    arrive, serve, leave = calls_an_hour / 60, 1 / MINUTES, 1 / patience_minutes
    logs = [0.0]
    for inside in range(1, 60 * agents):
        out = min(inside, agents) * serve + max(inside - agents, 0) * leave
        logs.append(logs[-1] + math.log(arrive / out))
    highest = max(logs)
    state = [math.exp(one - highest) for one in logs]
    waiting = sum((inside - agents) * share for inside, share in enumerate(state) if inside > agents) / sum(state)
    return 100 * waiting * leave / arrive


def simulated(centre: Centre, name: str) -> Interval:
    return interval_of([figures_of(run(centre, "fifo", seed))[name] for seed in SEEDS])


def check_within(told: Interval, expected: float) -> None:
    assert told.low is not None
    assert told.high is not None
    assert told.low <= expected <= told.high, f"{expected} is not between {told.low} and {told.high}"


@pytest.mark.parametrize(("agents", "calls_an_hour"), [(5, 40.0), (10, 85.0), (1, 6.0)])
def test_waits_are_those_of_erlang_c(agents: int, calls_an_hour: float) -> None:
    told = simulated(textbook(agents, calls_an_hour), "mean_wait_minutes")
    check_within(told, erlang_c_wait_minutes(agents, calls_an_hour))


@pytest.mark.parametrize(("agents", "calls_an_hour", "patience"), [(5, 50.0, 9.0), (10, 120.0, 4.0)])
def test_losses_are_those_of_erlang_a(agents: int, calls_an_hour: float, patience: float) -> None:
    told = simulated(textbook(agents, calls_an_hour, patience_minutes=patience), "gave_up_percent")
    check_within(told, erlang_a_lost_percent(agents, calls_an_hour, patience))


def test_twin_with_one_agent_more_is_caught() -> None:
    """A floor that lets somebody in by the back door is not within the interval."""
    told = simulated(textbook(6, 40.0), "mean_wait_minutes")
    with pytest.raises(AssertionError):
        check_within(told, erlang_c_wait_minutes(5, 40.0))


def test_the_formulas_know_their_textbook_values() -> None:
    """M/M/1 at 60 %: a wait of rho / (mu - lambda) = 9 minutes. Without patience nobody is kept: Erlang B."""
    assert erlang_c_wait_minutes(1, 6.0) == pytest.approx(9.0)
    assert erlang_a_lost_percent(2, 20.0, 1e-7) == pytest.approx(100 * 2 / (1 + 2 + 2), rel=1e-3)
