"""A person asks to be forgotten: nothing of him is found, everybody else is as before, and the chain still holds."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.record import forgetting, record, store_sqlite
from forget_stories import (
    CANARIES,
    HER_ORDER,
    HERS,
    HIS_MAIL,
    HIS_NUMBER,
    HIS_ORDER,
    HIS_PHONE,
    close_desk,
    drop_heads,
    hers,
    his,
    in_files,
    indexed,
    readable,
    run,
    tell,
    wrapped_keys,
)
from record_stories import Place


@pytest.fixture(autouse=True)
def _closed_desk() -> Iterator[None]:
    yield
    close_desk()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with both customers, in the record and on the desk: made once, copied by each test."""
    home = tmp_path_factory.mktemp("made") / "home"
    tell(Place(home))
    assert run(Place(home), "rebuild", "--json").exit_code == 0
    close_desk()
    return home


@pytest.fixture
def told(made: Path, tmp_path: Path) -> Place:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "home")
    return Place(tmp_path / "home")


def forget(place: Place, who: str = HIS_MAIL) -> dict[str, Any]:
    result = run(place, "forget", who, "--yes", "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_before_anything_is_done_it_says_who_that_is_and_what_would_go(told: Place) -> None:
    answer = json.loads(run(told, "forget", HIS_MAIL, "--json").stdout)
    assert not answer["done"]
    would = answer["would"]
    assert (would["customer"], would["name"]) == (f"customer:{HIS_NUMBER}", "Malin Lindqvist")
    assert would["entries"]["contact.received"] == 1
    assert sum(would["entries"].values()) == len(his())
    assert would["raw_copies"] == 2
    assert readable(told) == list(CANARIES)
    no = run(told, "forget", HIS_MAIL, said="n\n")
    assert "Nobody can bring this back" in no.output
    assert readable(told)


@pytest.mark.promise
@pytest.mark.parametrize("who", [HIS_MAIL, HIS_PHONE, HIS_NUMBER, HIS_ORDER, f"order:{HIS_ORDER}"])
def test_forgotten_he_is_in_no_byte_of_the_home_and_nobody_else_is_touched(told: Place, who: str) -> None:
    keys = wrapped_keys(told)
    assert in_files(told.home, CANARIES)
    assert in_files(told.home, keys)
    certificate = forget(told, who)["certificate"]
    assert in_files(told.home, [*CANARIES, *keys]) == []
    assert readable(told) == []
    assert indexed(told) == []
    assert certificate["record"]["verifies"]
    assert certificate["derived_rows"]["desk_handle"] >= 3
    assert {"desk_row", "desk_refund"} <= certificate["derived_rows"].keys()
    with told.open() as record:
        assert record.verify(deep=True).ok
        assert {entry.id for entry in record.about([f"email:{HERS}"])} == {"shop/hers-1", "mail/hers-2"}
        assert record.count() == len(his()) + len(hers())
        assert all(line.holds for line in record.balance())
    assert run(told, "check", "--customer", HER_ORDER).exit_code == 0


def test_what_stays_of_him_is_numbers_in_the_sealed_heads_alone(told: Place) -> None:
    forget(told)
    assert in_files(told.home, [HIS_ORDER])  # said in the certificate: the history is sealed with it
    copy = drop_heads(told.home)
    assert HIS_ORDER.encode() not in copy.read_bytes()
    assert HIS_ORDER.encode() not in (told.home / "desk.sqlite").read_bytes()


def test_a_second_run_does_no_harm_also_where_somebody_else_mentions_him(told: Place) -> None:
    forget(told)
    again = run(told, "forget", HIS_MAIL, "--yes", "--json")
    assert again.exit_code != 0
    assert "nobody is known by that. It was forgotten at" in str(again.exception)
    assert run(told, "check", "--customer", HERS).exit_code == 0


def test_what_is_told_again_stays_forgotten_and_what_is_new_is_a_new_person(told: Place) -> None:
    forget(told)
    with told.open() as record:
        assert record.append(his()).duplicate == len(his())
        assert record.about([f"customer:{HIS_NUMBER}"]) == []
        assert readable(told) == []
        new = his()[5]
        record.append([type(new)(new.source, "a-new-mail", new.occurred, new.what)])
    assert json.loads(run(told, "forget", HIS_MAIL, "--json").stdout)["would"]["entries"] == {"contact.received": 1}


def test_the_certificate_names_nobody_and_is_signed(told: Place) -> None:
    certificate = forget(told)["certificate"]
    files = sorted((told.home / "forgotten").iterdir())
    assert [file.name for file in files] == [
        f"certificate-{certificate['certificate']}{end}" for end in (".json", ".txt")
    ]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    text = files[1].read_text()
    assert "without anything that ties them to a person" in text
    assert not any(canary in text + files[0].read_text() for canary in (*CANARIES, HIS_ORDER))
    with told.open() as record:
        signature = bytes.fromhex(certificate.pop("signature"))
        public = record.keys.sign.public_key()
        public.verify(signature, forgetting.orjson.dumps(certificate, option=forgetting.orjson.OPT_SORT_KEYS))


def test_the_desk_is_what_a_rebuild_makes_of_the_rest(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.cli import forget as command
    from amends.facts import hear_moment

    day = "2026-06-20T09:00:00Z"
    monkeypatch.setattr(command, "now", lambda: hear_moment(day))
    assert run(told, "rebuild", "--as-of", day).exit_code == 0
    forget(told)
    from amends.console.desk.rebuild import dump

    after = dump()
    assert b"C-20002" in after
    assert run(told, "rebuild", "--as-of", day).exit_code == 0
    assert dump() == after


def test_totals_of_the_record_stay(told: Place) -> None:
    before = run(told, "balance", "--json").stdout
    forget(told)
    assert run(told, "balance", "--json").stdout == before


@pytest.mark.promise
def test_a_forgetting_that_keeps_the_keys_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = wrapped_keys(told)
    monkeypatch.setattr(record, "erase_subjects", lambda *_: 0)
    forget(told)
    assert readable(told)
    assert in_files(told.home, keys)


@pytest.mark.promise
def test_a_forgetting_that_keeps_a_row_of_the_index_is_caught(told: Place) -> None:
    with sqlite3.connect(told.home / "record.sqlite") as database:
        rows = database.execute("SELECT * FROM handle UNION SELECT * FROM handle_new").fetchall()
    database.close()
    forget(told)
    with sqlite3.connect(told.home / "record.sqlite") as database:
        database.executemany("INSERT OR IGNORE INTO handle VALUES (?, ?, ?, ?)", rows)
    database.close()
    assert indexed(told)


@pytest.mark.promise
def test_a_forgetting_that_keeps_derived_rows_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import forgetting_customer

    monkeypatch.setattr(forgetting_customer, "take_away", lambda *_: {})
    forget(told)
    assert any(found.startswith("desk.sqlite") for found in in_files(told.home, CANARIES))


@pytest.mark.promise
def test_a_forgetting_that_keeps_raw_copies_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "blank_quarantine", lambda *_: 0)
    forget(told)
    assert "Marmalade" in readable(told)


@pytest.mark.promise
def test_a_database_that_does_not_overwrite_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = wrapped_keys(told)
    pragmas = tuple(one.replace("secure_delete = ON", "secure_delete = OFF") for one in store_sqlite.PRAGMAS)
    monkeypatch.setattr(store_sqlite, "PRAGMAS", pragmas)
    forget(told)
    assert in_files(told.home, keys)


def test_a_reader_who_holds_the_old_pages_is_told_and_the_next_run_finishes(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = wrapped_keys(told)
    monkeypatch.setattr(store_sqlite, "BUSY_SECONDS", 0.1)
    reader = sqlite3.connect(told.home / "record.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchall()
    result = run(told, "forget", HIS_MAIL, "--yes", "--json")
    assert "somebody was reading it" in str(result.exception)
    assert in_files(told.home, keys)
    reader.close()
    assert json.loads(run(told, "forget", "--finish", "--json").stdout)["certificates"][0]["keys_destroyed"] >= 3
    assert in_files(told.home, [*CANARIES, *keys]) == []
    assert not list((told.home / "forgotten").glob("pending-*"))


def test_a_word_that_may_mean_two_people_is_refused(sqlite_place: Place, tmp_path: Path) -> None:
    from amends.facts import Entry
    from amends.facts.kinds import OrderTold
    from forget_stories import AT, MONEY, SHOP

    with sqlite_place.open() as record:
        record.append(
            [
                Entry(SHOP, "1", AT, OrderTold("4711", MONEY, customer_id="A-1")),
                Entry(SHOP, "2", AT, OrderTold("88", MONEY, customer_id="4711")),
            ]
        )
    result = run(sqlite_place, "forget", "4711", "--yes", "--json")
    assert "may mean several people" in str(result.exception)
    assert json.loads(run(sqlite_place, "forget", "order:4711", "--json").stdout)["would"]["customer"] == "customer:A-1"
