"""What was acknowledged is there after a power cut, and nothing is damaged. Killing a process cannot show this: the
operating system still has what was not synced.
"""

from pathlib import Path

import pytest

from record_power import cut_power


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost_when_the_power_goes(tmp_path: Path, seed: int) -> None:
    cuts = cut_power(tmp_path, cuts=100, seed=seed)
    assert cuts.acknowledged > 1_000
    assert (cuts.cuts, cuts.lost, cuts.corrupt) == (100, 0, 0)


@pytest.mark.promise
def test_a_record_with_synchronous_normal_is_caught(tmp_path: Path) -> None:
    cuts = cut_power(tmp_path, cuts=30, seed=1, synchronous="NORMAL")
    assert cuts.lost > 0
