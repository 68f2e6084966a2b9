"""Story 1: the refund that never left; and everybody else who was hit by the same fault."""

from datetime import UTC, datetime

from amends.facts import Moment, Money, Reason, Verdict
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, moment_of

from . import books
from .answers import answer
from .letters import write
from .talk_faults import profile
from .world import Letter, Person, Sale, World, story_year

LINDQVIST = Person("C-77120", "M. Lindqvist", "m.lindqvist@example.org", "+447700900999")
ORDER, REFUND, GATEWAY_REFUND, PAYMENT = "10-4471", "R-2291", "re_3Pq8", "pi_3Pq7"
AMOUNT = Money(12_900, "EUR")
GATEWAY, APP_VERSION = "gateway-b", "4.2"
FIRST_MAIL = "<20may.1@example.org>"


def at(end: Moment, month: int, day: int, hour: int = 0, minute: int = 0) -> Moment:
    """A moment of the story: its May and June are the latest that lie within the demo's year."""
    return moment_of(datetime(story_year(end), month, day, hour, minute, tzinfo=UTC))


def tell(world: World) -> None:
    """The order, the refund that our record says was made, the gateway's answer, and three contacts."""
    end = world.end
    profile(world, LINDQVIST, "Europe/Stockholm")
    sale = Sale(LINDQVIST, ORDER, AMOUNT, at(end, 4, 20, 16, 5), GATEWAY, PAYMENT, "card")
    books.order(world, sale, "refunded", at(end, 5, 3, 14, 20))
    books.charge(world, sale, Moment(sale.placed + 2 * MINUTE_US))
    refunded = at(end, 5, 3, 14, 20)
    world.numbers["refund"] = 2290
    number = books.shop_refund(world, sale, refunded, gateway_ref=GATEWAY_REFUND)
    assert number == REFUND
    world.numbers["refund"] = 2999
    accepted, failed = Moment(refunded + MINUTE_US), at(end, 5, 9, 2, 11)
    books.gateway_refund(world, sale, GATEWAY_REFUND, accepted, "accepted", our_ref=REFUND)
    books.gateway_refund(world, sale, GATEWAY_REFUND, failed, "failed", our_ref=REFUND, why="declined")
    books.expect(world, sale, REFUND, Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, "story_1", AMOUNT)
    letters = _letters(world)
    world.letters += letters
    for letter, day in zip(letters, (at(end, 5, 21, 10, 30), at(end, 6, 5, 9, 15)), strict=False):
        answer(world, letter, day, f"Our records show that order {ORDER} was refunded on 3 May: {AMOUNT}.")


def _letters(world: World) -> list[Letter]:
    end = world.end
    return [
        Letter(
            "story-1",
            LINDQVIST,
            at(end, 5, 20, 9, 12),
            "mail",
            "My refund for order 10-4471",
            "Hello,\n\nI still have not received my refund of 129.00 EUR for order 10-4471. "
            "You wrote on 3 May that it was sent.\n\nRegards,\nM. Lindqvist\n",
            headers=(("Message-ID", FIRST_MAIL),),
        ),
        Letter(
            "story-2",
            LINDQVIST,
            at(end, 6, 4, 11, 40),
            "mail",
            "Re: My refund for order 10-4471",
            "I still have not received my refund. You keep telling me it was sent. This is the second time I write.\n\n"
            "Regards,\nM. Lindqvist\n\nOn 21 May you wrote:\n> We have refunded you.\n",
            answers=(FIRST_MAIL,),
        ),
        Letter(
            "story-3",
            LINDQVIST,
            at(end, 6, 18, 19, 3),
            "social",
            "Public post",
            "Six weeks, two mails, still no refund for order 10-4471. They just repeat that they paid. They did not.",
        ),
    ]


def same_fault(world: World, people: list[Person]) -> None:
    """The others: card refunds through gateway B that version 4.2 of the shop's app made since 3 May. The first failed
    after 8 May, each some days after it was made.
    """
    began = at(world.end, 5, 8)
    for index, person in enumerate(people):
        failed = Moment(
            began + (2 + index * 38 // max(1, len(people))) * DAY_US + world.rng.randrange(HOUR_US, 9 * HOUR_US)
        )
        refunded = Moment(failed - (4 + index % 3) * DAY_US)
        sale = books.sell(world, person, Moment(refunded - 8 * DAY_US), gateway=GATEWAY, method="card")
        refund, ref = books.give_back(world, sale, refunded, settled=None)
        books.gateway_refund(world, sale, ref, failed, "failed", our_ref=refund, why="declined")
        expected = (Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER)
        books.expect(world, sale, refund, *expected, "same_fault_as_story_1", sale.money)
        if index % 6 == 0:  # one is a sample: most of those hit have not called yet
            write(world, person, Moment(failed + 12 * DAY_US), "refund", order=sale.order_id, money=sale.money)
