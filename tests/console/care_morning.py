"""A morning on the desk: Ruth has two mails, the second with an insult; Omar has the call that followed."""

from typing import Any

from amends.facts import Entry, Moment
from conversation_stories import answer, call, profile
from desk_stories import NOW, mail, order

IDIOTS = "You people are a bunch of idiots. Where is my refund?"
RUTH = {"Ruth": ("PJSIP/ruth", "ruth@shop.example"), "Omar": ("PJSIP/omar",)}


def morning() -> list[Entry]:
    """He writes, Ruth answers; he writes again with an insult, she answers; he calls, and Omar has him."""
    return [
        order(),
        profile(),
        mail("06-18T06:00", "Where is my refund?"),
        answer("06-18T07:00", "I will look.", references=("<C-17-06-18T06:00@example.org>",)),
        mail("06-18T07:30", IDIOTS),
        answer("06-18T08:00", "I am sorry.", references=("<C-17-06-18T07:30@example.org>",)),
        *call("11", "06-18T08:10", "06-18T08:12", "06-18T08:30", agent="PJSIP/omar"),
    ]


def far_in_the_past() -> list[Entry]:
    """Ruth had him in May."""
    return [order(), profile(), *call("10", "05-18T08:10", "05-18T08:12", "05-18T08:30")]


def day_of(user: str, now: Moment = NOW) -> Any:
    """What this person may read of his day."""
    from amends.console.care import exposed

    return exposed.day_of(user, now)
