"""One's own score, for oneself alone: the interval over time, what was inherited, and the cases that moved it."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.scores.case import Step
from amends.scores.system import Share

from ..appeal_view import appeal_line, own_appeals
from ..contact_key import contact_key, contact_of_key
from ..own_case_view import following_of
from ..own_score_view import OwnWindow, inherited_lines, moved_most, own_score, spared_words
from ..people.roles import Asker, asker_of
from ..scoring import read
from ..world import world
from .appealing import all_appeals, own_rows

CONTACTS_SHOWN: Final = 50


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page of whoever is logged in; nobody can ask for somebody else's."""
    asker = asker_of(request.user)
    own = read.own(asker)
    usual = {one.window: one.published.system.raw_nrr for one in read.windows() if one.published is not None}
    score = own_score([_window(one, usual.get(one.window)) for one in own])
    context: dict[str, object] = {"score": score}
    if own and not score.reasons:
        contacts = read.contacts_of(asker, own[-1].window)
        rows = [one.taken for one in contacts]
        context |= {
            "count": len(rows),
            "inherited": inherited_lines(rows),
            "spared": spared_words(rows),
            "moved": moved_most([(one.taken, one.step) for one in contacts], lambda contact: _next(asker, contact)),
            "appeals": [appeal_line(one, asker.user) for one in own_appeals(all_appeals(world().record), asker.user)],
        }
    return render(request, "desk/my_score.html", context)


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """All contacts that whoever is logged in took, the newest first, and his appeals: nothing of it is a figure."""
    user = asker_of(request.user).user
    rows = own_rows(user, after=contact_of_key(request.GET.get("after", "")), limit=CONTACTS_SHOWN)
    shown = rows[:CONTACTS_SHOWN]
    context = {
        "rows": [(row, contact_key(row.contact)) for row in shown],
        "older": contact_key(shown[-1].contact) if len(rows) > CONTACTS_SHOWN else "",
        "appeals": [appeal_line(one, user) for one in own_appeals(all_appeals(world().record), user)],
    }
    return render(request, "desk/my_contacts.html", context)


def _window(one: read.Own, usual: Share | None) -> OwnWindow:
    return OwnWindow(one.window, one.row, one.pictured, usual, one.reasons, one.refused)


def _next(asker: Asker, contact: str) -> Step | None:
    """The step after this one, of the same case."""
    steps = [each.step for each in read.steps_of(asker, contact)]
    step = next((one for one in steps if one.contact_id == contact), None)
    return following_of(steps, step) if step is not None else None
