"""`amends lesson judge`: a file in, a verdict out, or what is wrong with the file and what to do."""

import json
from collections.abc import Callable
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


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "lesson.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
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
        (GOOD, ["--control", "gateway"], SINCE, "--control: 'gateway' is not COLUMN=VALUE"),
        (GOOD, ["--control", "gateway=acmee"], SINCE, "is in no row: the control is empty. Did you mean 'acme'?"),
        (GOOD, ["--control", "gateway=zzz"], SINCE, "Values are: acme, stripe"),
        (GOOD, ["--control", "way=acme"], SINCE, "column way: is no column of this file"),
        (GOOD.replace("stripe", "acme"), ["--control", "gateway=acme"], SINCE, "is in every row: nothing is left"),
        (GOOD, ["--control", "gateway=stripe"], SINCE, "the control: has no row before 1 May 2026 00:00 (UTC). Add"),
        (GOOD, ["--control", "gateway=stripe", "--zone", "Europe/Berlin"], SINCE, "before 1 May 2026 02:00 (Europe/"),
        (GOOD, ["--zone", "Berlin"], SINCE, "is not a time zone"),
        (GOOD.encode("utf-16"), [], SINCE, "lesson.csv: is UTF-16. Save it as CSV in UTF-8"),
        ("at,failed\n", [], SINCE, "lesson.csv: has no row with a known outcome"),
        ("at,failed\n2026-04-30T10:00:00Z,\n", [], SINCE, "lesson.csv: has no row with a known outcome"),
        ("at,failed\nsoon,1\nlater,0\n", [], SINCE, "lesson.csv: has no row that could be taken. Correct what is"),
        (GOOD.replace("2026", "20x6"), [], SINCE, "has no row that could be taken"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_the_next_step(
    tmp_path: Path, text: str | bytes, options: list[str], since: str, words: str
) -> None:
    result = judge(written(tmp_path, text), *options, since=since)
    assert isinstance(result.exception, Refused)
    assert words in str(result.exception)
    assert not result.stdout


WRONG = [
    (
        "yesterday,0,stripe",
        "line 3, column at: 'yesterday' is no time. Write for example 2026-05-03T14:20:00Z. The row",
    ),
    (",0,stripe", "line 3, column at: '' is no time"),
    ("2026-02-30T10:00:00Z,0,stripe", "line 3, column at: '2026-02-30T10:00:00Z' is no time"),
    ("2026-05-01T10:00:00Z,2,stripe", "line 3, column failed: '2' is no outcome. Write true or false, 1 or 0"),
    ("2026-05-01T10:00:00Z,0,acme,too,many", "line 3"),
    ("2026-05-01T10:00:00Z,0", "line 3"),
]


@pytest.mark.promise
@pytest.mark.parametrize(("row", "said"), WRONG)
def test_a_row_that_cannot_be_read_is_named_left_out_and_counted_and_the_rest_is_judged(
    tmp_path: Path, row: str, said: str
) -> None:
    check_left_out(judge(written(tmp_path, with_row(row)), "--json"), judge(written(tmp_path, GOOD), "--json"), said)


def with_row(row: str) -> str:
    header, *rows = GOOD.splitlines()
    return "\n".join([header, rows[0], row, *rows[1:]]) + "\n"


def check_left_out(result: Result, without: Result, said: str, rows: int = 1) -> None:
    assert (result.exception, without.exception) == (None, None)
    told, good = json.loads(result.stdout), json.loads(without.stdout)
    assert told.pop("left_out") == rows
    assert good.pop("left_out") == 0
    assert told == good
    assert said in result.stderr
    assert "The row is left out" in result.stderr
    assert f"{rows} row{'s' * (rows > 1)} left out." in result.stderr


@pytest.mark.parametrize(("row", "said"), WRONG)
def test_twins_that_count_it_as_good_or_leave_it_out_in_silence_are_caught(
    tmp_path: Path, row: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = judge(written(tmp_path, GOOD), "--json")
    counted_as_good = judge(written(tmp_path, with_row("2026-05-01T10:00:00Z,0,stripe")), "--json")
    with pytest.raises(AssertionError):
        check_left_out(counted_as_good, good, said)
    monkeypatch.setattr("amends.learning.wrong_rows.WrongRows.problems", lambda self: ())
    with pytest.raises(AssertionError):
        check_left_out(judge(written(tmp_path, with_row(row)), "--json"), good, said)


def test_of_many_wrong_rows_the_first_are_named_in_order_and_all_are_counted(tmp_path: Path) -> None:
    wrong = "".join(f"never,0,acme\n2026-05-01T10:00:00Z,maybe {number},acme\n" for number in range(30))
    result = judge(written(tmp_path, GOOD + wrong), "--json")
    check_left_out(result, judge(written(tmp_path, GOOD), "--json"), "'maybe 9'", 60)
    lines = [int(line.split("line ")[1].split(",")[0]) for line in result.stderr.splitlines() if ", line " in line]
    assert lines == list(range(5, 25))
    assert "... and 40 rows more" in result.stderr


@pytest.mark.parametrize("cut", ["2026-05-0", "2026-05-03T10:00:00Z,0", '2026-05-03T10:00:00Z,0,"acm'])
def test_a_file_that_was_cut_in_a_row_is_judged_on_the_rest(tmp_path: Path, cut: str) -> None:
    result = judge(written(tmp_path, GOOD + cut), "--json")
    check_left_out(result, judge(written(tmp_path, GOOD), "--json"), "line 5")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_however_a_spreadsheet_wrote_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [
        "at,failed,gateway,note",
        '"2026-04-30T10:00:00Z","1","acmé","said: ""never"""',
        '"2026-05-01T10:00:00Z","0","stripe","two',
        'lines, and a comma"',
        "2026-05-02T10:00:00Z,1,acmé,",
    ]
    cells = "\r\n".join(rows).replace(", and", "\0").replace(",", delimiter).replace("\0", ", and")
    file = tmp_path / "lesson.csv"
    file.write_bytes(cells.encode(encoding))
    told = json.loads(judge(file, "--json").stdout)
    counts = {side: (told["counts"][side]["failed"], told["counts"][side]["rows"]) for side in ("before", "after")}
    assert counts == {"before": (1, 1), "after": (1, 2)}
    assert told["left_out"] == 0


def test_parquet_with_gaps_and_words_is_left_out_row_by_row(tmp_path: Path) -> None:
    rows = {
        "at": ["2026-04-30T10:00:00Z", None, "2026-05-01T10:00:00Z", "soon", "2026-05-02T10:00:00Z"],
        "failed": ["true", "true", "false", "false", "perhaps"],
    }
    file = tmp_path / "lesson.parquet"
    pq.write_table(pa.table(rows), file)
    result = judge(file, "--json")
    told = json.loads(result.stdout)
    assert (told["left_out"], told["counts"]["after"]["rows"]) == (3, 1)
    assert [f"line {row}" in result.stderr for row in (1, 2, 3, 4, 5)] == [False, True, False, True, True]
    typed = pa.table({"at": pa.array([1, None, 3], pa.timestamp("us")), "failed": [True, True, False]})
    pq.write_table(typed, file)
    told = json.loads(judge(file, "--json", since="1970-01-01T00:00:00.000002Z").stdout)
    assert (told["left_out"], told["counts"]["before"]["rows"], told["counts"]["after"]["rows"]) == (1, 1, 1)


def test_parquet_that_breaks_off_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lesson.parquet"
    pq.write_table(table("half"), file)
    file.write_bytes(file.read_bytes()[:-100])
    result = judge(file, "--json")
    assert "is not a whole Parquet file. Export it again" in str(result.exception)


@pytest.mark.promise
def test_one_wrong_time_does_not_turn_the_others_into_those_of_another_zone(tmp_path: Path) -> None:
    check_zones(lambda file: judge(file, "--json", since="2026-05-01T00:30+02:00"), tmp_path)


def check_zones(judging: Callable[[Path], Result], folder: Path) -> None:
    """Midnight in Berlin is 22:00 UTC. Zones in one column may be mixed, and one of them may be no time at all."""
    (folder / "home").mkdir(exist_ok=True)
    (folder / "home" / "policy.toml").write_text('zone = "Europe/Berlin"\n')
    times = ["2026-05-01 00:00", "2026-04-30T22:15Z", "2026-05-01T00:45", "2026-04-30T22:45:00+00:00", "soon"]
    for some in (times[::2], times[:4], times, times[1::2]):
        file = written(folder, "at,failed\n" + "".join(f"{time},0\n" for time in some))
        result = judging(file)
        assert result.exception is None
        told = json.loads(result.stdout)
        before = sum(time in times[:2] for time in some)
        assert told["counts"]["before"]["rows"] == before
        assert told["counts"]["after"]["rows"] == len(some) - before - told["left_out"]
        assert told["left_out"] == ("soon" in some)
        assert told["zone"] == "Europe/Berlin"
        assert ("Times without a zone are read in Europe/Berlin" in result.stderr) == ("2026-05-01 00:00" in some)


def test_twin_that_takes_them_as_utc_is_caught(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        check_zones(lambda file: judge(file, "--json", "--zone", "UTC", since="2026-04-30T23:50Z"), tmp_path)


def test_a_control_that_stands_only_in_rows_that_were_left_out_is_in_no_row(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD.replace("acme", "stripe") + "soon,0,acme\n")
    result = judge(file, "--control", "gateway=acme")
    assert "'acme' is in no row: the control is empty" in str(result.exception)
