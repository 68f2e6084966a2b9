"""A fault of one version: refunds that app 4.2 makes fail at the gateway from 8 May on; all others arrive."""

from amends.facts import Entry, Moment, Money, MoneyState
from amends.facts.kinds import ChargeTold, ContactReceived, OrderTold, RefundTold
from amends.facts.moments import DAY_US, HOUR_US
from desk_stories import MAIL, SHOP, STRIPE, at, complete

FIRST = at("04-01T12:00")
BEGAN = at("05-08T12:00")
SLICE = "slice=version%3D4.2"
AMOUNT = Money(2_500, "EUR")
LARGE = Money(60_000, "EUR")  # above what one person may approve


def refund(number: int, made: Moment, version: str, *, failed: bool, money: Money = AMOUNT) -> list[Entry]:
    """One customer with one order and its refund. `F-0007` is the seventh."""
    who, order_id, refund_id, payment = f"F-{number:04d}", f"30-{number:04d}", f"RF-{number:04d}", f"pi_f{number}"
    traits = ("channel=app" if number % 2 else "channel=web", f"version={version}")
    ordered = OrderTold(order_id, money, "paid", payment_ref=payment, customer_id=who, name=f"Hit {number}")
    charged = ChargeTold(payment, money, MoneyState.SETTLED, order_id=order_id, method="card")
    ours = RefundTold(
        refund_id,
        money,
        MoneyState.ACCEPTED,
        gateway_ref=f"re_{number}",
        payment_ref=payment,
        order_id=order_id,
        customer_id=who,
        traits=traits,
    )
    return [
        Entry(SHOP, f"order:{order_id}", Moment(made - 3 * DAY_US), ordered),
        Entry(STRIPE, f"{payment}:settled", Moment(made - 3 * DAY_US), charged),
        Entry(SHOP, f"{refund_id}:accepted", made, ours),
        told_by_gateway(f"re_{number}", MoneyState.ACCEPTED, Moment(made + HOUR_US), money, payment),
        told_by_gateway(
            f"re_{number}",
            MoneyState.FAILED if failed else MoneyState.SETTLED,
            Moment(made + DAY_US),
            money,
            payment,
        ),
    ]


def told_by_gateway(
    number: str, state: MoneyState, when: Moment, money: Money, payment: str, our_ref: str | None = None
) -> Entry:
    settled = when if state is MoneyState.SETTLED else None
    arn = f"7453{number}" if settled else None
    what = RefundTold(
        number, money, state, payment_ref=payment, method="card", our_ref=our_ref, settled_at=settled, arn=arn
    )
    return Entry(STRIPE, f"{number}:{state}", when, what)


def wrote(number: int, when: Moment) -> Entry:
    """He asks for it."""
    what = ContactReceived(
        "mail",
        language="en",
        sender=f"f{number}@example.org",
        subject="My refund",
        text=f"I still have not received my refund for order 30-{number:04d}.",
        message_id=f"<f{number}@example.org>",
        customer_id=f"F-{number:04d}",
    )
    return Entry(MAIL, f"f{number}", when, what)


def fault_story(hit: int = 10, good: int = 120, *, large: int = 0) -> list[Entry]:
    """`hit` refunds of version 4.2 from 8 May on, one every other day from the first; `large` of them are of 600 EUR.
    `good` ones of version 4.1, and of 4.2 before that day. The first of those hit has written to us.
    """
    told = [complete(), complete("settlements")]
    for i in range(good):
        made = Moment(FIRST + i * 60 * DAY_US // max(good, 1))
        version = "4.2" if made < BEGAN and i % 4 == 0 else "4.1"
        told += refund(1000 + i, made, version, failed=False)
    for i in range(hit):
        made = Moment(BEGAN + i * 20 * DAY_US // max(hit, 1))
        told += refund(i, made, "4.2", failed=True, money=LARGE if i < large else AMOUNT)
    if hit:
        told.append(wrote(0, at("06-10T10:00")))
    return told
