"""A morning at the desk: Ruth has two mails, one of them hard, and a call; Omar has a call."""

from dataclasses import replace
from typing import Any

from amends.facts import Entry
from conversation_stories import answer, call, profile
from desk_stories import mail, order

INSULT = "You people are a bunch of idiots. Where is my refund?"
AGENTS = {
    "Ruth": ("PJSIP/ruth", "ruth@shop.example"),
    "Omar": ("PJSIP/omar",),
    **{f"agent-{number}": (f"PJSIP/agent-{number}",) for number in range(20)},
}
HARD_MAIL = "mail/<C-17-06-18T07:30@example.org>"


def morning() -> list[Entry]:
    """M. Lindqvist writes, Ruth answers, he writes again with an insult, she answers; then two calls."""
    return [
        order(),
        profile(),
        mail("06-18T06:00", "Where is my refund?"),
        answer("06-18T07:00", "I will look.", references=("<C-17-06-18T06:00@example.org>",)),
        mail("06-18T07:30", INSULT),
        answer("06-18T08:00", "I am sorry.", references=("<C-17-06-18T07:30@example.org>",)),
        *call("11", "06-18T08:10", "06-18T08:12", "06-18T08:30", agent="PJSIP/omar"),
        *call("12", "06-18T08:40", "06-18T08:41", "06-18T08:50"),
    ]


def tell(desk: Any) -> None:
    """That morning, at nine o'clock."""
    known(desk)
    desk.tell(morning())


def known(desk: Any) -> None:
    """The policy knows everybody by the names of the phone system."""
    desk.world.policy = replace(desk.world.policy, agents=AGENTS)


def lead(desk: Any, name: str = "Lena") -> Any:
    """A browser of somebody who leads."""
    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    give(User.objects.get_or_create(username=name)[0], "lead")
    return desk.browser(name)


def many_handled(people: int, hour: str = "07", first: int = 0, day: str = "06-18") -> list[Entry]:
    """A call of each of so many people with a customer of his own; each is a contact that nobody could foresee."""
    entries: list[Entry] = []
    for number in range(first, first + people):
        phone, minute = f"+49301{number:06d}", f"{number % 50:02d}"
        began, ended = f"{day}T{hour}:{minute}", f"{day}T{hour}:{number % 50 + 5:02d}"
        agent = f"PJSIP/agent-{number}"
        entries += [
            profile(f"Q-{number}", phone),
            *call(f"{day}-{hour}-{number}", began, began, ended, agent=agent, phone=phone),
        ]
    return entries
