"""Restoring checks everything first: what is changed, cut short or somebody else's is named, and leaves nothing."""

import io
import random
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from amends.record.backup import hear_manifest
from postgres_server import fresh_database
from record_backups import all_rows, dies_in, fill, killing, run
from record_stories import Place


@pytest.fixture
def backed_up(sqlite_place: Place, tmp_path: Path) -> Path:
    """A backup of a small record, its keys beside it."""
    fill(sqlite_place)
    assert run(sqlite_place, "backup", str(tmp_path / "b")).exit_code == 0
    return tmp_path / "b"


def refused(file: Path, *words: str) -> str:
    """What a restore says that leaves nothing behind."""
    again = Place(file.parent / "refused")
    before = sorted(file.parent.iterdir())
    result = run(again, "restore", str(file), "--keys", str(file.parent / "b.keys"), *words)
    assert result.exit_code != 0, "it was restored"
    assert sorted(file.parent.iterdir()) == before
    return str(result.exception)


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file, "r:") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def write_members(file: Path, content: dict[str, bytes]) -> Path:
    with tarfile.open(file, "w") as tar:
        for name, raw in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    return file


def test_a_backup_that_is_cut_short_is_refused(backed_up: Path) -> None:
    whole = backed_up.read_bytes()
    used = whole.rstrip(b"\0")
    chance, short = random.Random(1), backed_up.with_name("short")
    for size in [0, 100, 512, *(chance.randrange(1, len(used)) for _ in range(12))]:
        short.write_bytes(whole[:size])
        assert "Nothing" in (said := refused(short)) or "nothing was written" in said or "amends backup" in said


def test_a_changed_byte_is_refused_or_changes_nothing(backed_up: Path, sqlite_place: Place) -> None:
    whole, chance, caught = backed_up.read_bytes(), random.Random(2), 0
    rows = all_rows(sqlite_place)
    for number in range(20):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole.rstrip(b"\0")))] ^= 1 << chance.randrange(8)
        (file := backed_up.with_name("changed")).write_bytes(changed)
        again = Place(backed_up.with_name(f"again-{number}"))
        if run(again, "restore", str(file), "--keys", f"{backed_up}.keys").exit_code == 0:
            assert all_rows(again) == rows  # it was in the padding between two parts
        else:
            caught += 1
            assert not again.home.exists()
    assert caught >= 10


def test_something_else_is_refused(backed_up: Path) -> None:
    for name, content in {"text": b"Dear all,\n" * 200, "empty": b"", "gzip": b"\x1f\x8b" + bytes(600)}.items():
        (file := backed_up.with_name(name)).write_bytes(content)
        assert "is no backup" in refused(file)
    other = write_members(backed_up.with_name("tar"), {"photo.jpg": b"precious"})
    assert "is no backup of amends" in refused(other)
    assert "is no file" in refused(backed_up.with_name("missing"))
    outside = orjson.loads(members(backed_up)["manifest.json"])
    outside["parts"][0]["name"] = "home/../../outside"
    leaving = write_members(backed_up.with_name("leaving"), {"manifest.json": orjson.dumps(outside)})
    assert "is no backup of amends" in refused(leaving)


def test_what_the_manifest_does_not_name_is_refused(backed_up: Path) -> None:
    content = members(backed_up)
    more = write_members(backed_up.with_name("more"), {**content, "home/care.toml.gz": b"x"})
    assert "does not name: home/care.toml.gz" in refused(more)
    less = dict(content)
    del less["record.sqlite.gz"]
    assert "record.sqlite is missing" in refused(write_members(backed_up.with_name("less"), less))


@pytest.mark.parametrize("twin", [False, True])
def test_a_manifest_that_the_record_did_not_sign_is_refused(
    backed_up: Path, monkeypatch: pytest.MonkeyPatch, *, twin: bool
) -> None:
    """Somebody lets an old backup pass for a new one. The twin does not ask who signed the manifest."""
    content = members(backed_up)
    manifest = orjson.loads(content["manifest.json"])
    manifest["made"] += 86_400_000_000
    content["manifest.json"] = orjson.dumps(manifest)
    forged = write_members(backed_up.with_name("forged"), content)
    if not twin:
        assert "its manifest is not the one that was signed" in refused(forged)
        return
    monkeypatch.setattr("amends.record.backup.restoring.is_signed_by", lambda *_: True)
    again = Place(backed_up.with_name("again"))
    assert run(again, "restore", str(forged), "--keys", f"{backed_up}.keys").exit_code == 0


def test_a_key_that_was_destroyed_opens_no_older_backup(backed_up: Path, sqlite_place: Place) -> None:
    """What the exchange of keys is for: the .keys file of later does not hold the wrapping key of then."""
    (sqlite_place.home / "keys" / "kek-2").write_bytes(bytes(32))
    (sqlite_place.home / "keys" / "kek-1").unlink()
    backed_up.with_name("b.keys").unlink()
    run(sqlite_place, "backup", str(backed_up.with_name("later")), "--with-keys")
    backed_up.with_name("later.keys").rename(backed_up.with_name("b.keys"))
    assert "holds no key that opens this backup" in refused(backed_up)


def test_it_needs_the_keys_of_its_own_record(backed_up: Path, tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    alone = Path(shutil.copy(backed_up, elsewhere / "alone"))
    again = Place(tmp_path / "again")
    assert "needs the keys of its record" in str(run(again, "restore", str(alone)).exception)
    other = Place(tmp_path / "other")
    other.open().close()
    run(other, "backup", str(elsewhere / "o"))
    assert "needs the keys of its record" in str(run(again, "restore", str(alone)).exception)
    said = str(run(again, "restore", str(alone), "--keys", str(elsewhere / "o.keys")).exception)
    assert "keys of another record" in said
    (elsewhere / "half.keys").write_bytes(backed_up.with_name("b.keys").read_bytes()[:80])
    assert "is no file of keys" in str(run(again, "restore", str(alone), "--keys", f"{elsewhere}/half.keys").exception)
    assert not again.home.exists()


def test_only_an_empty_home_is_restored_into(backed_up: Path, sqlite_place: Place, tmp_path: Path) -> None:
    rows = all_rows(sqlite_place)
    assert "is not empty" in str(run(sqlite_place, "restore", str(backed_up)).exception)
    assert all_rows(sqlite_place) == rows
    (tmp_path / "made").mkdir()
    result = run(Place(tmp_path / "made"), "restore", str(backed_up))
    assert "12 entries, all as they were written. 1 checkpoint agrees." in result.stdout


def test_a_record_that_does_not_verify_is_restored_only_when_asked(sqlite_place: Place, tmp_path: Path) -> None:
    fill(sqlite_place)
    with closing(sqlite3.connect(sqlite_place.home / "record.sqlite")) as database:
        database.execute("DROP TRIGGER entry_never_changes")
        database.execute("UPDATE entry SET body = randomblob(40) WHERE seq = 3")
        database.commit()
    run(sqlite_place, "backup", str(tmp_path / "b"))
    assert "does not verify: its content is not what was written" in refused(tmp_path / "b")
    result = run(Place(tmp_path / "again"), "restore", str(tmp_path / "b"), "--although-broken", "--json")
    assert (result.exit_code, orjson.loads(result.stdout)["ok"]) == (1, False)
    assert (tmp_path / "again" / "record.sqlite").exists()


def test_a_record_that_was_cut_at_its_end_is_not_what_the_manifest_says(backed_up: Path, tmp_path: Path) -> None:
    from amends.record.backup import hear_keys, restoring

    manifest, _ = hear_manifest(backed_up)
    found = restoring.restore_into(backed_up, manifest, hear_keys(tmp_path / "b.keys"), tmp_path / "again", silent)
    restoring.check_whole(found, manifest, although_broken=False)
    shorter = restoring.Restored(found.entries - 1, found.chain, found.found, found.is_deep)
    with pytest.raises(restoring.Refused, match="it ends at entry 11, and its manifest says 12"):
        restoring.check_whole(shorter, manifest, although_broken=False)


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def test_kill_9_during_a_restore_leaves_no_home(backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again, kills = Place(backed_up.with_name("again")), 0
    restore: Callable[[], object] = lambda: run(again, "restore", str(backed_up))  # noqa: E731
    for point in range(1, 60):
        monkeypatch.setattr("amends.cli.restore.telling", killing(point))
        if not dies_in(restore):
            break
        kills += 1
        assert not again.home.exists()
    assert kills >= 6
    with again.open() as record:
        assert record.verify(deep=True).ok


def test_a_restore_straight_into_the_home_is_caught(backed_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin of the test above."""
    from contextlib import nullcontext

    again = Place(backed_up.with_name("again"))
    again.home.mkdir()
    monkeypatch.setattr("amends.cli.restore.whole_folder_or_nothing", nullcontext)
    monkeypatch.setattr("amends.cli.restore.telling", killing(6))
    assert dies_in(lambda: run(again, "restore", str(backed_up)))
    assert any(again.home.iterdir())


@pytest.mark.postgres
def test_postgres_is_restored_only_into_an_empty_database(tmp_path: Path, postgres_url: str) -> None:
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    fill(place)
    run(place, "backup", str(tmp_path / "b"))
    rows = all_rows(place)
    used = run(Place(tmp_path / "again", place.url), "restore", str(tmp_path / "b"))
    assert "holds a record already" in str(used.exception)
    assert all_rows(place) == rows
    assert "was taken from PostgreSQL" in str(run(Place(tmp_path / "again"), "restore", str(tmp_path / "b")).exception)
    assert not (tmp_path / "again").exists()


def test_a_backup_of_sqlite_does_not_go_into_postgres(backed_up: Path) -> None:
    result = run(Place(backed_up.with_name("again"), "postgres://nobody@127.0.0.1:1/none"), "restore", str(backed_up))
    assert "was taken from SQLite" in str(result.exception)
