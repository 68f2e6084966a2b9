"""My day: what was hard today and why, what is offered, and a break from the phone at any time.

Whose day it is, is whoever is logged in: no address and no field of a form names anybody. What is shown, tapped and
chosen here is in no entry, no log and no answer to anybody else; the router alone reads two sums.
"""

from functools import wraps
from typing import Any, Final, Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.care.offers import is_hard, offers

from ..care import away, choices, exposed, reads, taps
from ..helped_view import helped_card
from ..my_day_view import level_of, my_day
from ..reads_view import reads_words
from ..world import world
from .doing import by_of

MINUTES: Final = (
    3,
    10,
    30,
    60,
    240,
    480,
)  # the same for a pause and for written work: how long tells nobody which of the two
KINDS: Final[tuple[away.Kind, ...]] = ("pause", "written")
BACK: Final = "back"
TAKEN_BACK: Final = "as-read"


class _View(Protocol):
    def __call__(self, request: HttpRequest) -> HttpResponse: ...


def _kept_by_nobody(view: _View) -> _View:
    """Neither a browser nor anything in between keeps it: the next person at this screen cannot go back to it."""

    @wraps(view)
    def made(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cache-Control"] = "no-store"
        return response

    return made


@require_safe
@_kept_by_nobody
def show(request: HttpRequest) -> HttpResponse:
    """The page. Offers and the card are put aside in the browser alone: no address that is asked for tells of them."""
    user, now, zone = by_of(request), world().now(), world().policy.zoneinfo
    weights, day, chosen = exposed.weights_of_home(), exposed.day_of(user, now), choices.choices_of(user)
    gone = away.away_of(user, now)
    hard = next((line for line in day.lines if is_hard(level_of(line), weights)), None)
    level, ended = (level_of(hard), hard.at) if hard is not None else ("", None)
    context: dict[str, Any] = {
        "day": my_day(day, now, zone, weights, routed=chosen.routed),
        "offers": offers(day.load, level, ended, now, weights, wanted=chosen.offers, away=gone is not None),
        "away": gone,
        "choices": chosen,
        "weights": weights,
        "minutes": MINUTES,
        "helped": helped_card(user, now),
        "reads": reads_words(reads.of(user, now), now, zone),
    }
    return render(request, "desk/my_day.html", context)


@require_POST
@_kept_by_nobody
def tapped(request: HttpRequest) -> HttpResponse:
    """His own word on one contact that he handled, which wins both ways. Any other contact is one that there is not."""
    level = request.POST.get("level", "")
    if level != TAKEN_BACK and level not in exposed.weights_of_home().hostility:
        raise Http404
    told = None if level == TAKEN_BACK else level
    taps.tap(by_of(request), request.POST.get("contact", ""), told, world().now())
    return redirect("my_day")


@require_POST
@_kept_by_nobody
def chosen(request: HttpRequest) -> HttpResponse:
    """What he wants of this, changed at any time and without a reason."""
    told = {name: name in request.POST for name in ("offers", "mirror", "routed")}
    choices.choose(by_of(request), choices.Choices(**told))
    return redirect("my_day")


@require_POST
@_kept_by_nobody
def gone(request: HttpRequest) -> HttpResponse:
    """Away from the phone, or back. Anybody can go at any time, offered or not, so that it tells nothing."""
    user, told = by_of(request), request.POST.get("kind", "")
    kind = next((one for one in KINDS if one == told), None)
    minutes = next((one for one in MINUTES if str(one) == request.POST.get("minutes", "")), None)
    if told == BACK:
        away.back(user)
    elif kind is not None and minutes is not None:
        away.go(user, kind, minutes, world().now())
    else:
        raise Http404
    return redirect("my_day")
