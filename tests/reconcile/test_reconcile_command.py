"""`amends reconcile`: two files in, a verdict for each of ours, and nothing half-done."""

import csv
import json
import re
import signal
from contextlib import nullcontext
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import AmendsError
from amends.facts.moments import DAY_US, HOUR_US
from refund_tables import BEGIN, OURS, WITNESS, Row, our_row, their_row

AS_OF = "2026-05-20T12:00:00Z"
COMPLETE = ("--complete-from", "2026-03-01T00:00:00Z", "--complete-to", "2026-05-01T00:00:00Z")


class Desk:
    """A folder with the two files, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ours, self.witness = folder / "ours.csv", folder / "witness.csv"
        self.out = folder / "out.csv"

    def lay(self, ours: list[Row], witness: list[Row]) -> None:
        for file, rows, schema in ((self.ours, ours, OURS), (self.witness, witness, WITNESS)):
            with file.open("w", newline="") as stream:
                writer = csv.DictWriter(stream, schema.names)
                writer.writeheader()
                writer.writerows(rows)

    def run(self, *options: object) -> Result:
        files = ("--ours", self.ours, "--witness", self.witness, "--out", self.out)
        return self.invoked("reconcile", *files, "--as-of", AS_OF, "--json", *options)

    def invoked(self, *words: object) -> Result:
        return CliRunner().invoke(amends, ["--home", str(self.folder), *map(str, words)])

    def summary(self, *options: object) -> dict[str, Any]:
        return self._told(self.run(*options))

    def told(self, *words: object) -> dict[str, Any]:
        """The summary of a command that is named as a whole."""
        return self._told(self.invoked(*words, "--json"))

    def words(self, *words: object) -> str:
        """What people are told."""
        return self.invoked(*words).stdout

    def _told(self, result: Result) -> dict[str, Any]:
        assert result.exception is None, result.exception
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def refused(self, *options: object) -> str:
        """The words of the refusal; nothing is left behind."""
        before = sorted(self.folder.iterdir())
        result = self.run(*options)
        assert isinstance(result.exception, AmendsError), result.output
        assert sorted(self.folder.iterdir()) == before
        return str(result.exception)

    def rows(self, out: Path | None = None) -> dict[str, Row]:
        with (out or self.out).open(newline="") as stream:
            return {next(iter(row.values())): row for row in csv.DictReader(stream)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.lay(
        [
            our_row("R-1", gateway_ref="re_1", customer="C1"),
            our_row("R-2", gateway_ref="re_2"),
            our_row("R-3", gateway_ref="re_3", customer="C3"),
            our_row("R-4", gateway_ref="re_4"),
            our_row("R-5", customer="C5"),
        ],
        [
            their_row("w1", refund_ref="re_1", state="settled", customer="C1"),
            their_row("w2", refund_ref="re_2", amount_minor=129_000),
            their_row("w3", refund_ref="re_3", customer="C4"),
            their_row("w5", BEGIN + 2 * DAY_US, refund_ref="re_9", state="failed", customer="C5"),
            their_row("w9", refund_ref="re_8"),
        ],
    )
    return desk


def test_every_refund_of_ours_has_a_verdict_and_a_reason(desk: Desk) -> None:
    summary = desk.summary(*COMPLETE)
    said = {key: (row["verdict"], row["reason"], row["record_id"], row["how"]) for key, row in desk.rows().items()}
    assert said == {
        "R-1": ("record_right", "customer_has_it", "w1", "gateway reference"),
        "R-2": ("customer_right", "wrong_amount", "w2", "gateway reference"),
        "R-3": ("customer_right", "wrong_person", "w3", "gateway reference"),
        "R-4": ("customer_right", "never_sent", "", "none"),
        "R-5": ("customer_right", "failed_later", "w5", "customer, amount and date"),
    }
    assert summary["witness_unmatched"] == 1
    assert sum(row["rows"] for row in summary["counts"]) == summary["ours"] == 5


def test_both_values_of_what_differs_stand_in_the_row(desk: Desk) -> None:
    desk.summary()
    rows = desk.rows()
    assert json.loads(rows["R-2"]["differs"])["amount_minor"] == [1290, 129_000]
    assert "exactly 100 times" in json.loads(rows["R-2"]["differs"])["explained"]
    assert json.loads(rows["R-3"]["differs"]) == {"customer": ["C3", "C4"]}
    assert rows["R-1"]["differs"] == ""


def test_without_a_complete_witness_silence_proves_nothing(desk: Desk) -> None:
    desk.summary()
    assert desk.rows()["R-4"]["reason"] == "witness_incomplete"


def test_what_nothing_of_ours_explains_is_written(desk: Desk) -> None:
    unmatched = desk.folder / "unmatched.csv"
    assert desk.summary("--unmatched", unmatched)["witness_unmatched"] == 1
    assert list(desk.rows(unmatched)) == ["w9"]


def test_parquet_with_times_and_other_names_reads_the_same(desk: Desk) -> None:
    desk.summary(*COMPLETE)
    expected = desk.rows()
    for file, schema in ((desk.ours, OURS), (desk.witness, WITNESS)):
        with file.open(newline="") as stream:
            rows = [{k: v or None for k, v in row.items()} for row in csv.DictReader(stream)]
        table = pa.Table.from_pylist(
            [{**r, "amount_minor": int(str(r["amount_minor"])), "livemode": True} for r in rows]
        )
        at = next(name for name in schema.names if name.endswith("_at_us"))
        times = pa.array([int(str(row[at])) for row in rows], pa.timestamp("us", "UTC"))
        table = table.set_column(table.schema.get_field_index(at), "when", times)
        pq.write_table(table, file.with_suffix(".parquet"))
    desk.ours, desk.witness = desk.ours.with_suffix(".parquet"), desk.witness.with_suffix(".parquet")
    maps = ("--map", "requested_at_us=when", "--map", "witness.occurred_at_us=when")
    desk.summary(*COMPLETE, *maps)
    assert desk.rows() == expected


def test_their_words_for_states_are_told(desk: Desk) -> None:
    desk.witness.write_text(desk.witness.read_text().replace("settled", "paid out"))
    assert "'paid out' is no state that is known here" in desk.refused()
    desk.summary("--map-state", "paid out=settled")
    assert desk.rows()["R-1"]["reason"] == "customer_has_it"


def test_columns_of_references_may_be_missing(desk: Desk) -> None:
    desk.ours.write_text(f"refund_id,amount_minor,currency,requested_at_us,customer\nR-1,1290,EUR,{BEGIN},C1\n")
    desk.witness.write_text(
        f"record_id,amount_minor,currency,occurred_at_us,customer,state\nw1,1290,EUR,{BEGIN + HOUR_US},C1,settled\n"
    )
    desk.summary()
    assert desk.rows()["R-1"]["how"] == "customer, amount and date"


@pytest.mark.parametrize("limit", ["500MB", "2GB"])
def test_a_memory_limit_is_taken(desk: Desk, limit: str) -> None:
    assert desk.summary("--memory-limit", limit)["ours"] == 5


def replaced(desk: Desk, old: str, new: str) -> None:
    desk.ours.write_text(desk.ours.read_text().replace(old, new, 1))


BAD: dict[str, tuple[Any, str]] = {
    "unknown currency": (lambda d: replaced(d, "EUR", "EUX"), "line 2, column currency: 'EUX' is not an ISO 4217"),
    "decimals": (lambda d: replaced(d, "1290", "12.90"), "line 2, column amount_minor: '12.90' is no whole number"),
    "an empty id": (lambda d: replaced(d, "R-2", ""), "line 3, column refund_id: is empty"),
    "an id twice": (lambda d: replaced(d, "R-2", "R-1"), "line 3, column refund_id: 'R-1' stands in 2 rows"),
    "empty": (lambda d: d.ours.write_text(""), "ours.csv: is empty"),
    "only a header": (lambda d: d.witness.write_text(",".join(WITNESS.names) + "\n"), "witness.csv: has no rows"),
    "another encoding": (lambda d: d.ours.write_bytes(d.ours.read_bytes() + b"R,,,,M\xfc,1,EUR,1\r\n"), "is not UTF-8"),
    "UTF-16": (lambda d: d.ours.write_text(d.ours.read_text(), "utf-16"), "is UTF-16"),
    "a half-written line": (lambda d: d.ours.write_bytes(d.ours.read_bytes()[:-25]), "line 6: has not the columns"),
    "seconds for microseconds": (lambda d: replaced(d, str(BEGIN), str(BEGIN)[:10]), "line 2, column requested_at_us"),
    "a column missing": (lambda d: replaced(d, "currency", "cur"), "column currency: is not in the file"),
    "a half-written Parquet file": (lambda d: d.ours.write_bytes(b"PAR1 and no more"), "is Parquet that was cut off"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_a_named_problem_and_nothing_is_written(desk: Desk, what: str) -> None:
    spoil, words = BAD[what]
    desk.out.write_text("from before")
    spoil(desk)
    assert words in desk.refused(*COMPLETE)
    assert desk.out.read_text() == "from before"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--out", "out.txt"), "is no CSV or Parquet file"),
        (("--complete-from", AS_OF), "belong together"),
        (("--map", "refund=Id"), "names no column that is known here"),
        (("--map-state", "ok=fine"), "names no state"),
        (("--memory-limit", "much"), "--memory-limit"),
        (("--engine", "postgres"), "--database-url"),
    ],
)
def test_an_option_that_cannot_be_is_said(desk: Desk, options: tuple[str, ...], words: str) -> None:
    assert words in desk.refused(*options)


@pytest.mark.promise
def test_a_file_that_is_read_is_never_written(desk: Desk) -> None:
    before = desk.ours.read_text()
    assert "is a file that is read" in desk.refused("--out", desk.ours)
    assert desk.ours.read_text() == before


@pytest.mark.promise
@pytest.mark.parametrize("told", ["Query interrupted", None])
def test_a_run_that_is_stopped_leaves_nothing_behind(
    desk: Desk, told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, as DuckDB tells it in the middle of a query, and the signal that ends a process."""
    desk.out.write_text("from before")
    before = sorted(desk.folder.iterdir())
    seen: list[Path] = []

    def stopped(*_: object, **__: object) -> None:
        seen.extend(set(desk.folder.iterdir()) - set(before))
        if told:
            raise RuntimeError(told)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("amends.reconcile.reconcile", stopped)
    assert desk.run().exit_code != 0
    assert [path.name.startswith(".amends-") for path in seen] == [True]
    assert sorted(desk.folder.iterdir()) == before
    assert desk.out.read_text() == "from before"


@pytest.mark.promise
def test_scratch_that_a_stopped_run_left_would_be_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the folder is made, and nobody takes it away."""
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda prefix, dir: nullcontext(mkdtemp(prefix=prefix, dir=dir)))
    before = sorted(desk.folder.iterdir())
    desk.run("--memory-limit", "1MB")
    assert sorted(desk.folder.iterdir()) != before


def test_too_little_memory_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise duckdb.OutOfMemoryException("could not allocate block")

    monkeypatch.setattr("amends.reconcile.reconcile", full)
    assert "is too little memory for these files" in desk.refused("--memory-limit", "500MB")


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_parquet_and_csv_say_the_same_whatever_found_it(desk: Desk, engine: str) -> None:
    """Of DuckDB the rows go straight into the file; of another engine, through Arrow."""
    desk.summary(*COMPLETE)
    parquet, unmatched = desk.folder / "out.parquet", desk.folder / "unmatched.parquet"
    before, desk.out = desk.rows(), parquet
    desk.summary(*COMPLETE, "--engine", engine, "--unmatched", unmatched)
    table = pq.read_table(parquet)
    assert {row["refund_id"]: row["reason"] for row in table.to_pylist()} == {k: r["reason"] for k, r in before.items()}
    assert table.schema.field("look_again").type == pa.timestamp("us", "UTC")
    assert {table.schema.field(name).type for name in ("verdict", "reason", "how", "differs")} == {pa.string()}
    assert pq.read_table(unmatched).schema.names == WITNESS.names


def test_a_time_to_look_again_is_written_in_utc(desk: Desk) -> None:
    desk.summary("--as-of", "2026-03-21T09:30:00Z")
    times = {row["look_again"] for row in desk.rows().values()} - {""}
    assert times
    assert all(re.fullmatch(r"2026-0[34]-\d\d \d\d:\d\d:\d\d\.\d{6}Z", time) for time in times)
