"""amends verify, balance and quarantine: words for people, JSON for programs, exit codes for both."""

import json
import sqlite3

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.intake.heard import NotUnderstood
from record_stories import Place, refund


@pytest.fixture
def told(sqlite_place: Place) -> Place:
    """A record with two entries, a duplicate, a conflict and a broken mail."""
    with sqlite_place.open() as record:
        record.append([refund(1), refund(2), refund(2), refund(2, amount_minor=1)])
        record.append([], source="mail", quarantined=[NotUnderstood("<1@example.org>", "has no date", b"raw \xff")])
    return sqlite_place


def run(place: Place, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(place.home), *words])


def test_verify_says_that_all_is_well(told: Place) -> None:
    result = run(told, "verify", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["entries"], answer["ok"], answer["first_broken"], answer["checkpoints"]) == (2, True, None, 1)
    assert "2 entries: all as they were written" in run(told, "verify", "--deep").stdout


def test_verify_names_the_first_broken_entry_and_fails(told: Place) -> None:
    with sqlite3.connect(told.home / "record.sqlite") as database:
        database.execute("DROP TRIGGER entry_never_changes")
        database.execute("UPDATE entry SET nonce = randomblob(12) WHERE seq = 2")
    database.close()
    result = run(told, "verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)["first_broken"]) == (1, 2)
    words = run(told, "verify")
    assert words.exit_code == 1
    assert "Entry 2 is not as it was written: its content is not what was written." in words.stdout
    assert "restore the last backup" in words.stdout


def test_balance_accounts_for_everything(told: Place) -> None:
    mail, shop = json.loads(run(told, "balance", "--json").stdout)
    assert (shop["received"], shop["applied"], shop["duplicate"], shop["conflict"], shop["holds"]) == (4, 2, 1, 1, True)
    assert (mail["source"], mail["quarantined"], mail["holds"]) == ("mail", 1, True)
    assert shop["last_received"].endswith("Z")
    assert "a person decides about the other" in run(told, "balance").stdout


def test_balance_fails_where_something_is_not_accounted_for(told: Place) -> None:
    with sqlite3.connect(told.home / "record.sqlite") as database:
        database.execute("DELETE FROM quarantine")
    database.close()
    result = run(told, "balance")
    assert result.exit_code == 1
    assert "▲ no" in result.stdout


def test_an_empty_record_says_what_to_do_next(sqlite_place: Place) -> None:
    assert "Take something in" in run(sqlite_place, "balance").stdout
    assert "Nothing is in quarantine" in run(sqlite_place, "quarantine").stdout
    assert json.loads(run(sqlite_place, "verify", "--json").stdout)["entries"] == 0


def test_quarantine_lists_and_gives_the_bytes_back(told: Place) -> None:
    (row,) = json.loads(run(told, "quarantine", "--json").stdout)
    assert (row["source_id"], row["reason"], row["bytes"]) == ("<1@example.org>", "has no date", 5)
    assert "has no date" in run(told, "quarantine").stdout
    assert run(told, "quarantine", "--raw", str(row["number"])).stdout_bytes == b"raw \xff"
    assert "is no number in quarantine" in str(run(told, "quarantine", "--raw", "99").exception)
