"""`amends reconcile --work`: a run that was stopped goes on where it was, to the same end."""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from amends.engines import resuming
from amends.engines.resuming import Resuming
from amends.facts import Refused
from refund_tables import BEGIN, any_case, our_row, together
from test_reconcile_command import COMPLETE, Desk

CASES = together([any_case(seed) for seed in range(0, 30, 6)])
AS_OF = ("--as-of", "2026-04-05T09:30:00Z")


class Stopped(Exception):
    """The run ends here."""


class Working(Desk):
    """A desk that works in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.work = folder / "work"
        self.lay(CASES.ours, CASES.witness)

    def goes_on(self, *options: object) -> tuple[list[Any], dict[str, Any]]:
        summary = self.summary("--work", self.work, *COMPLETE, *AS_OF, *options)
        return sorted(map(str, self.rows().values())), summary

    def stop_at(self, step: int, monkeypatch: pytest.MonkeyPatch, how: type[Exception] | None = Stopped) -> int:
        """Run until so many steps are done; a process that is killed ends without a word. How many were done."""
        done = 0
        whole = Resuming.keep

        def keep(engine: Resuming, name: str, query: str) -> None:
            nonlocal done
            if done == step:
                if how is None:
                    os._exit(9)
                raise how
            whole(engine, name, query)
            done += 1

        with monkeypatch.context() as patched:
            patched.setattr(Resuming, "keep", keep)
            self.run("--work", self.work, *COMPLETE, *AS_OF)
        return done


@pytest.fixture
def working(tmp_path: Path) -> Working:
    return Working(tmp_path)


def undisturbed(working: Working) -> list[Any]:
    return working.goes_on()[0]


@pytest.mark.promise
def test_stopped_at_every_step_it_comes_to_the_same_end(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run that is stopped again and again, a step further each time."""
    whole = undisturbed(working)
    steps, done = 0, 0
    while working.work.exists() or not steps:
        done = working.stop_at(1 + steps, monkeypatch)
        steps += 1
    assert (steps > 20, done < 1 + steps) == (True, True)
    assert sorted(map(str, working.rows().values())) == whole


@pytest.mark.promise
@pytest.mark.parametrize("step", [0, 1, 7, 15, 22])
def test_killed_it_goes_on_where_it_was(working: Working, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = undisturbed(working)
    child = os.fork()
    if not child:
        working.stop_at(step, monkeypatch, how=None)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    done, summary = working.goes_on()
    assert done == whole
    assert summary["work"]["begun"] == "before"
    assert summary["work"]["steps_kept"] >= step
    assert not working.work.exists()


@pytest.mark.promise
def test_a_step_that_was_half_done_would_be_noticed(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the table is there before its rows are."""
    whole = undisturbed(working)

    def keep(engine: Resuming, name: str, query: str) -> None:
        if engine._stands(name):
            return
        engine.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({query}) LIMIT 0")
        if name == "by_key":
            raise Stopped
        engine.connection.execute(f"INSERT INTO {name} {query}")

    with monkeypatch.context() as patched:
        patched.setattr(Resuming, "keep", keep)
        working.run("--work", working.work, *COMPLETE, *AS_OF)
    assert working.goes_on()[0] != whole


@pytest.mark.promise
def test_other_files_or_another_question_begin_anew(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    working.stop_at(12, monkeypatch)
    done, summary = working.goes_on("--complete-to", "2026-04-20T00:00:00Z")
    assert summary["work"] == {"begun": "anew", "steps_kept": 0}
    working.stop_at(12, monkeypatch)
    working.lay([*CASES.ours, our_row("R-later", BEGIN)], CASES.witness)
    done, summary = working.goes_on()
    assert summary["work"] == {"begun": "anew", "steps_kept": 0}
    assert len(done) == len(CASES.ours) + 1


@pytest.mark.promise
def test_files_that_are_not_looked_at_would_be_noticed(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: whatever the files hold, what was done for others is taken for theirs."""
    monkeypatch.setattr("amends.engines.work._mark", lambda file: file.name)
    working.stop_at(12, monkeypatch)
    working.lay([*CASES.ours, our_row("R-later", BEGIN)], CASES.witness)
    assert len(working.goes_on()[0]) < len(CASES.ours) + 1


def test_a_run_that_was_stopped_keeps_its_own_time(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody says a time it is asked as of now, which is another one when it goes on."""
    told = ("reconcile", "--ours", working.ours, "--witness", working.witness, "--out", working.out)
    with monkeypatch.context() as patched:
        patched.setattr(resuming.Resuming, "lay", lambda *_: 1 / 0)
        working.invoked(*told, "--work", working.work)
    begun = (working.work / "begun.json").read_text()
    assert working.told(*told, "--work", working.work)["work"]["begun"] == "before"
    assert "as_of_us" in begun


def test_a_note_that_was_half_written_is_none(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    working.stop_at(3, monkeypatch)
    (working.work / "begun.json").write_text('{"same": "')
    done, summary = working.goes_on()
    assert (summary["work"]["steps_kept"], len(done)) == (0, len(CASES.ours))


def test_what_others_put_into_the_folder_stays(working: Working) -> None:
    working.work.mkdir()
    (working.work / "mine.txt").write_text("mine")
    working.goes_on()
    assert [file.name for file in working.work.iterdir()] == ["mine.txt"]


def test_a_full_disk_is_said_and_the_run_can_go_on(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = undisturbed(working)

    class Full(duckdb.IOException):
        pass

    with monkeypatch.context() as patched:
        patched.setattr(Resuming, "view", lambda *_: (_ for _ in ()).throw(Full("No space left on device")))
        result = working.run("--work", working.work, *COMPLETE, *AS_OF)
    assert isinstance(result.exception, Refused)
    assert "goes on where it was" in str(result.exception)
    assert undisturbed(working) == whole


def test_it_is_kept_by_duckdb_alone_and_for_whole_files(working: Working) -> None:
    assert "is kept by DuckDB alone" in working.refused("--work", working.work, "--engine", "sqlite")
    state = working.folder / "kept"
    working.summary("--state", state)
    assert "is for a run over whole files" in working.refused("--work", working.work, "--state", state)


def test_it_is_said_that_it_went_on(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    working.stop_at(9, monkeypatch)
    told = ("--ours", working.ours, "--witness", working.witness, "--out", working.out, "--work", working.work)
    words = working.words("reconcile", *told, *COMPLETE, *AS_OF)
    assert "What --work held was of other files or another question" not in words
    assert "Went on where it was stopped: " in words
