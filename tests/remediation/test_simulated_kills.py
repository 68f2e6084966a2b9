"""kill -9 between writing that it is handed over and writing what came of it, two processes at a time on one record."""

from pathlib import Path

import pytest
from bench.remediation_world.desk import PAID
from bench.remediation_world.kills import kill_desks


@pytest.mark.promise
def test_processes_killed_in_the_middle_pay_nobody_twice_and_forget_nobody(tmp_path: Path) -> None:
    toll = kill_desks(tmp_path, number=16, kills=8, seed=4)
    assert toll.unknown > 0  # some were killed just there
    assert (toll.doubles, toll.unpaid, toll.not_closed) == (0, 0, 0)


@pytest.mark.promise
def test_the_twin_that_sends_again_is_caught(tmp_path: Path) -> None:
    assert kill_desks(tmp_path, number=8, kills=5, seed=5, twin="resending", where=(PAID,)).doubles > 0
