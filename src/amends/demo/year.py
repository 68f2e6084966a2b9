"""A year of the shop: ordinary business, then the planted faults, then what gateways and bank say of payouts."""

from collections import defaultdict
from random import Random

from amends.facts import Moment, Reason, Verdict, hear_moment, iso
from amends.facts.moments import DAY_US, HOUR_US

from . import books, story_1, story_2, story_3
from .letters import noise, write
from .made import tell_how_made
from .other_faults import OTHER_FAULTS, pays_invoices
from .people import people
from .refund_faults import REFUND_FAULTS
from .talk import delivered, talk
from .talk_faults import TALK_FAULTS
from .world import GATEWAYS, SETTLED_LONG_AGO_DAYS, SURELY_IN_WINDOW_DAYS, Person, Sale, World

CUSTOMERS_MIN = 100  # every fault needs victims of its own
_REFUNDED_SHARE, _DELIVERED_SHARE = 0.12, 0.05


def generate(*, customers: int, seed: int, end: Moment) -> World:
    """A year that ends at `end`: the same for the same arguments, always."""
    if customers < CUSTOMERS_MIN:
        raise ValueError(f"a year with every fault needs at least {CUSTOMERS_MIN} customers")
    world = World(end, Random(seed))  # noqa: S311  invented data must be repeatable; nothing here is a secret
    world.people = people(customers, world.rng)
    story_1.tell(world)
    cast = iter(world.people[: customers // 2])
    hit = max(3, customers * 31 // 3000)
    story_1.same_fault(world, [next(cast) for _ in range(hit)])
    victims = max(1, customers // 600)
    for fault in (*REFUND_FAULTS, *OTHER_FAULTS, *TALK_FAULTS):
        for index in range(victims):
            fault(world, next(cast), index)
    for _ in range(customers // 40):
        pays_invoices(world, next(cast), 4)
    loyal, others = world.people[customers // 2 :], list(cast)
    _returns_everywhere(world, loyal[0])
    for person in loyal:
        _shops(world, person, world.rng.choice((2, 3, 4, 5)))
    for person in others:
        _shops(world, person, world.rng.choice((1, 2)))
    noise(world, world.people[-max(3, customers // 100) :])
    talk(world, [*others, *loyal])
    story_2.tell(world)
    story_3.tell(world)
    _payouts(world)
    tell_how_made(world)
    return world


def _returns_everywhere(world: World, person: Person) -> None:
    """So that each gateway has a file of refunds: without one it could not say until when it tells everything."""
    for gateway in GATEWAYS:
        placed = Moment(world.end - 200 * DAY_US + world.rng.randrange(30 * DAY_US))
        sale = books.sell(world, person, placed, gateway=gateway)
        _returns(world, sale, Moment(placed + 6 * DAY_US))


def _shops(world: World, person: Person, orders: int) -> None:
    """Ordinary orders; some go back, and of those customers a few ask where the money is, although it came."""
    for _ in range(orders):
        placed = Moment(world.start + world.rng.randrange(2 * DAY_US, world.end - world.start - DAY_US))
        sale = books.sell(world, person, placed)
        at = Moment(placed + world.rng.randrange(2 * DAY_US, 25 * DAY_US))
        if world.rng.random() < _REFUNDED_SHARE and _is_clear(world, sale, at):
            _returns(world, sale, at)
        elif world.rng.random() < 0.03:
            write(world, person, Moment(placed + 3 * DAY_US), "question", order=sale.order_id)
        if world.rng.random() < _DELIVERED_SHARE:
            delivered(world, sale)


def _is_clear(world: World, sale: Sale, at: Moment) -> bool:
    """No refund at a time when its truth would hang on a day more or less."""
    age = (world.end - at) / DAY_US
    if sale.gateway == "gateway-c":
        return at < world.export_ends - SETTLED_LONG_AGO_DAYS * DAY_US
    return age > SETTLED_LONG_AGO_DAYS or 0.5 < age < SURELY_IN_WINDOW_DAYS


def _returns(world: World, sale: Sale, at: Moment) -> None:
    refund, _ = books.give_back(world, sale, at)
    early = world.end - at < SURELY_IN_WINDOW_DAYS * DAY_US
    verdict, reason = (Verdict.TOO_EARLY, Reason.IN_WINDOW) if early else (Verdict.RECORD_RIGHT, Reason.CUSTOMER_HAS_IT)
    books.expect(world, sale, refund, verdict, reason, "as_it_should_be")
    if world.rng.random() < 0.1:
        told = Moment(at + world.rng.randrange(2 * DAY_US, 20 * DAY_US))
        write(world, sale.person, told, "refund", order=sale.order_id, money=sale.money)


def _payouts(world: World) -> None:
    """Each payout as the gateway sums it, and as it stands on the bank's statement. Short ones came in short."""
    for gateway in GATEWAYS:
        sums: dict[tuple[str, str], int] = defaultdict(lambda: 500_000)  # the sales of the week less what went back
        last: dict[str, Moment] = {}
        for row in world.tables.get(f"{gateway}/settlements", []):
            ref = row["payout_ref"]
            sums[ref, row["currency"]] -= int(row["amount_minor"])
            last[ref] = max(last.get(ref, world.start), hear_moment(row["settled_at"]))
        for (ref, currency), amount in sums.items():
            row = {"payout_ref": ref, "currency": currency, "state": "settled"}
            paid = amount - (1_000 if "short" in ref else 0)
            arrived = Moment(last[ref] + 26 * HOUR_US)
            world.add(f"{gateway}/payouts", {**row, "amount_minor": str(amount), "occurred_at": iso(last[ref])})
            if arrived <= world.end:
                world.add("bank/payouts", {**row, "amount_minor": str(paid), "occurred_at": iso(arrived)})
