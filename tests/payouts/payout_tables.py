"""Small files of lines, payouts and bank lines in which names, amounts and days meet all the time."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from amends.facts import Moment, Policy, hear_moment
from amends.facts.moments import DAY_US
from amends.reconcile.payouts import PayoutsAsked

BEGIN = hear_moment("2026-03-20T09:30:00Z")
_TEXT, _WHOLE = pa.string(), pa.int64()
LINES = pa.schema(
    [("line_id", _TEXT), ("payout_ref", _TEXT), ("kind", _TEXT), ("refund_ref", _TEXT), ("amount_minor", _WHOLE),
     ("fee_minor", _WHOLE), ("currency", _TEXT), ("occurred_at_us", _WHOLE)]
)  # fmt: skip
PAYOUTS = pa.schema(
    [("payout_ref", _TEXT), ("amount_minor", _WHOLE), ("currency", _TEXT), ("occurred_at_us", _WHOLE), ("state", _TEXT)]
)
BANK = pa.schema(
    [("line_id", _TEXT), ("amount_minor", _WHOLE), ("currency", _TEXT), ("booked_at_us", _WHOLE), ("reference", _TEXT)]
)
Row = dict[str, Any]


@dataclass
class Case:
    """Three files, and what is asked of them."""

    lines: list[Row]
    payouts: list[Row]
    bank: list[Row]
    asked: PayoutsAsked

    def write(self, folder: Path) -> tuple[Path, Path, Path]:
        """As Parquet."""
        files = folder / "told_lines.parquet", folder / "told_payouts.parquet", folder / "told_bank.parquet"
        tables = zip(files, (self.lines, self.payouts, self.bank), (LINES, PAYOUTS, BANK), strict=True)
        for file, rows, schema in tables:
            pq.write_table(pa.Table.from_pylist(rows, schema), file)
        return files


Days = tuple[float, float]  # from and to, in days after the beginning


def asked(days: float = 30, *, lines: Days | None = None, bank: Days | None = None) -> PayoutsAsked:
    """As of so many days after the beginning; lines and bank complete from..to."""

    def moment(later: float) -> Moment:
        return Moment(BEGIN + int(later * DAY_US))

    ranges = (told and (moment(told[0]), moment(told[1])) for told in (lines, bank))
    return PayoutsAsked(moment(days), Policy(), *ranges)


def line(line_id: str, payout_ref: str | None, amount_minor: int, **more: Any) -> Row:
    """A charge in euro without a fee."""
    row: Row = {"line_id": line_id, "payout_ref": payout_ref, "kind": "charge", "refund_ref": None, "fee_minor": 0}
    return row | {"amount_minor": amount_minor, "currency": "EUR", "occurred_at_us": int(BEGIN)} | more


def payout(payout_ref: str, amount_minor: int, **more: Any) -> Row:
    """A payout in euro that the gateway calls settled."""
    row: Row = {"payout_ref": payout_ref, "amount_minor": amount_minor, "currency": "EUR", "state": "settled"}
    return row | {"occurred_at_us": int(BEGIN)} | more


def booked(line_id: str, amount_minor: int, reference: str | None = None, **more: Any) -> Row:
    """A line of the bank, two days later."""
    row: Row = {"line_id": line_id, "amount_minor": amount_minor, "currency": "EUR", "reference": reference}
    return row | {"booked_at_us": BEGIN + 2 * DAY_US} | more


def any_case(chance: Random, size: int = 5) -> Case:
    """Up to so many payouts, some with each fault there is."""
    lines: list[Row] = []
    payouts: list[Row] = []
    bank: list[Row] = []
    for number in range(chance.randint(1, size)):
        ref = chance.choice((f"po_{number}x", f"Acme/shop/{number}", f"{700 + number}", f"BATCH-{number}"))
        at = BEGIN + chance.randint(0, 40) * DAY_US // 4
        currency = chance.choice(("EUR", "EUR", "EUR", "EUR", "USD", "JPY"))
        own = [_any_line(chance, f"L{number}-{place}", ref, at, currency) for place in range(chance.randint(0, 5))]
        lines += own
        state = chance.choice((*("settled",) * 8, "accepted", "asked", "held", "failed", "came_back", "canceled"))
        amount = _any_amount(chance, own, currency)
        if payouts and chance.random() < 0.25:
            amount, currency = payouts[-1]["amount_minor"], payouts[-1]["currency"]
        payouts.append(payout(ref, amount, currency=currency, occurred_at_us=at, state=state))
        bank += _any_bank(chance, payouts, len(bank))
    days, complete = chance.choice((3, 8, 20, 40)), (None, (-1, 5), (-1, 12), (-1, 30), (-2, 40), (3, 30))
    question = asked(days, lines=chance.choice(complete), bank=chance.choice(complete))
    return Case(lines or [line("L", None, 100)], payouts, bank or [booked("B", 7)], question)


def _any_line(chance: Random, name: str, ref: str, at: int, currency: str) -> Row:
    kind = chance.choice(("charge", "charge", "refund", "refund", "fee", "adjustment"))
    amount = chance.choice((100, 200, 300, 1000)) * (-1 if kind in ("refund", "fee") else 1)
    more: Row = {"fee_minor": chance.choice((None, 0, 0, 0, 5)), "kind": kind, "occurred_at_us": at - DAY_US}
    if chance.random() < 0.1:
        currency = "CHF"
    if chance.random() < 0.1:
        ref = chance.choice(("po_gone", "po_0x"))
    return line(name, None if chance.random() < 0.05 else ref, amount, currency=currency, **more)


def _any_amount(chance: Random, own: list[Row], currency: str) -> int:
    """What the lines come to, or one of the ways in which it goes wrong."""
    mine = [(row["amount_minor"], row["fee_minor"] or 0) for row in own if row["currency"] == currency]
    net, fees = sum(amount - fee for amount, fee in mine), sum(fee for _, fee in mine)
    some = [amount - fee for amount, fee in chance.sample(mine, min(2, len(mine)))]
    wrong = [net + fees, net - fees, -net, net * 100, net * 1000, net // 100, net - sum(some[:1]), net + sum(some[:1])]
    return chance.choice((net, net, net, net, *wrong, net - sum(some), 400, 0))


def _any_bank(chance: Random, payouts: list[Row], count: int) -> list[Row]:
    """Nothing, one line or two for the last payout: named in many ways, or not at all."""
    made = []
    for number in range(count, count + chance.choice((0, 1, 1, 1, 1, 2))):
        last = payouts[-1]
        ref, other = last["payout_ref"], chance.choice(payouts)["payout_ref"]
        texts = (
            ref,
            f"GATEWAY {ref.upper()}, thanks",
            f"?20EREF+{ref}?21x",
            f"REF:{ref}.",
            None,
            None,
            None,
            f"{ref}9",
        )
        text = chance.choice((*texts, f"{ref} {other}", "rent"))
        amount = chance.choice((*(last["amount_minor"],) * 6, last["amount_minor"] - 5, 100 * last["amount_minor"]))
        at = last["occurred_at_us"] + chance.choice((-8, -4, 0, 4, 8, 12, 28, 29)) * DAY_US // 4
        currency = chance.choice((*(last["currency"],) * 9, "GBP"))
        made.append(booked(f"B{number}", amount, text, booked_at_us=at, currency=currency))
    return made
