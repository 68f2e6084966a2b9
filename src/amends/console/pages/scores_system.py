"""The system picture: what goes wrong for everybody, and how much of it goes with no agent. It is never held."""

from collections.abc import Sequence

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.scores.published import Published
from amends.scores.system import Share

from .. import scores_view
from ..desk.models import DeskWindow
from ..figures.excess import excess_bars
from ..figures.rates import WINDOWS_MAX, Rates, rates
from ..figures.shares import shares
from ..people.roles import LEAD, asker_of
from ..scoring import read
from ..scoring.stored import Fitted

RATES = (
    ("raw_nrr", "Negative answers (raw NRR)"),
    ("repeat_rate", "Customers who returned"),
    ("first_contact_resolution", "Resolved at the first contact"),
)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`/scores`, or `/scores?window=2026 Q2`. Nobody is in it."""
    windows = read.windows()
    shown = chosen(windows, request.GET.get("window", ""))
    context: dict[str, object] = {
        "windows": [one.window for one in windows],
        "shown": shown.window if shown else None,
        "fitted": shown,
        "too_new": too_new(windows),
        "leads": asker_of(request.user).has(LEAD),
    }
    if shown is not None and shown.published is not None:
        context |= in_figures(shown.published) | {"over_time": over_time(windows)}
    return render(request, "desk/scores_system.html", context)


def chosen(windows: Sequence[Fitted], name: str) -> Fitted | None:
    """The window of this name, else the newest of which something could be made, else the newest."""
    named = next((one for one in windows if one.window.name == name), None)
    made = next((one for one in reversed(windows) if one.published is not None), None)
    return named or made or (windows[-1] if windows else None)


def in_figures(told: Published) -> dict[str, object]:
    """The window in sentences and pictures."""
    sources = scores_view.sources_of(told)
    return {
        "published": told,
        "sentence": scores_view.system_sentence(told),
        "shares_sentence": scores_view.shares_sentence(told),
        "shares": shares(told.system.variance),
        "bars": excess_bars(told.system.excess),
        "bars_desc": scores_view.sources_desc(sources),
        "sources": sources,
        "made_from": scores_view.made_from_sentence(told),
        "spared": scores_view.spared_sentence(told),
        "withheld": scores_view.withheld_sentence(told),
        "kinds": scores_view.kinds_sentences(told),
        "negatives": scores_view.negatives_of(told),
    }


def over_time(windows: Sequence[Fitted]) -> dict[str, object]:
    """The rates of every window: a picture of the last ones, a table of all. The newest stands last."""
    made = [(one.window.name, one.published) for one in windows if one.published is not None]
    panels: list[tuple[str, str, Rates | None, str]] = []
    for field, name in RATES:
        told: list[tuple[str, Share]] = [(window, getattr(each.system, field)) for window, each in made]
        last = told[-WINDOWS_MAX:]
        desc = "; ".join(f"{window}: {scores_view.rate_words(share)}" for window, share in last)
        panels.append((field, name, rates(last), desc))
    rows = [
        (window, [scores_view.rate_words(getattr(each.system, field)) for field, _ in RATES]) for window, each in made
    ]
    return {"panels": panels, "names": [name for _, name in RATES], "rows": rows}


def too_new(windows: Sequence[Fitted]) -> int:
    """How many contacts are in windows that are not closed, or not looked at yet."""
    newest = windows[-1].window.start if windows else None
    later = DeskWindow.objects.all() if newest is None else DeskWindow.objects.filter(start__gt=newest)
    return int(later.aggregate(n=Sum("contacts"))["n"] or 0)
