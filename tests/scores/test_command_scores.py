"""`amends scores fit`: two files in, a row for each agent out, or nothing and why."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.scores.simulated.tables import arrival_table, contacts_table
from fair_world import made

COLUMNS = (
    *("agent", "n_contacts", "n_answers", "own_pp", "own_lo", "own_hi", "left_pp", "left_lo", "left_hi"),
    *("total_pp", "lo", "hi", "p_worse", "burden_pp", "raw_nrr", "verdict"),
)
OPEN, HELD = ("A", 50, 100), ("C", 50, 100)


class Folder:
    """CONTACTS and ARRIVAL of a world, and what comes out."""

    def __init__(self, path: Path, *which: Any, ending: str = "parquet") -> None:
        self.path, one = path, made(*which)
        for name, table in (("contacts", contacts_table(one)), ("arrival", arrival_table(one))):
            if ending == "csv":
                pc.write_csv(table, path / f"{name}.csv")
            else:
                pq.write_table(table, path / f"{name}.parquet")
        self.ending = ending

    def fit(self, *options: object, out: str = "agents.csv") -> Result:
        contacts, arrival = (str(self.path / f"{name}.{self.ending}") for name in ("contacts", "arrival"))
        told = ["scores", "fit", contacts, "--arrival", arrival, "--out", str(self.path / out)]
        return CliRunner().invoke(amends, [*told, *map(str, options)], standalone_mode=False)

    def rows(self, out: str = "agents.csv") -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.path / out).read_text())))


def test_a_row_for_each_agent_by_key(tmp_path: Path) -> None:
    folder = Folder(tmp_path, *OPEN)
    told = json.loads(folder.fit("--json").stdout)
    rows = folder.rows()
    assert tuple(rows[0]) == COLUMNS
    assert [row["agent"] for row in rows] == [f"a{number:02d}" for number in range(50)]
    assert {row["verdict"] for row in rows} <= {"same as everyone", "probably better", "probably worse"}
    assert (told["gate"], told["reasons"], told["basis"]) == ("pass", [], "all contacts")
    assert set(told["sigmas"]) == {"agent", "reason", "product"}
    assert sum(told["variance_shares"].values()) == pytest.approx(1)
    for row in rows:
        for middle, low, high in (COLUMNS[3:6], COLUMNS[6:9], COLUMNS[9:12]):
            assert float(row[low]) < float(row[middle]) < float(row[high])


def test_csv_and_parquet_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    one, other = Folder(tmp_path / "one", "A", 20, 40, ending="csv"), Folder(tmp_path, "A", 20, 40)
    assert one.fit().exit_code == other.fit(out="agents.parquet").exit_code == 0
    table = pq.read_table(tmp_path / "agents.parquet").to_pylist()
    told = [float(row["total_pp"]) if row["total_pp"] else None for row in one.rows()]
    assert [row["total_pp"] for row in table] == told


@pytest.mark.promise
def test_while_the_gate_holds_nothing_is_written_and_what_was_there_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path, *HELD)
    (tmp_path / "agents.csv").write_text("of yesterday")
    result = folder.fit("--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 3
    assert (tmp_path / "agents.csv").read_text() == "of yesterday"
    assert (told["gate"], told["out"]) == ("hold", None)
    assert "Route a random slice" in told["reasons"][0]["next_step"]
    assert told["system"]["raw_nrr"]["of"] > 1_000
    assert not {f"a{number:02d}" for number in range(50)} & set(result.stdout.replace('"', " ").split())


def test_in_words_it_says_why_and_what_to_do(tmp_path: Path) -> None:
    result = Folder(tmp_path, *HELD).fit()
    assert result.exit_code == 3
    assert "The gate holds" in result.stdout
    assert "Route a random slice" in result.stdout
    assert "Nothing per agent was written" in result.stderr
    assert not list(tmp_path.glob("agents*"))


def test_for_evaluation_every_row_says_that_it_is_held(tmp_path: Path) -> None:
    folder = Folder(tmp_path, *HELD)
    assert folder.fit("--even-if-held").exit_code == 0
    assert {row["verdict"] for row in folder.rows()} == {"held"}
    assert all(row["total_pp"] for row in folder.rows())


def test_too_few_answers_are_no_figure_but_for_evaluation(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "A", 50, 20)
    assert folder.fit().exit_code == 0
    few = [row for row in folder.rows() if int(row["n_answers"]) < 30]
    assert few
    assert {(row["verdict"], row["total_pp"], row["raw_nrr"]) for row in few} == {("not enough yet", "", "")}
    folder.fit("--even-if-held")
    again = [row for row in folder.rows() if int(row["n_answers"]) < 30]
    assert all(row["total_pp"] and row["verdict"] == "not enough yet" for row in again)


def test_what_the_agent_himself_wrote_is_counted_and_said(tmp_path: Path) -> None:
    result = Folder(tmp_path, "E", 50, 50).fit("--json")
    assert json.loads(result.stdout)["refused_values"]["own"] == made("E", 50, 50).self_coded.sum()
    assert "authored by the contact's own agent" in result.stderr


def test_duckdb_makes_the_same_passes(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "A", 20, 40)
    folder.fit("--even-if-held")
    folder.fit("--even-if-held", "--engine", "duckdb", out="there.csv")
    pairs = zip(folder.rows(), folder.rows("there.csv"), strict=True)
    assert all(float(one["total_pp"]) == pytest.approx(float(other["total_pp"]), abs=1e-6) for one, other in pairs)


def test_a_further_field_is_adjusted_for_when_it_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "A", 20, 40)
    arrival = pq.read_table(tmp_path / "arrival.parquet")
    names = ["open_orders" if name == "waiting_minutes" else name for name in arrival["field"].to_pylist()]
    pq.write_table(arrival.set_column(1, "field", pa.array(names)), tmp_path / "arrival.parquet")
    without, with_it = (
        json.loads(folder.fit(*options, "--json", "--even-if-held").stdout)
        for options in ((), ("--field", "open_orders"))
    )
    assert without["refused_values"]["unknown_field"] == len(made("A", 20, 40).contacts)
    assert with_it["refused_values"]["unknown_field"] == 0


@pytest.mark.parametrize(("out", "said"), [("agents.xlsx", "End it in .csv"), ("no/agents.csv", "cannot be written")])
def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path, out: str, said: str) -> None:
    result = Folder(tmp_path, "A", 20, 40).fit(out=out)
    assert result.exit_code != 0
    assert said in str(result.exception)
