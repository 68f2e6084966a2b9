"""Adyen's settlement details report.

Reference: docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report. The trap:
`Psp Reference` is the original payment on every line; the refund's own number is `Modification Reference`. Debit and
credit stand in columns of their own, without a sign, in decimals; `Gross` is in the customer's currency, `Net` in ours.
A refund that Adyen refused is not in this report at all.
"""

from collections.abc import Iterator
from typing import Final

from amends.facts import Moment, Money, MoneyState
from amends.facts.kinds import ChargeTold, PayoutTold, RefundTold
from amends.intake.table.cells import BadCell
from amends.intake.table.told import Told, history_id

from .line import Line, Party, positive
from .when import place_of, wall_time

_SILENT: Final = frozenset(
    "Fee MiscCosts InvoiceDeduction DepositCorrection MatchedStatement ManualCorrected ManualCorrection "
    "BankInstructionReturned InternalTransferDebit InternalTransferCredit Balancetransfer EpaPaid PaymentCost PaidOut "
    "PaidOutReversed ReserveAdjustment AdvancementCommissionPaid AdvancementCommissionSettled".split()
)
_REFUNDS: Final = {
    "Refunded": MoneyState.SETTLED,
    "RefundedReversed": MoneyState.CAME_BACK,
    "RefundedExternallyWithInfo": MoneyState.SETTLED,
}
_CHARGES: Final = {
    "Settled": MoneyState.SETTLED,
    "SettledReversed": MoneyState.FAILED,
    "Chargeback": MoneyState.CAME_BACK,
    "SecondChargeback": MoneyState.CAME_BACK,
    "ChargebackReversed": MoneyState.ACCEPTED,
}
_TAKES: Final = frozenset(
    {"Refunded", "RefundedExternallyWithInfo", "Chargeback", "SecondChargeback", "SettledReversed"}
)


def settlement_line(line: Line, party: Party) -> Iterator[Told]:
    """What one line tells: a payment, a refund, what undid them, the payout. Fees and transfers tell nothing here."""
    kind = line.need("Type")
    if kind in _SILENT:
        return
    at = _time(line, party)
    if kind in _REFUNDS:
        yield _refund(line, kind, at)
    elif kind in _CHARGES:
        yield _charge(line, kind, at)
    elif kind == "MerchantPayout":
        yield _payout(line, at)
    else:
        raise BadCell("Type", kind, "is not a type known here", "Look at these lines in the quarantine")


def batch_of(line: Line) -> str | None:
    """The payout in which a line was paid: Adyen counts batches for each merchant account."""
    batch = line.text("Batch Number")
    return f"adyen/{line.text('Merchant Account')}/{batch}" if batch else None


def _time(line: Line, party: Party) -> Moment:
    """When Adyen booked it where the report says so, else when the request was made."""
    for date, zone in (("Booking Date", "Booking Date TimeZone"), ("Creation Date", "TimeZone")):
        if text := line.text(date):
            name = line.text(zone, "TimeZone")
            return wall_time(text, place_of(name, "TimeZone", party.zone), date, name)
    raise BadCell("Creation Date", None, "is empty", "Without it nobody knows when it was; export the report again")


def _gross(line: Line, kind: str) -> Money:
    """The amount in the column on whose side this type belongs; a line with the other side filled is refused."""
    side, other = ("Debit", "Credit") if kind in _TAKES else ("Credit", "Debit")
    if not line.text(f"Gross {side} (GC)") and (text := line.text(f"Gross {other} (GC)")):
        what = f"stands where a line of type {kind} has nothing"
        raise BadCell(f"Gross {other} (GC)", text, what, "Take in the report as Adyen made it")
    return positive(line.money(f"Gross {side} (GC)", "Gross Currency"))


def _refund(line: Line, kind: str, at: Moment) -> Told:
    refund_id, state = line.need("Modification Reference"), _REFUNDS[kind]
    told = RefundTold(
        refund_id=refund_id,
        money=_gross(line, kind),
        state=state,
        our_ref=line.text("Modification Merchant Reference") or None,
        payment_ref=line.need("Psp Reference"),
        order_id=line.text("Merchant Reference") or None,
        method=line.text("Payment Method"),
        settled_at=at if state is MoneyState.SETTLED else None,
        arn=line.text("ARN", "Acquirer Reference Number") or None,
        payout_ref=batch_of(line),
    )
    return Told(history_id("refund", refund_id, kind, at), at, told)


def _charge(line: Line, kind: str, at: Moment) -> Told:
    payment = line.need("Psp Reference")
    told = ChargeTold(
        payment_ref=payment,
        money=_gross(line, kind),
        state=_CHARGES[kind],
        order_id=line.text("Merchant Reference") or None,
        method=line.text("Payment Method"),
        failure_reason="disputed" if "Chargeback" in kind and _CHARGES[kind] is MoneyState.CAME_BACK else "",
    )
    return Told(history_id("charge", f"{payment}:{line.text('Modification Reference')}", kind, at), at, told)


def _payout(line: Line, at: Moment) -> Told:
    """The sum that goes to our bank, net of all fees; where Adyen collects, it is negative."""
    payout = batch_of(line)
    if payout is None:
        raise BadCell("Batch Number", None, "is empty", "Without it the payout has no lines; export the report again")
    out = line.text("Net Debit (NC)")
    money = line.money("Net Debit (NC)" if out else "Net Credit (NC)", "Net Currency")
    signed = Money(abs(money.amount_minor) * (1 if out else -1), money.currency)
    return Told(history_id("payout", payout, MoneyState.SETTLED, at), at, PayoutTold(payout, signed))
