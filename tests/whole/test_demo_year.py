"""The demo's year: repeatable, complete, and honest about being invented."""

import csv
import json
from pathlib import Path

import pytest

from amends.demo.files import write_files
from amends.demo.world import GATEWAYS, World
from amends.demo.year import generate
from amends.facts import Reason, hear_moment

END = hear_moment("2026-11-22T00:00:00Z")
SIXTEEN = list(Reason)[: list(Reason).index(Reason.CUSTOMER_HAS_IT) + 1]


@pytest.fixture(scope="module")
def year() -> World:
    return generate(customers=300, seed=7, end=END)


def _bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_gives_the_same_files_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        write_files(generate(customers=120, seed=seed, end=END), tmp_path / name)
    one, again, other = (_bytes_below(tmp_path / name) for name in ("one", "again", "other"))
    boxes = {name for name in one if name.endswith(".mbox")}  # their "From " lines hold the time of writing
    assert {n: b for n, b in one.items() if n not in boxes} == {n: b for n, b in again.items() if n not in boxes}
    assert one["shop-refunds.csv"] != other["shop-refunds.csv"]


def test_every_way_in_which_we_refunded_you_is_true_or_false_is_planted(year: World) -> None:
    planted = {item.reason for item in year.expected}
    assert set(SIXTEEN) <= planted
    assert {Reason.CHARGED_TWICE, Reason.BILLED_AFTER_CANCEL, Reason.WITNESS_INCOMPLETE} <= planted
    assert {Reason.PROMISE_BROKEN, Reason.PROMISE_KEPT, Reason.WRONG_AMOUNT_TOLD, Reason.NOT_ARRIVED} <= planted
    assert {Reason.ARRIVED, Reason.RECORD_OF_WORDS, Reason.ONLY_A_NOTE, Reason.NOT_ANSWERED} <= planted


def test_nothing_happens_after_the_end_and_nothing_is_told_after_an_export_ends(year: World) -> None:
    for table, rows in year.tables.items():
        until = year.complete_to(table.partition("/")[0])
        for row in rows:
            named = ("placed_at", "occurred_at", "settled_at", "posted_at", "answered_at", "as_of")
            times = [row[name] for name in named if row.get(name)]
            assert all(hear_moment(time) <= until for time in times), (table, row)


@pytest.mark.parametrize("seed", range(1, 9))
def test_each_gateway_has_a_file_of_refunds_even_in_a_small_year(seed: int) -> None:
    """Without one it could not say until when it tells everything, and what nobody can know would look knowable."""
    year = generate(customers=100, seed=seed, end=END)
    assert {f"{gateway}/refunds" for gateway in GATEWAYS} <= set(year.tables)


def test_each_refund_of_the_shop_has_one_truth(year: World) -> None:
    told = [row["refund_id"] for row in year.tables["shop/refunds"]]
    truths = sorted(item.matter for item in year.expected if item.matter.startswith("refund:"))
    assert sorted(f"refund:{number}" for number in told) == truths


def test_story_1_lies_in_the_year_whatever_the_day_of_the_demo() -> None:
    for day in ("2026-06-18T00:00:00Z", "2026-06-19T00:00:00Z", "2027-01-01T00:00:00Z", "2028-02-29T00:00:00Z"):
        year = generate(customers=100, seed=1, end=hear_moment(day))
        refunds = [row for row in year.tables["gateway-b/refunds"] if row["refund_id"] == "re_3Pq8"]
        assert [row["state"] for row in refunds] == ["accepted", "failed"]
        assert all(year.start < hear_moment(row["occurred_at"]) <= year.end for row in refunds)


def test_files_say_that_they_are_synthetic_and_the_truth_stands_beside_them(year: World, tmp_path: Path) -> None:
    files = write_files(year, tmp_path)
    assert "invented" in (tmp_path / "SYNTHETIC.txt").read_text()
    truth = json.loads(files.truth.read_text())
    assert len(truth["expected"]) == len(year.expected)
    assert truth["shared_cause"]["gateway"] == "gateway-b"
    with (tmp_path / "shop-orders.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(year.tables["shop/orders"])


def test_a_year_too_small_for_every_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 100"):
        generate(customers=99, seed=1, end=END)
