"""One lesson: the verdict in words, what it rests on, and what becomes of it."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.facts import Moment, NotAllowed, Problem, Refused
from amends.facts.kinds import LessonChanged
from amends.facts.moments import moment_of
from amends.learning.effects import Effect
from amends.learning.lessons import POPULATIONS, check_change, texts_of
from amends.learning.steps import step_words

from ..cause_words import slice_words
from ..desk import mistakes as desk_mistakes
from ..lesson_rows import all_effects, all_lessons
from ..lesson_view import shown
from ..mistake_row import mistake_in
from ..named_in_text import asked_about, asking
from ..people.roles import LEAD, asker_of
from ..register_view import line_of
from ..world import world
from .doing import by_of, text_of
from .learning_acts import day_of, end_of, record_once, recorded


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """The lesson of this name."""
    return _page(request, _effect(name))


@require_POST
def changed(request: HttpRequest, name: str) -> HttpResponse:
    """It is done, moved to another day, or given up."""
    effect = _effect(name)
    try:
        if recorded(request, "lesson-changed") is None:
            told = _change(request, name)
            if asked := asked_about(request, texts_of(told)):
                return _page(request, effect, **asking(asked), event=told.event, sent=request.POST, status=422)
            record_once(request, "lesson-changed", lambda: _checked(request, told))
    except NotAllowed as error:
        return _page(request, effect, refused=str(error), status=409)
    except Refused as error:
        event = text_of(request, "event")
        return _page(request, effect, refused=str(error), event=event, sent=request.POST, status=422)
    response = redirect("lesson", name=name)
    response["Location"] += "?said=lesson-changed"
    return response


def _change(request: HttpRequest, name: str) -> LessonChanged:
    event = text_of(request, "event")
    return LessonChanged(
        name,
        event,
        since=_since(request) if event == "done" else None,
        due=end_of(day_of(request, "due")) if event == "moved" else None,
        words=text_of(request, "words"),
        by=by_of(request),
    )


def _since(request: HttpRequest) -> Moment | None:
    """From which moment the change holds, on the team's clock. A day alone means its beginning."""
    day, time = day_of(request, "since"), text_of(request, "since_time") or "00:00"
    if day is None:
        return None
    try:
        told = datetime.fromisoformat(f"{day.isoformat()}T{time}")
    except ValueError:
        raise Refused(Problem("The time", "is none", "Write for example 14:30", value=time)) from None
    return moment_of(told.replace(tzinfo=world().policy.zoneinfo))


def _checked(request: HttpRequest, told: LessonChanged) -> LessonChanged:
    lesson = next(one for one in all_lessons(world().record, world().now()) if one.id == told.lesson)
    return check_change(told, lesson, now=world().now(), is_lead=asker_of(request.user).has(LEAD))


def _effect(name: str) -> Effect:
    found = next((one for one in all_effects(world().now()) if one.lesson.id == name), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, effect: Effect, *, status: int = 200, **more: Any) -> HttpResponse:
    lesson, zone = effect.lesson, world().policy.zoneinfo
    rows = (desk_mistakes.row_of(name) for name in lesson.mistakes)
    context = shown(effect, world().now()) | {
        "effect": effect,
        "lesson": lesson,
        "where": lesson.sentence(zone),
        "judged_on": POPULATIONS[lesson.population],
        "slice_words": slice_words(lesson.slice),
        "control_words": slice_words(lesson.control),
        "step_words": [step_words(step) for step in lesson.steps],
        "mistakes": [line_of(mistake_in(row)) for row in rows if row is not None],
        "may_change": by_of(request) in (lesson.owner, lesson.made_by) or asker_of(request.user).has(LEAD),
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
        **more,
    }
    return render(request, "desk/lesson.html", context, status=status)
