"""Before something that cannot be undone: what that is, what the witnesses say about it now, and a few questions."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from amends.facts import CustomerFile, Problem, Refused
from amends.facts.kinds import CheckAnswered
from amends.learning.checklists import CHECKLISTS, against, before, check_answers

from .. import files
from ..checked_view import list_lines
from ..desk.follow import renew
from ..world import world
from .doing import by_of, person_of
from .learning_acts import record_once


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every list, and whether it prevents mistakes."""
    return render(request, "desk/checklists.html", {"lists": list_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str, action: str) -> HttpResponse:
    """The list for this customer, and the matter that the address or the form names; by POST its answers."""
    file = files.load(key)
    if file is None or action not in CHECKLISTS:
        raise Http404
    return _answered(request, file, action) if request.method == "POST" else _page(request, file, action)


def _answered(request: HttpRequest, file: CustomerFile, action: str) -> HttpResponse:
    here = world()
    try:
        told = check_answers(_told(request, file, action))
        doubts = against(told)
        if told.went_on and doubts and "all_the_same" not in request.POST:
            return _page(request, file, action, doubts=doubts, sent=request.POST, status=422)
        record_once(request, "check", lambda: told)
    except Refused as error:
        return _page(request, file, action, refused=str(error), sent=request.POST, status=422)
    renew(here.record, here.policy, here.now(), [file.identity.id])
    response = redirect("customer", key=file.identity.id)
    response["Location"] += f"?said={'check' if told.went_on else 'left'}"
    return response


def _told(request: HttpRequest, file: CustomerFile, action: str) -> CheckAnswered:
    answers = tuple(
        f"{one.key}={request.POST[one.key]}" for one in CHECKLISTS[action].questions if request.POST.get(one.key)
    )
    return CheckAnswered(
        action,
        answers,
        request.POST.get("decision") == "go_on" or "all_the_same" in request.POST,
        _matter(request.POST.get("matter", ""), file),
        by=by_of(request),
        about=person_of(file),
    )


def _matter(told: str, file: CustomerFile) -> str:
    if told and told not in {*(one.matter for one in file.opinions), *(one.matter for one in file.owed)}:
        raise Refused(Problem("This matter", "is not one of this customer's", "Open the page again", value=told))
    return told


def _page(request: HttpRequest, file: CustomerFile, action: str, *, status: int = 200, **more: Any) -> HttpResponse:
    matter = request.POST.get("matter") or request.GET.get("matter", "")
    sent = more.get("sent") or {}
    listed = before(action, file, matter if matter in {one.matter for one in file.opinions} else "")
    earlier = [entry for entry in file.told if isinstance(entry.what, CheckAnswered) and entry.what.checklist == action]
    context = {
        "file": file,
        "listed": listed,
        "list": listed.checklist,
        "questions": [(one, sent.get(one.key, "")) for one in listed.checklist.questions],
        "matter": matter,
        "matters": file.opinions,
        "earlier": [(entry.occurred, getattr(entry.what, "went_on", False)) for entry in reversed(earlier)],
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
        **more,
    }
    return render(request, "desk/checklist.html", context, status=status)
