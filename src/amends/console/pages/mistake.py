"""One mistake: what happened, how it was found, whom it harmed, why it surprised us, and what was learnt from it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.facts import Refused
from amends.facts.kinds import MistakeNoted
from amends.learning.mistakes import Mistake
from amends.learning.notes import check_note, texts_of
from amends.learning.steps import STEPS

from .. import mistake_view
from ..desk import alone
from ..desk.follow import renew
from ..lesson_form import form_of
from ..lesson_rows import all_effects, traits_as_text
from ..named_in_text import asked_about, asking
from ..world import world
from .doing import by_of, text_of
from .learning_acts import begin_of, day_of, lines_of, record_once, slice_of


@require_safe
def show(request: HttpRequest, mistake: str) -> HttpResponse:
    """The mistake with this id."""
    return page(request, mistake_view.mistake_named(mistake))


@require_POST
def noted(request: HttpRequest, mistake: str) -> HttpResponse:
    """What somebody writes down about it."""
    found, here = mistake_view.mistake_named(mistake), world()
    if not mistake_view.may_be_noted(found):
        raise Http404
    try:
        told = check_note(_note(request, found), now=here.now())
        if asked := asked_about(request, [*texts_of(told), *traits_as_text(told.cause)]):
            return page(request, found, note=request.POST, **asking(asked), status=422)
        record_once(request, "note", lambda: told)
    except Refused as error:
        return page(request, found, note=request.POST, refused=str(error), status=422)
    if found.about:
        renew(here.record, here.policy, here.now(), [found.about])
    else:
        alone.renew(here.record)
    response = redirect("register_one", mistake=found.id)
    response["Location"] += "?said=noted"
    return response


def page(request: HttpRequest, mistake: Mistake, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page; `refused` are the words of a rule, `places` those in a text that may name somebody."""
    effects = all_effects(world().now())
    what, *others = mistake_view.told(mistake)
    first, *more_of_it = what.split("\n")
    context = form_of(request, mistake) | {
        "mistake": mistake,
        "first": first,
        "others": [*more_of_it, *others],
        "cause_query": mistake_view.cause_query(mistake),
        "may_be_noted": mistake_view.may_be_noted(mistake),
        "came_of": mistake_view.came_of(mistake, effects),
        "similar": mistake_view.helpful(mistake, effects),
        "steps": STEPS.items(),
        **more,
    }
    return render(request, "desk/mistake.html", context, status=status)


def _note(request: HttpRequest, mistake: Mistake) -> MistakeNoted:
    """An empty field changes nothing, and says nothing."""
    return MistakeNoted(
        mistake.id,
        text_of(request, "step"),
        happened=begin_of(day_of(request, "happened")),
        factors=lines_of(request, "factors"),
        surprised=text_of(request, "surprised"),
        what=text_of(request, "what"),
        cause=slice_of(request, "cause"),
        by=by_of(request),
        about=mistake.about,
    )
