"""What goes wrong in talking to people: promises, wrong sums, lost parcels, "you told me otherwise"; with its truth.

Like the faults of refunds, each is a function of the world, a customer of its own and a number that spreads the victims
over the year. Beside each stands its twin, in which the shop did as it said.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, datetime_of, moment_of

from . import books
from .answers import AGENTS, answer, note
from .letters import write
from .other_faults import bills, pays, pays_invoices, posts
from .phone import we_call
from .refund_faults import ago
from .world import Expected, Letter, Person, Sale, World

RIGHT, RECORD, UNSURE = Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT, Verdict.CANNOT_TELL
ZONE = ZoneInfo("Europe/London")
_EXCHANGES = ("161496", "113496", "114496", "115496", "116496", "117496", "118496", "121496", "131496", "141496")
_PROMISES = (
    "We will call you back tomorrow between 10:00 and 12:00.",
    "I'll call you tomorrow morning.",
    "A colleague will phone you tomorrow before noon.",
    "Expect our call tomorrow between 10 and 12.",
    "You'll get a call from us tomorrow.",
)


def expect(world: World, person: Person, verdict: Verdict, reason: Reason, fault: str, matter: str = "") -> None:
    """Write down what is true about a matter on which no money is owed."""
    world.expected.append(Expected(person.customer_id, matter, verdict, reason, None, fault))


def profile(world: World, person: Person, zone: str = ZONE.key) -> None:
    """What the shop holds about a customer: where he is."""
    named = {"customer_id": person.customer_id, "name": person.name, "email": person.email, "phone": person.phone}
    world.add("shop/profiles", {**named, "zone": zone, "as_of": iso(world.start)})


def by_his_clock(at: Moment, days: int, hour: int, minute: int = 0) -> Moment:
    """That time of day, so many days later, in London."""
    day = datetime_of(at, ZONE).date() + timedelta(days=days)
    return moment_of(datetime.combine(day, time(hour, minute), ZONE))


def with_phone(world: World, person: Person) -> Person:
    """Whoever is to be called back has a number: Ofcom keeps 0000 to 0999 of these exchanges free for drama too."""
    if person.phone:
        return person
    number = world.number("line", 0)
    phone = f"+44{_EXCHANGES[number // 1000 % len(_EXCHANGES)]}0{number % 1000:03d}"
    return Person(person.customer_id, person.name, person.email, phone)


def _sold(world: World, person: Person, index: int) -> Sale:
    return books.sell(world, person, ago(world, 60 + (index * 41 + world.rng.randrange(20)) % 240), method="card")


def _asks(world: World, sale: Sale, kind: str, days: float) -> Letter:
    letter = write(
        world, sale.person, Moment(sale.placed + int(days * DAY_US)), kind, order=sale.order_id, channel="mail"
    )
    assert letter is not None, "an order that is old enough leaves time for what comes after it"
    return letter


def promised(world: World, person: Person, index: int) -> tuple[Sale, Letter, Moment]:
    """He asks, and one of us promises in writing to call him tomorrow. Returns the beginning of the window too."""
    profile(world, person)
    sale = _sold(world, person, index)
    letter = _asks(world, sale, "question", 3)
    said = by_his_clock(letter.at, 1, 15)
    answer(world, letter, said, f"{world.rng.choice(_PROMISES)} Kind regards, {world.rng.choice(AGENTS).capitalize()}")
    return sale, letter, by_his_clock(said, 1, 10)


def promise_broken(world: World, person: Person, index: int) -> None:
    """Nobody calls. Found without a word of his."""
    promised(world, with_phone(world, person), index)
    expect(world, person, RIGHT, Reason.PROMISE_BROKEN, "promise_broken")


def promise_kept(world: World, person: Person, index: int) -> None:
    """One of us calls in time and speaks to him, as the phone log shows; he has forgotten it."""
    person = with_phone(world, person)
    sale, _, window = promised(world, person, index)
    we_call(world, person, Moment(window + 40 * MINUTE_US), agent="marek", talked_seconds=150)
    days = (window - sale.placed) / DAY_US + 3
    _asks(world, sale, "no_call", days)
    expect(world, person, RECORD, Reason.PROMISE_KEPT, "promise_kept")


def promise_tried(world: World, person: Person, index: int) -> None:
    """The twin of a broken promise: called in time, and nobody picked up. Nothing is expected: it is not broken."""
    person = with_phone(world, person)
    _, _, window = promised(world, person, index)
    we_call(world, person, Moment(window + 5 * MINUTE_US), agent="ines", talked_seconds=0)


def told_a_wrong_sum(world: World, person: Person, index: int) -> None:
    """By two equal sums of the books 9.00 is owed; on the phone one of us says 400.00."""
    at = _owes(world, person, index, paid_minor=40_000)
    said = note(world, person, at, "Told the customer that they owe 400.00 EUR. Not happy.")
    expect(world, person, RIGHT, Reason.WRONG_AMOUNT_TOLD, "told_a_wrong_sum", said.matter)


def told_the_right_sum(world: World, person: Person, index: int) -> None:
    """The twin: 400.00 is owed, and said."""
    at = _owes(world, person, index, paid_minor=900)
    note(world, person, at, "Told the customer that they owe 400.00 EUR. Not happy.")


def _owes(world: World, person: Person, index: int, paid_minor: int) -> Moment:
    """An invoice of 409.00, of which part is paid. Returns when it is spoken of."""
    pays_invoices(world, person, 1)
    at, sum_, paid = ago(world, 60 + index % 9), Money(40_900, "EUR"), Money(paid_minor, "EUR")
    invoice = bills(world, person, at, sum_)
    sale = pays(world, person, Moment(at + 12 * DAY_US), paid)
    less = Money(-paid_minor, "EUR")
    posts(world, person, Moment(at + 12 * DAY_US + MINUTE_US), less, "payment", invoice, sale.payment_ref)
    return Moment(at + 20 * DAY_US)


def parcel(world: World, sale: Sale, at: Moment, state: str, detail: str = "") -> None:
    """A state of the parcel of an order, as its carrier tells it."""
    named = {"delivery_id": f"TX-{sale.order_id}", "order_id": sale.order_id, "customer_id": sale.person.customer_id}
    world.add("carrier/deliveries", {**named, "state": state, "occurred_at": iso(at), "detail": detail})


def parcel_lost(world: World, person: Person, index: int) -> None:
    """By the carrier's own word it is lost."""
    sale = _sold(world, person, index)
    parcel(world, sale, Moment(sale.placed + DAY_US), "on_its_way")
    parcel(world, sale, Moment(sale.placed + 6 * DAY_US), "lost", "not found in the depot")
    _asks(world, sale, "parcel", 12)
    expect(world, person, RIGHT, Reason.NOT_ARRIVED, "parcel_lost", f"order:{sale.order_id}")


def parcel_with_a_neighbour(world: World, person: Person, index: int) -> None:
    """It was delivered; he has not asked next door."""
    sale = _sold(world, person, index)
    parcel(world, sale, Moment(sale.placed + DAY_US), "on_its_way")
    parcel(world, sale, Moment(sale.placed + 3 * DAY_US), "delivered", "left with a neighbour")
    _asks(world, sale, "parcel", 7)
    expect(world, person, RECORD, Reason.ARRIVED, "parcel_with_a_neighbour", f"order:{sale.order_id}")


def told_otherwise_in_writing(world: World, person: Person, index: int) -> None:
    """He says that we wrote yes; our mail, as it was sent, says no."""
    sale = _sold(world, person, index)
    asked = _asks(world, sale, "returns", 2)
    no = f"Order {sale.order_id} cannot be returned after 30 days."
    answer(world, asked, Moment(asked.at + 20 * HOUR_US), no)
    later = _asks(world, sale, "otherwise", 9)
    expect(world, person, RECORD, Reason.RECORD_OF_WORDS, "told_otherwise_in_writing", later.matter)


def told_otherwise_by_a_note(world: World, person: Person, index: int) -> None:
    """The same, and all that there is is our own note of a call: nobody can tell."""
    sale = _sold(world, person, index)
    asked = _asks(world, sale, "returns", 2)
    no = f"Told the customer that order {sale.order_id} cannot be returned after 30 days."
    note(world, person, Moment(asked.at + 20 * HOUR_US), no)
    later = _asks(world, sale, "otherwise", 9)
    expect(world, person, UNSURE, Reason.ONLY_A_NOTE, "told_otherwise_by_a_note", later.matter)


def left_without_answer(world: World, person: Person, index: int) -> None:
    """One mail is answered, the next is not."""
    sale = _sold(world, person, index)
    first = _asks(world, sale, "question", 3)
    answer(world, first, Moment(first.at + 5 * HOUR_US))
    _asks(world, sale, "returns", 6)
    _asks(world, sale, "silence", 14)
    expect(world, person, RIGHT, Reason.NOT_ANSWERED, "left_without_answer")


TALK_FAULTS = (
    promise_broken,
    promise_kept,
    promise_tried,
    told_a_wrong_sum,
    told_the_right_sum,
    parcel_lost,
    parcel_with_a_neighbour,
    told_otherwise_in_writing,
    told_otherwise_by_a_note,
    left_without_answer,
)
