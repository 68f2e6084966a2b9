"""What a lead sees of people: a funnel, intervals, burdens, and whom to invite. By key, never by score; nothing of it
while the gate holds. Whoever is no lead is told that there is no such page (access.ROLE_ROUTES).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.scores.coaching import invitations
from amends.scores.published import Published
from amends.scores.rows_of_agents import AgentRow

from .. import scores_view
from ..figures import intervals as lines
from ..figures.arrows import arrows
from ..figures.burden import burden, usual_burden
from ..figures.funnel import funnel
from ..figures.intervals import Ranged
from ..people.roles import asker_of
from ..scoring import read
from ..scoring.stored import Fitted
from .scores_system import chosen

PRACTICAL_PP: Final = 3.0
TABLE_MAX: Final = 400  # lines of the table; of more people it holds those of the page alone


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of people is shown, of how many, and its first and last person, counted from 1."""

    number: int
    count: int
    first: int
    last: int
    people: int


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`/scores/agents`, of the newest window or of `?window=`; `?page=` where there are many people."""
    windows = read.of_everybody(asker_of(request.user))
    shown = chosen(windows, request.GET.get("window", ""))
    context: dict[str, Any] = {
        "windows": [one.window for one in windows],
        "shown": shown.window if shown else None,
        "fitted": shown,
        "reasons": read.holding() or _reasons(shown),
    }
    if shown is not None and shown.published is not None and not context["reasons"]:
        context |= of_people(shown.published, _number(request.GET.get("page", "1")))
        context |= to_coaching(windows)
    return render(request, "desk/scores_agents.html", context)


def of_people(told: Published, number: int) -> dict[str, Any]:
    """The window in sentences, pictures and tables; pictures with a line a person hold one page of them."""
    totals, pictured, pairs = scores_view.totals_of(told), scores_view.pictured_by_key(told), scores_view.pairs_of(told)
    pages = pages_of(len(totals), number)
    here = slice(pages.first - 1, pages.last)
    named = {one.name for one in totals[here]}
    rows = told.agents if len(told.agents) <= TABLE_MAX else between(told.agents, totals, pages)
    some = [one for one in pictured if one.agent in named]
    return {
        "published": told,
        "sentence": scores_view.agents_sentence(told),
        "too_few": scores_view.too_few_sentence(told),
        "dispersion": scores_view.dispersion_words(told),
        "meanings": scores_view.VERDICT_MEANINGS,
        "pages": pages,
        "funnel": funnel(pictured, told.dispersion),
        "funnel_desc": scores_view.funnel_desc(told),
        "totals": lines.intervals(totals[here], totals, band=PRACTICAL_PP),
        "burden": burden(some, pictured),
        "usual": f"{usual_burden(pictured):.1f}",
        "arrows": arrows([pair for pair in pairs if pair[1].name in named], pairs),
        "from_raw": scores_view.from_raw_words([pair for pair in pairs if pair[1].name in named]),
        "people": scores_view.people_of(replace(told, agents=rows)),
        "in_part": len(rows) < len(told.agents),
    }


def to_coaching(windows: Sequence[Fitted]) -> dict[str, Any]:
    """Whom to invite by the two newest windows, and how many of that should be expected to be mistaken."""
    newest = [one.published for one in windows[-2:]]
    if len(newest) < 2 or newest[0] is None or newest[1] is None:
        return {"invited": None}
    found = invitations(newest[0], newest[1])
    return {
        "invited": found,
        "invited_windows": [one.window.name for one in windows[-2:]],
        "invited_sentence": scores_view.invited_sentence(found),
        "chance_sentence": scores_view.chance_sentence(found),
    }


def pages_of(people: int, number: int) -> Pages:
    """The page of this number, or the nearest that there is."""
    count = lines.pages_of(people)
    number = min(max(number, 1), count)
    return Pages(number, count, (number - 1) * lines.PAGE + 1, min(number * lines.PAGE, people), people)


def between(rows: Sequence[AgentRow], totals: Sequence[Ranged], pages: Pages) -> tuple[AgentRow, ...]:
    """Those whose keys lie on this page, whether or not they have enough answers; each is on one page."""
    first = totals[pages.first - 1].name if pages.number > 1 else ""
    end = totals[pages.last].name if pages.number < pages.count else None
    return tuple(row for row in rows if first <= row.agent and (end is None or row.agent < end))


def _reasons(shown: Fitted | None) -> tuple[Any, ...]:
    return shown.published.reasons if shown is not None and shown.published is not None else ()


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 8 else 1
