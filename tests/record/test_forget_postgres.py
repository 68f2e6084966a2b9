"""Forgetting on PostgreSQL: a dump of the whole database holds nothing of him; what its files may keep is said."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.record import record
from forget_stories import CANARIES, HERS, HIS_MAIL, close_desk, his, in_files, readable, run, tell, wrapped_keys
from postgres_server import find_postgres, fresh_database
from record_stories import Place

pytestmark = pytest.mark.postgres


@pytest.fixture
def told(tmp_path: Path, postgres_url: str) -> Iterator[Place]:
    """Both customers, in the record and on the desk."""
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    tell(place)
    assert run(place, "rebuild", "--json").exit_code == 0
    yield place
    close_desk()


def dumped(place: Place) -> list[str]:
    """Which canaries stand in a dump, and which of his keys."""
    folder = find_postgres()
    assert folder is not None
    assert place.url is not None
    out = place.home.parent / "dump"
    out.mkdir(exist_ok=True)
    subprocess.run([folder / "pg_dump", place.url, "-f", str(out / "dump.sql")], check=True, capture_output=True)
    return in_files(out, CANARIES)


@pytest.mark.promise
def test_a_dump_holds_nothing_of_who_was_forgotten(told: Place) -> None:
    keys = wrapped_keys(told)
    assert dumped(told)
    assert in_files(told.home.parent / "dump", keys)
    answer = json.loads(run(told, "forget", HIS_MAIL, "--yes", "--json").stdout)
    assert answer["certificate"]["record"]["verifies"]
    assert dumped(told) == []
    assert in_files(told.home.parent / "dump", keys) == []
    assert in_files(told.home, CANARIES) == []
    assert readable(told) == []
    with told.open() as opened:
        assert len(opened.about([f"email:{HERS}"])) == 2
        assert opened.append(his()).duplicate == len(his())


@pytest.mark.promise
def test_keys_and_rows_that_stay_are_caught_in_the_dump(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import forgetting_customer

    keys = wrapped_keys(told)
    monkeypatch.setattr(record, "erase_subjects", lambda *_: 0)
    monkeypatch.setattr(forgetting_customer, "take_away", lambda *_: {})
    run(told, "forget", HIS_MAIL, "--yes", "--json")
    assert dumped(told)
    assert in_files(told.home.parent / "dump", keys)
