"""`amends chains`: a file in, the same file with five columns more out, and a summary."""

import csv
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.link.chains import ADDED
from amends.link.chains.sheets import native

HEADER = "id,customer,at,topic,agent\n"
ROWS = """1,C1,2026-05-01T10:00:00Z,refund,ruth
2,C2,2026-05-01T11:00:00Z,login,ruth
3,C1,2026-05-04T10:00:00Z,refund,ben
4,C1,2026-05-06T10:00:00Z,login,ben
5,C1,2026-05-09T22:00:00Z,refund,ruth
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(amends, ["chains", *map(str, arguments)], standalone_mode=False)


def refused(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exception is not None
    assert result.exit_code != 0
    return str(result.exception)


class Folder:
    """A file of contacts and what comes out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.result: Result | None = None

    def chains(self, text: str | bytes, *options: object, name: str = "in.csv", out: str = "out.csv") -> dict[str, Any]:
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return self.again(*options, name=name, out=out)

    def again(self, *options: object, name: str = "in.csv", out: str = "out.csv") -> dict[str, Any]:
        columns = () if "--customer" in options else ("--customer", "customer", "--at", "at")
        self.result = run(self.path / name, *columns, *options, "--out", self.path / out)
        assert self.result.exception is None, self.result.exception
        summary: dict[str, Any] = json.loads(self.result.stdout)
        return summary

    def rows(self, out: str = "out.csv") -> list[dict[str, str]]:
        with (self.path / out).open(newline="") as file:
            return list(csv.DictReader(file))

    def told(self) -> str:
        assert self.result is not None
        return self.result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def added(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in ADDED) for row in rows]


def test_every_row_and_column_is_kept_and_five_are_added(folder: Folder) -> None:
    summary = folder.chains(HEADER + ROWS, "--agent", "agent")
    assert summary == {
        "contacts": 5,
        "cases": 2,
        "repeats": 3,
        "share_repeat": 0.6,
        "hand_backs": 1,
        "left_out": 0,
    }
    assert added(folder.rows()) == [
        ("1", "1", "false", "true", ""),
        ("2", "1", "false", "false", ""),
        ("1", "2", "true", "true", "3"),
        ("1", "3", "true", "true", "2"),
        ("1", "4", "true", "false", "3.5"),
    ]
    lines = (folder.path / "out.csv").read_text().splitlines()
    assert [line.rsplit(",", 5)[0] for line in lines] == (HEADER + ROWS).splitlines()


def test_another_topic_is_another_chain(folder: Folder) -> None:
    summary = folder.chains(HEADER + ROWS, "--topic", "topic")
    assert (summary["cases"], summary["repeats"], summary["hand_backs"]) == (3, 2, None)
    assert [row["days_since_last"] for row in folder.rows()] == ["", "", "3", "", "5.5"]


def test_the_window_may_be_told_or_be_that_of_the_policy(folder: Folder) -> None:
    assert folder.chains(HEADER + ROWS, "--window-days", 2)["repeats"] == 1
    assert folder.rows()[4]["days_since_last"] == "3.5"  # beyond the window too
    (folder.path / "policy.toml").write_text("chain_window_days = 3")
    columns = ["--customer", "customer", "--at", "at", "--out", str(folder.path / "o.csv")]
    home = ["--home", str(folder.path), "chains", str(folder.path / "in.csv")]
    result = CliRunner().invoke(amends, [*home, *columns], standalone_mode=False)
    assert json.loads(result.stdout)["repeats"] == 2


def test_days_are_of_24_hours_when_the_clocks_change(folder: Folder) -> None:
    """In Berlin the night of 29 March 2026 lacks an hour: the same wall time a day later is 23 hours."""
    text = "customer,at\nC1,2026-03-28T12:00:00+01:00\nC1,2026-03-29T13:00:00+02:00\nC2,2026-03-28T12:00:00+01:00\n"
    text += "C2,2026-03-29T13:00:00.000001+02:00\n"
    assert folder.chains(text, "--window-days", 1)["repeats"] == 1
    assert [row["repeat"] for row in folder.rows()] == ["false", "true", "false", "false"]


def moments(count: int = 6) -> list[datetime]:
    chance = random.Random(3)
    return [datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(40 * 86_400)) for _ in range(count)]


_WAYS: dict[str, Callable[[datetime], str]] = {
    "with Z": lambda at: at.isoformat().replace("+00:00", "Z"),
    "another zone": lambda at: at.astimezone(datetime.strptime("+0530", "%z").tzinfo).isoformat(),
    "a space": lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    "seconds": lambda at: str(int(at.timestamp())),
    "milliseconds": lambda at: str(int(at.timestamp()) * 1_000),
    "microseconds": lambda at: str(int(at.timestamp()) * 1_000_000),
    "mixed": lambda at: at.isoformat() if at.day % 2 else f"{at:%Y-%m-%dT%H:%M:%S}",
    "mixed with numbers": lambda at: at.isoformat() if at.day % 2 else str(int(at.timestamp())),
}


@pytest.mark.parametrize("way", _WAYS)
def test_times_may_be_written_in_many_ways(folder: Folder, way: str) -> None:
    told = moments(40)
    plain = "customer,at\n" + "".join(f"C{i % 5},{at.isoformat()}\n" for i, at in enumerate(told))
    expected = folder.chains(plain)
    rows = added(folder.rows())
    text = "customer,at\n" + "".join(f"C{i % 5},{_WAYS[way](at)}\n" for i, at in enumerate(told))
    assert folder.chains(text) == expected
    assert added(folder.rows()) == rows
    assert folder.told().count("taken as UTC") == (way in ("a space", "mixed"))
    assert folder.told().count("since 1970") == (
        way in ("seconds", "milliseconds", "microseconds", "mixed with numbers")
    )


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", None])
def test_parquet_keeps_its_types_and_its_timestamps_are_exact(folder: Folder, unit: str, zone: str | None) -> None:
    told = [at.replace(tzinfo=None) for at in moments(20)]
    at = pa.array(told, pa.timestamp("us")).cast(pa.timestamp(unit)).cast(pa.timestamp(unit, zone))
    table = pa.table(
        {"customer": pa.array([i % 3 for i in range(20)], pa.int32()), "at": at, "tags": [[str(i)] for i in range(20)]}
    )
    pq.write_table(table, folder.path / "in.parquet", row_group_size=7)
    summary = folder.again(name="in.parquet", out="out.parquet")
    whole = pq.read_table(folder.path / "out.parquet")
    assert whole.select(table.column_names) == pq.read_table(folder.path / "in.parquet")
    assert tuple(whole.column_names[3:]) == ADDED
    assert [str(field.type) for field in whole.schema][3:] == ["int64", "int32", "bool", "bool", "double"]
    text = "customer,at\n" + "".join(f"{i % 3},{at.isoformat()}Z\n" for i, at in enumerate(told))
    assert folder.chains(text) == summary
    assert [str(v) for v in whole["case_id"].to_pylist()] == [row["case_id"] for row in folder.rows()]
    assert folder.told() == ""


def test_csv_becomes_parquet_and_parquet_csv(folder: Folder) -> None:
    folder.chains(HEADER + ROWS, out="out.parquet")
    assert pq.read_table(folder.path / "out.parquet")["days_since_last"].to_pylist() == [None, None, 3.0, 2.0, 3.5]
    pq.write_table(
        pa.table({"customer": ["a,b", 'say "x"'], "at": [1_700_000_000, 1_700_000_001]}), folder.path / "in.pq"
    )
    folder.again(name="in.pq")
    assert [row["customer"] for row in folder.rows()] == ["a,b", 'say "x"']


def test_a_row_without_customer_or_time_is_named_kept_and_not_counted(folder: Folder) -> None:
    text = HEADER + "1,C1,2026-05-01T10:00:00Z,,\n2, ,2026-05-02T10:00:00Z,,\n3,C1,soon,,\n4,C1,,,\n5,C1,20260503,,\n"
    assert folder.chains(text)["left_out"] == 3
    assert folder.chains(text)["contacts"] == 2
    assert [row["case_id"] for row in folder.rows()] == ["1", "", "", "", "1"]
    said = folder.told().splitlines()
    assert said[1].startswith("in.csv, line 3, column customer: is empty.")
    assert said[2].startswith("in.csv, line 4, column at: 'soon' is no time. Write for example 2026-05-03T14:20:00Z")
    assert said[3].startswith("in.csv, line 5, column at: '' is empty.")


def test_beyond_a_screenful_problems_are_counted(folder: Folder) -> None:
    summary = folder.chains("customer,at\n" + "C1,soon\n" * 50)
    assert summary == {"contacts": 0, "cases": 0, "repeats": 0, "share_repeat": 0.0, "hand_backs": None, "left_out": 50}
    assert folder.told().splitlines()[-1] == "... and 30 rows more"


def test_numbers_that_are_no_times_are_left_out(folder: Folder) -> None:
    table = pa.table({"customer": ["a", "a", None], "at": pa.array([20_260_503, 1_700_000_000, 1_700_000_000])})
    pq.write_table(table, folder.path / "in.parquet")
    assert folder.again(name="in.parquet", out="o.parquet")["left_out"] == 2
    assert "in.parquet, line 1, column at: '20260503' is no time" in folder.told()
    assert "in.parquet, line 3, column customer: is empty" in folder.told()


def test_a_lost_quote_and_a_short_line_cost_one_line_each(folder: Folder) -> None:
    text = HEADER + '1,C1,2026-05-01T10:00:00Z,"lost,ruth\n2,C1,2026-05-02T10:00:00Z,ok,ruth\n3,C1\n'
    text += '4,C1,2026-05-03T10:00:00Z,"two\nlines",ruth\n5,C1,never,ok,ruth\n'
    summary = folder.chains(text, "--agent", "agent")
    assert (summary["contacts"], summary["left_out"]) == (2, 3)
    rows = folder.rows()
    assert [row["id"] for row in rows] == ['1,C1,2026-05-01T10:00:00Z,"lost,ruth', "2", "3,C1", "4", "5"]
    assert rows[3]["topic"] == "two\nlines"
    assert [line.split(":")[0] for line in folder.told().splitlines()] == [
        "in.csv, line 2",
        "in.csv, line 4",
        "in.csv, line 7, column at",
    ]


def test_other_delimiters_and_encodings_are_taken(folder: Folder) -> None:
    text = 'customer;at;who\nMüller;2026-05-01T10:00:00Z;Zoë\nMüller;2026-05-02T10:00:00Z;"a;b"\n'
    for raw in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("cp1252")):
        assert folder.chains(raw)["repeats"] == 1
        assert (folder.path / "out.csv").read_text("utf-8").splitlines()[
            2
        ] == 'Müller;2026-05-02T10:00:00Z;"a;b";1;2;true;false;1'


def test_many_rows_go_through_in_many_batches(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.link.chains.csv_sheet.BLOCK_BYTES", 4_096)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    text = "customer,at\n" + "".join(f"C{i % 97},{(at + timedelta(hours=i)).isoformat()}\n" for i in range(3_000))
    assert folder.chains(text)["contacts"] == 3_000
    assert [row["case_id"] for row in folder.rows()] == [str(i % 97 + 1) for i in range(3_000)]


def test_a_file_without_rows_has_no_cases_and_says_so(folder: Folder) -> None:
    """A quiet day must not stop whoever runs this every night."""
    summary = folder.chains("customer,at\n")
    assert (summary["contacts"], summary["share_repeat"]) == (0, 0.0)
    assert "holds no rows" in folder.told()
    assert (folder.path / "out.csv").read_text() == f"customer,at,{','.join(ADDED)}\n"
    pq.write_table(
        pa.table({"customer": pa.array([], pa.int64()), "at": pa.array([], pa.timestamp("us"))}),
        folder.path / "none.parquet",
    )
    assert folder.again(name="none.parquet", out="out.parquet")["contacts"] == 0
    assert pq.read_table(folder.path / "out.parquet").column_names == ["customer", "at", *ADDED]


def test_pyarrow_opens_the_file_itself_so_that_its_threads_never_need_the_interpreter(folder: Folder) -> None:
    """A reader over a Python file aborted now and then when a command was refused and the process ended."""
    file = folder.path / "in.csv"
    file.write_text("customer,at\n")
    with file.open("rb") as stream:
        assert isinstance(native(stream), pa.OSFile)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("", (), "is empty"),
        ('{"customer": "C1"}\n', (), "is JSON"),
        ("PK\x03\x04abc", (), "is a spreadsheet"),
        ("PAR1 and no more", (), "is not a whole Parquet file"),
        ("customer,at,customer\nC,1,C\n", (), "stands twice in the header"),
        ("customer,at,seq\nC,1,C\n", (), "is in the file already"),
        ("custmer,at\nC,1\n", (), "Did you mean 'custmer'"),
        ("customer,at\nC,1\n", ("--topic", "subject"), "is no column of this file. Columns are: customer, at"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(
    folder: Folder, text: str, options: tuple[str, ...], words: str
) -> None:
    (folder.path / "in.csv").write_text(text)
    out = folder.path / "out.csv"
    assert words in refused(folder.path / "in.csv", "--customer", "customer", "--at", "at", *options, "--out", out)
    assert [file.name for file in folder.path.iterdir()] == ["in.csv"]


def test_out_is_never_the_file_that_is_read_and_ends_in_csv_or_parquet(folder: Folder) -> None:
    folder.chains(HEADER + ROWS)
    columns = (folder.path / "in.csv", "--customer", "customer", "--at", "at", "--out")
    assert "is the file that is read" in refused(*columns, folder.path / "in.csv")
    assert "End it in .csv or .parquet" in refused(*columns, folder.path / "out.xlsx")
    assert "cannot be written" in refused(*columns, folder.path / "nowhere" / "out.csv")


def test_a_column_that_holds_no_times_is_refused(folder: Folder) -> None:
    pq.write_table(pa.table({"customer": ["a"], "at": [1.5]}), folder.path / "in.parquet")
    words = refused(folder.path / "in.parquet", "--customer", "customer", "--at", "at", "--out", folder.path / "o.csv")
    assert "column at: is a column of double. Name a column of times" in words
    pq.write_table(pa.table({"customer": ["a"], "at": [1_700_000_000], "l": [[1]]}), folder.path / "in.parquet")
    words = refused(folder.path / "in.parquet", "--customer", "customer", "--at", "at", "--out", folder.path / "o.csv")
    assert "Write Parquet instead" in words


@pytest.mark.promise
def test_stopping_leaves_what_was_there_before(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.chains(HEADER + ROWS)
    before = (folder.path / "out.csv").read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("amends.link.chains.write._with_added", stop)
    result = run(folder.path / "in.csv", "--customer", "topic", "--at", "at", "--out", folder.path / "out.csv")
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 130
    assert "was not written" in result.stderr
    assert (folder.path / "out.csv").read_bytes() == before
    assert sorted(file.name for file in folder.path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.promise
def test_the_broken_twin_that_writes_in_place_leaves_half_a_file(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    @contextmanager
    def in_place(out: Path) -> Any:
        with out.open("wb") as stream:
            yield stream

    monkeypatch.setattr("amends.cli.chains.whole_or_nothing", in_place)
    with pytest.raises(AssertionError):
        test_stopping_leaves_what_was_there_before(folder, monkeypatch)
