"""How well claims are read on people's own messages (development data, not in the repository)."""

import json
import os
from pathlib import Path

import pytest

from amends.claims import read_text, slots_of
from amends.facts.verdicts import MONEY_CLAIMS

DATA = Path(os.environ.get("AMENDS_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "claims"
CHECKABLE = [
    "refund_not_received", "charged_twice", "amount_disputed", "not_authorised", "payment_not_credited",
    "cancelled_but_billed", "not_delivered", "wrong_or_damaged_item", "service_down", "late_or_cancelled_by_us",
    "told_otherwise", "promise_not_kept", "record_wrong", "account_blocked",
]  # fmt: skip

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not DATA.is_dir(), reason=f"no development data at {DATA}; set AMENDS_SHARED to the folder that has data/claims"
    ),
]

Row = dict[str, object]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def read(row: Row) -> set[str]:
    return {str(claim.kind) for claim in read_text(str(row["text"])).claims}


def labels(row: Row) -> set[str]:
    return set(row["labels"])  # type: ignore[call-overload]


def micro(told: list[Row], of: set[str]) -> tuple[float, float]:
    """Micro-F1 and the share of rows without such a claim in which one is read."""
    hit = extra = missed = alarms = silent = 0
    for row in told:
        got, want = read(row) & of, labels(row) & of
        hit, extra, missed = hit + len(got & want), extra + len(got - want), missed + len(want - got)
        silent, alarms = silent + (not want), alarms + (not want and bool(got))
    return 2 * hit / (2 * hit + extra + missed), alarms / max(1, silent)


@pytest.mark.parametrize("name", ["dev_hand_cfpb.jsonl", "dev_hand_airline_NC.jsonl"])
def test_checkable_claims_of_hand_labelled_messages(name: str) -> None:
    f1, alarm = micro(rows(name), set(CHECKABLE))
    assert f1 >= 0.50
    assert alarm <= 0.20


def test_money_claims_of_bank_customers() -> None:
    money = {str(kind) for kind in MONEY_CLAIMS}
    told = [(row, labels(row) & money) for row in rows("dev_silver_banking77_clinc.jsonl")]
    wanted = [(row, want) for row, want in told if want]
    assert sum(want <= read(row) for row, want in wanted) / len(wanted) >= 0.75


def test_messages_without_a_claim_stay_quiet() -> None:
    quiet = [row for row in rows("dev_silver_banking77_clinc.jsonl") if not labels(row)]
    assert sum(bool(read(row) & set(CHECKABLE)) for row in quiet) / len(quiet) <= 0.05


def test_amounts_in_bank_customers_words() -> None:
    hit = extra = missed = 0
    for row in rows("dev_slots_nlupp_banking.jsonl"):
        slots: dict[str, dict[str, dict[str, object]]] = row.get("slots", {})  # type: ignore[assignment]
        told = slots.get("amount_of_money", {}).get("value", {})
        want = {float(str(told["amount"]))} if told and told.get("currency") != "ambiguous" else set()
        got = {float(amount.number) for amount in slots_of(str(row["text"])).amounts}
        unclear = {float(str(told["amount"]))} if told and told.get("currency") == "ambiguous" else set()
        hit, extra, missed = hit + len(got & want), extra + len(got - want - unclear), missed + len(want - got)
    assert hit / (hit + extra) >= 0.95
    assert hit / (hit + missed) >= 0.90
