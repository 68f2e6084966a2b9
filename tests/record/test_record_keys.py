"""Keys are private, made once, and belong to their record; a server that may lose commits is refused."""

import stat
import threading
from pathlib import Path

import pytest

from amends.facts import Refused
from amends.record import open_record
from postgres_server import postgres_server
from record_stories import Place, refund


def test_the_home_and_its_keys_are_the_owners_alone(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
        modes = {
            file.relative_to(sqlite_place.home).as_posix(): stat.S_IMODE(file.stat().st_mode)
            for file in [sqlite_place.home, *sqlite_place.home.rglob("*")]
        }
    assert modes["."] == modes["keys"] == 0o700
    assert {mode for name, mode in modes.items() if name not in (".", "keys")} == {0o600}
    assert {"keys/pepper", "keys/sign", "keys/kek-1", "record.sqlite", "record.sqlite-wal"} <= modes.keys()


@pytest.mark.parametrize("name", ["pepper", "sign", "kek-1"])
def test_a_lost_key_is_told_and_never_silently_replaced(sqlite_place: Place, name: str) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
    (sqlite_place.home / "keys" / name).unlink()
    with pytest.raises(Refused, match=f"lacks {name}.*Restore the folder"):
        sqlite_place.open()
    assert not (sqlite_place.home / "keys" / name).exists()


def test_a_damaged_key_is_told(sqlite_place: Place) -> None:
    sqlite_place.open().close()
    (sqlite_place.home / "keys" / "pepper").write_bytes(b"short")
    with pytest.raises(Refused, match="is not a key of 32 bytes"):
        sqlite_place.open()


def test_another_homes_keys_do_not_open_this_record(place: Place, tmp_path: Path) -> None:
    place.open().close()
    other = Place(tmp_path / "other", place.url)
    if place.url is None:
        other.open().close()
        (other.home / "record.sqlite").unlink()
        (place.home / "record.sqlite").rename(other.home / "record.sqlite")
    with pytest.raises(Refused, match="other keys"):
        other.open()


def test_first_use_by_many_at_once_makes_one_set_of_keys(place: Place) -> None:
    origins: list[str] = []

    def use() -> None:
        with place.open() as record:
            record.append([refund(1)])
            origins.append(record._sealer.keys.origin)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(origins) == 6
    assert len(set(origins)) == 1
    with place.open() as record:
        assert record.count() == 1


def test_a_database_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is no database that amends knows"):
        open_record(tmp_path / "home", "mysql://localhost/shop")


def test_a_server_that_is_away_is_told_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"does not answer.*Start the server"):
        open_record(tmp_path / "home", "postgres://amends@127.0.0.1:1/none")


@pytest.mark.promise
@pytest.mark.postgres
@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_commits_is_refused(tmp_path: Path, setting: str) -> None:
    refusal = pytest.raises(Refused, match=rf"{setting} is off.*Set {setting} = on")
    with postgres_server(f"{setting}=off") as weak, refusal:
        open_record(tmp_path / "home", weak.url)


@pytest.mark.promise
@pytest.mark.postgres
def test_a_connection_that_may_lose_commits_is_refused(tmp_path: Path, postgres_url: str) -> None:
    with pytest.raises(Refused, match="synchronous_commit is off"):
        open_record(tmp_path / "home", postgres_url + "?options=-csynchronous_commit%3Doff")
