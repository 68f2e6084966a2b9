"""Small files of refunds with everything that can go wrong, and what the one-customer opinion says of the same rows."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from amends.facts import GATEWAY, US, Bundle, Entry, Identity, Moment, Money, MoneyState, Policy, Source, hear_moment
from amends.facts.kinds import CompletenessDeclared, RefundTold
from amends.facts.moments import DAY_US, HOUR_US, SECOND_US
from amends.opinion.matching import match
from amends.opinion.matters import _without_record
from amends.opinion.refund_not_received import examine, match_of
from amends.opinion.testimony import hear
from amends.reconcile import Asked

BEGIN = hear_moment("2026-03-20T09:30:00Z")  # a Friday, nine days before the clocks change in Europe
OURS = pa.schema(
    [("refund_id", pa.string()), ("gateway_ref", pa.string()), ("our_ref", pa.string()), ("payment_ref", pa.string()),
     ("customer", pa.string()), ("amount_minor", pa.int64()), ("currency", pa.string()),
     ("requested_at_us", pa.int64())]
)  # fmt: skip
WITNESS = pa.schema(
    [("record_id", pa.string()), ("refund_ref", pa.string()), ("our_ref", pa.string()), ("payment_ref", pa.string()),
     ("customer", pa.string()), ("amount_minor", pa.int64()), ("currency", pa.string()), ("state", pa.string()),
     ("occurred_at_us", pa.int64()), ("livemode", pa.bool_()), ("fee_minor", pa.int64())]
)  # fmt: skip
Row = dict[str, Any]


@dataclass
class Case:
    """Two files, and what is asked of them."""

    ours: list[Row]
    witness: list[Row]
    asked: Asked
    name: str = ""

    def write(self, folder: Path) -> tuple[Path, Path]:
        """As Parquet."""
        files = folder / "ours.parquet", folder / "witness.parquet"
        pq.write_table(pa.Table.from_pylist(self.ours, OURS), files[0])
        pq.write_table(pa.Table.from_pylist(self.witness, WITNESS), files[1])
        return files


def our_row(refund_id: str, at: int = BEGIN, **more: Any) -> Row:
    """A refund of ours of 12.90 EUR."""
    row: Row = dict.fromkeys(OURS.names)
    return row | {"refund_id": refund_id, "amount_minor": 1290, "currency": "EUR", "requested_at_us": int(at)} | more


def their_row(record_id: str, at: int = BEGIN + HOUR_US, **more: Any) -> Row:
    """A row of the witness: accepted, with real money."""
    row: Row = dict.fromkeys(WITNESS.names)
    row |= {"record_id": record_id, "amount_minor": 1290, "currency": "EUR", "state": "accepted", "livemode": True}
    return row | {"occurred_at_us": int(at)} | more


def _asked(zone: str, days: float, complete_days: int | None) -> Asked:
    complete = None
    if complete_days is not None:
        complete = (Moment(BEGIN - 3 * DAY_US), Moment(BEGIN + complete_days * DAY_US))
    return Asked(Moment(BEGIN + int(days * DAY_US)), Policy(zone=zone), complete)


ASKED = (
    _asked("UTC", 16, 9), _asked("Europe/Berlin", 16 + 1 / 24, 30), _asked("UTC", 1, 30), _asked("UTC", 40, None),
    _asked("Asia/Kolkata", 12, 2), _asked("America/New_York", 20, 30),
)  # fmt: skip


def any_case(seed: int, asked: Asked | None = None) -> Case:
    """A small case in which names, amounts and times meet all the time. The same for the same seed."""
    chance = Random(seed)
    some = chance.choice

    def moment(days: int) -> int:
        return BEGIN + chance.randint(0, days * 4) * DAY_US // 4 + some((0, 0, 0, 1, -1, 3600)) * SECOND_US

    def money() -> Row:
        return {"amount_minor": some((100, 100, 100, 101, 200, 10_000)), "currency": some(("EUR",) * 5 + ("JPY",))}

    ours = [
        our_row(
            f"R-{number}", moment(4), gateway_ref=some((None, None, "re_1", "re_2", "re_3")),
            our_ref=some((None, None, "k1", "k2")), payment_ref=some((None, "p1", "p2")),
            customer=some((None, "C1", "C1", "C2")), **money(),
        )
        for number in range(chance.randint(1, 7))
    ]  # fmt: skip
    witness: list[Row] = []
    for thing in range(chance.randint(0, 7)):
        ref = some((None, f"re_{thing}", f"re_{thing}", f"R-{thing}"))
        told = {"our_ref": some((None, None, None, "k1", "k2", "R-1", "R-3")), "payment_ref": some((None, "p1", "p2"))}
        told |= {"customer": some((None, "C1", "C1", "C2"))}
        at, amount = moment(7) + 7, money()  # seven microseconds: no witness repeats our row to the microsecond
        for _ in range(some((1, 1, 2, 3)) if ref else 1):
            states = (*("accepted",) * 5, *("settled",) * 3, "failed", "canceled", "came_back", "held", "asked")
            row = their_row(f"w{len(witness)}", at, refund_ref=ref, state=some(states), **told, **amount)
            witness.append(row | {"livemode": chance.random() < 0.95})
            at += some((0, HOUR_US, DAY_US, 6 * DAY_US))
            amount = some((amount, amount, money()))
    asked = asked or ASKED[seed % len(ASKED)]
    return Case(_named_apart(ours, seed), _named_apart(witness, seed), asked, f"case {seed}")


def with_copies(case: Case, seed: int) -> Case:
    """The same, where the witness's file also repeats some of our rows: our id, amount and time to the microsecond.

    None of two rows of one microsecond: which is the older one, the opinion decides by the names of the sources.
    """
    chance = Random(seed)
    copies = []
    times = [row["requested_at_us"] for row in case.ours]
    for number, row in enumerate(case.ours):
        if chance.random() < 0.4 and times.count(row["requested_at_us"]) == 1:
            known = {name: row[name] for name in ("our_ref", "payment_ref", "customer", "amount_minor", "currency")}
            missing = {name: f"{seed}:{chance.choice(('k1', 'p1', 'C1'))}" for name, cell in known.items() if not cell}
            copy = their_row(f"{seed}:copy{number}", row["requested_at_us"], refund_ref=row["refund_id"])
            copies.append(copy | known | (missing if chance.random() < 0.3 else {}))
    return Case(case.ours, case.witness + copies, case.asked, f"{case.name} with copies")


def _named_apart(rows: list[Row], seed: int) -> list[Row]:
    """Every name with the number of its case, so that many cases may stand in one file and never meet."""
    names = ("refund_id", "gateway_ref", "record_id", "refund_ref", "our_ref", "payment_ref", "customer")
    return [row | {name: f"{seed}:{row[name]}" for name in names if row.get(name)} for row in rows]


def together(cases: list[Case]) -> Case:
    """Many cases, of which the same is asked, in one file."""
    return Case([r for c in cases for r in c.ours], [r for c in cases for r in c.witness], cases[0].asked, "many cases")


def opinion_on(case: Case) -> tuple[dict[str, tuple[Any, ...]], set[str]]:
    """By refund of ours: verdict, reason, record, how, when to look again. And the refunds that nothing explains."""
    asked = case.asked
    since, until = asked.complete or (Moment(BEGIN), Moment(BEGIN))
    declared = Entry(Source("psp", GATEWAY), "complete", until, CompletenessDeclared("refunds", since, until))
    entries = (*map(_our_entry, case.ours), *map(_their_entry, case.witness), declared)
    bundle = Bundle(Identity("somebody", (), ()), entries, ())
    said = hear(bundle, now=asked.as_of, policy=asked.policy)
    matches = match(said)
    found: dict[str, tuple[Any, ...]] = {}
    for refund in said.ours:
        opinion, matched = examine(refund, said, matches), match_of(refund, said, matches)
        record = matched.theirs.latest.entry.source_id if matched else None
        how = matched.how if matched else None
        found[refund.key] = (str(opinion.verdict), str(opinion.reason), record, how, opinion.look_again)
    return found, {refund.key for refund in _without_record(said, said.ours, matches)}


def _our_entry(row: Row) -> Entry:
    what = RefundTold(
        row["refund_id"], Money(row["amount_minor"], row["currency"]), MoneyState.ACCEPTED,
        gateway_ref=row["gateway_ref"], our_ref=row["our_ref"], payment_ref=row["payment_ref"],
        customer_id=row["customer"],
    )  # fmt: skip
    return Entry(Source("shop", US), row["refund_id"], Moment(row["requested_at_us"]), what)


def _their_entry(row: Row) -> Entry:
    what = RefundTold(
        row["refund_ref"] or row["record_id"], Money(row["amount_minor"], row["currency"]), MoneyState(row["state"]),
        our_ref=row["our_ref"], payment_ref=row["payment_ref"], livemode=row["livemode"], customer_id=row["customer"],
    )  # fmt: skip
    return Entry(Source("psp", GATEWAY), row["record_id"], Moment(row["occurred_at_us"]), what)


def as_json(value: Any) -> str:
    """For the words of a failed test."""
    return json.dumps(value, default=str, indent=1)
