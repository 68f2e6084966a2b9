"""Story 5, as far as it is about people: a hard morning of dora's, and a quieter one of the others on the floor.
As far as it is about a whole account, it is in `story_5_account`.

Its times count back from the moment at which the demo is made, so that there is something to see on everybody's own
day; the year before it ends at midnight and knows nothing of it. One thing is older: what dora once put right.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, datetime_of

from . import books, story_5_account
from .floor import DORA, FLOOR
from .floor_customers import Customers
from .letters import write
from .phone import calls_us, we_call
from .refund_faults import ago
from .talk_faults import ZONE, by_his_clock, profile, with_phone
from .world import Person, World

CUSTOMER: Final = "B. Radley"
HELPED: Final = "G. Amadi"
FAULT: Final = "charged_twice_and_given_back"
_HARD: Final = (  # minutes ago, whether the rules forbid what he wants, what he writes, what she answers
    (165, False, "Which bulb fits the floor lamp?", "Any E27 bulb fits."),
    (105, True, "Third time I ask for an exchange. Your company is a joke.", "The rules allow no exchange here."),
    (55, True, "Your staff are useless. Nobody ever reads what I write.", "I have read it. The rules allow a repair."),
    (38, True, "You people are a bunch of idiots. I want another lamp.", "I am sorry. A repair is what I can offer."),
    (26, True, "Are you stupid? I said another lamp, not a repair.", "I am sorry. The rules allow a repair only."),
    (11, True, "Another lamp today, or watch your back.", "I cannot do that. You get our answer in writing."),
)
_REPEAT, _RADLEY_FROM = 1, 3  # the case that was with two others before, and the first that is B. Radley's
_CALL_AGO, _CALL_SECONDS = 75, 540
_OTHERS: Final = 10  # of the floor, one contact each in both of the last hours
_SAID: Final = (
    "When will my lantern come?",
    "The shade arrived with a scratch. Can I have another one?",
    "Worst shop ever. I have waited for two weeks.",
    "How do I reset the smart bulb?",
    "Shame on you. Nobody answers here.",
)


def tell(world: World, now: Moment, seed: int) -> None:
    """Everything up to `now`. What else is told of the year stays as it was."""
    rng = Random(f"floor {seed} today")  # noqa: S311  invented data must be repeatable; nothing here is a secret
    customers = Customers(world, rng)
    _helped(world, customers)
    _hard_morning(world, now, customers)
    others = [agent.name for agent in FLOOR if agent.name != DORA][:_OTHERS]
    for number, name in enumerate(others * 2):
        at = Moment(now - (130 - 5 * number - 10 * (number >= _OTHERS)) * MINUTE_US)
        _chat(world, customers.new(), at, name, _SAID[number % len(_SAID)], "Thank you for writing. I will look.")
    story_5_account.tell(world, seed)


def _hard_morning(world: World, now: Moment, customers: Customers) -> None:
    """Six chats and a call, of which nobody but her knows how it was."""
    radley, known = customers.new(CUSTOMER), set[str]()
    for number, (minutes, forbidden, words, answer) in enumerate(_HARD):
        person = radley if number >= _RADLEY_FROM else customers.new()
        if person.customer_id not in known:
            profile(world, person)
            known.add(person.customer_id)
        if number == _REPEAT:
            for days, before in ((4, "ines"), (2, "femke")):
                at = Moment(now - days * DAY_US)
                _chat(world, person, at, before, "I want an exchange.", "I will ask.", forbidden=True)
        _chat(world, person, Moment(now - minutes * MINUTE_US), DORA, words, answer, forbidden=forbidden)
    caller = with_phone(world, customers.new())
    profile(world, caller)
    calls_us(world, caller, Moment(now - _CALL_AGO * MINUTE_US), agent=DORA, talked_seconds=_CALL_SECONDS)


def _chat(
    world: World, person: Person, at: Moment, agent: str, words: str, answer: str, *, forbidden: bool = False
) -> None:
    """One chat: what the router, the rules, the customer and one of us told of it."""
    number = f"k-{world.number('chat', 1)}"
    who = {"customer_id": person.customer_id, "ticket": f"chats/{number.removeprefix('k-')}"}
    picked, answered = Moment(at + MINUTE_US), Moment(at + 6 * MINUTE_US)
    said = {"contact_id": number, "channel": "chat", "occurred_at": iso(at), "from": person.email, "text": words}
    world.add("chats/contacts", {**said, **who})
    told = {"answer_id": number, "occurred_at": iso(answered), "medium": "chat", "agent": agent, "text": answer}
    world.add("chatdesk/answers", {**told, **who})
    routed = {"routed_id": number, "occurred_at": iso(at), "picked_up_at": iso(picked), "routing": "policy"}
    world.add("router/routed", {**routed, **who, "reason": "exchange", "product": "floor lamp", "agent": agent})
    if forbidden:
        rule = {"policy_id": number, "occurred_at": iso(Moment(at + MINUTE_US // 12)), "allowed": "no"}
        world.add("rules/policies", {**rule, **who, "wish": "exchange", "rule": "six weeks after delivery"})


def _helped(world: World, customers: Customers) -> None:
    """A customer was charged twice. dora promised a call about it and made it, and the gateway gave the money back."""
    person = with_phone(world, customers.new(HELPED))
    profile(world, person)
    placed = by_his_clock(ago(world, 55), 0, 9)
    money = Money(6_490, "EUR")
    sale = books.sell(world, person, placed, gateway="gateway-a", money=money, method="card")
    twice = replace(sale, payment_ref=world.reference("pi"))
    books.charge(world, twice, Moment(placed + 5 * MINUTE_US))
    write(world, person, by_his_clock(placed, 6, 8), "twice", order=sale.order_id, money=money, channel="mail")
    _promises_a_call(world, person, by_his_clock(placed, 6, 15))
    calls = by_his_clock(placed, 7, 10, 20)
    we_call(world, person, calls, agent=DORA, talked_seconds=210)
    ref, back = world.reference("re"), Moment(calls + 3 * HOUR_US)
    books.gateway_refund(world, twice, ref, back, "accepted", settled=Moment(back + 2 * DAY_US))
    books.expect(world, sale, "", Verdict.RECORD_RIGHT, Reason.ALREADY_GIVEN_BACK, FAULT)


def _promises_a_call(world: World, person: Person, at: Moment) -> None:
    """Tomorrow between ten and eleven."""
    day = datetime_of(at, ZONE).date() + timedelta(days=1)
    promise = f"pr-{person.customer_id}"
    what = {
        "promise": promise,
        "window_from": f"{day}T10:00",
        "window_to": f"{day}T11:00",
        "zones": [ZONE.key],
        "words": "I will call you tomorrow between ten and eleven.",
        "by": DORA,
        "owner": DORA,
        "about": f"customer:{person.customer_id}",
    }
    head = {"kind": "promise.made", "source": "desk", "root": "us", "source_id": f"promise:{promise}"}
    world.posted.append({**head, "occurred": iso(at), "what": what})
