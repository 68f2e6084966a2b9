"""`amends care`: files in, files out; what is wrong is named with its place, and nothing half-written stays."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.care.hear_weights import weights_of
from amends.care.weights import Weights, as_toml
from amends.cli import amends
from amends.facts import Refused

HEADER = "contact_id,agent,at,channel,hostility,own_tap,fixable,inherited_repeat,note"
ANA = [
    'c1,ana,2026-05-03T09:00:00Z,phone,1.0,,true,false,"a, b"',
    "c2,ana,2026-05-03T09:20:00Z,call,insult,,false,true,",
    "c3,ana,2026-05-03T09:25:00Z,E-Mail,threat,0,true,false,",
]
WAITING = (
    "contact_id,channel,skill,waiting_since,max_wait_minutes,q80_minutes,hard,known_agent,promised_from,promised_to"
)
PEOPLE = "agent,skills,shift_end,load,shift_total"


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "care", *map(str, arguments)])


def table(folder: Path, name: str, header: str, *rows: str) -> Path:
    file = folder / name
    file.write_text("\n".join([header, *rows]) + "\n")
    return file


def refusal(result: Result) -> str:
    assert isinstance(result.exception, Refused), result.output
    return str(result.exception)


# Exposure


def test_the_same_rows_come_back_with_three_columns_more(tmp_path: Path) -> None:
    contacts, out = table(tmp_path, "c.csv", HEADER, *ANA), tmp_path / "o.csv"
    told = run(tmp_path, "exposure", contacts, "--out", out, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["contacts"] == 3
    rows = list(csv.DictReader(out.open()))
    assert [row["note"] for row in rows] == ["a, b", "", ""]
    assert [float(row["points"]) for row in rows] == [1.0, 1.875, 0.0]  # (1 + 0.3 + 0.2) x 1.25, and her own tap
    assert float(rows[1]["load_after"]) == pytest.approx(2 ** (-20 / 60) / 2 + 1.875)  # a pause of 20 minutes
    assert float(rows[2]["load_after"]) == pytest.approx((2 ** (-20 / 60) / 2 + 1.875) * 2 ** (-5 / 60))
    assert [float(row["shift_total"]) for row in rows] == [1.0, 2.875, 2.875]
    header = out.read_text().splitlines()[0]
    assert header == f"{HEADER},points,load_after,shift_total"


def test_only_its_owner_may_read_what_was_written(tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    assert run(tmp_path, "exposure", table(tmp_path, "c.csv", HEADER, *ANA), "--out", out).exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_parquet_in_and_out_is_the_same(tmp_path: Path) -> None:
    source = table(tmp_path, "c.csv", HEADER, *ANA)
    rows = list(csv.DictReader(source.open()))
    typed = [
        {**row, "hostility": points, "fixable": row["fixable"] == "true"}
        for row, points in zip(rows, (1.0, 1.0, 1.5), strict=True)
    ]
    pq.write_table(pa.Table.from_pylist(typed), tmp_path / "c.parquet")
    for name in ("csv", "parquet"):
        assert run(tmp_path, "exposure", tmp_path / f"c.{name}", "--out", tmp_path / f"o.{name}.parquet").exit_code == 0
    first, second = (pq.read_table(tmp_path / f"o.{name}.parquet") for name in ("csv", "parquet"))
    for column in ("points", "load_after", "shift_total"):
        assert first[column].to_pylist() == second[column].to_pylist()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("c4,ben,2026-05-03T09:00:00Z,fax,0,,true,false,", "line 3, column channel: 'fax' cannot be taken"),
        ("c4,ben,2026-05-03T09:00:00Z,phone,rude,,true,false,", "line 3, column hostility: 'rude' cannot be taken"),
        ("c4,ben,2026-05-03T09:00:00Z,phone,9,,true,false,", "line 3, column hostility: '9' cannot be taken"),
        ("c4,ben,2026-05-03T09:00:00Z,phone,0,-1,true,false,", "line 3, column own_tap: '-1' cannot be taken"),
        ("c4,ben,yesterday,phone,0,,true,false,", "line 3, column at: 'yesterday' is no time"),
        ("c4,,2026-05-03T09:00:00Z,phone,0,,true,false,", "line 3, column agent: '' is empty"),
        ("c4,ben,2026-05-03T09:00:00Z,phone,0,,maybe,false,", "line 3, column fixable: 'maybe' cannot be taken"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_kept_without_figures(tmp_path: Path, row: str, said: str) -> None:
    out = tmp_path / "o.csv"
    told = run(tmp_path, "exposure", table(tmp_path, "c.csv", HEADER, ANA[0], row), "--out", out, "--json")
    assert told.exit_code == 0
    assert said in told.stderr
    assert json.loads(told.stdout)["left_out"] == 1
    assert [row["points"] for row in csv.DictReader(out.open())] == ["1", ""]


def test_what_cannot_be_read_at_all_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    short = table(tmp_path, "short.csv", "contact_id,agent,at,channel,hostility", "c1,ana,2026-05-03,phone,0")
    assert "own_tap" in refusal(run(tmp_path, "exposure", short, "--out", out))
    twice = table(tmp_path, "twice.csv", f"{HEADER},points", f"{ANA[1]},7")
    assert "in the file already" in refusal(run(tmp_path, "exposure", twice, "--out", out))
    assert "has no rows" in refusal(run(tmp_path, "exposure", table(tmp_path, "none.csv", HEADER), "--out", out))
    good = table(tmp_path, "c.csv", HEADER, *ANA)
    assert "no CSV or Parquet" in refusal(run(tmp_path, "exposure", good, "--out", tmp_path / "o.xls"))
    assert "is the file that is read" in refusal(run(tmp_path, "exposure", good, "--out", good))
    assert not out.exists()


def test_the_zone_of_the_policy_says_when_a_day_begins(tmp_path: Path) -> None:
    rows = [f"c{n},ana,2026-05-03T{time}Z,phone,1,,true,false," for n, time in enumerate(("21:30:00", "22:30:00"))]
    contacts, out = table(tmp_path, "c.csv", HEADER, *rows), tmp_path / "o.csv"
    run(tmp_path, "exposure", contacts, "--out", out)
    assert [row["shift_total"] for row in csv.DictReader(out.open())] == ["1", "2"]
    (tmp_path / "policy.toml").write_text('zone = "Europe/Berlin"\n')
    run(tmp_path, "exposure", contacts, "--out", out)
    assert [row["shift_total"] for row in csv.DictReader(out.open())] == ["1", "1"]


# Weights


def test_the_table_in_force_is_printed_and_is_its_own_file(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "weights", "--json").stdout)
    assert told["source"] == "defaults"
    assert told["weights"]["channels"]["mail"] == 0.4
    assert weights_of(run(tmp_path, "weights").stdout.encode()) == Weights()


def test_what_a_team_edits_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "care.toml"
    file.write_text('half_life_minutes = 30\n[channels]\nfax = 0.2\n"walk in" = 1.5\n[hostility]\nsarcasm = 0.7\n')
    told = json.loads(run(tmp_path, "weights", "--json").stdout)
    assert told["source"] == str(file)
    assert (told["weights"]["half_life_minutes"], told["weights"]["channels"]["fax"]) == (30.0, 0.2)
    assert told["weights"]["channels"]["phone"] == 1.0
    row = "c1,ben,2026-05-03T09:00:00Z,fax,sarcasm,,true,false,"
    out = tmp_path / "o.csv"
    run(tmp_path, "exposure", table(tmp_path, "c.csv", HEADER, row), "--out", out)
    assert [float(one["points"]) for one in csv.DictReader(out.open())] == [pytest.approx(0.14)]
    again = weights_of(file.read_bytes())
    assert weights_of(as_toml(again).encode()) == again


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nhalf_life = 60\n", "care.toml, line 2, column half_life: 'half_life' is no weight. Did you mean half_l"),
        ("guard = -1\n", "line 1, column guard: '-1' is no number of at least 0"),
        ("half_life_minutes = 0\n", "'0' is no number above 0"),
        ("offer = true\n", "'True' is no number of at least 0"),
        ("[routing]\nluck = 1\n", "line 2, column luck: 'luck' is no weight of routing"),
        ("[max_wait_minutes]\nphone = 0\n", "line 2, column phone: '0' is no number above 0"),
        ("channels = 1\n", "is no table"),
        ('day_begins = "24:00"\n', "'24:00' is no time of day"),
        ("notice = 4\n", "is out of order"),
        ("guard 3\n", "line 1: is not TOML"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Refused) as error:
        weights_of(text.encode())
    assert said in str(error.value)


# Routing


def files(folder: Path, waiting: list[str], people: list[str]) -> list[object]:
    contacts, agents = table(folder, "w.csv", WAITING, *waiting), table(folder, "a.csv", PEOPLE, *people)
    return ["route", "--contacts", contacts, "--agents", agents, "--now", "2026-05-04T15:59:00Z"]


def by_id(result: Result) -> dict[str, dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return {one["contact_id"]: one for one in json.loads(result.stdout)["assignments"]}


LONG = "c1,phone,billing,2026-05-04T15:58:00Z,10,12,false,ana,,"
SOON_GONE = "ana,billing,2026-05-04T16:00:00Z,0.2,1"
BEN = "ben,orders;billing,2026-05-04T18:00:00Z,3.2,4"


@pytest.mark.parametrize("batch", [(), ("--batch",)])
def test_a_minute_before_the_end_of_the_shift(tmp_path: Path, batch: tuple[str, ...]) -> None:
    alone = by_id(run(tmp_path, *files(tmp_path, [LONG], [SOON_GONE]), "--json", *batch))["c1"]
    assert (alone["action"], alone["agent"], alone["terms"]["rule"]) == ("offer_call_back", "ana", "shift")
    two = by_id(run(tmp_path, *files(tmp_path, [LONG], [SOON_GONE, BEN]), "--json", *batch))["c1"]
    assert (two["action"], two["agent"], two["terms"]["second_skill"]) == ("assign", "ben", -0.5)


@pytest.mark.parametrize("batch", [(), ("--batch",)])
def test_the_order_of_the_rows_never_matters(tmp_path: Path, batch: tuple[str, ...]) -> None:
    rows = [LONG, "c2,phone,orders,2026-05-04T15:50:00Z,5,4,yes,,,", "c3,mail,,2026-05-04T09:00:00Z,,,no,,,"]
    people = [SOON_GONE, BEN, "cy,orders|billing,,0,0"]
    forth = run(tmp_path, *files(tmp_path, rows, people), "--json", *batch)
    back = run(tmp_path, *files(tmp_path, rows[::-1], people[::-1]), "--json", *batch)
    assert len(by_id(forth)) == 3
    assert forth.stdout == back.stdout


def test_people_read_sentences(tmp_path: Path) -> None:
    told = run(tmp_path, *files(tmp_path, [LONG], [SOON_GONE, BEN])).stdout
    assert told == "c1: to ben: waited +0.10, second_skill -0.50, care -2.60.\n"  # a fifth of 4 x 3.2 + 0.05 x 4


@pytest.mark.parametrize(
    ("waiting", "people", "said"),
    [
        (["c1,fax,billing,,10,12,,,,"], [BEN], "w.csv, line 2, column channel: 'fax' is no channel of the table"),
        ([LONG, LONG], [BEN], "w.csv, line 3, column contact_id: 'c1' stands in the file twice"),
        ([LONG], [BEN, BEN], "a.csv, line 3, column agent: 'ben' stands in the file twice"),
        ([",phone,billing,,10,12,,,,"], [BEN], "w.csv, line 2, column contact_id: '' is empty"),
        (["c1,phone,billing,noon,10,12,,,,"], [BEN], "w.csv, line 2, column waiting_since: 'noon' is no time"),
        (["c1,phone,billing,,0,12,,,,"], [BEN], "column max_wait_minutes: '0' is no number above 0"),
        (["c1,phone,billing,,10,-1,,,,"], [BEN], "column q80_minutes: '-1' is no number of at least 0"),
        (["c1,phone,billing,,10,nine,,,,"], [BEN], "column q80_minutes: 'nine' is no number of at least 0"),
        (["c1,phone,billing,,10,12,rather,,,"], [BEN], "column hard: 'rather' is neither true nor false"),
        (["c1,phone,billing,,10,12,,,,2026-05-04T16:00:00Z"], [BEN], "is empty beside promised_to"),
        (["c1,phone,billing,,10,12,,,2026-05-04T17:00:00Z,2026-05-04T16:00:00Z"], [BEN], "is before promised_from"),
        ([LONG], ["ben,billing,later,0,0"], "a.csv, line 2, column shift_end: 'later' is no time"),
        ([LONG], ["ben,billing,,heavy,0"], "a.csv, line 2, column load: 'heavy' is no number of at least 0"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_decided(
    tmp_path: Path, waiting: list[str], people: list[str], said: str
) -> None:
    told = run(tmp_path, *files(tmp_path, waiting, people), "--json")
    assert said in refusal(told)
    assert told.stdout == ""
