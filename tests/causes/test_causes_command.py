"""`amends causes` and `amends slices`: a file in, a list out, and words for what cannot be used."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ONSET_DAY = 40
Row = dict[str, Any]


def period(seed: int, rows: int, *, broken: bool) -> list[Row]:
    """Refunds of 90 days. Where `broken`, card with version 4.2 fails from day 40 on. Gateway b always was worse."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(rows):
        day = 90 * number / rows
        method, version = str(chance.choice(["card", "debit", "wallet"])), str(chance.choice(["4.0", "4.1", "4.2"]))
        gateway = str(chance.choice(["a", "b", "c"]))
        bad = broken and (method, version) == ("card", "4.2") and day >= ONSET_DAY
        failed = chance.random() < (0.5 if bad else 0.03 if gateway == "b" else 0.004)
        at = (BEGIN + timedelta(days=day)).isoformat()
        found.append(
            {"at": at, "gateway": gateway, "method": method, "version": version, "failed": str(failed).lower()}
        )
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(amends, [str(argument) for argument in arguments], standalone_mode=False)


def listed(*arguments: object) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert result.exception is None, result.exception
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def refused(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exception is not None
    assert result.exit_code != 0
    assert result.stdout == ""
    return str(result.exception)


@pytest.fixture(scope="module")
def refunds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """refunds.csv, the same as refunds.parquet, and before.csv, the reference."""
    folder = tmp_path_factory.mktemp("refunds")
    rows = period(1, 5_000, broken=True)
    write(folder / "refunds.csv", rows)
    write(folder / "before.csv", period(2, 25_000, broken=False))
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["failed"] = [value == "true" for value in columns["failed"]]
    columns["at"] = pa.array([datetime.fromisoformat(at) for at in columns["at"]], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table(columns), folder / "refunds.parquet")
    return folder


def write(file: Path, rows: list[Row]) -> Path:
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


OPTIONS = ("--failed", "failed", "--attributes", "gateway,method,version")


@pytest.mark.parametrize("name", ["refunds.csv", "refunds.parquet"])
def test_the_cause_and_its_first_day_are_told(refunds: Path, name: str) -> None:
    (cause,) = listed("causes", refunds / name, *OPTIONS, "--reference", refunds / "before.csv", "--at", "at")
    assert cause["literals"] == {"method": "card", "version": "4.2"}
    assert cause["onset_lo"] <= "2026-02-10T00:00:00Z" <= cause["onset_hi"]
    assert cause["onset_lo"] <= cause["onset"] <= cause["onset_hi"]
    assert cause["end"] is None
    assert cause["rate"] == cause["failures"] / cause["rows"]
    assert cause["lift_lo"] < cause["lift"] < cause["lift_hi"]
    assert cause["adj_p"] < 1e-6
    assert cause["aliases"] == cause["overlaps"] == []


def test_by_the_hour_the_hour_is_told(refunds: Path) -> None:
    options = (*OPTIONS, "--reference", refunds / "before.csv", "--at", "at", "--by", "hour")
    (cause,) = listed("causes", refunds / "refunds.csv", *options)
    assert cause["onset_lo"] <= "2026-02-10T03:00:00Z"
    assert cause["onset_hi"] >= "2026-02-09T21:00:00Z"
    words = run("causes", refunds / "refunds.csv", *options).stdout
    assert re.search(r"Since 2026-02-\d\d \d\d:00 UTC, between ", words)


def test_without_a_reference_what_always_was_is_found_too_and_that_is_said(refunds: Path) -> None:
    result = run("causes", refunds / "refunds.csv", *OPTIONS, "--json")
    found = [cause["literals"] for cause in json.loads(result.stdout)]
    assert {"gateway": "b"} in found
    assert {"method": "card", "version": "4.2"} in found
    assert "what always was worse than the rest is found too" in result.stderr


def test_a_short_reference_is_said_to_be_short(refunds: Path, tmp_path: Path) -> None:
    before = write(tmp_path / "before.csv", period(3, 5_000, broken=False))
    result = run("causes", refunds / "refunds.csv", *OPTIONS, "--reference", before)
    assert "has 1.0 times the rows" in result.stderr
    assert "method = card and version = 4.2" in result.stdout


def test_for_people_there_are_sentences(refunds: Path) -> None:
    before = ("--reference", refunds / "before.csv")
    words = run("causes", refunds / "refunds.csv", *OPTIONS, *before, "--at", "at").stdout
    assert words.startswith("1. method = card and version = 4.2\n")
    assert "times the usual" in words
    assert "Since 2026-02-" in words
    assert "None" not in words


def test_a_verdict_is_an_outcome_and_an_open_one_is_none(refunds: Path, tmp_path: Path) -> None:
    rows = period(1, 5_000, broken=True)
    for number, row in enumerate(rows):
        row["verdict"] = "customer_right" if row.pop("failed") == "true" else "record_right"
        if number % 4 == 0:
            row["verdict"] = ("too_early", "cannot_tell")[number % 8 // 4]
    file = write(tmp_path / "opinions.csv", rows)
    options = ("--failed", "verdict", "--attributes", "gateway,method,version")
    result = run("causes", file, *options, "--reference", file)
    assert "1,250 rows without a known outcome left out" in result.stderr
    found = listed("causes", file, *options)
    assert {"method": "card", "version": "4.2"} in [cause["literals"] for cause in found]
    assert all(cause["unknown"] > 0 for cause in found)


def test_slices_are_listed_best_first(refunds: Path) -> None:
    options = ("--errors", "failed", "--attributes", "gateway,method,version", "--k", 3, "--min-support", 20)
    found = listed("slices", refunds / "refunds.csv", *options)
    assert found[0]["literals"].items() >= {"method": "card", "version": "4.2"}.items()
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert all(one["mean_error"] == one["errors"] / one["rows"] for one in found)
    assert len(found) == 3
    words = run("slices", refunds / "refunds.parquet", *options).stdout
    assert "method = card and version = 4.2" in words.splitlines()[0]


def test_errors_may_be_weights(tmp_path: Path) -> None:
    rows = [
        {"plan": "x" if i % 3 else "y", "loss": "2.5" if i % 3 == 0 else "" if i % 7 == 0 else "0"} for i in range(99)
    ]
    result = run(
        "slices", write(tmp_path / "t.csv", rows), "--errors", "loss", "--attributes", "plan", "--min-support", 9
    )
    assert "plan = y: 82.5 errors in 33 rows" in result.stdout
    assert "10 rows without a known outcome left out" in result.stderr


def test_people_and_ids_are_no_causes_unless_forced(tmp_path: Path) -> None:
    rows = [{"agent": f"p{i % 3}", "OrderNo": f"o{i}", "failed": str(int(i % 3 == 0))} for i in range(300)]
    file = write(tmp_path / "t.csv", rows)
    assert "People are no causes" in refused("causes", file, "--failed", "failed", "--attributes", "agent")
    assert "--force agent" in refused("slices", file, "--errors", "failed", "--attributes", "agent")
    assert "has 300 values in 300 rows, like an id" in refused(
        "causes", file, "--failed", "failed", "--attributes", "OrderNo"
    )
    assert listed("causes", file, "--failed", "failed", "--attributes", "agent", "--force", "agent")


@pytest.mark.parametrize("name", ["customerId", "assigned_agent", "EMAIL", "user name", "name", "phoneNumber"])
def test_a_column_of_people_is_known_by_the_words_of_its_name(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "t.csv", [{name: "x", "failed": "1"}, {name: "y", "failed": "0"}])
    assert "names people" in refused("causes", file, "--failed", "failed", "--attributes", name)


@pytest.mark.parametrize("name", ["contact_reason", "customerSegment", "plan_name", "agent team", "phone_model_no"])
def test_what_people_have_in_common_may_be_a_cause(tmp_path: Path, name: str) -> None:
    rows = [{name: "x", "failed": "1"}, {name: "y", "failed": "0"}]
    assert listed("causes", write(tmp_path / "t.csv", rows), "--failed", "failed", "--attributes", name) == []


def test_a_table_and_its_reference_may_be_of_two_kinds(tmp_path: Path) -> None:
    """A text of CSV and a number of Parquet are one value; else every value would be new and nothing usual."""
    chance = np.random.default_rng(4)
    before = [
        {"shop": int(i % 4), "on": bool(i % 2), "failed": int(i % 4 == 3 and chance.random() < 0.2)}
        for i in range(9_000)
    ]
    columns = {name: [row[name] for row in before] for name in before[0]}
    pq.write_table(pa.table(columns), tmp_path / "before.parquet")
    file = write(tmp_path / "now.csv", [{**row, "on": str(row["on"]).lower()} for row in before[:3_000]])
    options = ("--failed", "failed", "--attributes", "shop,on")
    assert {"shop": "3"} in [cause["literals"] for cause in listed("causes", file, *options)]
    assert listed("causes", file, *options, "--reference", tmp_path / "before.parquet") == []


@pytest.mark.parametrize(
    ("text", "attributes", "words"),
    [
        ("", "a", "is empty"),
        ("a,failed\n", "a", "holds no row"),
        ("a,failed\nx,maybe\n", "a", "line 2, column failed: 'maybe' is no outcome"),
        ("a,failed\nx,\ny,too_early\n", "a", "holds no row with a known outcome"),
        ("a,failed\nx,1\n", "b", "is no column of this file"),
        ("a,failed\nx,1\n", "a,a", "names a column twice"),
        ("a,failed\nx,1\n", "failed", "what is to be explained cannot explain itself"),
        ("a,failed\nx,1\n", ",", "names no column"),
        ('[{"a": 1}]', "a", "is JSON"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, text: str, attributes: str, words: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert words in refused("causes", tmp_path / "t.csv", "--failed", "failed", "--attributes", attributes)


@pytest.mark.parametrize(("value", "words"), [("-1", "'-1.0' is no error"), ("much", "'much' is no error")])
def test_an_error_that_is_none_is_said_with_its_line(tmp_path: Path, value: str, words: str) -> None:
    (tmp_path / "t.csv").write_text(f"a,loss\nx,0.5\ny,{value}\n")
    message = refused("slices", tmp_path / "t.csv", "--errors", "loss", "--attributes", "a")
    assert words in message
    assert "line 3" in message


def test_a_half_written_last_line_is_left_out_and_said(refunds: Path, tmp_path: Path) -> None:
    text = (refunds / "refunds.csv").read_text()
    (tmp_path / "t.csv").write_text(text + "2026-04-01T00:00:00+00:00,a,car")
    result = run("causes", tmp_path / "t.csv", *OPTIONS)
    assert "t.csv, line 5002: " in result.stderr
    assert "1 row without a known outcome left out" in result.stderr
    assert "method = card and version = 4.2" in result.stdout


def test_a_column_without_times_is_refused(refunds: Path) -> None:
    options = ("--failed", "failed", "--attributes", "gateway", "--at", "version")
    assert "holds no time" in refused("causes", refunds / "refunds.csv", *options)
