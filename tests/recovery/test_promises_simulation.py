"""Crashes, lost notes and clocks that jump: none of it forgets a promise, because nothing has to be remembered."""

import pytest
from bench.promises import Forgetful, run


@pytest.mark.promise
def test_three_hundred_promises_through_crashes_and_clock_jumps():
    figures = run(300)
    assert figures.crashes > 20
    assert figures.jumps > 5
    assert figures.forgotten == 0
    assert figures.at_night == 0
    assert figures.dialled_in_window >= 0.97 * figures.due  # the bench holds 10,000 of them to 99 %


@pytest.mark.promise
def test_the_twin_with_its_timers_in_memory_is_caught():
    figures = run(100, Forgetful)
    assert figures.forgotten > 10
    assert figures.dialled_in_window < 0.9 * figures.due
