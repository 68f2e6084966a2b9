"""A confidential report on a mistake of one's own: made in half a minute, followed by its code, and by nobody else.

No address carries a code or a contact, no page with a code is kept by a browser, and no session knows of any of it.
"""

import uuid
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amends.facts import AmendsError, NotAllowed, Problem, Refused
from amends.learning.report_codes import receipt_of
from amends.learning.reports import Report, identity_words
from amends.learning.steps import STEPS
from amends.learning.stop_now import stop_now
from amends.record.contact_named import file_of_contact
from amends.record.reporting import SelfReport, record_answer, record_report, report_behind
from amends.record.reviewer_key import reviewer_key

from ..people.roles import somebody_reviews
from ..people.shown_once import ShownOnce
from ..people.throttle import WAIT_SECONDS, Throttle
from ..report_view import people_in
from ..world import world
from .doing import by_of, form_id_of, text_of

throttle: Final = Throttle()
shown: Final = ShownOnce()
CONTACT_CHARACTERS_MAX: Final = 400


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The form; by POST with `begin` the same with its contact filled in, and by POST alone the report itself."""
    if request.method == "POST" and "begin" not in request.POST:
        return _made(request)
    return _form(request, contact=request.POST.get("contact", ""))


def _made(request: HttpRequest) -> HttpResponse:
    here, text = world(), text_of(request, "text")
    contact, step = text_of(request, "contact")[:CONTACT_CHARACTERS_MAX], text_of(request, "step")
    if (named := people_in(text)) and "as_it_is" not in request.POST:
        return _form(request, text=text, contact=contact, step=step, named=named, status=422)
    told = SelfReport(text, contact, "" if "anonymous" in request.POST else by_of(request), step)
    seed = uuid.UUID(form_id_of(request)).bytes
    try:
        with here.acting:
            made = record_report(
                here.record, here.home, told, seed=seed, now=here.now(), policy=here.policy, steps=STEPS
            )
    except Refused as error:
        return _form(request, text=text, contact=contact, step=step, refused=str(error), status=422)
    file = file_of_contact(here.record, contact, now=here.now(), policy=here.policy)
    context = {
        "code": made.code if shown.may_show(receipt_of(made.code), again=made.again) else "",
        "sealed": made.sealed,
        "anonymous": not told.by,
        "somebody_reviews": somebody_reviews(),
        "steps_now": stop_now(file, here.policy),
        "days": here.policy.reports_identity_days,
    }
    return _kept_by_nobody(render(request, "desk/my_report_made.html", context))


def _form(request: HttpRequest, *, status: int = 200, **fields: Any) -> HttpResponse:
    context = {
        "form_id": request.POST.get("form_id") or str(uuid.uuid4()),
        "steps": STEPS.items(),
        "somebody_reviews": somebody_reviews(),
        "has_key": reviewer_key(world().home) is not None,
        "days": world().policy.reports_identity_days,
        **fields,
    }
    return _kept_by_nobody(render(request, "desk/my_report.html", context, status=status))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """What became of the report with this code. Whoever comes back to this address is asked for the code again."""
    if request.method != "POST":
        return redirect("report")
    try:
        return _status(request, _behind(request))
    except AmendsError as error:
        return _unknown(request, error)


@sensitive_post_parameters("code", "text")
@require_http_methods(["GET", "HEAD", "POST"])
def answered(request: HttpRequest) -> HttpResponse:
    """What its reporter answers, or adds."""
    if request.method != "POST":
        return redirect("report")
    try:
        report = _behind(request)
        try:
            with world().acting:
                report = record_answer(world().record, request.POST["code"], text_of(request, "text"))
        except (Refused, NotAllowed) as error:
            return _status(request, report, refused=str(error), status=422)
        return _status(request, report, said="Written down. It says nothing about who you are, and not when.")
    except AmendsError as error:
        return _unknown(request, error)


def _behind(request: HttpRequest) -> Report:
    """The report of the code in this form. Whoever guesses is slowed down; 120 bits do the rest."""
    who, address = by_of(request), request.META.get("REMOTE_ADDR", "")
    if throttle.blocks(who, address):
        what = "was tried too often"
        raise NotAllowed(Problem("A code", what, f"Wait {WAIT_SECONDS // 60} minutes and try again"))
    try:
        return report_behind(world().record, request.POST.get("code", ""))
    except Refused:
        throttle.failed(who, address)
        raise


def _status(request: HttpRequest, report: Report, *, status: int = 200, **more: str) -> HttpResponse:
    context = {
        "report": report,
        "identity": identity_words(report, world().policy.zoneinfo),
        "code": request.POST["code"],
        **more,
    }
    return _kept_by_nobody(render(request, "desk/my_report_status.html", context, status=status))


def _unknown(request: HttpRequest, error: AmendsError) -> HttpResponse:
    return _form(request, not_found=str(error), status=429 if isinstance(error, NotAllowed) else 422)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """Neither a browser nor anything in between keeps it: the next person at this screen cannot go back to it."""
    response["Cache-Control"] = "no-store"
    return response
