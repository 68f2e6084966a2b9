"""Story 5, as far as it is about a whole account: Nordwind pays for a dozen lit circuits, and the cheapest is looked
after badly. Beside it some sixty other business accounts, most of which are well.

The cheapest circuit brings 3 % of what Nordwind pays, and 7 of its 17 contacts of 90 days are about it: 41 %.
"""

from random import Random
from typing import Final

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US

from . import books
from .refund_faults import ago
from .talk_faults import ZONE, by_his_clock, expect, profile, with_phone
from .world import Person, World

NORDWIND: Final = "A-17"
KIEL: Final = "A-18"  # below it
CHEAP: Final = "KI-02"
FAULT: Final = "story_5_account"
_DOMAIN: Final = "nordwind.example"
ANNA: Final = Person("C-640", "A. Brandt", f"anna.brandt@{_DOMAIN}", "")
OTHERS: Final = 58
_AGENT: Final = "hanna"  # of no team of the floor, whose scores stay as they are
_CENTS: Final = (360_000, 30_000, 290_000, 34_000, 34_500, 35_000, 35_000, 35_500, 35_500, 36_000, 37_000, 37_500)
# a month, of each circuit: the first and the third bring most of it, the second is the cheapest
_ANNA_WRITES: Final = (  # days ago, what she writes, what we answer
    (60, "The lamps of our circuit in Kiel flicker.", "Thank you. I have passed it on."),
    (48, "The circuit in Kiel flickers again.", "Thank you. I have passed it on."),
    (39, "Half of the lamps in Kiel are dark.", "I am sorry to hear that. I have passed it on."),
    (21, "The lamps in Kiel are dark again.", "Thank you. I have passed it on."),
    (
        6,
        "The lamps in Kiel have been dark for days. Please phone me.",
        "I will call you tomorrow between ten and eleven.",
    ),
    (3, "The lamps in Kiel are still dark.", "I am sorry. I have passed it on."),
)
_TWICE_AGO, _TWICE_WRITTEN_AGO = 5, 1  # the last of her seven contacts
_COLLEAGUES: Final = ("jonas.wulf", "mia.kern", "ole.hagen", "rike.behn", "sven.ott")
_THEY_WRITE: Final = (  # days ago, which circuit, what a colleague of hers writes; each is answered and over
    (86, 1, "When is the yearly check of the lamps?"),
    (81, 3, "Who has the key of the meter cupboard?"),
    (77, 4, "Which colour do the new tubes have?"),
    (72, 5, "May we paint the posts green?"),
    (66, 6, "Please send the plan of the wiring."),
    (58, 7, "How loud is the new transformer?"),
    (53, 8, "Can the light go out at eleven instead of midnight?"),
    (46, 9, "Do the lamps attract insects?"),
    (41, 10, "Is the sensor safe in frost?"),
    (12, 12, "Where do we return old tubes?"),
)
_TRADES: Final = "Hotel Bakery Clinic Library Theatre School Museum Garage".split()
_PLACES: Final = "Harbour Mill Castle Orchard Bridge Chapel Meadow Station".split()
_LEFT: Final = 3  # of the others ended their last service: far too few for a probability


def tell(world: World, seed: int) -> None:
    """What the CRM knows of accounts, services and who writes for them, and the weeks of Nordwind's cheapest circuit.
    Told last, so that it changes nothing else of the year.
    """
    rng = Random(f"accounts {seed}")  # noqa: S311  invented data must be repeatable; nothing here is a secret
    _nordwind(world)
    _the_others(world, rng)
    ticket = _badly_looked_after(world)
    _charged_twice(world, ticket)
    for number, (days, circuit, words) in enumerate(_THEY_WRITE):
        at, email = ago(world, days), f"{_COLLEAGUES[number % len(_COLLEAGUES)]}@{_DOMAIN}"
        chat = _chats(world, email, "", at, words, "Thank you for asking. It is in the handbook.")
        _concerned(world, _circuit(circuit), at, ticket=chat)


def _nordwind(world: World) -> None:
    _account(world, NORDWIND, "Nordwind", renewal=Moment(world.end + 150 * DAY_US))
    _account(world, KIEL, "Nordwind Kiel", parent=NORDWIND)
    for number, minor in enumerate(_CENTS, start=1):
        account = KIEL if _circuit(number) == CHEAP else NORDWIND
        _service(world, _circuit(number), account, f"Circuit {number}", minor)
    _member(world, NORDWIND, domain=_DOMAIN)


def _the_others(world: World, rng: Random) -> None:
    """Who is billed by invoice writes for one of them, as far as there are such customers."""
    billed = list(dict.fromkeys(row["customer_id"] for row in world.tables.get("billing/invoices", [])))
    names = [f"{place} {trade}" for trade in _TRADES for place in _PLACES]
    for number, name in enumerate(rng.sample(names, OTHERS)):
        account = f"B-{number + 1}"
        _account(world, account, name, renewal=Moment(world.end + rng.randrange(120, 360) * DAY_US))
        left = ago(world, 40 + 60 * number) if number < _LEFT else None
        for service in range(rng.choice((1, 1, 2, 3))):
            minor = rng.randrange(40, 900) * 100
            _service(world, f"LC-{number + 1}-{service + 1}", account, f"{name}, floor {service + 1}", minor, end=left)
        _member(world, account, domain=f"{name.replace(' ', '-').lower()}.example")
        if number < len(billed):
            _member(world, account, customer_id=billed[number])


def _badly_looked_after(world: World) -> str:
    """The same lamps for two months on one ticket, and a promised call that nobody made. Returns the ticket."""
    anna, ticket = with_phone(world, ANNA), ""
    profile(world, anna)
    for days, words, answer in _ANNA_WRITES:
        at = by_his_clock(ago(world, days), 0, 9)
        ticket = _chats(world, ANNA.email, ANNA.customer_id, at, words, answer, ticket)
        if "I will call" in answer:
            _promises(world, anna, Moment(at + HOUR_US), answer, ticket)
    _concerned(world, CHEAP, ago(world, _ANNA_WRITES[0][0]), ticket=ticket)
    expect(world, ANNA, Verdict.CUSTOMER_RIGHT, Reason.PROMISE_BROKEN, FAULT)
    return ticket


def _charged_twice(world: World, ticket: str) -> None:
    """For the spare lamps of that circuit, as the gateway's own rows show."""
    money, at = Money(18_900, "EUR"), by_his_clock(ago(world, _TWICE_AGO), 0, 8)
    sale = books.sell(world, ANNA, at, gateway="gateway-a", money=money, method="card")
    books.charge(world, sale, Moment(at + 5 * MINUTE_US), payment_ref=world.reference("pi"))
    books.expect(world, sale, "", Verdict.CUSTOMER_RIGHT, Reason.CHARGED_TWICE, FAULT, money)
    _concerned(world, CHEAP, at, order_id=sale.order_id)
    words = f"I was charged twice for order {sale.order_id}: two times 189.00 EUR on my statement."
    wrote = by_his_clock(ago(world, _TWICE_WRITTEN_AGO), 0, 9)
    _chats(world, ANNA.email, ANNA.customer_id, wrote, words, "Thank you. I have passed it on.", ticket)


def _chats(world: World, email: str, customer_id: str, at: Moment, words: str, answer: str, ticket: str = "") -> str:
    """A chat and our answer an hour later. Returns its ticket: a new one where none is named."""
    number = f"k-{world.number('chat', 1)}"
    who = {"customer_id": customer_id, "ticket": ticket or f"chats/{number.removeprefix('k-')}"}
    said = {"contact_id": number, "channel": "chat", "occurred_at": iso(at), "from": email, "text": words}
    world.add("chats/contacts", {**said, **who})
    answered = {"answer_id": number, "occurred_at": iso(Moment(at + HOUR_US)), "medium": "chat"}
    world.add("chatdesk/answers", {**answered, "agent": _AGENT, "text": answer, **who})
    return who["ticket"]


def _promises(world: World, person: Person, at: Moment, words: str, ticket: str) -> None:
    """Tomorrow between ten and eleven; the phone log knows of no call."""
    day = iso(by_his_clock(at, 1, 12))[:10]
    promise = f"pr-{person.customer_id}"
    window = {"window_from": f"{day}T10:00", "window_to": f"{day}T11:00", "zones": [ZONE.key]}
    who = {"by": _AGENT, "owner": _AGENT, "about": f"customer:{person.customer_id}"}
    what = {"promise": promise, "words": words, "matter": f"ticket:{ticket}", **window, **who}
    head = {"kind": "promise.made", "source": "desk", "root": "us", "source_id": f"promise:{promise}"}
    world.posted.append({**head, "occurred": iso(at), "what": what})


def _account(world: World, number: str, name: str, *, parent: str = "", renewal: Moment | None = None) -> None:
    row = {"account_id": f"crm/{number}", "parent_id": f"crm/{parent}" if parent else "", "name": name}
    world.add("crm/accounts", {**row, "renewal": iso(renewal) if renewal else "", "as_of": iso(world.start)})


def _service(world: World, number: str, account: str, name: str, minor: int, *, end: Moment | None = None) -> None:
    row = {"service_id": number, "account_id": f"crm/{account}", "name": name, "amount_minor": str(minor)}
    times = {
        "start": iso(Moment(world.start - 400 * DAY_US)),
        "end": iso(end) if end else "",
        "as_of": iso(world.start),
    }
    world.add("crm/services", {**row, "currency": "EUR", **times})


def _member(world: World, account: str, *, domain: str = "", customer_id: str = "") -> None:
    row = {"account_id": f"crm/{account}", "customer_id": customer_id, "domain": domain}
    world.add("crm/members", {**row, "as_of": iso(world.start)})


def _concerned(world: World, service: str, at: Moment, *, ticket: str = "", order_id: str = "") -> None:
    row = {"service_id": service, "ticket": ticket, "order_id": order_id, "occurred_at": iso(at)}
    world.add("crm/concerned", row)


def _circuit(number: int) -> str:
    return f"KI-{number:02d}"


__all__ = ["ANNA", "CHEAP", "FAULT", "KIEL", "NORDWIND", "OTHERS", "tell"]
