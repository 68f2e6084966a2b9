"""The books: what the shop, the gateways and the bank write down when something is sold or given back."""

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, datetime_of

from .world import Expected, Person, Sale, World

_PRICES = (1999, 2499, 3450, 4999, 5900, 7995, 9900, 12900, 14999, 23900)
_CURRENCIES = ("EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "USD", "USD", "GBP", "JPY")
METHODS = ("card", "card", "card", "sepa_debit", "wallet")


def price(world: World, currency: str = "") -> Money:
    """An amount as shops ask it. JPY has no decimals: the same number of minor units is about the same money."""
    currency = currency or world.rng.choice(_CURRENCIES)
    return Money(world.rng.choice(_PRICES) + world.rng.randrange(0, 40) * 10, currency)


def order(world: World, sale: Sale, status: str = "paid", status_at: Moment | None = None) -> None:
    """The shop's row about an order; a later one with another status is its history."""
    person = sale.person
    world.add(
        "shop/orders",
        {
            "order_id": sale.order_id,
            "customer_id": person.customer_id,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "amount_minor": str(sale.money.amount_minor),
            "currency": sale.money.currency,
            "placed_at": iso(sale.placed),
            "status": status,
            "status_at": iso(status_at) if status_at else "",
            "payment_ref": sale.payment_ref,
        },
    )


def charge(
    world: World, sale: Sale, at: Moment, *, state: str = "accepted", payment_ref: str = "", order_id: str | None = None
) -> None:
    """The gateway's row about a charge, where its export reaches that far."""
    if at > world.complete_to(sale.gateway):
        return
    world.add(
        f"{sale.gateway}/charges",
        {
            "payment_ref": payment_ref or sale.payment_ref,
            "order_id": sale.order_id if order_id is None else order_id,
            "customer_id": sale.person.customer_id,
            "email": sale.person.email,
            "amount_minor": str(sale.money.amount_minor),
            "currency": sale.money.currency,
            "occurred_at": iso(at),
            "state": state,
            "livemode": "true",
            "method": sale.method,
        },
    )


def sell(
    world: World, person: Person, placed: Moment, *, gateway: str = "", money: Money | None = None, method: str = ""
) -> Sale:
    """An order, and its charge two minutes later."""
    number = world.number("order", 0)
    sale = Sale(
        person,
        f"{20 + number // 9000}-{1000 + number % 9000}",
        money or price(world),
        placed,
        gateway or world.rng.choice(("gateway-a", "gateway-a", "gateway-b", "gateway-b", "gateway-c")),
        world.reference("pi"),
        method or world.rng.choice(METHODS),
    )
    order(world, sale)
    charge(world, sale, Moment(placed + 2 * MINUTE_US))
    return sale


def shop_refund(
    world: World, sale: Sale, at: Moment, *, gateway_ref: str = "", state: str = "accepted", bare: bool = False
) -> str:
    """The shop writes down that it gave the money back. Returns the shop's number of it. `bare`: without references."""
    refund_id = f"R-{world.number('refund', 3000)}"
    world.add(
        "shop/refunds",
        {
            "refund_id": refund_id,
            "gateway_ref": gateway_ref,
            "our_ref": "",
            "payment_ref": "" if bare else sale.payment_ref,
            "order_id": sale.order_id,
            "customer_id": sale.person.customer_id,
            "amount_minor": str(sale.money.amount_minor),
            "currency": sale.money.currency,
            "occurred_at": iso(at),
            "state": state,
            "livemode": "true",
            "method": sale.method,
            "trait.gateway": sale.gateway,
            "trait.version": "",  # see made.py
            "trait.channel": "",
        },
    )
    return refund_id


def gateway_refund(
    world: World,
    sale: Sale,
    refund_id: str,
    at: Moment,
    state: str,
    *,
    our_ref: str = "",
    money: Money | None = None,
    why: str = "",
    livemode: bool = True,
    settled: Moment | None = None,
    reversal: bool = False,
    payout_ref: str = "",
    bare: bool = False,
) -> None:
    """The gateway's row about a refund; with `settled` its settlement row too. Nothing after its export's end."""
    paid = money or sale.money
    row = {
        "refund_id": refund_id,
        "our_ref": our_ref,
        "payment_ref": "" if bare else sale.payment_ref,
        "order_id": "" if bare else sale.order_id,
        "customer_id": sale.person.customer_id,
        "amount_minor": str(paid.amount_minor),
        "currency": paid.currency,
        "occurred_at": iso(at),
        "state": state,
        "livemode": str(livemode).lower(),
        "method": sale.method,
        "failure_reason": why,
        "is_reversal": str(reversal).lower(),
    }
    if at <= world.complete_to(sale.gateway):
        world.add(f"{sale.gateway}/refunds", row)
    if settled is None or settled > world.complete_to(sale.gateway):
        return
    arn = "" if reversal else f"7430{world.rng.randrange(10**18, 10**19 - 1)}"
    ref = payout_ref or _payout(sale.gateway, settled, paid.currency)
    named = {key: value for key, value in row.items() if key != "failure_reason"}
    settlement = {"state": "settled", "settled_at": iso(settled), "arn": arn, "payout_ref": ref}
    world.add(f"{sale.gateway}/settlements", {**named, **settlement})


def _payout(gateway: str, at: Moment, currency: str) -> str:
    week = datetime_of(at).isocalendar()
    return f"po_{gateway[-1]}_{week.year}w{week.week:02d}_{currency}"


def give_back(world: World, sale: Sale, at: Moment, **told: object) -> tuple[str, str]:
    """A refund as it should be: the shop asks, the gateway accepts, and two days later it is settled.

    Returns the shop's number and the gateway's. What is `told` otherwise goes to the gateway's row.
    """
    gateway_ref = world.reference("re")
    refund_id = shop_refund(world, sale, at, gateway_ref=gateway_ref)
    accepted = Moment(at + 2 * MINUTE_US)
    settled = Moment(accepted + 2 * DAY_US + 3 * HOUR_US)
    known = {"our_ref": refund_id, "settled": settled, **told}
    gateway_refund(world, sale, gateway_ref, accepted, "accepted", **known)  # type: ignore[arg-type]
    return refund_id, gateway_ref


def expect(
    world: World, sale: Sale, refund_id: str, verdict: Verdict, reason: Reason, fault: str, owed: Money | None = None
) -> None:
    """Write down what is true. Without `refund_id`, about this customer rather than about one refund."""
    matter = f"refund:{refund_id}" if refund_id else ""
    world.expected.append(Expected(sale.person.customer_id, matter, verdict, reason, owed, fault))
