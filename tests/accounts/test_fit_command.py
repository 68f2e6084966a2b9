"""`amends accounts fit`: a table in; figures, probabilities, forecasts and their reasons out."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.accounts.hazard.columns import Numeric
from amends.accounts.hazard.simulated import world
from amends.cli import amends
from amends.facts import Refused
from hazard_world import csv_of, leaving


def run(*arguments: object) -> Result:
    return CliRunner().invoke(amends, ["accounts", "fit", *map(str, arguments)])


def told(*arguments: object) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def refusal(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, Refused), done.output
    return str(done.exception)


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.csv"
    file.write_text(leaving(800))
    return file


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = world(900, 18, 1).observed
    assert rows.month is not None
    columns: dict[str, Any] = {column.name: column.values for column in rows.columns if isinstance(column, Numeric)}
    columns |= {"account": [rows.names[place] for place in rows.entity], "month": rows.month, "left": rows.event}
    file = tmp_path_factory.mktemp("hazard") / "months.parquet"
    pq.write_table(pa.table(columns), file)
    return file


def test_figures_are_told_and_can_be_worked_out_from_what_is_written(accounts: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    found = told(accounts, "--event", "left", "--entity", "account", "--out", out, "--no-challenger")
    assert found["gate"] == "pass"
    assert (found["rows"], found["entities"], found["cv"], found["seed"]) == (800, 800, 5, 7)
    assert found["auc"] > 0.7
    assert found["intervals"]["auc"][0] < found["auc"] < found["intervals"]["auc"][1]
    event = [int(row["left"]) for row in csv.DictReader(accounts.open())]
    written = {int(row["row"]): float(row["probability"]) for row in csv.DictReader(out.open())}
    assert sorted(written) == list(range(800))
    brier = np.mean([(event[row] - probability) ** 2 for row, probability in written.items()])
    assert found["brier"] == pytest.approx(brier, abs=1e-12)


@pytest.mark.promise
def test_the_same_file_in_another_order_gives_the_same_figures(accounts: Path, tmp_path: Path) -> None:
    header, *rows = accounts.read_text().splitlines()
    random.Random(2).shuffle(rows)
    (tmp_path / "other").mkdir()
    other, twin = tmp_path / "other" / "accounts.csv", tmp_path / "other" / "twin.csv"
    other.write_text(csv_of(header, rows))
    twin.write_text(csv_of(header, rows[:-1]))
    arguments = ("--event", "left", "--entity", "account", "--no-challenger")
    found = told(accounts, *arguments)
    assert told(other, *arguments) == found
    assert told(twin, *arguments)["auc"] != found["auc"]


def test_csv_and_parquet_are_the_same(accounts: Path, tmp_path: Path) -> None:
    other = tmp_path / "accounts.parquet"
    pq.write_table(pacsv.read_csv(accounts), other)
    arguments = ("--event", "left", "--entity", "account", "--no-challenger")
    one, two = told(accounts, *arguments), told(other, *arguments)
    assert (one["auc"], one["brier"]) == pytest.approx((two["auc"], two["brier"]), abs=0.02)
    assert one["columns"] == two["columns"]


def test_account_months_are_judged_on_later_months_too(months: Path, tmp_path: Path) -> None:
    ahead, picture = tmp_path / "ahead.csv", tmp_path / "bins.svg"
    arguments = ("--event", "left", "--entity", "account", "--time", "month", "--cv", 2, "--forecast", ahead)
    found = told(months, *arguments, "--picture", picture)
    assert found["entities"] == 900
    assert found["later"]["rows_past"] + found["later"]["rows"] == found["rows"]
    assert found["later"]["challenge"].startswith("The challenger is not")
    assert picture.read_text().startswith("<svg")
    rows = list(csv.DictReader(ahead.open()))
    chances = [float(row["probability_12_months"]) for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert all(float(row["low"]) <= float(row["high"]) for row in rows)
    assert len({row["entity"] for row in rows}) == len(rows)
    assert "on the log odds" in rows[0]["because"]
    assert {row["support"] for row in rows} == {"fades"}


def test_few_events_give_points_and_no_probability(tmp_path: Path) -> None:
    file, out = tmp_path / "few.csv", tmp_path / "p.csv"
    file.write_text(leaving(200) + "a0,9,0.1,mid,\n")
    found = told(file, "--event", "left", "--entity", "account", "--out", out)
    assert (found["gate"], found["mark"], found["auc"]) == ("hold", "uncalibrated", None)
    assert found["rules"] == [{"words": "four contacts or more in 30 days", "column": "contacts_30d", "points": 3}]
    assert out.read_text().splitlines()[0] == '"row","uncalibrated_points"'
    words = run(file, "--event", "left", "--entity", "account", "--out", out).output
    assert "No probability" in words
    assert "with 200 of the 201 rows of the file: join by `row`, from 0." in words
    assert "uncalibrated" in words


def test_words_say_what_was_taken_for_granted(accounts: Path) -> None:
    done = run(accounts, "--event", "left", "--entity", "account", "--numeric", "contacts_30d,usage")
    assert "Taken as categorical, because nothing else was said: plan." in done.stderr
    assert "four contacts or more in 30 days" in done.stdout
    assert "the challenger is shown and not used" in done.stdout


def test_bad_input_is_named_and_nothing_is_written(accounts: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    base = (accounts, "--entity", "account", "--out", out, "--event")
    assert "is neither the event nor its absence" in refusal(*base, "plan")
    assert "Did you mean 'left'?" in refusal(*base, "lef")
    assert "needs to know when each row was" in refusal(*base, "left", "--forecast", tmp_path / "f.csv")
    assert "is no CSV or Parquet file" in refusal(accounts, "--event", "left", "--out", tmp_path / "p.txt")
    assert "is the file that is read" in refusal(accounts, "--event", "left", "--out", accounts)
    assert "is no finite number" in refusal(*base, "left", "--numeric", "plan")
    assert not out.exists()


@pytest.mark.shared
def test_real_churn_is_told_as_well_as_was_asked(shared_data: Path) -> None:
    """UCI 563, Iranian telecom: 300 of 3,150 rows stand there twice."""
    found = told(shared_data / "churn" / "uci563_iranian_churn.csv", "--event", "Churn", "--no-challenger")
    assert (found["rows"], found["duplicates"], found["events"]) == (2_850, 300, 446)
    assert (found["alike"], found["rows_in_file"], found["ece_bins"]) == (0, 3_150, "10 of equally many rows")
    assert found["auc"] >= 0.96
    assert found["brier"] <= 0.055
    assert found["ece"] <= 0.02
