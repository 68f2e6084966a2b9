"""Braintree's search for transactions, exported as CSV.

Reference: developer.paypal.com/braintree/docs (transaction statuses; settlement responses 4000-4020). A refund is a
transaction of its own, of type `credit`, with a settlement of its own; `settlement_declined` may come days after
`submitted_for_settlement`. The status is the present one; only creation, settlement and disbursement have a date.
"""

from collections.abc import Iterator
from typing import Final

from amends.facts import Moment, MoneyState
from amends.facts.kinds import ChargeTold, RefundTold
from amends.intake.table.cells import BadCell
from amends.intake.table.told import Told, history_id

from .line import Line, Party, positive
from .when import iso_of, place_of, wall_time

_STATES: Final = {
    "authorizing": MoneyState.ASKED, "authorized": MoneyState.ASKED, "authorization_expired": MoneyState.CANCELED,
    "submitted_for_settlement": MoneyState.ACCEPTED, "settling": MoneyState.ACCEPTED,
    "settlement_pending": MoneyState.ACCEPTED, "settlement_confirmed": MoneyState.ACCEPTED,
    "settled": MoneyState.SETTLED, "settlement_declined": MoneyState.FAILED, "processor_declined": MoneyState.FAILED,
    "gateway_rejected": MoneyState.FAILED, "failed": MoneyState.FAILED, "voided": MoneyState.CANCELED,
}  # fmt: skip
_LATER: Final = ("settlement_declined", "voided", "authorization_expired", "failed")  # not dated by the file
_AMOUNTS: Final = ("Amount Submitted For Settlement", "Settlement Amount", "Amount Authorized", "Amount")
ZONE: Final = "Created Timezone"


def dates_of(cells: dict[str, str]) -> Iterator[str]:
    """The cells by which the order of day and month is decided."""
    yield from (cells.get(name, "") for name in ("created datetime", "settlement date", "disbursement date"))


def transaction_line(line: Line, party: Party) -> Iterator[Told]:
    """The transaction in its present state: a sale is a charge, a credit is a refund."""
    kind, own_id = line.need("Transaction Type").lower(), line.need("Transaction ID")
    if kind not in ("sale", "credit"):
        raise BadCell("Transaction Type", kind, "is neither sale nor credit", "Export the search for transactions")
    status = line.need("Transaction Status").lower().replace(" ", "_")
    if status not in _STATES:
        raise BadCell("Transaction Status", status, "is not a status of Braintree", "Look at it in the quarantine")
    state, created = _STATES[status], _time(line, party, "Created Datetime")
    at = _dated(line, party, status, created)
    settled_at = _settled_at(line, party, created) if state is MoneyState.SETTLED else None
    amount = next((name for name in _AMOUNTS if line.text(name)), _AMOUNTS[0])
    money = positive(line.money(amount, "Currency ISO Code"))
    reason = "" if state is not MoneyState.FAILED else line.text("Processor Response Text", "Gateway Rejection Reason")
    if kind == "credit":
        told: RefundTold | ChargeTold = RefundTold(
            refund_id=own_id,
            money=money,
            state=state,
            payment_ref=line.text("Refunded Transaction ID") or None,
            order_id=line.text("Order ID") or None,
            method=line.text("Payment Instrument Type"),
            failure_reason=reason or ("settlement_declined" if status == "settlement_declined" else ""),
            settled_at=settled_at,
            arn=line.text("Acquirer Reference Number") or None,
        )
    else:
        told = ChargeTold(
            payment_ref=own_id,
            money=money,
            state=state,
            order_id=line.text("Order ID") or None,
            method=line.text("Payment Instrument Type"),
            failure_reason=reason,
        )
    yield Told(history_id(kind, own_id, status, max(at, settled_at or at)), at, told)


def _dated(line: Line, party: Party, status: str, created: Moment) -> Moment:
    """When the state began. One that comes later than creation and has no date is dated when the export was made."""
    if status not in _LATER:
        return created
    if party.as_of is None:
        step = "Say when it was exported: --as-of 2026-05-20T00:00:00Z"
        raise BadCell("Transaction Status", line.text("Transaction Status"), "has no date in this export", step)
    return max(created, party.as_of)


def _time(line: Line, party: Party, column: str) -> Moment:
    name = line.text(ZONE)
    text = iso_of(line.need(column), party.dates, column)
    return wall_time(text, place_of(name, ZONE, party.zone), column, name)


def _settled_at(line: Line, party: Party, created: Moment) -> Moment:
    """The day of settlement, else of disbursement; a day has no time, so it is not before the transaction itself."""
    column = next((name for name in ("Settlement Date", "Disbursement Date") if line.text(name)), "")
    return max(created, _time(line, party, column)) if column else created
