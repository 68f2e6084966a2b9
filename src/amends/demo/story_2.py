"""Story 2: four hundred instead of nine. He is told a wrong sum, and "Don't bother" is a remark that closes nothing."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from amends.facts import Moment, Money, Reason, Verdict
from amends.facts.moments import DAY_US, MINUTE_US, datetime_of, moment_of

from .answers import note
from .other_faults import bills, pays, posts
from .phone import calls_us
from .talk import survey
from .talk_faults import expect, profile
from .world import Person, World

OKAFOR = Person("C-391", "T. Okafor", "t.okafor@example.org", "+12125550143")
ZONE = ZoneInfo("America/New_York")
SPOKEN_DAYS_AGO = 9


def tell(world: World) -> None:
    """An invoice of 409.00 of which 400.00 is paid; a call in which the sums are mixed up; a survey; no call since."""
    profile(world, OKAFOR, ZONE.key)
    billed, paid = Moment(world.end - 60 * DAY_US), Moment(world.end - 42 * DAY_US)
    sum_, part = Money(40_900, "USD"), Money(40_000, "USD")
    invoice = bills(world, OKAFOR, billed, sum_)
    sale = pays(world, OKAFOR, paid, part)
    posts(
        world, OKAFOR, Moment(paid + MINUTE_US), Money(-part.amount_minor, "USD"), "payment", invoice, sale.payment_ref
    )
    day = datetime_of(Moment(world.end - SPOKEN_DAYS_AGO * DAY_US), ZONE).date()
    at = moment_of(datetime.combine(day, time(11, 10), ZONE))
    call = calls_us(world, OKAFOR, at, agent="ruth", talked_seconds=260)
    words = "Told him that he owes 400.00 USD. Not happy."
    said = note(world, OKAFOR, Moment(at + 6 * MINUTE_US), words, call=call)
    asked = moment_of(datetime.combine(day, time(12, 0), ZONE) + timedelta(minutes=4))
    angry = "Don't bother, you guys are absolute idiots"
    survey(world, OKAFOR, asked, 1, angry, call=call.id, no_feedback_call="true")
    expect(world, OKAFOR, Verdict.CUSTOMER_RIGHT, Reason.WRONG_AMOUNT_TOLD, "story_2", said.matter)
