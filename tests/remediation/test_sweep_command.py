"""`amends sweep`: what is broken, how long, how much, what the failures share, and a table to search again."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from amends.cli.refund_causes import cause_lines
from amends.cli.sweep import ages
from amends.facts import Refused
from remedy_shell import ACME, BRAVO, NOW, Shell, refunded, world
from stories import at


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(home, monkeypatch)


def fault() -> list[object]:
    """Sixty refunds through two gateways by two versions; since 10 May those through acme by 4.2 fail."""
    entries: list[object] = [ACME.complete("refunds", "2026-04-01 00:00", "2026-05-19 00:00")]
    for number in range(60):
        day, version = 1 + number // 4, ("4.2", "4.1")[number % 2]
        through = (ACME, BRAVO)[number // 2 % 2]
        bad = through is ACME and version == "4.2" and day >= 8
        came = "failed" if bad else "settled"
        entries += refunded(f"N{number:02}", "10.00 EUR", day, through=through, version=version, came=came)
    return entries


def test_what_is_broken_is_counted_by_verdict_reason_money_and_age(shell: Shell) -> None:
    shell.tell(world())
    said = shell.json("sweep", "--as-of", "2026-05-20T09:00:00Z")
    assert (said["refunds"], said["customers"]) == (7, 7)
    rows = {(row["verdict"], row["reason"]): row for row in said["breaks"]}
    failed = rows["customer_right", "failed_later"]
    assert (failed["refunds"], failed["customers"]) == (2, 2)
    assert failed["money"] == failed["owed"] == [{"currency": "EUR", "amount_minor": 6_900}]
    assert failed["ages"] == {"up to a week": 0, "up to 30 days": 2, "up to 90 days": 0, "older": 0}
    assert rows["customer_right", "never_sent"]["owed"] == [{"currency": "EUR", "amount_minor": 60_000}]
    good = rows["record_right", "customer_has_it"]
    assert (good["refunds"], good["owed"]) == (3, [])
    assert [row["verdict"] for row in said["breaks"]][:2] == ["customer_right", "customer_right"]


def test_the_cause_is_found_and_the_command_that_makes_them_whole_is_said(shell: Shell) -> None:
    shell.tell(fault())
    as_of = ("--as-of", "2026-05-20T09:00:00Z")
    (cause,) = shell.json("sweep", *as_of)["causes"]
    assert (cause["slice"], cause["always_so"]) == (["gateway=acme", "version=4.2"], False)
    assert (cause["failures"], cause["customers"]) == (8, 8)
    assert cause["onset"] == "2026-05-08T00:00:00Z"
    assert cause["owed"] == [{"currency": "EUR", "amount_minor": 8_000}]
    words = shell.words("sweep", *as_of)
    assert "1. gateway = acme and version = 4.2" in words
    assert "8 customers; 80.00 EUR still owed." in words
    assert "amends remediation open NAME --slice gateway=acme --slice version=4.2 --since 2026-05-0" in words
    opened = shell.remedy("open", "x", *(f"--slice={one}" for one in cause["slice"]), "--by", "lena")
    assert json.loads(opened["evidence"])["failures"] == 8


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_table_is_read_again_by_the_search_for_causes(shell: Shell, tmp_path: Path, ending: str) -> None:
    shell.tell(fault())
    out = tmp_path / f"sweep.{ending}"
    shell.json("sweep", "--as-of", "2026-05-20T09:00:00Z", "--out", str(out))
    found = shell.json("causes", str(out), "--failed", "failed", "--attributes", "gateway,version", "--at", "at")
    assert [cause["literals"] for cause in found] == [{"gateway": "acme", "version": "4.2"}]
    if ending == "csv":
        rows = list(csv.DictReader(out.open()))
    else:
        rows = pq.read_table(out).to_pylist()
    (row,) = [row for row in rows if row["matter"] == "refund:R-N28"]
    assert (row["customer"], row["at"], row["failed"], row["verdict"], row["state"]) == (
        "customer:N28", "2026-05-08T14:20:00Z", "yes", "customer_right", "owed",
    )  # fmt: skip
    assert (int(row["amount_minor"]), row["currency"], int(row["owed_minor"])) == (1_000, "EUR", 1_000)


def test_what_may_still_arrive_has_not_failed_and_what_nobody_can_tell_is_empty(shell: Shell, tmp_path: Path) -> None:
    shell.tell(world()[:-2])
    out = tmp_path / "sweep.csv"
    shell.json("sweep", "--as-of", "2026-05-20T09:00:00Z", "--out", str(out))
    failed = {row["matter"].removeprefix("refund:R-"): row["failed"] for row in csv.DictReader(out.open())}
    assert failed == {"ANN": "yes", "BEN": "yes", "CEM": "", "DOT": "no", "EVA": "no", "FAY": "no", "GUS": "no"}


def test_nothing_known_is_said_and_a_wrong_ending_is_refused_before_anything_is_read(
    shell: Shell, tmp_path: Path
) -> None:
    assert "No refund of ours is known" in shell.words("sweep")
    with pytest.raises(Refused, match="is no CSV or Parquet file"):
        shell.words("sweep", "--out", str(tmp_path / "sweep.xls"))
    with pytest.raises(Refused, match="is not a time"):
        shell.words("sweep", "--reference-until", "spring")


def test_a_reference_that_is_too_short_is_said(shell: Shell) -> None:
    shell.tell(fault())
    with pytest.raises(Refused, match="too few to say what is usual"):
        shell.words("sweep", "--as-of", "2026-05-20T09:00:00Z", "--reference-until", "2026-05-08T00:00:00Z")


def test_without_a_cause_that_is_said() -> None:
    assert list(cause_lines([])) == ["Nothing that the failures have in common is new, beyond what chance explains."]
    assert list(ages([], NOW)) == ["up to a week", "up to 30 days", "up to 90 days", "older"]
    assert at("2026-05-20 09:00") == NOW
