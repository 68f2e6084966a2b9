""" "I inherited this": who takes over a contact says in which state it came. It names a contact and a step, no person.

Nothing of it is on the customer's page. Whoever had the contact before finds it on his own page, and he alone; the
register has it when he has read that, or after a week (learning.inherited).
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends.facts import CustomerFile, Refused
from amends.facts.kinds import InheritedTold
from amends.learning.inherited import NOTICE_DAYS, WORDS_CHARACTERS_MAX, check_inherited
from amends.learning.steps import STEPS

from .. import files
from ..desk.follow import renew
from ..inherited_view import offered
from ..named_in_text import asked_about, asking
from ..world import world
from .doing import by_of, person_of, text_of
from .learning_acts import record_once


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The form for this customer; by POST what it says."""
    file = files.load(key)
    if file is None:
        raise Http404
    return _told(request, file) if request.method == "POST" else _page(request, file)


def _told(request: HttpRequest, file: CustomerFile) -> HttpResponse:
    here = world()
    try:
        told = check_inherited(_heard(request, file), file)
        if asked := asked_about(request, (told.words,)):
            return _page(request, file, status=422, **asking(asked))
        record_once(request, "inherited", lambda: told)
    except Refused as error:
        return _page(request, file, status=422, refused=str(error))
    renew(here.record, here.policy, here.now(), [file.identity.id])
    response = redirect("customer", key=file.identity.id)
    response["Location"] += "?said=inherited"
    return response


def _heard(request: HttpRequest, file: CustomerFile) -> InheritedTold:
    """What the form says; whether it may be written down is check_inherited's."""
    return InheritedTold(
        request.POST.get("contact", ""),
        request.POST.get("earlier", ""),
        text_of(request, "step"),
        text_of(request, "words"),
        by=by_of(request),
        about=person_of(file),
    )


def _page(request: HttpRequest, file: CustomerFile, *, status: int = 200, **more: Any) -> HttpResponse:
    choices = offered(file, by_of(request), world().policy)
    context = {
        "file": file,
        "offered": choices,
        "chosen": request.POST.get("contact", choices.taken_over),
        "fields": request.POST,
        "steps": STEPS.items(),
        "days": NOTICE_DAYS,
        "characters": WORDS_CHARACTERS_MAX,
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
        **more,
    }
    return render(request, "desk/inherited.html", context, status=status)
