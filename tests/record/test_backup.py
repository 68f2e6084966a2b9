"""A backup is everything but the keys, as of one moment, while others write."""

import gzip
import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.record.backup import copying_postgres, copying_sqlite, files, hear_manifest
from amends.record.backup.packed import Opened, each_part
from amends.record.backup.sealed import PIECE_BYTES, NotOpened, OpeningReader, SealingWriter
from amends.record.keys import open_keys
from postgres_server import fresh_database
from record_backups import all_rows, desk_rows, dies_in, fill, killing, run
from record_stories import Place, mail, refund


def restored(place: Place, file: Path, name: str = "again", url: str | None = None) -> Place:
    """The place that comes back from a backup."""
    again = Place(file.parent / name, url)
    result = run(again, "restore", str(file))
    assert result.exit_code == 0, result.output or result.exception
    return again


def contents(file: Path, home: Path) -> dict[str, bytes]:
    """Every part of a backup, opened with the keys of the home, and unpacked."""
    manifest, _ = hear_manifest(file)
    key = open_keys(home / "keys", record_exists=True).unwrap(bytes.fromhex(manifest.wrapped))
    with each_part(Opened(file, manifest, AESGCM(key))) as parts:
        return {name: part.read() for name, part in parts}


def test_what_comes_back_is_the_same_record(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    fill(place)
    told = json.loads(run(place, "backup", str(tmp_path / "b"), "--json").stdout)
    url = fresh_database(request.getfixturevalue("postgres_url")) if place.url else None
    again = restored(place, tmp_path / "b", url=url)
    assert all_rows(again) == all_rows(place)
    with place.open() as before, again.open() as after:
        assert after.head() == before.head() == (told["entries"], bytes.fromhex(told["chain"]))
        assert after.verify(deep=True).ok
        assert after.balance() == before.balance()
        assert [one.raw for one in after.waiting()] == [b'{"id": "evt_1"}']
        assert after.about(["email:m.lindqvist@example.org"]) == []
    assert (again.home / "policy.toml").read_bytes() == (place.home / "policy.toml").read_bytes()
    assert (again.home / "letters" / "remediation.txt").read_text() == "Dear customer\n"
    assert not [file for file in again.home.rglob("*") if file.stat().st_mode & 0o077]


acts = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(0, 9), st.integers(1, 3)),
        st.tuples(st.just("mail"), st.integers(0, 5), st.text(max_size=30)),
        st.tuples(st.just("erase"), st.integers(0, 9), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=8)
@given(acts)
def test_any_record_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, object]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    place = Place(folder / "home")
    with place.open() as record:
        for act, number, more in acts:
            if act == "refund":
                record.append([refund(number, amount_minor=int(str(more)))])
            elif act == "mail":
                record.append([mail(number, str(more))])
            else:
                record.erase([f"refund:R-{number}"])
    assert run(place, "backup", str(folder / "b")).exit_code == 0
    assert all_rows(restored(place, folder / "b")) == all_rows(place)


def test_writers_go_on_and_the_backup_is_of_one_moment(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_place.open() as record:
        record.append([refund(one) for one in range(400)])
        monkeypatch.setattr(copying_sqlite, "_PAGES_AT_ONCE", 10)
        numbers = iter(range(1_000, 100_000))

        def disturb(what: str, done: int, total: int) -> None:
            if what == "Copying record.sqlite":
                record.append([refund(next(numbers)) for _ in range(10)])

        monkeypatch.setattr("amends.cli.backup.telling", lambda bar: disturb)
        told = json.loads(run(sqlite_place, "backup", str(tmp_path / "b"), "--json").stdout)
        assert record.count() >= 430, "nobody wrote meanwhile"
    assert told["entries"] == 400
    with restored(sqlite_place, tmp_path / "b").open() as again:
        assert again.count() == 400
        assert again.verify(deep=True).ok


def test_a_plain_copy_of_the_file_meanwhile_is_torn_and_verify_says_so(sqlite_place: Place, tmp_path: Path) -> None:
    """The broken twin of the test above."""
    with sqlite_place.open() as record:
        record.append([refund(one) for one in range(400)])
        file = sqlite_place.home / "record.sqlite"
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        half = file.stat().st_size // 8192 * 4096
        first = file.read_bytes()[:half]
        record.append([refund(one) for one in range(1_000, 1_400)])
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        torn = first + file.read_bytes()[half:]
    file.write_bytes(torn)
    result = run(sqlite_place, "verify", "--json")
    assert result.exit_code == 1
    assert not json.loads(result.stdout)["ok"]


@pytest.mark.postgres
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "READ COMMITTED"])
def test_tables_of_postgres_are_of_one_moment(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch, isolation: str
) -> None:
    """READ COMMITTED is the broken twin: its tables are of several moments, and restoring says so."""
    monkeypatch.setattr(copying_postgres, "ISOLATION", isolation)
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    with place.open() as record:
        record.append([refund(one) for one in range(30)])
        numbers = iter(range(1_000, 100_000))

        def disturb(what: str, done: int, total: int) -> None:
            if what == "Copying tables" and done < 9:
                record.append([refund(next(numbers))])

        monkeypatch.setattr("amends.cli.backup.telling", lambda bar: disturb)
        assert run(place, "backup", str(tmp_path / "b")).exit_code == 0
        assert record.count() > 30, "nobody wrote meanwhile"
    monkeypatch.undo()
    again = Place(tmp_path / "again", fresh_database(postgres_url))
    result = run(again, "restore", str(tmp_path / "b"))
    if isolation == "READ COMMITTED":
        assert "does not verify" in str(result.exception)
        assert not again.home.exists()
        return
    with again.open() as record:
        assert (record.count(), record.verify(deep=True).ok) == (30, True)
        assert all(line.holds for line in record.balance())


@pytest.mark.postgres
def test_the_desk_of_a_team_comes_back_without_its_sessions(tmp_path: Path, postgres_url: str) -> None:
    place = Place(tmp_path / "home", fresh_database(postgres_url))
    fill(place)
    assert run(place, "rebuild").exit_code == 0
    with closing(copying_postgres.psycopg.connect(place.url or "")) as database:
        database.execute("INSERT INTO django_session VALUES ('sid', 'data', now())")
        database.commit()
    assert run(place, "backup", str(tmp_path / "b")).exit_code == 0
    again = restored(place, tmp_path / "b", url=fresh_database(postgres_url))
    for query in ("SELECT * FROM desk_state", "SELECT * FROM auth_permission ORDER BY id"):
        assert desk_rows(again.url or "", query) == desk_rows(place.url or "", query) != []
    assert desk_rows(again.url or "", "SELECT * FROM django_session") == []
    ((following, last),) = desk_rows(
        again.url or "",
        "SELECT nextval(pg_get_serial_sequence('auth_permission', 'id')), max(id) FROM auth_permission",
    )
    assert following > last, "the next row would take the number of another"
    assert "The desk is 0 entries behind the record." in run(again, "doctor").stdout
    assert run(again, "rebuild").exit_code == 0


@pytest.mark.parametrize("twin", [False, True])
def test_no_key_is_in_a_backup(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, twin: bool
) -> None:
    """The twin takes the folder of keys for one of the home's folders like any other."""
    fill(sqlite_place)
    if twin:
        monkeypatch.setattr(files, "_KEYS", "nothing")
    run(sqlite_place, "backup", str(tmp_path / "b"))
    keys = [file.read_bytes() for file in (sqlite_place.home / "keys").iterdir() if file.stat().st_size]
    inside = b"\0".join(contents(tmp_path / "b", sqlite_place.home).values())
    assert len(keys) >= 3
    assert any(key in inside for key in keys) is twin


@pytest.mark.parametrize("twin", [False, True])
def test_who_finds_a_backup_reads_nothing_of_the_desk(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, twin: bool
) -> None:
    """The desk holds names in the clear. The twin does not seal what it packs."""
    fill(sqlite_place)
    with closing(sqlite3.connect(sqlite_place.home / "desk.sqlite")) as desk:
        desk.execute("CREATE TABLE desk_row (name TEXT)")
        desk.execute("INSERT INTO desk_row VALUES ('Mira Lindqvist')")
        desk.commit()
    if twin:
        monkeypatch.setattr(SealingWriter, "_seal", lambda self, piece, **_: self._out.write(piece))
    assert run(sqlite_place, "backup", str(tmp_path / "b")).exit_code == 0
    with tarfile.open(tmp_path / "b", "r:") as tar:
        raw = [tar.extractfile(member).read() for member in tar]  # type: ignore[union-attr]
    unpacked = [gzip.decompress(one) for one in raw if one.startswith(b"\x1f\x8b\x08")]
    assert any(b"Mira Lindqvist" in one for one in (*raw, *unpacked)) is twin


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_a_sealed_part_is_opened_whole_or_not(size: int) -> None:
    cipher, content, out = AESGCM(bytes(32)), bytes(range(256)) * (size // 256) + bytes(size % 256), io.BytesIO()
    with SealingWriter(out, cipher, 7) as sealing:
        sealing.write(content)
    sealed = out.getvalue()
    assert OpeningReader(io.BytesIO(sealed), cipher, 7).read() == content
    whole = PIECE_BYTES + 16
    pieces = [sealed[at : at + whole] for at in range(0, len(sealed), whole)]
    wrong = [sealed[:-1], b"".join(pieces[:-1]), b"".join(pieces[::-1]), sealed + pieces[-1]]
    for other in [one for one in wrong if one not in (b"", sealed)]:
        with pytest.raises(NotOpened):
            OpeningReader(io.BytesIO(other), cipher, 7).read()
    with pytest.raises(NotOpened):
        OpeningReader(io.BytesIO(sealed), cipher, 8).read()


def test_nobody_is_logged_in_after_a_restore(sqlite_place: Place, tmp_path: Path) -> None:
    fill(sqlite_place)
    with closing(sqlite3.connect(sqlite_place.home / "desk.sqlite")) as desk:
        desk.execute("CREATE TABLE django_session (session_key TEXT)")
        desk.execute("INSERT INTO django_session VALUES ('a-session-that-was-revoked-since')")
        desk.commit()
    run(sqlite_place, "backup", str(tmp_path / "b"))
    assert b"a-session-that-was" not in contents(tmp_path / "b", sqlite_place.home)["desk.sqlite.gz"]
    assert b"a-session-that-was" in (sqlite_place.home / "desk.sqlite").read_bytes()


def test_the_keys_are_written_once_and_again_when_they_change(sqlite_place: Place, tmp_path: Path) -> None:
    fill(sqlite_place)
    assert json.loads(run(sqlite_place, "backup", str(tmp_path / "b1"), "--json").stdout)["keys_file"]
    assert (tmp_path / "b1.keys").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b1").stat().st_mode & 0o777 == 0o600
    assert json.loads(run(sqlite_place, "backup", str(tmp_path / "b2"), "--json").stdout)["keys_file"] is None
    (sqlite_place.home / "keys" / "zendesk-webhook-secrets").write_text("whsec", "utf-8")
    assert "keep only the newest" in run(sqlite_place, "backup", str(tmp_path / "b3")).stdout
    run(sqlite_place, "backup", str(tmp_path / "b4"), "--without-keys")
    assert sorted(file.name for file in tmp_path.glob("*.keys")) == ["b1.keys", "b3.keys"]
    again = restored(sqlite_place, tmp_path / "b4")
    assert (again.home / "keys" / "zendesk-webhook-secrets").read_text() == "whsec"


def test_what_is_there_is_not_written_over(sqlite_place: Place, tmp_path: Path) -> None:
    fill(sqlite_place)
    (tmp_path / "photo").write_bytes(b"precious")
    assert "is no backup of this record" in str(run(sqlite_place, "backup", str(tmp_path / "photo")).exception)
    (tmp_path / "b.keys").write_bytes(b"precious")
    assert "holds no keys of this record" in str(run(sqlite_place, "backup", str(tmp_path / "b")).exception)
    assert not (tmp_path / "b").exists()
    assert (tmp_path / "photo").read_bytes() == (tmp_path / "b.keys").read_bytes() == b"precious"
    assert "lies in the home" in str(run(sqlite_place, "backup", str(sqlite_place.home / "b")).exception)
    assert "holds no record" in str(run(Place(tmp_path / "none"), "backup", str(tmp_path / "c")).exception)
    assert not (tmp_path / "none").exists()


def test_kill_9_during_a_backup_leaves_the_one_before(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_place)
    file = tmp_path / "b"
    run(sqlite_place, "backup", str(file))
    before, kills = file.read_bytes(), 0
    for point in range(1, 30):
        monkeypatch.setattr("amends.cli.backup.telling", killing(point))
        if not dies_in(lambda: run(sqlite_place, "backup", str(file))):
            break
        kills += 1
        assert file.read_bytes() == before
    assert kills >= 4
    assert all_rows(restored(sqlite_place, file)) == all_rows(sqlite_place)


def test_a_backup_written_under_its_own_name_is_caught(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin of the test above: it writes where the file will be."""
    fill(sqlite_place)
    monkeypatch.setattr("amends.cli.backup.whole_or_nothing", lambda file: file.open("wb"))
    monkeypatch.setattr("amends.cli.backup.telling", killing(4))
    file = tmp_path / "b"
    assert dies_in(lambda: run(sqlite_place, "backup", str(file)))
    assert file.exists()
    again = Place(tmp_path / "again")
    assert "incomplete" in str(run(again, "restore", str(file)).exception)
    assert not again.home.exists()
