"""amends doctor: every check says that all is well where it is, and names what somebody broke; it changes nothing."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from amends.cli.common import Home
from amends.cli.doctor import examine, home_checks
from amends.cli.doctor.finding import Finding, State
from amends.facts import Entry, Moment
from amends.facts.kinds import CompletenessDeclared
from amends.facts.moments import DAY_US
from amends.record.writer import clock
from postgres_server import fresh_database
from record_backups import run
from record_stories import GATEWAY, Place, mail, refund

SECRET = "m.lindqvist@example.org"


def complete(to: Moment) -> Entry:
    return Entry(GATEWAY, f"complete:{to}", to, CompletenessDeclared("refunds", Moment(to - DAY_US), to))


@pytest.fixture
def well(tmp_path: Path) -> Place:
    """An installation as it should be: recent witnesses, and a backup with its keys. Nobody opened the desk yet."""
    place = Place(tmp_path / "home")
    with place.open() as record:
        record.append([refund(1), refund(2), mail(1, sender=SECRET), complete(clock())])
    run(place, "backup", str(tmp_path / "b"))
    return place


def findings(place: Place, at: Moment | None = None) -> dict[str, Finding]:
    return {one.check: one for one in examine(Home(place.home, place.url), at or clock())}


def not_ok(place: Place, at: Moment | None = None) -> dict[str, State]:
    return {name: one.state for name, one in findings(place, at).items() if one.state is not State.OK}


def test_where_all_is_well_it_says_so(well: Place) -> None:
    result = run(well, "doctor", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], told["problems"], told["warnings"]) == (0, True, 0, 0), result.stdout
    assert [check["check"] for check in told["checks"]] == [
        *("file modes", "disk", "settings", "key backup", "backup", "durability", "tables", "keys", "checkpoint"),
        *("balance", "clock", "witnesses", "desk"),
    ]
    assert "● ok      durability" in run(well, "doctor").stdout


def files(home: Path) -> dict[str, tuple[int, str]]:
    return {
        str(file.relative_to(home)): (file.stat().st_mtime_ns, sha256(file.read_bytes()).hexdigest())
        for file in home.rglob("*")
        if file.is_file()
    }


def test_it_changes_nothing_and_works_beside_a_writer(well: Place) -> None:
    before = files(well.home)
    run(well, "doctor")
    assert files(well.home) == before
    with well.open() as record:
        record.append([refund(3)])
        assert not_ok(well) == {}
        assert "1 entries came since" in findings(well)["checkpoint"].says
        assert record.append([refund(4)]).applied == 1


def test_a_doctor_that_opens_the_record_would_be_caught(well: Place) -> None:
    """The broken twin of the test above."""
    before = files(well.home)
    with well.open() as record:
        record.append([refund(3)])
    assert files(well.home) != before


@dataclass(frozen=True)
class Harm:
    """What somebody did to a home, and what the doctor must say."""

    check: str
    state: State
    says: str
    do: Callable[[Path], object]


def sql(statement: str, file: str = "record.sqlite") -> Callable[[Path], object]:
    def do(home: Path) -> None:
        with closing(sqlite3.connect(home / file, isolation_level=None)) as database:
            for part in statement.split(";"):
                database.execute(part)

    return do


def cut_checkpoint(home: Path) -> None:
    text = (home / "checkpoints.log").read_text()
    (home / "checkpoints.log").write_text(text.replace('"size":4', '"size":3'))


NO_GUARD = "DROP TRIGGER entry_never_changes; DROP TRIGGER entry_never_goes;"
HARMS = (
    Harm("file modes", State.PROBLEM, "pepper", lambda home: (home / "keys" / "pepper").chmod(0o644)),
    Harm("settings", State.PROBLEM, "nonsense", lambda home: (home / "policy.toml").write_text("nonsense = 1\n")),
    Harm("settings", State.PROBLEM, "care.toml", lambda home: (home / "care.toml").write_text("[[[")),
    Harm("key backup", State.WARNING, "changed", lambda home: (home / "keys" / "kek-2").write_bytes(bytes(32))),
    Harm("backup", State.WARNING, "No backup", lambda home: (home / "last-backup.json").unlink()),
    Harm("durability", State.PROBLEM, "journal_mode", sql("PRAGMA journal_mode = DELETE")),
    Harm("tables", State.PROBLEM, "newer", sql("UPDATE meta SET value = x'39' WHERE name = 'schema'")),
    Harm("keys", State.PROBLEM, "do not open", lambda home: (home / "keys" / "kek-1").write_bytes(bytes(32))),
    Harm("keys", State.PROBLEM, "another record", sql("UPDATE meta SET value = x'39' WHERE name = 'origin'")),
    Harm("checkpoint", State.PROBLEM, "wrong signature", cut_checkpoint),
    Harm("checkpoint", State.WARNING, "No checkpoint", lambda home: (home / "checkpoints.log").unlink()),
    Harm("checkpoint", State.PROBLEM, "end is missing", sql(NO_GUARD + "DELETE FROM entry WHERE seq = 4")),
    Harm("checkpoint", State.PROBLEM, "another record", sql(NO_GUARD + "UPDATE entry SET chain = x'39' WHERE seq = 4")),
    Harm("balance", State.PROBLEM, "shop", sql("UPDATE intake SET received = received + 1 WHERE source = 'shop'")),
    Harm("clock", State.PROBLEM, "is before", sql("UPDATE intake SET last_received = 4000000000000000")),
    Harm("desk", State.WARNING, "lack", sql("DELETE FROM django_migrations WHERE name = '0001_desk'", "desk.sqlite")),
    Harm("desk", State.PROBLEM, "newer", sql("UPDATE django_migrations SET name = '9999_x'", "desk.sqlite")),
    Harm("desk", State.PROBLEM, "further", sql("UPDATE desk_state SET cursor = 99", "desk.sqlite")),
    Harm("desk", State.WARNING, "behind", sql("UPDATE desk_state SET cursor = -5000", "desk.sqlite")),
)


def a_desk(home: Path) -> None:
    """The two tables of a desk at which the doctor looks."""
    from importlib import resources

    steps = [one.name[:-3] for one in resources.files("amends.console.migrations").iterdir() if one.name[:4].isdigit()]
    with closing(sqlite3.connect(home / "desk.sqlite", isolation_level=None)) as database:
        database.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        database.executemany("INSERT INTO django_migrations VALUES ('console', ?)", [(step,) for step in steps])
        database.execute("CREATE TABLE desk_state (cursor INTEGER)")
        database.execute("INSERT INTO desk_state VALUES (4)")


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: f"{harm.check}: {harm.says}".replace(" ", "-"))
def test_what_somebody_broke_is_named(well: Place, harm: Harm) -> None:
    a_desk(well.home)
    assert not_ok(well) == {}
    harm.do(well.home)
    found = findings(well)[harm.check]
    assert (found.state, bool(found.next_step)) == (harm.state, True)
    assert harm.says in found.says
    result = run(well, "doctor", "--json")
    assert result.exit_code == (1 if State.PROBLEM in not_ok(well).values() else 0)
    assert SECRET not in result.stdout


def test_time_makes_warnings(well: Place) -> None:
    month = Moment(clock() + 30 * DAY_US)
    with well.open() as record:
        record.append([refund(5)])
        assert not_ok(well, month) == dict.fromkeys(("backup", "checkpoint", "witnesses"), State.WARNING)
        said = findings(well, month)
    assert "30 days ago" in said["backup"].says
    assert "gateway (refunds)" in said["witnesses"].says
    assert not_ok(well) == {}


def test_a_full_disk_is_seen_before_it_is_full(well: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((10**12, State.OK), (900 * 1024**2, State.WARNING), (10**6, State.PROBLEM)):
        monkeypatch.setattr(home_checks.shutil, "disk_usage", lambda _, free=free: type("U", (), {"free": free}))
        assert findings(well)["disk"].state is state


def test_what_waits_for_a_person_is_a_warning(well: Place) -> None:
    with well.open() as record:
        record.append([refund(1, amount_minor=5)])
    assert not_ok(well) == {"balance": State.WARNING}


def test_a_home_without_a_record_is_left_alone(tmp_path: Path) -> None:
    result = run(Place(tmp_path / "none"), "doctor")
    assert result.exit_code == 1
    assert "holds no record" in result.stdout
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_database_is_said_and_hides_nothing_else(well: Place) -> None:
    (well.home / "record.sqlite").write_bytes(b"garbage" * 4_000)
    found = findings(well)
    assert found["durability"].state is State.PROBLEM
    assert found["balance"].says == "It cannot be read (DatabaseError)."
    assert found["file modes"].state is State.OK


@pytest.mark.postgres
def test_a_server_that_could_lose_what_it_acknowledged_is_a_problem(tmp_path: Path, postgres_url: str) -> None:
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    with place.open() as record:
        record.append([refund(1), complete(clock())])
    run(place, "backup", str(tmp_path / "b"))
    assert not_ok(place) == {}
    weak = Place(place.home, f"{place.url}?options=-csynchronous_commit%3Doff")
    assert "synchronous_commit is off" in findings(weak)["record"].says
    assert run(weak, "doctor").exit_code == 1
