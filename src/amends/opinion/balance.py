"""What a customer owes, added up twice: the ledger's lines, and invoices less payments less credits.

Two sums from different books: the second takes its payments from the witnesses where they tell of any (money.md 6).
"""

from dataclasses import dataclass

from amends.facts import BANK, Entry, Money
from amends.facts.kinds import InvoiceTold, PostingTold
from amends.facts.states import GONE_WRONG

from .testimony import Testimony

VOID = frozenset({"void", "voided", "canceled", "cancelled", "draft"})


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sums in one currency; None where there is nothing to add up. Positive: the customer owes us."""

    currency: str
    by_ledger: Money | None
    by_invoices: Money | None
    ledger: tuple[Entry, ...]
    invoices: tuple[Entry, ...]
    payments: tuple[Entry, ...]  # of witnesses


def balances(said: Testimony) -> tuple[Balance, ...]:
    """One balance for each currency that occurs, in alphabetical order."""
    currencies = {
        e.what.money.currency for e in (*said.postings, *said.invoices) if isinstance(e.what, PostingTold | InvoiceTold)
    }
    return tuple(_balance(currency, said) for currency in sorted(currencies))


def _balance(currency: str, said: Testimony) -> Balance:
    ledger = tuple(
        e
        for e in said.postings
        if isinstance(e.what, PostingTold) and e.source.root != BANK and e.what.money.currency == currency
    )
    invoices = _invoices(currency, said)
    paid_minor, paid = _paid(currency, said, invoices)
    credits = sum(_minor(e) for e in ledger if isinstance(e.what, PostingTold) and e.what.about == "credit")
    by_invoices = sum(_minor(e) for e in invoices) - paid_minor + credits
    return Balance(
        currency,
        Money(sum(_minor(e) for e in ledger), currency) if ledger else None,
        Money(by_invoices, currency) if invoices else None,
        ledger,
        invoices,
        paid,
    )


def _invoices(currency: str, said: Testimony) -> tuple[Entry, ...]:
    """The latest row of each invoice that stands."""
    latest: dict[str, Entry] = {}
    for entry in said.invoices:
        if isinstance(entry.what, InvoiceTold) and entry.what.money.currency == currency:
            latest[entry.what.invoice_id] = entry
    return tuple(e for e in latest.values() if isinstance(e.what, InvoiceTold) and e.what.status.lower() not in VOID)


def _paid(currency: str, said: Testimony, invoices: tuple[Entry, ...]) -> tuple[int, tuple[Entry, ...]]:
    """Payments less refunds by the witnesses, for what was invoiced; our ledger's payments where no witness tells any.

    A payment for an order that was never invoiced belongs to no invoice and is left out.
    """
    invoiced = {e.what.order_id for e in invoices if isinstance(e.what, InvoiceTold) and e.what.order_id}
    taken = [p for p in said.taken if not p.orders or not invoiced or p.orders & invoiced]
    words = [p.taken for p in taken if p.taken is not None and p.taken.what.money.currency == currency]
    if not words:
        own = [e for e in said.postings if isinstance(e.what, PostingTold) and e.what.about in ("payment", "refund")]
        return -sum(_minor(e) for e in own if e.source.root != BANK and _currency(e) == currency), ()
    names = {p.key for p in taken}
    back = [r for r in said.theirs if r.payments & names and r.latest.state not in GONE_WRONG and r.live]
    given = sum(r.money.amount_minor for r in back if r.money.currency == currency)
    entries = (*(w.entry for w in words), *(r.latest.entry for r in back))
    return sum(w.what.money.amount_minor for w in words) - given, entries


def _minor(entry: Entry) -> int:
    what = entry.what
    return what.money.amount_minor if isinstance(what, PostingTold | InvoiceTold) else 0


def _currency(entry: Entry) -> str:
    what = entry.what
    return what.money.currency if isinstance(what, PostingTold | InvoiceTold) else ""
