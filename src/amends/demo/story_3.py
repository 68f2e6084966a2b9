"""Story 3: "you told me otherwise". Weeks of letters, a call that one of us ended under pressure, a promised call-back.

Its days count back from the end of the year: the call was yesterday, and the promise is for tomorrow.
"""

from datetime import timedelta

from amends.facts import Moment, Money, Reason, Verdict, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, datetime_of

from . import books
from .answers import answer
from .phone import calls_us
from .talk_faults import ZONE, by_his_clock, expect, profile
from .world import Letter, Person, Sale, World

ACHTERBERG = Person("C-512", "R. Achterberg", "r.achterberg@example.org", "+442079460923")
ORDER = "10-7001"
AGENT = "admin"  # whoever looks at the demo: the task is private to him
KNOWS_THE_CASE = "marek"
PROMISE = "pr-achterberg"


def tell(world: World) -> None:
    """Her order, her two letters with our answer between them, yesterday's call, and what was promised after it."""
    end = world.end
    profile(world, ACHTERBERG)
    placed = by_his_clock(Moment(end - 75 * DAY_US), 0, 9)
    sale = Sale(ACHTERBERG, ORDER, Money(86_000, "GBP"), placed, "gateway-a", world.reference("pi"), "card")
    books.order(world, sale, "shipped")
    books.charge(world, sale, Moment(placed + 2 * MINUTE_US))
    first = by_his_clock(Moment(end - 18 * DAY_US), 0, 9, 30)
    asked = _letter(
        "story-3-1",
        first,
        f"Order {ORDER} and the insurer",
        f"The insurer wants your confirmation that order {ORDER} can be returned after 30 days. Please confirm.",
    )
    world.letters.append(asked)
    answered = by_his_clock(first, 1, 10)
    answer(world, asked, answered, f"Order {ORDER} cannot be returned after 30 days.")
    again = by_his_clock(first, 6, 8, 40)
    otherwise = _letter(
        "story-3-2",
        again,
        f"Re: Order {ORDER} and the insurer",
        f"You wrote to me on {_day(answered)} that order {ORDER} can be returned after 30 days. Now you refuse.\n"
        "If this is not settled this week I will go to the ombudsman and to my lawyer.",
        answers=(asked.message_id,),
    )
    world.letters.append(otherwise)
    expect(world, ACHTERBERG, Verdict.RECORD_RIGHT, Reason.RECORD_OF_WORDS, "story_3", otherwise.matter)
    _yesterday(world)


def _letter(contact_id: str, at: Moment, subject: str, text: str, answers: tuple[str, ...] = ()) -> Letter:
    return Letter(contact_id, ACHTERBERG, at, "mail", subject, f"{text}\n\nR. Achterberg\n", answers)


def _day(at: Moment) -> str:
    day = datetime_of(at, ZONE)
    return f"{day.day} {day:%B}"


def _yesterday(world: World) -> None:
    """One minute before he must leave, and he hangs up. She is promised a call by the person who knows the case."""
    called = by_his_clock(Moment(world.end - DAY_US + HOUR_US), 0, 16, 58)
    calls_us(world, ACHTERBERG, called, agent=AGENT, talked_seconds=95, ended_by_us=True)
    day = datetime_of(Moment(world.end + HOUR_US), ZONE).date() + timedelta(days=1)
    promise = {
        "promise": PROMISE,
        "window_from": f"{day}T10:00",
        "window_to": f"{day}T11:00",
        "zones": [ZONE.key],
        "words": "We call you between ten and eleven.",
        "by": KNOWS_THE_CASE,
        "owner": KNOWS_THE_CASE,
        "about": f"customer:{ACHTERBERG.customer_id}",
    }
    world.posted.append(
        {
            "kind": "promise.made",
            "source": "desk",
            "root": "us",
            "source_id": f"promise:{PROMISE}",
            "occurred": iso(Moment(called + 7 * MINUTE_US)),
            "what": promise,
        }
    )
