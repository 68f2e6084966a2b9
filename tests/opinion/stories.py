"""Small stories for tests: `told("shop", "us").refund("R-1", "129.00 EUR", "2026-05-03 14:20", gateway_ref="re_1")`."""

from dataclasses import dataclass
from typing import Any

from amends.facts import (
    Amount,
    Bundle,
    Claim,
    ClaimKind,
    Entry,
    HandleKind,
    Identity,
    Moment,
    Money,
    MoneyState,
    Opinion,
    Policy,
    Slots,
    Source,
    Verdict,
    hear_moment,
    hear_money,
)
from amends.facts.kinds import (
    ChargeTold,
    CompletenessDeclared,
    ContactReceived,
    EventTold,
    InvoiceTold,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
    RemedyRequested,
    SecondLook,
    What,
)
from amends.facts.kinds.people import CaseClosed
from amends.opinion import opinions

POLICY = Policy()
ME = "C-7"


def at(text: str) -> Moment:
    """`2026-05-03 14:20` in UTC."""
    return hear_moment(text if text.endswith("Z") else text.replace(" ", "T") + "Z")


def money(text: str) -> Money:
    """`129.00 EUR`."""
    amount, currency = text.split()
    return hear_money(amount, currency)


@dataclass(frozen=True)
class Teller:
    """One source. Each method is one thing that it told."""

    name: str
    root: str

    def _entry(self, when: str, source_id: str, what: What) -> Entry:
        return Entry(Source(self.name, self.root), source_id, at(when), what)

    def refund(self, refund_id: str, amount: str, when: str, state: str = "accepted", **more: Any) -> Entry:
        """A refund, in this state since then. `settled` is when it was settled."""
        if "settled" in more:
            more["settled_at"] = at(more.pop("settled"))
        if self.root == "us":
            more.setdefault("customer_id", ME)
        what = RefundTold(refund_id, money(amount), MoneyState(state), **more)
        return self._entry(when, f"{refund_id}:{state}:{when}", what)

    def charge(self, payment_ref: str, amount: str, when: str, state: str = "accepted", **more: Any) -> Entry:
        """A charge."""
        return self._entry(
            when, f"{payment_ref}:{state}:{when}", ChargeTold(payment_ref, money(amount), MoneyState(state), **more)
        )

    def order(self, order_id: str, amount: str, when: str, status: str = "", **more: Any) -> Entry:
        """An order of the customer, unless another `customer_id` is given. `since` is when the status began."""
        if "since" in more:
            more["status_at"] = at(more.pop("since"))
        more.setdefault("customer_id", ME)
        return self._entry(when, f"{order_id}:{status}", OrderTold(order_id, money(amount), status, **more))

    def invoice(self, invoice_id: str, amount: str, when: str, **more: Any) -> Entry:
        """An invoice."""
        return self._entry(when, invoice_id, InvoiceTold(invoice_id, money(amount), customer_id=ME, **more))

    def posting(self, posting_id: str, amount: str, when: str, about: str = "", **more: Any) -> Entry:
        """A line of a ledger or a bank statement."""
        return self._entry(when, posting_id, PostingTold(posting_id, money(amount), about, **more))

    def payout(self, payout_ref: str, amount: str, when: str) -> Entry:
        """A payout to our bank."""
        return self._entry(when, payout_ref, PayoutTold(payout_ref, money(amount)))

    def event(self, event_id: str, event_type: str, about: str, when: str, **more: Any) -> Entry:
        """A notice."""
        return self._entry(when, event_id, EventTold(event_id, event_type, about, **more))

    def complete(self, of: str, start: str, end: str) -> Entry:
        """Everything of this kind from start to end was told."""
        return self._entry(end, f"{of}:{start}:{end}", CompletenessDeclared(of, at(start), at(end)))

    def contact(self, text: str, when: str) -> Entry:
        """The customer wrote."""
        return self._entry(when, f"mail:{when}", ContactReceived("mail", text=text, customer_id=ME))


def told(name: str, root: str) -> Teller:
    """A source and whose eyes it has."""
    return Teller(name, root)


SHOP = told("shop", "us")
GATEWAY = told("stripe", "gateway")
BANK = told("bank", "bank")
DESK = told("desk", "us")
MAIL = told("mail", "customer")


def looked(matter: str, verdict: str, over: str, when: str, reason: str = "she called the bank") -> Entry:
    """A second look of a person."""
    look = SecondLook(matter, Verdict(verdict), Verdict(over), "Ruth", reason)
    return Entry(Source("desk", "us"), f"look:{when}", at(when), look)


def requested(matter: str, amount: str, when: str) -> Entry:
    """Finance was asked to make it good."""
    return Entry(Source("desk", "us"), f"request:{when}", at(when), RemedyRequested(matter, money(amount), "Ruth"))


def closed(matter: str, when: str) -> Entry:
    """Somebody closed the matter."""
    return Entry(Source("desk", "us"), f"closed:{when}", at(when), CaseClosed(matter, (), "Ruth"))


def claim(kind: str, *amounts: str, orders: tuple[str, ...] = (), contact: Entry | None = None) -> Claim:
    """A claim as read from words."""
    slots = Slots(tuple(Amount(*_amount(a)) for a in amounts), (), orders)
    return Claim(ClaimKind(kind), 0, 1, "?", slots, "rules:en", contact.id if contact else "")


def _amount(text: str) -> tuple[Any, str | None]:
    from decimal import Decimal

    number, _, currency = text.partition(" ")
    return Decimal(number), currency or None


def bundle(*entries: Entry, me: str = ME) -> Bundle:
    """The entries that concern one customer, split as the linker splits them."""
    keys = {f"customer:{me}"}
    own = tuple(e for e in entries if keys & {h.key for h in e.what.handles() if h.kind is HandleKind.CUSTOMER})
    about = tuple(e for e in entries if e not in own)
    return Bundle(Identity(f"customer:{me}", tuple(sorted(keys)), ()), own, about)


def judge(*entries: Entry, now: str, claims: tuple[Claim, ...] = (), policy: Policy = POLICY) -> tuple[Opinion, ...]:
    """All opinions as of `now`."""
    return opinions(bundle(*entries), claims, now=at(now), policy=policy)


def verdict(*entries: Entry, now: str, claims: tuple[Claim, ...] = (), policy: Policy = POLICY) -> tuple[str, str]:
    """Verdict and reason of the only opinion."""
    (only,) = judge(*entries, now=now, claims=claims, policy=policy)
    return str(only.verdict), str(only.reason)


def on(matter: str, found: tuple[Opinion, ...]) -> Opinion:
    """The opinion on this matter."""
    (only,) = [o for o in found if o.matter == matter]
    return only
