"""Lessons: what was changed so that a mistake does not come back, who does it by when, and whether it helped."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends.facts import Refused
from amends.facts.kinds import LessonMade
from amends.learning.lessons import LessonState, check_lesson, check_traits, texts_of

from ..desk import mistakes as desk_mistakes
from ..lesson_form import form_of, hear_lesson
from ..lesson_rows import all_effects, all_lessons, traits_as_text, traits_of
from ..mistake_view import mistake_named
from ..named_in_text import asked_about, asking
from ..world import world
from . import mistake
from .doing import text_of
from .learning_acts import record_once, recorded

STATES = {
    LessonState.OVERDUE: "overdue",
    LessonState.PLANNED: "planned",
    LessonState.DONE: "done",
    LessonState.DROPPED: "given up",
}


@require_http_methods(["GET", "HEAD", "POST"])
def show_all(request: HttpRequest) -> HttpResponse:
    """Every lesson, the overdue ones first; by POST a new one."""
    return _made(request) if request.method == "POST" else _page(request)


def _made(request: HttpRequest) -> HttpResponse:
    here = world()
    try:
        if isinstance(before := recorded(request, "lesson"), LessonMade):
            return _made_now(before)  # the same form again
        known = {one.id for one in all_lessons(here.record, here.now())}
        told = check_lesson(hear_lesson(request, known), known=known, now=here.now())
        told = check_traits(told, traits_of(told.population))
        if asked := asked_about(request, [*texts_of(told), *traits_as_text((*told.slice, *told.control))]):
            return _again(request, **asking(asked))
        record_once(request, "lesson", lambda: told)
    except Refused as error:
        return _again(request, refused=str(error))
    return _made_now(told)


def _made_now(told: LessonMade) -> HttpResponse:
    response = redirect("lesson", name=told.lesson)
    response["Location"] += "?said=lesson"
    return response


def _again(request: HttpRequest, **more: Any) -> HttpResponse:
    """The page from which it was sent, with what was written."""
    about = text_of(request, "mistake")
    if about and desk_mistakes.row_of(about) is not None:
        return mistake.page(request, mistake_named(about), of_lesson=True, status=422, **more)
    return _page(request, of_lesson=True, status=422, **more)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    effects = all_effects(world().now())
    counts = Counter(STATES[one.lesson.state] for one in effects)
    context = form_of(request) | {
        "effects": effects,
        "counts": [f"{counts[words]} {words}" for words in STATES.values() if counts[words]],
        **more,
    }
    return render(request, "desk/lessons.html", context, status=status)
