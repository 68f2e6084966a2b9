"""Whatever goes wrong, the command says what, where and what next; a traceback is no answer."""

import json
import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.cli.common import errors_in_words
from amends.facts import Problem, Refused, Source, hear_moment, hear_money
from amends.facts.entries import Entry
from amends.facts.kinds import OrderTold, RefundTold
from amends.facts.states import MoneyState
from amends.record import open_record


def run(*words: object) -> tuple[int, str, str]:
    """The command as `main` runs it: exit code, what it printed, what it said on standard error."""

    @click.command(context_settings={"ignore_unknown_options": True})
    @click.argument("args", nargs=-1, type=click.UNPROCESSED)
    def main(args: tuple[str, ...]) -> None:
        with errors_in_words():
            amends(args)

    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def told(refund_id: str, when: str, **more: str) -> Entry:
    what = RefundTold(refund_id, hear_money("129.00", "EUR"), MoneyState.ACCEPTED, customer_id="C-1", **more)
    return Entry(Source(more.get("our_ref", "shop"), "us"), f"{refund_id}:{when}", hear_moment(when), what)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_record(tmp_path / "home") as record:
        record.append([told("R-1", "2026-05-03T14:20:00Z"), told("W-9", "2026-05-03T14:21:00Z", our_ref="R-1")])
    return tmp_path / "home"


def test_a_mapping_that_is_no_text_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("refund_id\n1\n")
    (tmp_path / "map.toml").write_bytes(b"ignore = ['\xff']")
    table = ("--home", home, "intake", "table", tmp_path / "t.csv", "--as", "refunds", "--source", "a", "--root", "us")
    code, _, said = run(*table, "--map-file", tmp_path / "map.toml")
    assert (code, "is not text in UTF-8" in said) == (2, True)
    (tmp_path / "map.toml").write_text("ignore = 5")
    code, _, said = run(*table, "--map-file", tmp_path / "map.toml")
    assert (code, 'ignore = ["Clerk"]' in said) == (2, True)


def test_a_policy_that_is_no_text_is_refused(home: Path) -> None:
    (home / "policy.toml").write_bytes(b"zone = \xff")
    code, _, said = run("--home", home, "check", "--refund", "R-1")
    assert (code, "policy.toml: is not text in UTF-8" in said) == (2, True)


def test_a_bad_time_is_named_by_its_own_option(home: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("refund_id\n1\n")
    table = ("--home", home, "intake", "table", tmp_path / "t.csv", "--as", "refunds", "--source", "a", "--root", "us")
    code, _, said = run(*table, "--complete-from", "2026-01-01", "--complete-to", "2026-02-01T00:00:00Z")
    assert (code, said.startswith("amends: --complete-from:")) == (2, True)


def test_a_port_that_cannot_be_is_refused(home: Path) -> None:
    code, _, said = run("--home", home, "serve", "--no-browser", "--port", "99999")
    assert (code, "99999" in said) == (2, True)


def test_before_a_refund_was_recorded_nobody_says_it_is_misspelt(home: Path) -> None:
    code, _, said = run("--home", home, "check", "--refund", "R-1", "--as-of", "2026-05-01T00:00:00Z")
    assert (code, "that we say we made by 1 May 2026" in said) == (2, True)


def test_a_refund_is_found_by_the_number_that_another_of_our_systems_gives_it(home: Path) -> None:
    code, printed, _ = run("--home", home, "check", "--refund", "W-9", "--json")
    assert (code, json.loads(printed)["matter"]) == (0, "refund:R-1")


@pytest.mark.parametrize("keep", [4096, 0])
def test_a_damaged_database_is_a_broken_record_in_words(home: Path, keep: int) -> None:
    for beside in home.glob("record.sqlite-*"):
        beside.unlink()
    file = home / "record.sqlite"
    file.write_bytes(file.read_bytes()[:keep] + b"garbage " * 4096)
    code, printed, _ = run("--home", home, "verify", "--json")
    assert code == 1
    found = json.loads(printed)
    assert (found["ok"], found["first_broken"], "damaged" in found["reason"]) == (False, None, True)
    code, _, said = run("--home", home, "contacts", "--json")
    assert code in (1, 4)
    assert said.startswith("amends: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (sqlite3.DatabaseError("malformed"), 1, "is damaged"),
        (sqlite3.OperationalError("disk I/O error"), 4, "cannot be used now"),
        (KeyError("m.lindqvist@example.org"), 70, "has a fault: KeyError in test_error_words.py"),
    ],
)
def test_a_fault_of_ours_names_the_place_and_quotes_nobody(
    error: Exception, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped, errors_in_words():
        raise error
    said = capsys.readouterr().err
    assert stopped.value.code == code
    assert words in said
    assert "lindqvist" not in said


def test_who_looks_for_the_fault_can_have_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_TRACEBACK", "1")
    with pytest.raises(KeyError), errors_in_words():
        raise KeyError("x")
    with pytest.raises(SystemExit), errors_in_words():
        raise Refused(Problem("a.csv", "is empty", "Export it again"))


def test_a_refund_that_we_ourselves_call_failed_is_answered(home: Path) -> None:
    failed = RefundTold("R-1", hear_money("129.00", "EUR"), MoneyState.FAILED, customer_id="C-1")
    with open_record(home) as record:
        record.append([Entry(Source("shop", "us"), "R-1:failed", hear_moment("2026-05-05T00:00:00Z"), failed)])
    code, printed, _ = run("--home", home, "check", "--refund", "R-1", "--json")
    assert (code, json.loads(printed)["matter"]) == (0, "refund:R-1")


def test_a_customer_is_found_by_a_phone_number_as_people_write_it(home: Path) -> None:
    order = OrderTold("10-4471", hear_money("129.00", "EUR"), customer_id="C-1", phone="+4915112345678")
    with open_record(home) as record:
        record.append([Entry(Source("shop", "us"), "10-4471", hear_moment("2026-05-01T00:00:00Z"), order)])
    code, printed, _ = run("--home", home, "check", "--customer", "+49 151 1234-5678")
    assert (code, printed.startswith("customer:C-1: 0 contacts, 1 opinion\n")) == (0, True)


def test_the_balance_is_readable_where_no_terminal_says_how_wide_it_is(home: Path) -> None:
    code, printed, _ = run("--home", home, "balance")
    assert (code, "quarantined" in printed, "…" in printed) == (0, True, False)
