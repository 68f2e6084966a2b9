"""amends intake statement: the balance, repeating, and what a statement states of itself."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.facts.kinds import CompletenessDeclared
from bank_files import camt, line, mt940, ofx, ofx_line, part


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "intake", "statement", *words], catch_exceptions=False)


def take(home: Path, *words: str) -> dict[str, int]:
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    counts: dict[str, int] = json.loads(done.stdout)
    assert counts["received"] == sum(count for name, count in counts.items() if name != "received")
    return counts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "statements"
    inside.mkdir()
    (inside / "a.xml").write_bytes(camt(line("129.00", part("129.00", "R-1")), line("x")))
    (inside / "b.sta").write_bytes(mt940(":61:2605040504D5,00NTRFR-2//B", ":86:Refund"))
    (inside / "c.ofx").write_bytes(ofx(ofx_line("F1", "-1.00", "Refund")))
    return inside


def declared(home: Path) -> set[tuple[str, str]]:
    from amends.record import open_record

    with open_record(home) as record:
        told = [entry for _, entry in record.of_kind("completeness.declared")]
    return {(e.source.root, e.what.of) for e in told if isinstance(e.what, CompletenessDeclared)}


def test_a_folder_of_statements_is_taken_in_and_repeating_adds_nothing(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    first = take(home, str(folder))
    assert (first["applied"], first["quarantined"]) == (3, 1)
    again = take(home, str(folder))
    assert (again["applied"], again["conflict"], again["duplicate"]) == (0, 0, 4)
    assert declared(home) == set()


def test_the_stated_period_counts_for_whole_files_only(tmp_path: Path, folder: Path) -> None:
    damaged, whole = tmp_path / "damaged", tmp_path / "whole"
    assert "was not declared complete" in run(damaged, str(folder / "a.xml"), "--stated-period", "--json").stderr
    assert declared(damaged) == set()
    take(whole, str(folder / "c.ofx"), "--stated-period")
    assert declared(whole) == {("bank", "postings")}


def test_a_file_that_is_none_is_named_and_the_others_are_taken(tmp_path: Path, folder: Path) -> None:
    (folder / "d.xml").write_bytes(b"")
    done = run(tmp_path / "home", str(folder), "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["applied"] == 3
    assert "d.xml: is empty" in done.stderr


def test_a_range_with_one_end_is_refused_before_anything_is_read(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(Refused, match="--complete-to"):
        run(tmp_path / "home", str(folder), "--complete-from", "2026-05-01T00:00:00Z")
