"""`amends reconcile --state`: the first run keeps everything, a later one is given what is new."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amends.engines import state_update
from amends.engines.state import State
from amends.facts.moments import DAY_US
from refund_tables import BEGIN, Row, our_row, their_row
from test_reconcile_command import COMPLETE, Desk

FIRST_OURS = [
    our_row("R-1", gateway_ref="re_1", customer="C1"),
    our_row("R-2", gateway_ref="re_2", customer="C2"),
    our_row("R-3", customer="C3"),
]
FIRST_THEIRS = [
    their_row("w1", refund_ref="re_1", state="settled", customer="C1"),
    their_row("w8", refund_ref="re_8", customer="C8"),
]


class Keeping(Desk):
    """A desk that keeps a state; each run is given the files of that day."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.state = folder / "kept.state"
        self.lay(FIRST_OURS, FIRST_THEIRS)
        self.first = self.summary("--state", self.state, *COMPLETE)

    def next_day(self, ours: list[Row], theirs: list[Row], *options: object) -> dict[str, Any]:
        self.lay(ours, theirs)
        return self.summary("--state", self.state, *COMPLETE, *options)

    def all_of_it(self, ours: list[Row], theirs: list[Row], *options: object) -> dict[str, Row]:
        """A run over whole files, without a state."""
        self.lay(ours, theirs)
        self.summary(*COMPLETE, *options)
        return self.rows()


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path)


NEW_OURS = [our_row("R-4", gateway_ref="re_4")]
NEW_THEIRS = [
    their_row("w2", refund_ref="re_2", state="failed", customer="C2"),
    their_row("w3", BEGIN + DAY_US, refund_ref="re_3", state="settled", customer="C3"),
]


def test_only_what_changed_is_written(keeping: Keeping) -> None:
    summary = keeping.next_day(NEW_OURS, NEW_THEIRS)
    assert {key: row["reason"] for key, row in keeping.rows().items()} == {
        "R-2": "refused", "R-3": "customer_has_it", "R-4": "never_sent",
    }  # fmt: skip
    assert (summary["new"], summary["changed"]) == ({"ours": 1, "witness": 2, "repeated": 0}, 3)
    assert (summary["ours"], summary["witness"], summary["witness_unmatched"]) == (4, 4, 1)


@pytest.mark.promise
def test_all_of_it_is_as_one_run_over_all_rows_would_say(keeping: Keeping) -> None:
    unmatched = keeping.folder / "unmatched.csv"
    summary = keeping.next_day(NEW_OURS, NEW_THEIRS, "--all", "--unmatched", unmatched)
    after_parts, left = keeping.rows(), keeping.rows(unmatched)
    assert after_parts == keeping.all_of_it(FIRST_OURS + NEW_OURS, FIRST_THEIRS + NEW_THEIRS, "--unmatched", unmatched)
    assert left == keeping.rows(unmatched)
    assert summary["counts"] == keeping.summary(*COMPLETE)["counts"]


def test_either_file_may_be_left_out(keeping: Keeping) -> None:
    keeping.lay([], NEW_THEIRS[:1])
    told = ("reconcile", "--witness", keeping.witness, "--out", keeping.out, "--state", keeping.state)
    assert keeping.told(*told, "--as-of", "2026-05-20T12:00:00Z", *COMPLETE)["changed"] == 1
    assert (
        keeping.told("reconcile", "--out", keeping.out, *told[5:], "--as-of", "2026-05-21T12:00:00Z", *COMPLETE)[
            "changed"
        ]
        == 0
    )
    assert keeping.rows() == {}


def test_rows_that_come_twice_change_nothing(keeping: Keeping) -> None:
    summary = keeping.next_day(FIRST_OURS, FIRST_THEIRS)
    assert (summary["new"], summary["changed"]) == ({"ours": 0, "witness": 0, "repeated": 5}, 0)
    assert summary["counts"] == keeping.first["counts"]


def test_a_further_state_of_a_known_record_is_a_word_of_its_history(keeping: Keeping) -> None:
    keeping.next_day(FIRST_OURS[:1], [FIRST_THEIRS[0] | {"state": "came_back", "occurred_at_us": BEGIN + 9 * DAY_US}])
    assert {key: row["reason"] for key, row in keeping.rows().items()} == {"R-1": "failed_later"}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ([FIRST_OURS[0] | {"amount_minor": 5}], FIRST_THEIRS, "'R-1' stands in the state with another amount_minor"),
        (FIRST_OURS, [FIRST_THEIRS[0] | {"customer": "C9"}], "'w1' stands in the state with another customer"),
        (FIRST_OURS, [their_row("w1", refund_ref="re_7")], "'w1' stands in the state with another refund_ref"),
    ],
)
def test_a_known_row_that_contradicts_itself_is_named_and_nothing_changes(
    keeping: Keeping, ours: list[Row], theirs: list[Row], words: str
) -> None:
    before = keeping.state.read_bytes()
    keeping.lay(ours, theirs)
    assert words in keeping.refused("--state", keeping.state, *COMPLETE)
    assert keeping.state.read_bytes() == before


def test_time_alone_brings_an_answer(keeping: Keeping) -> None:
    early = ("--as-of", "2026-03-20T12:00:00Z")
    keeping.state.unlink()
    keeping.lay(FIRST_OURS, FIRST_THEIRS)
    keeping.summary("--state", keeping.state, *COMPLETE, *early)
    assert keeping.rows()["R-2"]["reason"] == "in_window"
    assert keeping.next_day(FIRST_OURS, FIRST_THEIRS)["changed"] == 3
    assert keeping.rows()["R-2"]["reason"] == "never_sent"


@pytest.mark.promise
@pytest.mark.parametrize("policy", ["sent_within_hours = 2000\n", None])
def test_another_policy_or_an_earlier_time_asks_of_everybody_again(keeping: Keeping, policy: str | None) -> None:
    options = () if policy else ("--as-of", "2026-03-20T12:00:00Z")
    if policy:
        (keeping.folder / "policy.toml").write_text(policy)
    summary = keeping.next_day(NEW_OURS, NEW_THEIRS, *options)
    assert summary["asked_again"] == summary["ours"] == 4
    after_parts = keeping.rows()
    assert after_parts == keeping.all_of_it(FIRST_OURS + NEW_OURS, FIRST_THEIRS + NEW_THEIRS, *options)
    assert keeping.next_day([NEW_OURS[0]], NEW_THEIRS, *options)["changed"] == 0


def killed(run: Callable[[], object], where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run, in a process that ends without a word when it comes to this method of the state."""

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    child = os.fork()
    if not child:
        with monkeypatch.context() as patched:
            target = state_update if hasattr(state_update, where) else State
            patched.setattr(target, where, die)
            run()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9, "the run was not stopped there"


@pytest.mark.promise
@pytest.mark.parametrize("where", ["connected", "ask", "_record_answers", "record_meta", "next_number", "close"])
def test_a_run_that_is_killed_leaves_the_state_as_it_was_or_as_it_will_be(
    keeping: Keeping, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(keeping.state)
    keeping.lay(NEW_OURS, NEW_THEIRS)
    killed(lambda: keeping.run("--state", keeping.state, *COMPLETE), where, monkeypatch)
    between = content(keeping.state)
    keeping.lay(NEW_OURS, NEW_THEIRS)
    keeping.summary("--state", keeping.state, *COMPLETE, "--all")
    after = content(keeping.state)
    assert before != after
    assert between == (after if where == "close" else before)
    assert keeping.rows() == keeping.all_of_it(FIRST_OURS + NEW_OURS, FIRST_THEIRS + NEW_THEIRS)


@pytest.mark.promise
def test_a_state_that_is_changed_bit_by_bit_would_be_noticed(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: every statement is committed by itself."""
    before = content(keeping.state)
    whole = state_update._record_rows

    def at_once(state: State, *told: Any) -> None:
        state.connection.execute("COMMIT")
        whole(state, *told)

    monkeypatch.setattr(state_update, "_record_rows", at_once)
    keeping.lay(NEW_OURS, NEW_THEIRS)
    killed(lambda: keeping.run("--state", keeping.state, *COMPLETE), "_record_answers", monkeypatch)
    assert content(keeping.state) != before


def content(state: Path) -> list[tuple[Any, ...]]:
    """Everything that is kept."""
    connection = sqlite3.connect(state)
    tables = ("ours", "witness", "counts", "meta")
    found = [row for table in tables for row in connection.execute(f"SELECT '{table}', t.* FROM {table} t")]
    connection.close()
    return sorted(found, key=str)


def test_a_state_is_changed_by_one_run_at_a_time(keeping: Keeping) -> None:
    other = sqlite3.connect(keeping.state, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "is being changed by another run" in keeping.refused("--state", keeping.state)
    other.close()


@pytest.mark.promise
@pytest.mark.parametrize("made", [lambda file: file.write_text("no state"), lambda file: sqlite3.connect(file).close()])
def test_another_file_is_taken_for_no_state_and_left_alone(keeping: Keeping, made: Callable[[Path], object]) -> None:
    other = keeping.folder / "other"
    made(other)
    if not other.exists() or not other.stat().st_size:
        connection = sqlite3.connect(other)
        connection.execute("CREATE TABLE t (x)")
        connection.close()
    before = other.read_bytes()
    assert "is no state of amends reconcile" in keeping.refused("--state", other)
    assert other.read_bytes() == before


def test_a_state_is_no_place_for_verdicts(keeping: Keeping) -> None:
    before = keeping.state.read_bytes()
    csv_named = keeping.folder / "kept.csv"
    keeping.state.rename(csv_named)
    assert "is a file that is read" in keeping.refused("--state", csv_named, "--out", csv_named)
    assert csv_named.read_bytes() == before
    new = keeping.folder / "new.csv"
    assert "is the file that --out names" in keeping.refused("--state", new, "--out", new)


def test_without_a_state_both_files_are_needed(keeping: Keeping) -> None:
    told = ("reconcile", "--ours", keeping.ours, "--out", keeping.out, "--state", keeping.folder / "new.state")
    assert "--witness: is missing" in str(keeping.invoked(*told).exception)


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_every_engine_begins_the_same_state(keeping: Keeping, engine: str) -> None:
    before = content(keeping.state)
    keeping.state.unlink()
    keeping.lay(FIRST_OURS, FIRST_THEIRS)
    keeping.summary("--state", keeping.state, *COMPLETE, "--engine", engine)
    assert content(keeping.state) == before


def test_the_run_is_told_in_words(keeping: Keeping) -> None:
    keeping.lay(NEW_OURS, NEW_THEIRS)
    told = ("--ours", keeping.ours, "--witness", keeping.witness, "--out", keeping.out, "--state", keeping.state)
    words = keeping.words("reconcile", *told, "--as-of", "2026-05-20T12:00:00Z", *COMPLETE)
    assert "New: 1 refund of ours and 2 rows of the witness; 0 known already" in words
    assert "Asked again of 3; 3 answers changed" in words
