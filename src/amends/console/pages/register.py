"""The register of mistakes: what went wrong, at which step, how it was found, and what came of it. No names."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends.facts import Problem, Refused
from amends.facts.kinds import MistakeNoted
from amends.learning.notes import check_note, texts_of
from amends.learning.steps import STEPS

from ..desk import alone, mistakes
from ..lesson_rows import all_effects, traits_as_text
from ..named_in_text import asked_about, asking
from ..register_view import figures, line_of, query_of, slices
from ..world import world
from .doing import by_of, form_id_of, text_of
from .learning_acts import begin_of, day_of, record_once, slice_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first; by POST one that nothing else tells of, and that concerns no customer."""
    if request.method != "POST":
        return _page(request)
    try:
        told = check_note(_note(request), now=world().now())
        if asked := asked_about(request, [*texts_of(told), *traits_as_text(told.cause)]):
            return _page(request, **asking(asked), status=422)
        record_once(request, "mistake", lambda: told)
    except Refused as error:
        return _page(request, refused=str(error), status=422)
    alone.renew(world().record)
    response = redirect("register_one", mistake=told.mistake)
    response["Location"] += "?said=noted"
    return response


def _note(request: HttpRequest) -> MistakeNoted:
    step = text_of(request, "step")
    if not step:
        raise Refused(Problem("The note", "says no step", "Choose the one at which it went wrong"))
    return MistakeNoted(
        f"noted:{form_id_of(request)}",
        step,
        "agent",
        happened=begin_of(day_of(request, "happened")),
        surprised=text_of(request, "surprised"),
        what=text_of(request, "what"),
        cause=slice_of(request, "cause"),
        by=by_of(request),
    )


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    known, now = slices(), world().now()
    chosen = mistakes.Filter(
        request.GET.get("step", ""), request.GET.get("cause", "")[:400], request.GET.get("q", "").strip()[:400]
    )
    found = mistakes.page(chosen, _number(request.GET.get("page", "1")), known)
    told = figures(now, all_effects(now))
    steps = mistakes.by_step()
    context = {
        "found": found,
        "lines": [line_of(one) for one in found.rows],
        "chosen": chosen,
        "query": query_of(chosen),
        "by_step": [(step, STEPS.get(step, step), number) for step, number in steps.items()],
        "by_cause": list(mistakes.by_cause(known).items()),
        "all": sum(steps.values()),
        "figures": told.sentences(world().policy.zoneinfo),
        "held": told.held,
        "steps": STEPS.items(),
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
        "fields": request.POST,
        **more,
    }
    return render(request, "desk/register.html", context, status=status)


def _number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 6 else 1
