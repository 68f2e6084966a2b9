"""What the pages of learning are tried on: a mistake that a witness found, a lesson, refunds before it and since."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from amends.facts import US, Entry, Moment, MoneyState, Source
from amends.facts.kinds import ActionTold, LessonChanged, LessonMade, MistakeNoted, What
from amends.facts.moments import DAY_US
from desk_stories import NOW, at, charge, complete, gateway_refund, order, our_refund

MISTAKE = "verdict:refund:R-2291:refund_not_received"
LESSON = "ask-the-gateway-2026-05"
DESK = Source("desk", US)
UTC = ZoneInfo("UTC")


def told(number: str, when: Moment, what: What) -> Entry:
    """An entry of the desk."""
    return Entry(DESK, number, when, what)


def lesson(**more: Any) -> Entry:
    """Ruth makes it on 10 May: the state is asked of the gateway before anything is said."""
    fields: dict[str, Any] = {
        "lesson": LESSON,
        "title": "Ask the gateway before we say that it was sent",
        "population": "refunds",
        "expected_percent": 80,
        "steps": ("refund.send",),
        "due": at("05-20T00:00"),
        "change": "The order page shows the state at the gateway.",
        "owner": "Ruth",
        "mistakes": (MISTAKE,),
        "by": "Ruth",
    } | more
    return told("lesson:1", at("05-10T09:00"), LessonMade(**fields))


def done(since: str = "05-15T00:00") -> Entry:
    """It is done."""
    return told("lesson:2", at("05-16T09:00"), LessonChanged(LESSON, "done", at(since), by="Ruth"))


def refunds(
    before: int, after: int, *, failing_before: int, failing_after: int, again: int = 0, failing_again: int = 0
) -> list[Entry]:
    """So many refunds in the 28 days before 15 May, in the 20 days since, and in the 8 days after that, of which some
    failed at the gateway.
    """
    found = [complete()]
    spans = (
        (before, failing_before, at("04-17T00:00"), 28),
        (after, failing_after, at("05-15T00:00"), 20),
        (again, failing_again, at("06-04T00:00"), 8),
    )
    for part, (count, failing, begin, days) in enumerate(spans):
        for number in range(count):
            when = Moment(begin + (2 * number + 1) * days * DAY_US // (2 * count))
            bad = failing and number * failing // count != (number + 1) * failing // count
            found += _refund(f"{part}{number:03}", when, failed=bool(bad))
    return found


def _refund(name: str, when: Moment, *, failed: bool) -> list[Entry]:
    ours = our_refund(f"L-{name}", f"30-{name}", f"L-{name}")
    state = MoneyState.FAILED if failed else MoneyState.SETTLED
    theirs = gateway_refund(state, "05-01T00:00", f"30-{name}", f"L-{name}")
    return [
        _at(order(f"L-{name}", f"30-{name}"), Moment(when - DAY_US)),
        _at(charge(f"30-{name}"), Moment(when - DAY_US + 1)),
        _at(ours, when),
        _at(theirs, Moment(when + 2 * DAY_US)),
    ]


def _at(entry: Entry, when: Moment) -> Entry:
    return Entry(entry.source, entry.source_id, when, entry.what)


def note(mistake: str = "noted:1", when: Moment = NOW, **more: Any) -> Entry:
    """What somebody wrote down."""
    return told(f"note:{uuid.uuid4()}", when, MistakeNoted(mistake, **more))


def form(**fields: str) -> dict[str, str]:
    """A form as a page gives it."""
    return {"form_id": str(uuid.uuid4()), **fields}


def action(what: str, when: Moment) -> Entry:
    """Something done for good with M. Lindqvist's order."""
    return Entry(Source("shop", US), f"{what}:{when}", when, ActionTold(what, by="ben", customer_id="C-17"))
