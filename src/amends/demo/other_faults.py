"""Faults that are not about refunds: charged twice, billed after cancelling, a wrong balance, a payment not found."""

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, MINUTE_US

from . import books
from .letters import write
from .refund_faults import ago
from .world import Person, Sale, World

_MONTH_US = 30 * DAY_US


def charged_twice(world: World, person: Person, index: int) -> None:
    """The customer pressed twice, and the shop asked twice."""
    at = ago(world, 90 + index * 13 % 200)
    sale = books.sell(world, person, at, gateway="gateway-a", method="card")
    books.charge(world, sale, Moment(at + 5 * MINUTE_US), payment_ref=world.reference("pi"))
    books.expect(world, sale, "", Verdict.CUSTOMER_RIGHT, Reason.CHARGED_TWICE, "charged_twice", sale.money)
    write(world, person, Moment(at + 6 * DAY_US), "twice", order=sale.order_id, money=sale.money)


def cancelled_but_billed(world: World, person: Person, index: int) -> None:
    """A subscription was cancelled, and charged once more."""
    at = ago(world, 100 + index * 11 % 180)
    sale = books.sell(world, person, at, gateway="gateway-b", method="card")
    books.order(world, sale, "canceled", Moment(at + 20 * DAY_US))
    billed = Moment(at + 35 * DAY_US)
    books.charge(world, sale, billed, payment_ref=world.reference("pi"))
    books.expect(
        world, sale, "", Verdict.CUSTOMER_RIGHT, Reason.BILLED_AFTER_CANCEL, "cancelled_but_billed", sale.money
    )
    write(world, person, Moment(billed + 4 * DAY_US), "billed", order=sale.order_id, money=sale.money)


def not_authorised(world: World, person: Person, index: int) -> None:
    """The gateway took money for which the shop has no order."""
    at = ago(world, 100 + index * 7 % 150)
    sale = Sale(person, "", books.price(world, "EUR"), at, "gateway-a", world.reference("pi"), "card")
    books.charge(world, sale, at, order_id="")
    books.expect(world, sale, "", Verdict.CUSTOMER_RIGHT, Reason.NO_ORDER_BEHIND_IT, "not_authorised", sale.money)
    write(world, person, Moment(at + 4 * DAY_US), "unknown", money=sale.money)


def bills(world: World, person: Person, at: Moment, money: Money) -> str:
    """An invoice, in our books twice: as itself and as a posting. Returns its number."""
    invoice = f"INV-{world.number('invoice', 5000)}"
    row = {"customer_id": person.customer_id, "amount_minor": str(money.amount_minor), "currency": money.currency}
    world.add("billing/invoices", {"invoice_id": invoice, **row, "issued_at": iso(at), "status": "open"})
    posts(world, person, at, money, "invoice", invoice)
    return invoice


def posts(
    world: World, person: Person, at: Moment, money: Money, about: str, invoice: str, payment_ref: str = ""
) -> None:
    """A line of our ledger: what is owed to us has a plus."""
    world.add(
        "billing/postings",
        {
            "posting_id": f"L-{world.number('posting', 9000)}",
            "customer_id": person.customer_id,
            "invoice_id": invoice,
            "payment_ref": payment_ref,
            "about": about,
            "amount_minor": str(money.amount_minor),
            "currency": money.currency,
            "posted_at": iso(at),
        },
    )


def pays(world: World, person: Person, at: Moment, money: Money) -> Sale:
    """A payment by gateway for an invoice: there is no shop order behind it, only the invoice."""
    sale = Sale(person, "", money, at, "gateway-a", world.reference("pi"), "sepa_debit")
    books.charge(world, sale, at, order_id="")
    return sale


def pays_invoices(world: World, person: Person, months: int) -> None:
    """A business customer whose invoices, payments and postings agree."""
    money = books.price(world, "EUR")
    for month in range(1, months + 1):
        at = ago(world, 50 + 30 * month)
        invoice = bills(world, person, at, money)
        paid = pays(world, person, Moment(at + 6 * DAY_US), money)
        owed_less = Money(-money.amount_minor, money.currency)
        posts(world, person, Moment(at + 6 * DAY_US + MINUTE_US), owed_less, "payment", invoice, paid.payment_ref)


def payment_not_credited(world: World, person: Person, index: int) -> None:
    """The gateway has the money; our ledger never heard of it. It is to be credited, not paid back."""
    pays_invoices(world, person, 2)
    at = ago(world, 45 + index % 10)
    money = books.price(world, "EUR")
    bills(world, person, at, money)
    paid = pays(world, person, Moment(at + 5 * DAY_US), money)
    books.expect(world, paid, "", Verdict.CUSTOMER_RIGHT, Reason.PAYMENT_ARRIVED, "payment_not_credited")
    write(world, person, Moment(at + 20 * DAY_US), "paid", money=money)


def wrong_balance(world: World, person: Person, index: int) -> None:
    """The ledger says 400.00 is owed where invoices less payments say 9.00: one posting was keyed wrongly. Which sum
    is right, finance must say: no amount is owed yet.
    """
    pays_invoices(world, person, 2)
    at, small = ago(world, 70 + index), Money(900, "EUR")
    invoice = bills(world, person, at, small)
    wrong = Money(39_100, "EUR")
    posts(world, person, Moment(at + DAY_US), wrong, "adjustment", invoice)
    sale = Sale(person, "", wrong, at, "gateway-a", "", "")
    books.expect(world, sale, "", Verdict.CUSTOMER_RIGHT, Reason.AMOUNT_DIFFERS, "wrong_balance")
    write(world, person, Moment(at + 9 * DAY_US), "amount", money=Money(40_000, "EUR"))


OTHER_FAULTS = (charged_twice, cancelled_but_billed, not_authorised, payment_not_credited, wrong_balance)
