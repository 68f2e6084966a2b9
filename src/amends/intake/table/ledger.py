"""Rows of invoices, ledger and bank postings, and payouts."""

from amends.facts import MoneyState
from amends.facts.kinds import InvoiceTold, PayoutTold, PostingTold

from .cells import Row
from .told import Told, history_id


def invoice(row: Row) -> Told:
    """We billed this. Negative is a credit note."""
    invoice_id, at, status = row.need("invoice_id"), row.moment("issued_at"), row.status()
    what = InvoiceTold(
        invoice_id=invoice_id,
        money=row.money(negative=True),
        status=status,
        order_id=row.text("order_id"),
        customer_id=row.text("customer_id"),
    )
    return Told(history_id("invoice", invoice_id, status, at), at, what)


def posting(row: Row) -> Told:
    """One line of a ledger or bank statement. A line has no history: its id with another amount is a conflict."""
    posting_id, at = row.need("posting_id"), row.moment("posted_at")
    what = PostingTold(
        posting_id=posting_id,
        money=row.money(negative=True),
        about=row.word("about").lower(),
        invoice_id=row.text("invoice_id"),
        order_id=row.text("order_id"),
        payment_ref=row.text("payment_ref"),
        payout_ref=row.text("payout_ref"),
        customer_id=row.text("customer_id"),
        text=row.words("text").strip(),
    )
    return Told(f"posting:{posting_id}", at, what)


def payout(row: Row) -> Told:
    """A payout to our bank; negative where the gateway collects."""
    payout_ref, at, state = row.need("payout_ref"), row.moment("occurred_at"), row.state(MoneyState.SETTLED)
    what = PayoutTold(payout_ref, row.money(negative=True), state)
    return Told(history_id("payout", payout_ref, state, at), at, what)
