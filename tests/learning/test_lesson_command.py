"""`amends lesson judge`: a file in, a verdict out, or what is wrong with the file and what to do."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.learning.simulated import STORIES, Size, lesson

KEYS = ("verdict", "before", "after", "ratio", "lo", "hi", "did", "did_lo", "did_hi", "contacts_needed", "came_back")
SINCE = "2026-05-01T00:00:00Z"


def table(name: str, seed: int = 3, **size: float) -> pa.Table:
    made = lesson(STORIES[name], seed, Size(**size)).rows  # type: ignore[arg-type]
    columns = {"at": pa.array(made.at, pa.timestamp("us", "UTC")), "failed": pa.array(made.failed.astype(int))}
    if made.control is not None:
        columns["gateway"] = pa.array(np.where(made.control, "acme", "stripe"))
    return pa.table(columns)


def judge(file: Path, *options: object, since: str = SINCE) -> Result:
    told = ["--home", str(file.parent / "home"), "lesson", "judge", str(file), "--at", "at", "--failed", "failed"]
    return CliRunner().invoke(amends, [*told, "--since", since, *map(str, options)], standalone_mode=False)


def written(folder: Path, text: str) -> Path:
    file = folder / "lesson.csv"
    file.write_text(text)
    return file


def test_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "half.parquet"
    pq.write_table(table("half"), file)
    told = json.loads(judge(file, "--json").stdout)
    assert set(KEYS) <= set(told)
    assert told["verdict"] == told["outcome"] == "partly"
    assert told["lo"] < told["ratio"] < told["hi"] < 1
    assert told["ratio"] == pytest.approx(told["after"] / told["before"])
    assert (told["did"], told["did_lo"], told["did_hi"], told["came_back"]) == (None, None, None, None)
    assert (told["contacts_needed"], told["unknown"]) == (0, 0)


def test_csv_and_parquet_and_any_order_say_the_same(tmp_path: Path) -> None:
    rows = table("season with control, half", before=40, after=40)
    mixed = rows.take(np.random.default_rng(0).permutation(rows.num_rows))
    pq.write_table(rows, tmp_path / "a.parquet")
    pc.write_csv(mixed, tmp_path / "b.csv")
    told = [
        json.loads(judge(tmp_path / name, "--control", "gateway=acme", "--json").stdout)
        for name in ("a.parquet", "b.csv")
    ]
    assert told[0] == told[1]
    assert told[0]["basis"] == "control"
    assert told[0]["did_lo"] < told[0]["did"] < told[0]["did_hi"]


def test_a_return_has_its_day(tmp_path: Path) -> None:
    file = tmp_path / "return.csv"
    pc.write_csv(table("return after 60 days", after=120), file)
    told = json.loads(judge(file, "--json").stdout)
    assert told["verdict"] == f"came back on {told['came_back']}"
    assert "2026-06-30" <= told["came_back"] <= "2026-07-10"
    words = judge(file).stdout
    assert words.startswith(f"Came back on {told['came_back']}. It had worked")


def test_words_for_a_person_hold_every_interval(tmp_path: Path) -> None:
    file = tmp_path / "season.csv"
    pc.write_csv(table("season with control", after=90), file)
    words = judge(file, "--control", "gateway=acme").stdout
    assert words.splitlines()[0].endswith(".")
    assert words.count(" to ") >= 6
    assert "Where nothing was changed" in words
    assert "a false alarm once in" in words


def test_too_little_says_how_many_more(tmp_path: Path) -> None:
    lines = [f"2026-04-{1 + n % 28:02d}T10:00:00Z,{int(n % 20 == 0)}" for n in range(600)]
    lines += [f"2026-05-02T{n:02d}:00:00Z,0" for n in range(20)]
    told = json.loads(judge(written(tmp_path, "at,failed\n" + "\n".join(lines)), "--json").stdout)
    assert told["verdict"] == f"not enough yet: {told['contacts_needed']} more contacts needed"
    assert told["contacts_needed"] > 100
    assert told["outcome"] == "not enough yet"
    assert (told["lo"], told["came_back"]) == (0, None)


def test_what_is_not_known_is_in_no_rate_and_said(tmp_path: Path) -> None:
    file = written(tmp_path, "at,failed\n2026-04-30T10:00:00Z,1\n2026-04-30T11:00:00Z,\n2026-05-01T10:00:00Z,false\n")
    result = judge(file, "--json")
    assert "1 row without an outcome" in result.stderr
    told = json.loads(result.stdout)
    assert told["unknown"] == 1
    assert told["counts"]["before"]["rows"] == 1


def test_none_before_has_no_ratio_and_json_no_infinity(tmp_path: Path) -> None:
    file = written(tmp_path, "at,failed\n2026-04-30T10:00:00Z,0\n2026-05-01T10:00:00Z,1\n")
    told = json.loads(judge(file, "--json").stdout)
    assert (told["ratio"], told["hi"], told["contacts_needed"]) == (None, None, None)
    assert told["before"] == 0


def test_times_without_a_zone_are_those_of_the_zone_also_on_the_day_the_clocks_change(tmp_path: Path) -> None:
    """Midnight of 29 March 2026 in Berlin is 23:00 UTC; 03:00 that morning is 01:00 UTC."""
    file = written(tmp_path, "at,failed\n2026-03-29 01:59:59,1\n2026-03-29 03:00:00,1\n2026-03-29 04:00:00,0\n")
    result = judge(file, "--zone", "Europe/Berlin", "--json", since="2026-03-29T01:00:00Z")
    told = json.loads(result.stdout)
    assert [told["counts"][side]["rows"] for side in ("before", "after")] == [1, 2]
    assert "read in Europe/Berlin" in result.stderr
    local = judge(file, "--zone", "Europe/Berlin", "--json", since="2026-03-29T03:00")
    assert json.loads(local.stdout)["counts"] == told["counts"]


def test_what_was_expected_is_weighed(tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    pc.write_csv(table("half"), file)
    told = [json.loads(judge(file, "--expected", percent, "--json").stdout) for percent in (50, 95)]
    assert [one["verdict"] for one in told] == ["worked", "partly"]
    assert [one["expected"] for one in told] == [0.5, 0.95]


GOOD = "at,failed,gateway\n2026-04-30T10:00:00Z,1,acme\n2026-05-01T10:00:00Z,0,stripe\n2026-05-02T10:00:00Z,1,acme\n"


@pytest.mark.parametrize(
    ("text", "options", "since", "words"),
    [
        (GOOD.replace("failed", "wrong", 1), [], SINCE, "column failed: is no column of this file"),
        (GOOD.replace("at,", "when,", 1), [], SINCE, "column at: is no column of this file. Columns are: when,"),
        (GOOD, [], "2026-06-01", "--since, column at: '2026-06-01' is after every row. The rows of lesson.csv are"),
        (GOOD, [], "2026-04-30T10:00:00Z", "is not after any row"),
        (GOOD, [], "soon", "--since: 'soon' is not a time as ISO 8601"),
        (GOOD.replace("2026-05-01T10:00:00Z", "yesterday"), [], SINCE,
         "lesson.csv, line 3, column at: 'yesterday' is no time. Write for example"),
        (GOOD.replace("2026-05-01T10:00:00Z", ""), [], SINCE, "line 3, column at: '' is no time"),
        (GOOD.replace("Z,0,", "Z,2,"), [], SINCE, "line 3, column failed: '2' is no outcome. Write true or false"),
        (GOOD, ["--control", "gateway"], SINCE, "--control: 'gateway' is not COLUMN=VALUE"),
        (GOOD, ["--control", "gateway=acmee"], SINCE, "is in no row: the control is empty. Did you mean 'acme'?"),
        (GOOD, ["--control", "gateway=zzz"], SINCE, "Values are: acme, stripe"),
        (GOOD, ["--control", "way=acme"], SINCE, "column way: is no column of this file"),
        (GOOD.replace("stripe", "acme"), ["--control", "gateway=acme"], SINCE, "is in every row: nothing is left"),
        (GOOD, ["--control", "gateway=stripe"], SINCE, "the control: has no row before"),
        (GOOD, ["--zone", "Berlin"], SINCE, "is not a time zone"),
        ("at,failed\n", [], SINCE, "lesson.csv: has no row with a known outcome"),
        ("at,failed\n2026-04-30T10:00:00Z,\n", [], SINCE, "lesson.csv: has no row with a known outcome"),
        (GOOD + "2026-05-03T10:00:00Z,0,acme,too,many\n", [], SINCE, "lesson.csv, line 5"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_the_next_step(
    tmp_path: Path, text: str, options: list[str], since: str, words: str
) -> None:
    result = judge(written(tmp_path, text), *options, since=since)
    assert isinstance(result.exception, Refused)
    assert words in str(result.exception)
    assert not result.stdout
