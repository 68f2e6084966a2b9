"""The same answers, worked out one payout at a time in plain Python: a second implementation that shares nothing."""

import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from amends.facts.moments import DAY_US, plus_business_days
from payout_tables import Case, Row

GONE = ("failed", "canceled", "came_back")


@dataclass
class Plain:
    """By payout: verdict, reason, lines, difference, explained, bank line, how, look again, proposed. Then names."""

    verdicts: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


def net(row: Row) -> int:
    return int(row["amount_minor"] - (row["fee_minor"] or 0))


def plainly(case: Case) -> Plain:
    """Every answer."""
    found = Plain()
    known = [row for row in case.bank if row["booked_at_us"] <= case.asked.as_of]
    named, near = _named(case, known), _near(case, known)
    for row in case.payouts:
        found.verdicts[row["payout_ref"]] = _judge(case, row, *_bank_line(row, known, named, near))
    broken = {ref for ref, told in found.verdicts.items() if told[1] == "payout_broken"}
    told = {(row["payout_ref"], row["currency"]) for row in case.payouts}
    for row in case.lines:
        if row["kind"] == "refund" and row["payout_ref"] in broken:
            found.broken.append(row["line_id"])
        if row["payout_ref"] is not None and (row["payout_ref"], row["currency"]) not in told:
            found.orphans.append(row["line_id"])
    used = {line for lines in (*named.values(), *near.values()) for line in lines}
    found.unmatched = [row["line_id"] for row in known if row["line_id"] not in used]
    return found


def _words(text: str | None) -> set[str]:
    outer = re.split(r"[^\w.:/=-]+", (text or "").upper())
    return {word.strip(".:/=-") for piece in outer for word in (piece, *re.split("[:/=]", piece))}


def _is_near(line: Row, row: Row) -> bool:
    same = (line["amount_minor"], line["currency"]) == (row["amount_minor"], row["currency"])
    return same and -DAY_US <= line["booked_at_us"] - row["occurred_at_us"] <= 7 * DAY_US


def _named(case: Case, known: list[Row]) -> dict[str, list[str]]:
    told = [row for row in case.payouts if row["occurred_at_us"] <= case.asked.as_of]
    return {
        row["payout_ref"]: [
            line["line_id"]
            for line in known
            if row["payout_ref"].upper() in _words(line["reference"])
            and (not re.fullmatch("[0-9]{1,5}", row["payout_ref"]) or _is_near(line, row))
        ]
        for row in told
    }


def _near(case: Case, known: list[Row]) -> dict[str, list[str]]:
    named = _named(case, known)
    taken = {line for lines in named.values() for line in lines}
    return {
        row["payout_ref"]: [line["line_id"] for line in known if line["line_id"] not in taken and _is_near(line, row)]
        for row in case.payouts
        if named.get(row["payout_ref"]) == [] and row["amount_minor"] and row["state"] not in (*GONE, "held")
    }


def _bank_line(
    row: Row, known: list[Row], named: dict[str, list[str]], near: dict[str, list[str]]
) -> tuple[Row | None, str]:
    ways = ((named, "payout reference"), (near, "supporting: amount, currency and date"))
    for pairs, how in ways:
        lines = pairs.get(row["payout_ref"], [])
        if len(lines) == 1 and sum(lines[0] in other for other in pairs.values()) == 1:
            return next(line for line in known if line["line_id"] == lines[0]), how
        if lines:
            return None, "candidate"
    return None, "none"


def _judge(case: Case, row: Row, line: Row | None, how: str) -> tuple[Any, ...]:
    asked, at = case.asked, row["occurred_at_us"]
    due = at + 7 * DAY_US
    all_lines = [told for told in case.lines if told["payout_ref"] == row["payout_ref"]]
    own = [told for told in all_lines if told["currency"] == row["currency"]]
    lines_minor = sum(map(net, own)) if all_lines else None
    sums = _sums(case, row, lines_minor)
    reason = _reason(case, row, sums, line, how)
    verdicts = {"in_window": "too_early", "arrived": "record_right", "amount_agrees": "record_right"}
    verdicts |= dict.fromkeys(("payout_broken", "failed_later", "held", "not_arrived"), "customer_right")
    explained, proposed = None, None
    if reason == "payout_broken":
        expected = (lines_minor or 0) if sums == "differ" else row["amount_minor"]
        paid = row["amount_minor"] if sums == "differ" or line is None else line["amount_minor"]
        other = _other_currency(row, all_lines, own, line, sums)
        explained = f"another currency: {other}" if other else _explained(paid, expected, own, all_lines, sums)
        proposed = None if explained else _proposed(expected - paid, own)
    look_again = None
    if reason == "held":
        look_again = plus_business_days(asked.as_of, 1, zone=asked.policy.zoneinfo, holidays=asked.policy.holidays)
    elif reason in ("in_window", "ambiguous", "witness_incomplete") and due > asked.as_of:
        look_again = due
    difference = None if lines_minor is None else row["amount_minor"] - lines_minor
    bank_line = line["line_id"] if line else None
    verdict = verdicts.get(reason, "cannot_tell")
    return (verdict, reason, lines_minor, difference, explained, bank_line, how, look_again, proposed)


def _sums(case: Case, row: Row, lines_minor: int | None) -> str:
    if (lines_minor or 0) == row["amount_minor"]:
        return "agree"
    told = case.asked.lines_complete
    if told is None:
        return "unknown" if lines_minor is None else "differ"
    return "differ" if told[0] <= row["occurred_at_us"] <= told[1] else "unknown"


def _reason(case: Case, row: Row, sums: str, line: Row | None, how: str) -> str:
    asked, at, gone = case.asked, row["occurred_at_us"], row["state"] in GONE
    if at > asked.as_of:
        return "in_window"
    if sums == "differ":
        return "payout_broken"
    if how == "payout reference" and line is not None:
        if gone:
            return "witnesses_disagree"
        if (line["amount_minor"], line["currency"]) != (row["amount_minor"], row["currency"]):
            return "payout_broken"
        return "arrived" if sums == "agree" else "witness_incomplete"
    if gone:
        return "failed_later"
    if how != "none":
        return "ambiguous" if how == "candidate" else "witness_incomplete"
    if row["state"] == "held" or (row["state"] == "asked" and at + 7 * DAY_US <= asked.as_of):
        return "held"
    if row["amount_minor"] == 0:
        return "amount_agrees"
    if at + 7 * DAY_US > asked.as_of:
        return "in_window"
    since, until = asked.bank_complete or (asked.as_of, asked.as_of)
    proven = since <= at - DAY_US and at + 7 * DAY_US <= min(until, asked.as_of)
    return "not_arrived" if proven else "witness_incomplete"


def _other_currency(row: Row, all_lines: list[Row], own: list[Row], line: Row | None, sums: str) -> str | None:
    if sums == "differ":
        return min((told["currency"] for told in all_lines), default=None) if not own else None
    return line["currency"] if line and line["currency"] != row["currency"] else None


def _explained(paid: int, expected: int, own: list[Row], all_lines: list[Row], sums: str) -> str | None:
    if sums == "differ" and not all_lines:
        return "no lines"
    if paid == -expected:
        return "sign swapped"
    for factor in (100, 1000):
        if expected and paid == factor * expected:
            return f"{factor} times"
    for factor in (100, 1000):
        if paid and expected == factor * paid:
            return f"one part in {factor}"
    kept = sum(told["fee_minor"] or 0 for told in own if told["kind"] != "fee")
    billed = -sum(net(told) for told in own if told["kind"] == "fee")
    gap = paid - expected
    for sign, words in ((1, "fees not taken off"), (-1, "fees taken off twice")):
        if sign * gap in (kept + billed, kept, billed):
            return words
    fits = [told for told in own if abs(net(told)) == abs(gap)]
    if len(fits) != 1:
        return None
    return f"one line {'paid twice' if net(fits[0]) == gap else 'not paid'}: {fits[0]['line_id']}"


def _proposed(missing: int, own: list[Row]) -> str | None:
    pairs = [(a, b) for a, b in combinations(own, 2) if net(a) and net(b) and net(a) + net(b) == missing]
    if len(pairs) != 1:
        return None
    a, b = sorted(pairs[0], key=lambda told: (net(told), told["line_id"]))
    return f"two lines not paid: {a['line_id']}, {b['line_id']}"
