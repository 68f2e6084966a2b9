"""A changed history shows, and the first broken entry is named: 2,000 random tampers, all caught."""

import importlib.util
import json
import random
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.record import Record, Verification
from amends.record.checkpoints import Checkpoints
from amends.record.store_sqlite import SqliteConnection
from amends.record.verify import verify_record
from machine import REPOSITORY
from record_stories import Place, refund
from record_tampers import TAMPERS, make_log, opened, outside_the_chain

ENTRIES = 120
TOOL = REPOSITORY / "tools" / "verify_log.py"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, bytes]:
    """A record and the bytes of its database; nobody changes the record itself."""
    place = Place(tmp_path_factory.mktemp("log") / "home")
    return place, make_log(place, ENTRIES)


def verified(record: Record, database: sqlite3.Connection, *, deep: bool = False) -> Verification:
    """The verdict on this copy, with the record's own keys and checkpoints."""
    return verify_record(SqliteConnection(database), record._checkpoints, record._sealer, deep=deep)


@pytest.mark.promise
@pytest.mark.parametrize("name", TAMPERS)
def test_every_tamper_is_caught_and_the_first_broken_entry_named(log: tuple[Place, bytes], name: str) -> None:
    place, content = log
    chance = random.Random(name)
    times = -(-2_000 // len(TAMPERS))
    with place.open() as record:
        assert verified(record, opened(content)).ok
        for _ in range(times):
            database = opened(content)
            must_name = TAMPERS[name](database, chance, ENTRIES)
            found = verified(record, database)
            assert (found.ok, found.first_broken) == (False, must_name), found.reason
            database.close()


@pytest.mark.promise
def test_what_stands_outside_the_chain_is_caught_by_the_deep_check(log: tuple[Place, bytes]) -> None:
    place, content = log
    chance = random.Random(1)
    with place.open() as record:
        assert verified(record, opened(content), deep=True).ok
        for _ in range(100):
            database = opened(content)
            must_name = outside_the_chain(database, chance, ENTRIES)
            found = verified(record, database, deep=True)
            assert (found.ok, found.first_broken) == (False, must_name), found.reason
            database.close()


@pytest.mark.promise
def test_a_verifier_without_checkpoints_misses_rewrites_and_cuts(log: tuple[Place, bytes], tmp_path: Path) -> None:
    place, content = log
    with place.open() as record:
        for name in ("rewrite", "cut tail"):
            database = opened(content)
            TAMPERS[name](database, random.Random(1), ENTRIES)
            none = Checkpoints(tmp_path / "none", record._sealer.keys)
            found = verify_record(SqliteConnection(database), none, record._sealer, deep=False)
            assert found.ok
            assert "no checkpoints" in found.notes[0]


@pytest.mark.promise
def test_a_verifier_that_trusts_the_stored_leaf_misses_changed_content(log: tuple[Place, bytes]) -> None:
    database = opened(log[1])
    TAMPERS["flip in body"](database, random.Random(1), ENTRIES)
    previous = bytes(32)
    for leaf, chain in database.execute("SELECT leaf, chain FROM entry ORDER BY seq"):
        previous = sha256(b"\x01" + previous + leaf).digest()
        assert previous == chain


@settings(max_examples=40)
@given(st.data())
def test_a_changed_checkpoint_is_caught(log: tuple[Place, bytes], data: st.DataObject) -> None:
    place, content = log
    file = place.home / "checkpoints.log"
    good = file.read_bytes()
    at = data.draw(st.integers(0, len(good) - 2))
    if good[at : at + 1] == b"\n":
        return
    with place.open() as record:
        try:
            file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            found = verified(record, opened(content))
        finally:
            file.write_bytes(good)
    assert not found.ok
    assert "checkpoints was not signed" in found.reason


def test_a_torn_last_checkpoint_is_only_a_note_and_the_next_one_is_good(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
    file = sqlite_place.home / "checkpoints.log"
    file.write_bytes(file.read_bytes() + b'{"at": 1, "cha')
    with sqlite_place.open() as record:
        found = record.verify()
        assert found.ok
        assert found.notes == ("the last checkpoint is incomplete, as after a power cut",)
        record.append([refund(2)])
        record.checkpoint()
        assert record.verify().notes == ()
        assert record.verify().checkpoints == 2


def test_postgres_says_the_same(place: Place) -> None:
    with place.open() as record:
        record.append([refund(number) for number in range(30)])
        record.checkpoint()
        assert record.verify(deep=True) == Verification(30, True, checkpoints=1)
        with record._readers.one() as connection:
            triggers = ["entry_never_changes", "entry_never_goes"] if place.url is None else ["entry_never_changes"]
            for trigger in triggers:
                connection.run(f"DROP TRIGGER {trigger}" + (" ON record.entry" if place.url else ""))
            connection.run("UPDATE entry SET nonce = body WHERE seq = 17")
        assert record.verify().first_broken == 17
        with record._readers.one() as connection:
            connection.run("DELETE FROM entry WHERE seq >= 17")
        found = record.verify()
        assert (found.first_broken, found.entries) == (17, 16)
        assert "the end is missing" in found.reason


def _stand_alone() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_log", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.promise
def test_the_stand_alone_verifier_agrees_on_good_and_bad_logs(log: tuple[Place, bytes], tmp_path: Path) -> None:
    place, content = log
    tool = _stand_alone()
    public = bytes.fromhex((place.home / "checkpoints.pub").read_text())
    checkpoints = (place.home / "checkpoints.log").read_bytes()
    chance = random.Random(2)
    said = []
    with place.open() as record:
        for number in range(104):
            database = opened(content)
            if number % 8:
                chance.choice(list(TAMPERS.values()))(database, chance, ENTRIES)
            (tmp_path / "copy.sqlite").write_bytes(database.serialize())
            ours = verified(record, database)
            theirs = tool.verify(tmp_path / "copy.sqlite", checkpoints, public)
            assert (theirs["ok"], theirs["first_broken"]) == (ours.ok, ours.first_broken), (ours, theirs)
            said.append(ours.ok)
            database.close()
    assert said.count(True) == 13


def test_the_stand_alone_verifier_runs_by_itself(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
    files = [str(sqlite_place.home / name) for name in ("record.sqlite", "checkpoints.log", "checkpoints.pub")]
    good = subprocess.run([sys.executable, "-I", TOOL, *files], capture_output=True, text=True, check=True)
    assert json.loads(good.stdout) == {"entries": 1, "ok": True, "first_broken": None, "reason": ""}
    with sqlite3.connect(files[0]) as database:
        database.execute("DROP TRIGGER entry_never_changes")
        database.execute("UPDATE entry SET body = nonce")
    database.close()
    bad = subprocess.run([sys.executable, "-I", TOOL, *files], capture_output=True, text=True, check=False)
    assert (bad.returncode, json.loads(bad.stdout)["first_broken"]) == (1, 1)
    assert "amends" not in [
        line.split()[1].split(".")[0] for line in TOOL.read_text().splitlines() if "import " in line
    ]
