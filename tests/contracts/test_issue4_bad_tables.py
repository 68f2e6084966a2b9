"""What a stranger hands to `amends reconcile`, `payouts` and `causes`: a named problem, or read as it is meant."""

import csv
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.cli.common import errors_in_words
from amends.engines import columns, files
from amends.engines.columns import text_of
from amends.engines.spark import Spark

AT = 1_767_225_600_000_000
OURS = "refund_id,gateway_ref,amount_minor,currency,requested_at_us"
WITNESS = "record_id,refund_ref,amount_minor,currency,state,occurred_at_us"
SOUND = f"{OURS}\nr-1,re_1,12900,EUR,{AT}\n"
ANSWERED = f"{WITNESS}\nw-1,re_1,12900,EUR,settled,{AT + 5}\n"


def run(*words: object) -> tuple[int, str, str]:
    """The command as `main` runs it: exit code, what it printed, what it said on standard error."""

    @click.command(context_settings={"ignore_unknown_options": True})
    @click.argument("args", nargs=-1, type=click.UNPROCESSED)
    def main(args: tuple[str, ...]) -> None:
        with errors_in_words():
            amends(args)

    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


class Folder:
    """Two files and the answer."""

    def __init__(self, path: Path) -> None:
        self.path, self.out = path, path / "out.csv"
        self.ours, self.witness = path / "ours.csv", path / "witness.csv"
        self.ours.write_text(SOUND)
        self.witness.write_text(ANSWERED)

    def asked(self, *options: object, ours: Path | None = None) -> tuple[int, str]:
        """Exit code and standard error; what was written is in `out`."""
        told = ("--ours", ours or self.ours, "--witness", self.witness, "--out", self.out, *options)
        code, _, words = run("--home", self.path, "reconcile", *told)
        return code, words

    def refused(self, *options: object, ours: Path | None = None) -> str:
        """The words of a refusal that wrote nothing."""
        before = sorted(self.path.iterdir())
        code, words = self.asked(*options, ours=ours)
        assert code == 2, words
        assert sorted(self.path.iterdir()) == before
        return words

    def reasons(self, *options: object, ours: Path | None = None) -> list[str]:
        code, words = self.asked(*options, ours=ours)
        assert code == 0, words
        with self.out.open(newline="") as stream:
            return [row["reason"] for row in csv.DictReader(stream)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


BEFORE_THE_ROW = [
    ("\n\n\nr-2,re_2,1.5,EUR,{}\n", 6),
    ("\n\n\n", None),
    ('"two\nlines",re_3,100,EUR,{}\nr-2,re_2,1.5,EUR,{}\n', 5),
    ('"two\r\nlines",re_3,100,EUR,{}\r\nr-2,re_2,1.5,EUR,{}\r\n', 5),
    ("r-2,re_2,1.5,EUR,{}\n", 3),
]


@pytest.mark.parametrize(("more", "line"), BEFORE_THE_ROW)
def test_a_wrong_cell_is_named_with_the_line_of_the_file(folder: Folder, more: str, line: int | None) -> None:
    end = "\r\n" if "\r" in more else "\n"
    folder.ours.write_text(SOUND.replace("\n", end) + more.replace("{}", str(AT)), newline="")
    if line is None:
        assert folder.reasons() == ["customer_has_it"]
    else:
        assert f"ours.csv, line {line}, column amount_minor: '1.5'" in folder.refused()


def test_counting_rows_for_lines_would_be_noticed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_line_in", lambda file, delimiter, row: row + 2)
    more, line = BEFORE_THE_ROW[2]
    folder.ours.write_text(SOUND + more.replace("{}", str(AT)))
    assert f"line {line}," not in folder.refused()


def test_a_header_of_ten_thousand_columns_is_read(folder: Folder) -> None:
    more = [f"column_number_{number}" for number in range(10_000)]
    header, row = [*more, *OURS.split(",")], ["x"] * len(more) + ["r-1", "re_1", "12900", "EUR", str(AT)]
    folder.ours.write_text(",".join(header) + "\n" + ",".join(row) + "\n")
    assert folder.reasons() == ["customer_has_it"]


def test_lines_that_end_in_carriage_returns_alone_are_said(folder: Folder) -> None:
    folder.ours.write_text(SOUND.replace("\n", "\r"), newline="")
    assert "line 1: has a header that is no CSV line" in folder.refused()


def test_lines_that_end_in_two_ways_are_said(folder: Folder) -> None:
    folder.ours.write_text(SOUND + f"r-2,re_2,100,EUR,{AT}\r\n", newline="")
    assert "ends its lines in two ways" in folder.refused()


COMMANDS: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "reconcile": lambda pipe, out: ("--ours", pipe, "--witness", pipe, "--out", out),
    "payouts": lambda pipe, out: ("--lines", pipe, "--payouts", pipe, "--out", out),
    "causes": lambda pipe, _: (pipe, "--failed", "failed", "--attributes", "a"),
    "slices": lambda pipe, _: (pipe, "--errors", "failed", "--attributes", "a"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_stream_that_can_be_read_only_once_is_said(tmp_path: Path, command: str) -> None:
    """As the shell's `<(...)` hands one over."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with suppress(BrokenPipeError):
            pipe.write_text(SOUND)

    writer = Thread(target=write, daemon=True)
    writer.start()
    code, _, words = run("--home", tmp_path, command, *COMMANDS[command](pipe, tmp_path / "out.csv"))
    writer.join(10)
    assert (code, "Write it to a file first" in words) == (2, True), words
    assert list(tmp_path.iterdir()) == [pipe]


def test_both_results_in_one_file_are_refused(folder: Folder) -> None:
    assert "--unmatched: " in folder.refused("--unmatched", folder.out)
    assert "is the file that --out names" in folder.refused("--unmatched", folder.path / "." / "out.csv")


def test_one_word_for_two_states_is_refused(folder: Folder) -> None:
    folder.witness.write_text(ANSWERED.replace("settled", "done"))
    assert "'done' says of one word" in folder.refused("--map-state", "done=settled", "--map-state", "done=failed")
    assert folder.reasons("--map-state", "done=settled", "--map-state", "done=settled") == ["customer_has_it"]


def test_too_little_memory_to_read_with_is_not_called_a_fault_of_the_file(folder: Folder) -> None:
    words = folder.refused("--memory-limit", "1KB")
    assert words.startswith("amends: --memory-limit: is too little memory")


@pytest.mark.parametrize("amount", ["-12900", "100000000000001", "9007199254740993"])
def test_an_amount_that_cannot_be_a_refund_is_said(folder: Folder, amount: str) -> None:
    """Below 0 both sides would agree, or every customer would be right: it is not known which way the money went."""
    folder.ours.write_text(SOUND.replace("12900", amount))
    assert f"'{amount}' is no whole number of minor units from 0 to 100,000,000,000,000" in folder.refused()


def test_amounts_below_nothing_would_be_noticed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.engines.reading.given_back", lambda amount: amount)
    folder.ours.write_text(SOUND.replace("12900", "-12900"))
    assert folder.reasons() == ["wrong_amount"]


def by_customer(folder: Folder, told: pa.Array) -> list[str]:
    """Our customer as this, and the witness's as the text 7, with nothing else in common."""
    columns = {"customer": told, "amount_minor": [12900], "currency": ["EUR"], "requested_at_us": [AT]}
    ours = folder.path / "ours.parquet"
    pq.write_table(pa.table({"refund_id": ["r-1"], **columns}), ours)
    folder.witness.write_text(f"{WITNESS},customer\nw-1,re_1,12900,EUR,settled,{AT + 5},7\n")
    return folder.reasons(ours=ours)


SEVENS = {
    "whole": pa.array([7]),
    "float": pa.array([7.0]),
    "decimal": pa.array([7]).cast(pa.decimal128(21, 2)),
    "dictionary": pa.array(["7"]).dictionary_encode(),
}


@pytest.mark.parametrize("kind", SEVENS)
def test_a_customer_is_the_same_in_whatever_type_his_number_is_kept(folder: Folder, kind: str) -> None:
    assert by_customer(folder, SEVENS[kind]) == ["customer_has_it"]


@pytest.mark.parametrize("told", [float("nan"), float("inf"), 1e300, None])
def test_a_number_that_is_none_is_no_customer(folder: Folder, told: float | None) -> None:
    assert by_customer(folder, pa.array([told], pa.float64())) == ["witness_incomplete"]


def test_decimals_as_they_are_kept_would_be_noticed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    as_kept = lambda cell, kind: f"CAST({cell} AS VARCHAR)" if kind.startswith("DECIMAL") else text_of(cell, kind)  # noqa: E731
    monkeypatch.setattr(columns, "text_of", as_kept)
    assert by_customer(folder, SEVENS["decimal"]) == ["witness_incomplete"]


class _Read:
    """What stands for Spark: it looks at the file that it is told to read."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []

    @property
    def read(self) -> "_Read":
        return self

    def parquet(self, file: str) -> "_Read":
        self.rows = pq.read_table(file).to_pylist()
        return self

    def createOrReplaceTempView(self, name: str) -> None:
        assert name == "all_ours"


def handed_to_spark(tmp_path: Path, name: str) -> list[dict[str, object]]:
    """Rows that are read out of this file of the scratch folder while they are handed over."""
    kept = tmp_path / name
    pq.write_table(pa.table({"refund_id": ["r-1", "r-2"]}), kept)
    spark = Spark.__new__(Spark)
    spark._folder, spark._session = tmp_path, _Read()
    spark.take("all_ours", {"refund_id": str}, (batch for batch in pq.ParquetFile(kept).iter_batches()))
    return spark._session.rows


def test_spark_is_handed_a_csv_that_was_read_into_the_same_folder(tmp_path: Path) -> None:
    """There a CSV stands as all_ours.parquet."""
    assert handed_to_spark(tmp_path, "all_ours.parquet") == [{"refund_id": "r-1"}, {"refund_id": "r-2"}]


def test_a_file_that_is_written_over_while_it_is_read_would_be_noticed(tmp_path: Path) -> None:
    with pytest.raises((pa.ArrowInvalid, OSError)):
        handed_to_spark(tmp_path, "for_spark_all_ours.parquet")


def told_to_end(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What stands beside OUT after SIGTERM in the middle of `amends payouts`."""

    def end(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("amends.engines.payout_files.read_lines", end)
    before = signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    beside = folder.path / "answers"
    beside.mkdir()
    files = ("--lines", folder.ours, "--payouts", folder.ours, "--out", beside / "out.csv")
    try:
        with pytest.raises(click.Abort):
            amends([*map(str, ("payouts", *files))], standalone_mode=False)
    finally:
        signal.signal(signal.SIGTERM, before)
    return list(beside.iterdir())


def test_payouts_that_are_told_to_end_leave_nothing_behind(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told_to_end(folder, monkeypatch) == []


def test_scratch_of_payouts_left_behind_would_be_noticed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.TemporaryDirectory.cleanup", lambda self: None)
    monkeypatch.setattr("tempfile.TemporaryDirectory.__exit__", lambda *_: None)
    assert [path.name[:8] for path in told_to_end(folder, monkeypatch)] == [".amends-"]


def test_postgresql_cannot_keep_a_zero_byte_and_says_so(folder: Folder, postgres_url: str) -> None:
    ours = folder.path / "ours.parquet"
    told = {"refund_id": ["r\0-1"], "amount_minor": [12900], "currency": ["EUR"], "requested_at_us": [AT]}
    pq.write_table(pa.table(told), ours)
    files = ("--ours", ours, "--witness", folder.witness, "--out", folder.out, "--engine", "postgres")
    code, _, words = run("--home", folder.path, "--database-url", postgres_url, "reconcile", *files)
    assert (code, "zero byte" in words, folder.out.exists()) == (2, True, False), words
