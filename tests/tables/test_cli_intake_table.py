"""`amends intake table` as a person runs it: the balance, problems in words, duplicates on the second run."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.facts.kinds import CompletenessDeclared
from amends.intake.table import Table
from amends.record import Record, open_record
from table_rows import refund_row, refunds

RANGE = ("--complete-from", "2026-01-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z")


class Desk:
    """A home and a folder of files."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.file = folder / "refunds.csv"

    def run(self, body: str, *more: str, root: str = "us") -> Result:
        self.file.write_text(body, "utf-8")
        args = ["--home", str(self.home), "intake", "table", str(self.file), "--as", "refunds"]
        return CliRunner().invoke(amends, [*args, "--source", "shop", "--root", root, *more], catch_exceptions=False)

    def balance(self, body: str, *more: str) -> dict[str, Any]:
        result = self.run(body, *more, "--json")
        assert result.exit_code == 0
        told = json.loads(result.stdout)
        parts = ("applied", "duplicate", "conflict", "quarantined", "waiting")
        assert told["received"] == sum(told[part] for part in parts)
        return dict(told)

    def declared(self) -> list[CompletenessDeclared]:
        with open_record(self.home) as record:
            return [e.what for e in record.organisation() if isinstance(e.what, CompletenessDeclared)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_is_taken_once_however_often_it_is_given(desk: Desk) -> None:
    body = refunds(refund_row("R-1"), refund_row("R-2"), refund_row("R-2"))
    first = desk.balance(body)
    assert (first["received"], first["applied"], first["duplicate"]) == (3, 2, 1)
    second = desk.balance(body)
    assert (second["received"], second["applied"], second["duplicate"]) == (3, 0, 3)


def test_another_amount_under_the_same_id_state_and_time_is_a_conflict_with_its_line(desk: Desk) -> None:
    desk.balance(refunds(refund_row("R-1")))
    told = desk.balance(refunds(refund_row("R-0"), refund_row("R-1", amount_minor="1290000")))
    assert (told["applied"], told["conflict"]) == (1, 1)
    assert "line 3: tells refund:R-1:accepted:2026-05-03T14:20:00Z otherwise than before" in told["problems"][0]


def test_a_bad_row_is_named_quarantined_and_stops_nothing(desk: Desk) -> None:
    told = desk.balance(refunds(refund_row("R-1"), refund_row("R-2", amount_minor="12x"), refund_row("R-3")))
    assert (told["applied"], told["quarantined"]) == (2, 1)
    assert "refunds.csv, line 3, column amount_minor: '12x'" in told["problems"][0]
    with open_record(desk.home) as record:
        (kept,) = record.quarantine()
        assert kept.raw.startswith(b"R-2,")
        assert all(balance.holds for balance in record.balance())


def test_completeness_is_declared_beside_the_rows_and_not_counted(desk: Desk) -> None:
    told = desk.balance(refunds(refund_row()), *RANGE)
    assert told["received"] == 1
    assert told["complete_declared"] is True
    (declared,) = desk.declared()
    assert declared.of == "refunds"


def test_a_file_with_a_row_in_quarantine_is_not_complete(desk: Desk) -> None:
    """Otherwise the refund that could not be read would look as if it had never been sent."""
    told = desk.balance(refunds(refund_row("R-1"), refund_row("R-2", amount_minor="12x")), *RANGE)
    assert told["complete_declared"] is False
    assert "was not declared complete, because 1 of its rows" in told["problems"][0]
    assert desk.declared() == []
    told = desk.balance(refunds(refund_row("R-1"), refund_row("R-2")), *RANGE)
    assert told["complete_declared"] is True
    assert len(desk.declared()) == 1


@pytest.mark.parametrize(
    ("body", "more", "what"),
    [
        (refunds(), (), "holds no rows"),
        (refunds(refund_row()).replace("our_ref", "note"), (), "is not a column of refunds"),
        (refunds(refund_row()), ("--complete-from", "2026-01-01T00:00:00Z"), "is missing"),
        (refunds(refund_row()), (RANGE[0], RANGE[3], RANGE[2], RANGE[1]), "is not after --complete-from"),
        (refunds(refund_row()), ("--map-state", "succeeded=received"), "is not a state of ours"),
        (refunds(refund_row()), ("--zone", "Mars/Phobos"), "is not a time zone"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(desk: Desk, body: str, more: tuple[str, ...], what: str) -> None:
    with pytest.raises(Refused, match=what) as refused:
        desk.run(body, *more)
    assert refused.value.exit_code == 2
    if desk.home.exists():
        with open_record(desk.home) as record:
            assert record.count() == 0


def test_options_map_columns_and_states_and_leave_columns_out(desk: Desk) -> None:
    body = refunds(refund_row(state="done", occurred_at="2026-05-03 16:20")).replace("our_ref", "clerk")
    options = ("--map-state", "done=accepted", "--ignore", "clerk", "--zone", "Europe/Berlin")
    assert desk.balance(body, *options)["applied"] == 1
    with open_record(desk.home) as record:
        (entry,) = record.about({"refund:R-2291"})
        assert entry.source_id == "refund:R-2291:accepted:2026-05-03T14:20:00Z"


def test_stopping_in_the_middle_loses_nothing_and_the_next_run_does_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Table.chunks
    monkeypatch.setattr(Table, "chunks", lambda self: whole(self, 2))
    stopped = Record.append

    def stops_at_the_third(record: Record, entries: Any, **more: Any) -> Any:
        if record.count() >= 4:
            raise KeyboardInterrupt
        return stopped(record, entries, **more)

    body = refunds(*(refund_row(f"R-{n}") for n in range(7)))
    monkeypatch.setattr(Record, "append", stops_at_the_third)
    result = desk.run(body)
    assert result.exit_code == 130
    assert "Stopped after 4 rows, which are kept" in result.output
    monkeypatch.setattr(Record, "append", stopped)
    told = desk.balance(body)
    assert (told["applied"], told["duplicate"]) == (3, 4)


def test_in_words_it_says_the_same(desk: Desk) -> None:
    result = desk.run(refunds(refund_row("R-1"), refund_row("R-2", currency="EUX")))
    assert result.exit_code == 0
    assert "2 received, 1 applied, 0 duplicate, 0 conflict, 1 quarantined" in result.output
    assert "line 3, column currency: 'EUX'" in result.output
