"""The ways in which "we refunded you" is true or false, each planted with its truth (reference: docs/reasons.md).

A fault is a function of the world, a customer of its own and a number that spreads the victims over the year.
"""

from amends.facts import Moment, Money, Reason, Verdict
from amends.facts.moments import DAY_US, MINUTE_US

from . import books
from .letters import write
from .world import EXPORT_MISSING_DAYS, Person, Sale, World

RIGHT, RECORD, EARLY, UNSURE = Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT, Verdict.TOO_EARLY, Verdict.CANNOT_TELL
_RECENT_DAYS, _FIRST_DAYS = 80, 35  # at the two ends of the year, in which nothing is planted here


def ago(world: World, days: float) -> Moment:
    """So many days before the end."""
    return Moment(world.end - int(days * DAY_US))


def _sold(world: World, person: Person, *, money: Money | None = None, method: str = "") -> tuple[Sale, Moment]:
    """A sale, and the moment of its refund, both long enough ago for every window to have passed. Time, gateway and
    method go round as in ordinary business: faults that have nothing in common must not look as if they had.
    """
    turn = world.number("fault", 0)
    days = (world.end - world.start) // DAY_US - _RECENT_DAYS - _FIRST_DAYS
    at = ago(world, _RECENT_DAYS + (turn * 37 + world.rng.randrange(30)) % days)
    sale = books.sell(
        world,
        person,
        Moment(at - 9 * DAY_US),
        gateway=f"gateway-{'ab'[turn % 2]}",
        money=money,
        method=method or books.METHODS[turn % len(books.METHODS)],
    )
    return sale, at


def _writes(world: World, sale: Sale, at: Moment, days: float = 17) -> None:
    if world.rng.random() < 0.7:
        told = Moment(at + int(days * DAY_US))
        write(world, sale.person, told, "refund", order=sale.order_id, money=sale.money)


def never_sent(world: World, person: Person, index: int) -> None:
    """The shop wrote its row before the call, and the call never came."""
    sale, at = _sold(world, person)
    refund = books.shop_refund(world, sale, at)
    books.expect(world, sale, refund, RIGHT, Reason.NEVER_SENT, "never_sent", sale.money)
    _writes(world, sale, at)


def refused(world: World, person: Person, index: int) -> None:
    """The gateway refused at once, and nobody looked at its answer."""
    sale, at = _sold(world, person)
    ref = world.reference("re")
    refund = books.shop_refund(world, sale, at, gateway_ref=ref)
    books.gateway_refund(world, sale, ref, Moment(at + MINUTE_US), "failed", our_ref=refund, why="declined")
    books.expect(world, sale, refund, RIGHT, Reason.REFUSED, "refused", sale.money)
    _writes(world, sale, at)


def _fails_later(world: World, sale: Sale, at: Moment, after: int, why: str) -> tuple[str, str]:
    refund, ref = books.give_back(world, sale, at, settled=None)
    books.gateway_refund(world, sale, ref, Moment(at + after), "failed", our_ref=refund, why=why)
    return refund, ref


def failed_later(world: World, person: Person, index: int) -> None:
    """Accepted, and failed days later."""
    sale, at = _sold(world, person)
    refund, _ = _fails_later(world, sale, at, 6 * DAY_US, "declined")
    books.expect(world, sale, refund, RIGHT, Reason.FAILED_LATER, "failed_later", sale.money)
    _writes(world, sale, at)


def dead_destination(world: World, person: Person, index: int) -> None:
    """The card it went to is closed."""
    sale, at = _sold(world, person, method="card")
    refund, _ = _fails_later(world, sale, at, 8 * DAY_US, "expired_or_canceled_card")
    books.expect(world, sale, refund, RIGHT, Reason.DEAD_DESTINATION, "dead_destination", sale.money)
    _writes(world, sale, at)


def event_lost(world: World, person: Person, index: int) -> None:
    """The gateway's notice of the failure never reached the shop."""
    sale, at = _sold(world, person)
    refund, ref = _fails_later(world, sale, at, 5 * DAY_US, "declined")
    event = {"refund": ref, "at": str(at + 5 * DAY_US), "gateway": sale.gateway, "id": world.reference("evt")}
    world.add("events", event)
    books.expect(world, sale, refund, RIGHT, Reason.EVENT_LOST, "event_lost", sale.money)
    _writes(world, sale, at)


def held(world: World, person: Person, index: int) -> None:
    """The gateway waits for balance."""
    sale, at = _sold(world, person)
    ref = world.reference("re")
    refund = books.shop_refund(world, sale, at, gateway_ref=ref)
    books.gateway_refund(world, sale, ref, Moment(at + MINUTE_US), "held", our_ref=refund)
    books.expect(world, sale, refund, RIGHT, Reason.HELD, "held", sale.money)
    _writes(world, sale, at)


def in_window(world: World, person: Person, index: int) -> None:
    """All is well, and it is too early for the customer to see it."""
    at = ago(world, 4 + index % 2)
    sale = books.sell(world, person, Moment(at - 9 * DAY_US), gateway=f"gateway-{'ab'[index % 2]}", method="card")
    refund, _ = books.give_back(world, sale, at)
    books.expect(world, sale, refund, EARLY, Reason.IN_WINDOW, "in_window")
    _writes(world, sale, at, 2.5)


def reversal_not_credit(world: World, person: Person, index: int) -> None:
    """An early refund erased the charge: no credit line ever appears, and the customer is whole."""
    sale, at = _sold(world, person)
    refund, _ = books.give_back(world, sale, at, reversal=True)
    books.expect(world, sale, refund, RECORD, Reason.REVERSAL_NOT_CREDIT, "reversal_not_credit")
    _writes(world, sale, at)


def wrong_amount(world: World, person: Person, index: int) -> None:
    """A hundredth arrived: the shop took yen for a currency with cents."""
    whole = Money(books.price(world, "JPY").amount_minor // 100 * 100, "JPY")
    sale, at = _sold(world, person, money=whole)
    refund, _ = books.give_back(world, sale, at, money=Money(whole.amount_minor // 100, "JPY"))
    owed = Money(whole.amount_minor - whole.amount_minor // 100, "JPY")
    books.expect(world, sale, refund, RIGHT, Reason.WRONG_AMOUNT, "wrong_amount", owed)
    _writes(world, sale, at)


def wrong_payment(world: World, person: Person, index: int) -> None:
    """The refund went to another payment of the same customer."""
    sale, at = _sold(world, person)
    other = books.sell(
        world, person, Moment(sale.placed - 3 * DAY_US), gateway=sale.gateway, money=sale.money, method=sale.method
    )
    ref = world.reference("re")
    refund = books.shop_refund(world, sale, at, gateway_ref=ref)
    books.gateway_refund(
        world, other, ref, Moment(at + MINUTE_US), "accepted", our_ref=refund, settled=Moment(at + 2 * DAY_US)
    )
    books.expect(world, sale, refund, RIGHT, Reason.WRONG_PAYMENT, "wrong_payment", sale.money)
    _writes(world, sale, at)


def wrong_person(world: World, person: Person, index: int) -> None:
    """Somebody else got it."""
    sale, at = _sold(world, person)
    stranger = world.rng.choice(world.people[len(world.people) // 2 :])
    other = books.sell(
        world, stranger, Moment(sale.placed - 2 * DAY_US), gateway=sale.gateway, money=sale.money, method=sale.method
    )
    ref = world.reference("re")
    refund = books.shop_refund(world, sale, at, gateway_ref=ref)
    books.gateway_refund(
        world, other, ref, Moment(at + MINUTE_US), "accepted", our_ref=refund, settled=Moment(at + 2 * DAY_US)
    )
    books.expect(world, sale, refund, RIGHT, Reason.WRONG_PERSON, "wrong_person", sale.money)
    _writes(world, sale, at)


def duplicated(world: World, person: Person, index: int) -> None:
    """A timeout, a second try: two refunds for one intent."""
    sale, at = _sold(world, person)
    refund, _ = books.give_back(world, sale, at)
    again = Moment(at + 3 * MINUTE_US)
    ref = world.reference("re")
    books.gateway_refund(world, sale, ref, again, "accepted", our_ref=refund, settled=Moment(again + 2 * DAY_US))
    books.expect(world, sale, refund, RECORD, Reason.DUPLICATED, "duplicated")


def unknown_outcome(world: World, person: Person, index: int) -> None:
    """We asked, never heard the answer, and the gateway's export does not reach that far."""
    at = ago(world, 35 + index % 15)
    sale = books.sell(world, person, Moment(at - 9 * DAY_US), gateway="gateway-c", method="card")
    refund = books.shop_refund(world, sale, at, state="asked")
    books.expect(world, sale, refund, UNSURE, Reason.UNKNOWN_OUTCOME, "unknown_outcome")
    _writes(world, sale, at)


def export_ends_early(world: World, person: Person, index: int) -> None:
    """Said to be refunded, after the day on which the gateway's export ends."""
    at = ago(world, 35 + index % (EXPORT_MISSING_DAYS - 40))
    sale = books.sell(world, person, Moment(at - 40 * DAY_US), gateway="gateway-c", method="card")
    refund, _ = books.give_back(world, sale, at)
    books.expect(world, sale, refund, UNSURE, Reason.WITNESS_INCOMPLETE, "export_ends_early")
    _writes(world, sale, at)


def test_mode(world: World, person: Person, index: int) -> None:
    """Made with the test keys: no money moved."""
    sale, at = _sold(world, person)
    refund, _ = books.give_back(world, sale, at, livemode=False, settled=None)
    books.expect(world, sale, refund, RIGHT, Reason.TEST_MODE, "test_mode", sale.money)
    _writes(world, sale, at)


def disputed_too(world: World, person: Person, index: int) -> None:
    """Refunded, and charged back by the customer's bank as well."""
    sale, at = _sold(world, person)
    refund, _ = books.give_back(world, sale, at)
    books.charge(world, sale, Moment(at + 20 * DAY_US), state="came_back")
    books.expect(world, sale, refund, RECORD, Reason.DISPUTED_TOO, "disputed_too")


def payout_broken(world: World, person: Person, index: int) -> None:
    """The refund is fine; the payout it was netted from did not reach our bank in full."""
    sale, at = _sold(world, person)
    refund, _ = books.give_back(world, sale, at, payout_ref=f"po_{sale.gateway[-1]}_short{index}_{sale.money.currency}")
    books.expect(world, sale, refund, RECORD, Reason.PAYOUT_BROKEN, "payout_broken")


REFUND_FAULTS = (
    never_sent,
    refused,
    failed_later,
    dead_destination,
    event_lost,
    held,
    in_window,
    reversal_not_credit,
    wrong_amount,
    wrong_payment,
    wrong_person,
    duplicated,
    unknown_outcome,
    export_ends_early,
    test_mode,
    disputed_too,
    payout_broken,
)
