"""PayPal's activity download (CSV, English): one line for every movement of the balance.

Reference: paypal.com/reports, "Activity download" and its list of transaction types. `Gross` has the sign of our
balance: a refund that we gave is negative, one that we received is positive and none of ours. Day and month, the marks
between thousands and decimals, and the zone are those of the account that made the file.
"""

import re
from collections.abc import Iterator
from typing import Final

from amends.facts import Moment, Money, MoneyState, NotMoney, hear_money, normal_email
from amends.facts.kinds import ChargeTold, PayoutTold, RefundTold, What
from amends.intake.table.cells import BadCell
from amends.intake.table.told import Told, history_id

from .line import Line, Party, positive
from .when import iso_of, place_of, wall_time

_STATES: Final = {
    "completed": MoneyState.SETTLED, "cleared": MoneyState.SETTLED, "refunded": MoneyState.SETTLED,
    "partially refunded": MoneyState.SETTLED, "reversed": MoneyState.SETTLED, "partially reversed": MoneyState.SETTLED,
    "pending": MoneyState.ASKED, "uncleared": MoneyState.ASKED, "processing": MoneyState.ASKED,
    "unclaimed": MoneyState.ASKED, "held": MoneyState.HELD, "denied": MoneyState.FAILED, "failed": MoneyState.FAILED,
    "returned": MoneyState.CAME_BACK, "expired": MoneyState.CANCELED, "canceled": MoneyState.CANCELED,
    "cancelled": MoneyState.CANCELED, "voided": MoneyState.CANCELED,
}  # fmt: skip
_REFUND: Final = ("payment refund", "refund")
_TAKEN_BACK: Final = ("payment reversal", "chargeback", "reversal", "chargeback settlement")
_PAYMENT: Final = re.compile(r"(?<!mass )\bpayments?\b|\bcheckout\b|\bdonation\b|^instant payment|\bsale\b")
_SILENT: Final = re.compile(
    r"hold|authorization|conversion|fee|deposit|order|mass pay|incentive|dispute|bonus|credit card|debit card|transfer"
    r"|review|adjustment|reserve|cashback|invoice|request|recoupment|bank|interest|funding"
)
_WITHDRAWAL: Final = re.compile(r"withdraw|transfer to bank")
_DECIMALS: Final = re.compile(r"[.,](\d{1,2})$")


def dates_of(cells: dict[str, str]) -> Iterator[str]:
    """The cells by which the order of day and month is decided."""
    yield cells.get("date", "")


def activity_line(line: Line, party: Party) -> Iterator[Told]:
    """What one movement tells: a payment, a refund, what undid them, a withdrawal. Fees and holds tell nothing here."""
    kind = line.need("Type").lower()
    told_ours = _PAYMENT.search(kind) or kind in (*_REFUND, *_TAKEN_BACK) or _WITHDRAWAL.search(kind)
    if _SILENT.search(kind) and kind not in (*_REFUND, *_TAKEN_BACK) and not _WITHDRAWAL.search(kind):
        return
    if not told_ours:
        step = "Look at it in the quarantine; only downloads in English are read"
        raise BadCell("Type", line.text("Type"), "is not a type known here", step)
    money, at, state = _money(line), _time(line, party), _state(line)
    what = _what(line, kind, money, state, at)
    if what is not None:
        yield Told(history_id("activity", line.need("Transaction ID"), state, at), at, what)


def _what(line: Line, kind: str, money: Money, state: MoneyState, at: Moment) -> What | None:
    left_us = money.amount_minor < 0
    if kind in _REFUND:
        return _refund(line, money, state, at) if left_us else None
    if kind in _TAKEN_BACK:
        taken = MoneyState.CAME_BACK if left_us else MoneyState.ACCEPTED
        original = line.need("Reference Txn ID")
        return _charge(line, original, money, taken) if state is MoneyState.SETTLED else None
    if _WITHDRAWAL.search(kind):
        return PayoutTold(line.need("Transaction ID"), Money(-money.amount_minor, money.currency), state)
    return None if left_us else _charge(line, line.need("Transaction ID"), money, state)


def _refund(line: Line, money: Money, state: MoneyState, at: Moment) -> RefundTold:
    return RefundTold(
        refund_id=line.need("Transaction ID"),
        money=positive(money),
        state=state,
        payment_ref=line.text("Reference Txn ID") or None,
        order_id=line.text("Invoice Number") or None,
        method="paypal",
        settled_at=at if state is MoneyState.SETTLED else None,
    )


def _charge(line: Line, payment: str, money: Money, state: MoneyState) -> ChargeTold:
    address = line.text("From Email Address") if state is not MoneyState.CAME_BACK else ""
    return ChargeTold(
        payment_ref=payment,
        money=positive(money),
        state=state,
        order_id=line.text("Invoice Number") or None,
        method="paypal",
        failure_reason="disputed" if state is MoneyState.CAME_BACK else "",
        email=normal_email(address) if "@" in address else None,
    )


def _state(line: Line) -> MoneyState:
    word = line.need("Status")
    if word.lower() not in _STATES:
        raise BadCell("Status", word, "is not a status known here", "Look at it in the quarantine")
    return _STATES[word.lower()]


def _time(line: Line, party: Party) -> Moment:
    column = next((name for name in ("TimeZone", "Time Zone") if line.text(name)), "TimeZone")
    name, time = line.text(column), line.text("Time") or "00:00:00"
    text = f"{iso_of(line.need('Date'), party.dates, 'Date')} {time:0>8}"
    return wall_time(text, place_of(name, column, party.zone), "Date", name)


def _money(line: Line) -> Money:
    """`1,250.00` and `1.250,00` are the same: one or two digits after the last mark are decimals, three are not."""
    told, currency = line.need("Gross"), line.need("Currency").upper()
    bare = told.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    found = _DECIMALS.search(bare)
    whole = re.sub(r"[.,](?=\d{3})", "", bare[: found.start()] if found else bare)
    try:
        return hear_money(f"{whole}.{found[1]}" if found else whole, currency)
    except NotMoney as error:
        raise BadCell("Gross", f"{told} {currency}", str(error), "Take in the download as PayPal made it") from None
