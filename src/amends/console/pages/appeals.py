"""Appeals, for leads and reviewers: the open ones, oldest first, and what was decided. No score is on this page."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.facts import NotAllowed, Problem, Refused
from amends.facts.kinds import AppealAnswered
from amends.record import Record
from amends.scores.appeals import Appeal, check_answer

from ..appeal_view import AppealLine, appeal_line, key_of
from ..people.roles import LEAD, REVIEWER, Asker, asker_of
from ..world import World, world
from .appealing import all_appeals, record_once, rows_of
from .doing import text_of

OPEN_SHOWN: Final = 30
DECIDED_SHOWN: Final = 30
_WAYS: Final = {"uphold": True, "decline": False}


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The open ones, the oldest first, and the last that were decided."""
    return _page(request)


@require_POST
def answered(request: HttpRequest) -> HttpResponse:
    """An answer to one of them: that the contact should not count, or that it should, and why."""
    asker = _asker(request)
    appeal = _found(request.POST.get("appeal", ""), world().record)
    try:
        record_once(request, "answered", appeal.about, lambda here: _answer(request, asker, here))
    except NotAllowed as error:
        return _page(request, refused=str(error), status=409)
    except Refused as error:
        return _page(request, refused=str(error), status=422)
    response = redirect("appeals")
    response["Location"] += "?said=answered"
    return response


def _asker(request: HttpRequest) -> Asker:
    """Whoever asks, if he may: access.ROLE_ROUTES has asked already, and this asks again."""
    asker = asker_of(request.user)
    if not asker.has(LEAD, REVIEWER):
        raise Http404
    return asker


def _answer(request: HttpRequest, asker: Asker, here: World) -> AppealAnswered:
    appeal = _found(request.POST.get("appeal", ""), here.record)
    way = request.POST.get("way", "")
    if way not in _WAYS:
        step = "Choose whether the contact should count"
        raise Refused(Problem("The answer", "says neither yes nor no", step, value=way or None))
    told = AppealAnswered(
        upheld=_WAYS[way],
        lead=asker.has(LEAD),
        contact=appeal.contact,
        by=asker.user,
        appellant=appeal.appellant,
        reason=text_of(request, "reason"),
        about=appeal.about,
    )
    return check_answer(told, appeal)


def _found(key: str, record: Record) -> Appeal:
    appeal = next((one for one in all_appeals(record) if key_of(one) == key), None)
    if appeal is None:
        raise Http404
    return appeal


def _page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    asker, here = _asker(request), world()
    found = all_appeals(here.record)
    still = [one for one in found if one.open]
    decided = sorted((one for one in found if not one.open), key=lambda one: (-(one.decided or 0), one.contact))
    context = {
        "open": [(line, str(uuid.uuid4())) for line in _lines(still[:OPEN_SHOWN], asker, here)],
        "open_count": len(still),
        "decided": _lines(decided[:DECIDED_SHOWN], asker, here),
        "refused": refused,
        "typed": text_of(request, "reason") if refused else "",
        "typed_for": request.POST.get("appeal", "") if refused else "",
        "done": request.GET.get("said") == "answered",
    }
    return render(request, "desk/appeals.html", context, status=status)


def _lines(found: list[Appeal], asker: Asker, here: World) -> list[AppealLine]:
    rows, sources = rows_of(found), here.record.sources()
    return [
        appeal_line(
            one,
            asker.user,
            rows.get((one.contact, one.appellant)),
            sources=sources,
            window_days=here.policy.resolved_after_days,
        )
        for one in found
    ]
