"""What was acknowledged is there after kill -9, of the writer and of the whole database server."""

from pathlib import Path

import pytest

from amends.record import store_postgres
from postgres_server import fresh_database
from record_kills import kill_servers, kill_writers
from record_stories import Place


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(4))
def test_nothing_acknowledged_is_lost_when_a_writer_on_sqlite_is_killed(tmp_path: Path, seed: int) -> None:
    toll = kill_writers(Place(tmp_path / "home"), tmp_path, kills=50, seed=seed)
    assert toll.acknowledged > 500
    assert (toll.kills, toll.lost, toll.broken) == (50, 0, 0)


@pytest.mark.promise
@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost_when_a_writer_on_postgres_is_killed(
    tmp_path: Path, postgres_url: str, seed: int
) -> None:
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    toll = kill_writers(place, tmp_path, kills=65, seed=seed)
    assert toll.acknowledged > 450
    assert (toll.kills, toll.lost, toll.broken) == (65, 0, 0)


@pytest.mark.promise
def test_a_writer_that_acknowledges_before_the_commit_is_caught(tmp_path: Path) -> None:
    toll = kill_writers(Place(tmp_path / "home"), tmp_path, kills=10, seed=1, twin="early")
    assert toll.lost > 0


@pytest.mark.promise
@pytest.mark.postgres
def test_nothing_acknowledged_is_lost_when_the_whole_server_is_killed(tmp_path: Path) -> None:
    toll = kill_servers(tmp_path, kills=5)
    assert toll.acknowledged > 500
    assert (toll.kills, toll.lost, toll.broken) == (5, 0, 0)


@pytest.mark.promise
@pytest.mark.postgres
def test_a_server_that_commits_before_the_disk_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_postgres, "_MUST_BE_ON", ())
    assert kill_servers(tmp_path, kills=2, weak=True).lost > 0
