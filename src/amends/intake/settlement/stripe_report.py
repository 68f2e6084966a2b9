"""Stripe: the itemized balance and payout reports, and its list of refunds as a table.

Report types balance_change_from_activity.itemized and payout_reconciliation.itemized
(docs.stripe.com/reports/report-types): decimals in major units, negative where money leaves our balance, `gross` in our
settlement currency and `customer_facing_amount` in the customer's. The list of refunds (Sigma, Data Pipeline) has whole
minor units instead. Both are the same party as the API: Stripe.
"""

from collections.abc import Iterator
from typing import Final

from amends.facts import Moment, Money, MoneyState
from amends.facts.kinds import ChargeTold, PayoutTold, RefundTold
from amends.intake.stripe.common import told_id
from amends.intake.table.cells import BadCell
from amends.intake.table.told import Told

from .line import Line, Party, positive
from .when import UTC, wall_time

_SILENT: Final = frozenset(
    "advance advance_funding anticipation_repayment climate_order_purchase climate_order_refund contribution fee "
    "financing_paydown financing_paydown_reversal financing_payout financing_payout_reversal minimum_balance "
    "network_cost other_adjustment payout_minimum_balance_hold payout_minimum_balance_release platform_earning "
    "platform_earning_refund risk_reserved_funds tax topup topup_reversal transfer transfer_reversal "
    "unreconciled_customer_funds connect_collection_transfer connect_reserved_funds reserve_transaction "
    "reserved_funds obligation_inbound obligation_outbound".split()
)


def balance_line(line: Line, party: Party) -> Iterator[Told]:
    """What one line of the balance tells: a charge, a refund, what undid them, a payout. Fees tell nothing here."""
    category = line.need("reporting_category")
    if category in _SILENT or category.startswith(("issuing_", "inbound_", "outbound_")):
        return
    if category == "partial_capture_reversal":
        what = "takes back part of a charge that was captured in part; the two lines are not added up here"
        raise BadCell("reporting_category", category, what, "Take in the charges with amends intake stripe")
    at = _time(line, party, "created")
    if category in ("refund", "refund_failure"):
        yield _refund(line, party, at, failed=category == "refund_failure")
    elif category in ("charge", "charge_failure", "dispute", "dispute_reversal"):
        yield _charge(line, party, at, category)
    elif category in ("payout", "payout_reversal"):
        yield _payout(line, at, failed=category == "payout_reversal")
    else:
        step = "Tell us what it is; until then look at these lines in the quarantine"
        raise BadCell("reporting_category", category, "is not a category known here", step)


def _time(line: Line, party: Party, column: str) -> Moment:
    if utc := line.text(f"{column}_utc"):
        return wall_time(utc, UTC, f"{column}_utc")
    text = line.need(column)
    if party.zone is None:
        step = "Export it with the column that ends in _utc, or name the zone of the report with --zone"
        raise BadCell(column, text, "does not say in which zone it is", step)
    return wall_time(text, party.zone, column)


def _moved(line: Line) -> Money:
    """In the customer's currency where it stands there: our refund is in that one."""
    if line.text("customer_facing_amount") and line.text("customer_facing_currency"):
        return line.money("customer_facing_amount", "customer_facing_currency")
    return line.money("gross", "currency")


def _refund(line: Line, party: Party, at: Moment, *, failed: bool) -> Told:
    refund_id = line.need("source_id")
    if refund_id.startswith(("ch_", "py_")):
        step = "Export the report anew: today's reports name the refund (re_...) there"
        raise BadCell("source_id", refund_id, "is the charge and not the refund", step)
    if (line.money("gross", "currency").amount_minor > 0) is not failed:
        raise BadCell("gross", line.text("gross"), "has the wrong sign for what it is", "Take in the file unchanged")
    available = _time(line, party, "available_on") if line.text("available_on_utc", "available_on") else None
    settles = available is not None and not failed
    if failed and available is not None:  # not before the money is back, or it would look older than the settlement
        at = max(at, available)
    told = RefundTold(
        refund_id=refund_id,
        money=positive(_moved(line)),
        state=MoneyState.FAILED if failed else MoneyState.SETTLED if settles else MoneyState.ACCEPTED,
        our_ref=line.text(f"refund_metadata[{party.keys.refund_id}]") or None,
        payment_ref=line.text("payment_intent_id", "charge_id") or None,
        charge_ref=(line.text("charge_id") or None) if line.text("payment_intent_id") else None,
        order_id=line.text(
            f"payment_metadata[{party.keys.order_id}]", f"refund_metadata[{party.keys.order_id}]") or None,
        method=line.text("payment_method_type"),
        settled_at=available if settles else None,
        payout_ref=line.text("automatic_payout_id") or None,
        customer_id=line.text(f"payment_metadata[{party.keys.customer_id}]") or None,
    )  # fmt: skip
    details = (told.our_ref, told.payment_ref, told.order_id, told.method, told.settled_at, told.payout_ref)
    return Told(_own_id(line, told.state, *details, told.customer_id, told.money), at, told)


def _charge(line: Line, party: Party, at: Moment, category: str) -> Told:
    states = {"charge": MoneyState.SETTLED, "charge_failure": MoneyState.FAILED, "dispute": MoneyState.CAME_BACK}
    intent, charge = line.text("payment_intent_id"), line.text("charge_id")
    if not charge and category == "charge":
        charge = line.need("source_id")
    told = ChargeTold(
        payment_ref=intent or charge or line.need("charge_id"),
        money=positive(_moved(line)),
        state=states.get(category, MoneyState.ACCEPTED),  # a dispute that we won: the money is ours again
        charge_ref=charge if intent and charge else None,
        order_id=line.text(f"payment_metadata[{party.keys.order_id}]") or None,
        method=line.text("payment_method_type"),
        failure_reason=(line.text("dispute_reason") or "disputed") if category == "dispute" else "",
        customer_id=line.text(f"payment_metadata[{party.keys.customer_id}]") or None,
    )
    details = (told.charge_ref, told.order_id, told.method, told.failure_reason, told.customer_id, told.money)
    return Told(_own_id(line, told.state, told.payment_ref, *details), at, told)


def _payout(line: Line, at: Moment, *, failed: bool) -> Told:
    out = line.money("gross", "currency")
    payout_ref = line.text("payout_id", "source_id") or line.need("automatic_payout_id")
    money = Money(out.amount_minor if failed else -out.amount_minor, out.currency)
    state = MoneyState.FAILED if failed else MoneyState.SETTLED
    return Told(_own_id(line, state, payout_ref), at, PayoutTold(payout_ref, money, state))


def _own_id(line: Line, state: MoneyState, *details: object) -> str:
    """Exports of one line with more or fewer columns are so many entries of one history, never a conflict."""
    return told_id(f"report:{line.need('balance_transaction_id')}:{state}", *details)
