"""Calls handed over in the last half hour of a shift, and how many outlast it: counted a second time from the log."""

from dataclasses import replace

import pytest

from amends.care.simulate import Centre, Result, compare
from amends.care.simulate.contact import PHONE
from amends.care.simulate.demand import Demand
from amends.care.simulate.figures import figures_of
from amends.care.simulate.people import people
from amends.care.simulate.policies import RULES
from amends.care.simulate.settings import DAY_MINUTES
from calibrate_floor import Log, Logged, a_centre
from simulated_centre import WEIGHTS

ONE_IN_FIVE = 20.0


def test_late_calls_are_those_of_the_log() -> None:
    """Once each as it began and as it ended; who was in a call when the last day ended is in neither."""
    centre = a_centre(days=3)
    floor = Logged(Demand(centre, 4), RULES["fifo"], WEIGHTS)
    floor.log = Log()
    tally = floor.run()
    ends = {agent.number: agent.shift[1] for agent in people(centre, 4)}
    late = outlasted = 0
    for one in floor.log.happened:
        if one.contact.channel == PHONE and one.agent is not None:
            end = one.began // DAY_MINUTES * DAY_MINUTES + ends[one.agent]
            late += end - one.began <= 30.0
            outlasted += end - one.began <= 30.0 and one.ended > end
    assert (tally.handed_late, tally.handed_late_outlasted) == (late, outlasted)
    assert tally.handed_late > 100
    assert figures_of(tally)["late_call_outlasted_percent"] == pytest.approx(100 * outlasted / late)


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    found = compare(replace(Centre(), days=2, agents=30), ["fifo", "shift"], 2, WEIGHTS, search_heads=False)
    return {result.policy: result for result in found}


def check_one_in_five(result: Result) -> None:
    """The rule lets a call through whose 80 % duration fits: at most one in five outlasts what is left."""
    told = result.figures["late_call_outlasted_percent"].mean
    assert told is not None
    assert told <= ONE_IN_FIVE


def test_with_the_rule_at_most_one_late_call_in_five_outlasts_the_shift(results: dict[str, Result]) -> None:
    check_one_in_five(results["shift"])


def test_twin_without_the_rule_is_caught(results: dict[str, Result]) -> None:
    with pytest.raises(AssertionError):
        check_one_in_five(results["fifo"])
