"""The form of a lesson: what is changed, by whom and when, what it is to bring, and what it will be judged on."""

import re
import unicodedata
import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.http import HttpRequest

from amends.facts import Moment, Problem, Refused
from amends.facts.kinds import LessonMade
from amends.facts.moments import datetime_of
from amends.learning.lessons import CONTACTS, POPULATIONS, REFUNDS
from amends.learning.mistakes import Mistake
from amends.learning.steps import OTHER, STEPS

from .pages.doing import by_of, text_of
from .pages.learning_acts import day_of, end_of, slice_of
from .world import world

DUE_DAYS: Final = 14
EXPECTED_PERCENT: Final = 50
_TITLE_LETTERS_MAX: Final = 60
_OF_MONEY: Final = ("refund.send", "refund.amount")


def form_of(request: HttpRequest, mistake: Mistake | None = None) -> dict[str, Any]:
    """What the form shows: what was sent, else what follows from the mistake. Its owner is whoever fills it in."""
    due = datetime_of(world().now(), world().policy.zoneinfo).date() + timedelta(days=DUE_DAYS)
    usual = {
        "owner": by_of(request),
        "due": due.isoformat(),
        "expected_percent": str(EXPECTED_PERCENT),
        "slice": ", ".join(mistake.cause) if mistake else "",
        "population": REFUNDS if mistake is None or mistake.step in _OF_MONEY else CONTACTS,
        "step": mistake.step if mistake else OTHER,
    }
    sent = {name: request.POST[name] for name in (*usual, "title", "change", "control") if name in request.POST}
    return {
        "lesson": usual | sent if "title" in request.POST else usual,
        "populations": POPULATIONS.items(),
        "steps": STEPS.items(),
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
    }


def hear_lesson(request: HttpRequest, known: Collection[str]) -> LessonMade:
    """What was sent, under a name made from its title that no other lesson has. Raises Refused for what is no number,
    no day, or an owner whom nobody knows; `check_lesson` looks at the rest.
    """
    percent = text_of(request, "expected_percent")
    if not re.fullmatch(r"\d{1,3}", percent):
        step = "Write how many of a hundred mistakes shall go away: 1 to 100"
        raise Refused(Problem("The lesson", "expects no effect that can be judged", step, value=percent))
    owner, mistake, title = text_of(request, "owner"), text_of(request, "mistake"), text_of(request, "title")
    if owner and not User.objects.filter(username=owner, is_active=True).exists():
        raise Refused(Problem("The owner", "is nobody who logs in here", "Write a user name", value=owner))
    return LessonMade(
        name_of(title, known, world().now()),
        title,
        text_of(request, "population"),
        int(percent),
        slice_of(request, "slice"),
        slice_of(request, "control"),
        steps=tuple(filter(None, (text_of(request, "step"),))),
        due=end_of(day_of(request, "due")),
        change=text_of(request, "change"),
        owner=owner,
        mistakes=(mistake,) if mistake else (),
        by=by_of(request),
    )


def name_of(title: str, known: Collection[str], now: Moment) -> str:
    """`check-gateway-state-2026-06`, with a number where there is one of that name already."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    begin = "-".join(words)[:_TITLE_LETTERS_MAX].strip("-") or "lesson"
    name = f"{begin}-{datetime_of(now, world().policy.zoneinfo):%Y-%m}"
    numbers = (f"{name}-{number}" for number in range(2, len(known) + 3))
    return name if name not in known else next(one for one in numbers if one not in known)
