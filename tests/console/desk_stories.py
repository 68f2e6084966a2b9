"""The customers of these tests, told as entries. M. Lindqvist: our shop says refunded, the gateway says it failed."""

from amends.facts import GATEWAY, US, Entry, Moment, Money, MoneyState, Source, hear_moment
from amends.facts.kinds import ChargeTold, CompletenessDeclared, ContactReceived, OrderTold, RefundTold

SHOP, STRIPE, MAIL = Source("shop", US), Source("stripe", GATEWAY), Source("mail", "customer")
NOW = hear_moment("2026-06-18T09:00:00Z")
MONEY = Money(12_900, "EUR")
WHO = "customer:C-17"
MATTER = "refund:R-2291"
WORDS = "I still have not received my refund of 129.00 EUR for order 10-4471. You keep telling me it was sent."


def at(text: str) -> Moment:
    """A moment of 2026: `at("05-03T14:20")`."""
    return hear_moment(f"2026-{text}:00Z")


def order(customer_id: str = "C-17", order_id: str = "10-4471", name: str = "M. Lindqvist") -> Entry:
    what = OrderTold(
        order_id,
        MONEY,
        "paid",
        payment_ref=f"pi_{order_id}",
        customer_id=customer_id,
        email=mail_of(customer_id),
        name=name,
    )
    return Entry(SHOP, f"order:{order_id}", at("04-20T08:00"), what)


def mail_of(customer_id: str) -> str:
    return f"{customer_id.lower()}@example.org"


def charge(order_id: str = "10-4471") -> Entry:
    what = ChargeTold(f"pi_{order_id}", MONEY, MoneyState.SETTLED, order_id=order_id, method="card")
    return Entry(STRIPE, f"pi_{order_id}:settled", at("04-20T08:01"), what)


def our_refund(customer_id: str = "C-17", order_id: str = "10-4471", refund_id: str = "R-2291") -> Entry:
    what = RefundTold(
        refund_id,
        MONEY,
        MoneyState.ACCEPTED,
        gateway_ref=f"re_{refund_id}",
        payment_ref=f"pi_{order_id}",
        order_id=order_id,
        customer_id=customer_id,
    )
    return Entry(SHOP, f"{refund_id}:accepted", at("05-03T14:20"), what)


def gateway_refund(
    state: MoneyState, when: str, order_id: str = "10-4471", refund_id: str = "R-2291", **more: object
) -> Entry:
    what = RefundTold(f"re_{refund_id}", MONEY, state, payment_ref=f"pi_{order_id}", method="card", **more)  # type: ignore[arg-type]
    return Entry(STRIPE, f"re_{refund_id}:{state}", at(when), what)


def mail(when: str = "05-20T09:12", text: str = WORDS, customer_id: str = "C-17") -> Entry:
    message = f"<{customer_id}-{when}@example.org>"
    what = ContactReceived(
        "mail",
        language="en",
        sender=mail_of(customer_id),
        sender_name="M. L.",
        subject="My refund",
        text=text,
        message_id=message,
    )
    return Entry(MAIL, message, at(when), what)


def complete(of: str = "refunds") -> Entry:
    what = CompletenessDeclared(of, at("01-01T00:00"), at("06-17T00:00"))
    return Entry(STRIPE, f"complete:{of}", what.complete_to, what)


def failed_refund_story() -> list[Entry]:
    """Story 1 up to the first mail: refunded on 3 May by our record, failed at the gateway on 9 May."""
    return [
        order(),
        charge(),
        our_refund(),
        gateway_refund(MoneyState.ACCEPTED, "05-03T14:21"),
        gateway_refund(MoneyState.FAILED, "05-09T02:11", failure_reason="expired_or_canceled_card"),
        mail(),
        complete(),
    ]


def made_good_story() -> list[Entry]:
    """The same, and then a second refund that the gateway settled long enough ago."""
    again = {"order_id": "10-4471", "refund_id": "R-2400"}
    return [
        *failed_refund_story(),
        gateway_refund(MoneyState.ACCEPTED, "05-21T10:00", **again),  # type: ignore[arg-type]
        gateway_refund(MoneyState.SETTLED, "05-22T10:00", settled_at=at("05-22T10:00"), arn="7453", **again),  # type: ignore[arg-type]
    ]


def arrived_story() -> list[Entry]:
    """The refund left us, was settled, and stayed gone; her bank can trace it by the ARN."""
    settled = gateway_refund(MoneyState.SETTLED, "05-04T10:00", settled_at=at("05-04T10:00"), arn="74537604")
    return [
        order(),
        charge(),
        our_refund(),
        gateway_refund(MoneyState.ACCEPTED, "05-03T14:21"),
        settled,
        mail(),
        complete(),
    ]


def quiet_customers(n: int) -> list[Entry]:
    """Customers with a mail each and nothing about money that is wrong."""
    told: list[Entry] = []
    for i in range(n):
        who = f"Q-{i:04d}"
        told += [order(who, f"20-{i:04d}", f"Quiet {i}"), mail(f"05-{1 + i % 28:02d}T10:00", "When do you open?", who)]
    return told
