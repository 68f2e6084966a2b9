"""Reports as the reviewer has them before him, and as everybody else may read them.

The reviewer's pages are there for whoever has that role and leads nobody. A name is opened with a file and a passphrase
that are used for one answer and kept nowhere; that it was opened is written down first, and the reporter sees it.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from amends.facts import NotAllowed, Problem, Refused
from amends.facts.kinds import ReportChanged
from amends.learning.reports import Report
from amends.learning.small_groups import K
from amends.learning.steps import STEPS
from amends.record.reporting import record_change, record_opening
from amends.record.reviewer_key import KEY_FILE_BYTES_MAX, reviewer_key, unlock

from ..named_in_text import asked_about, asking
from ..people.roles import LEAD, REVIEWER, asker_of
from ..report_view import all_reports, people_in, told_to_others
from ..world import world
from .doing import by_of, form_id_of, text_of

_OF_THE_REVIEWER = frozenset({"asked", "harm_stopped", "shared", "excluded", "closed"})


def is_reviewer(request: HttpRequest) -> bool:
    """Whoever leads the people who report is no reviewer for them, even where he has the role."""
    asker = asker_of(request.user)
    return asker.has(REVIEWER) and not asker.has(LEAD)


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every report, open ones first."""
    _check_reviewer(request)
    found = all_reports()
    context = {"reports": found, "open": sum(one.open for one in found), "key": reviewer_key(world().home)}
    return render(request, "desk/reports.html", context)


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    return _page(request, _report(request, name))


@require_POST
def changed(request: HttpRequest, name: str) -> HttpResponse:
    """What the reviewer does with it: ask, say that the harm was stopped, share, set aside, close."""
    report, here = _report(request, name), world()
    event, summary = text_of(request, "event"), text_of(request, "summary")
    words, step = text_of(request, "words"), text_of(request, "step")
    told = ReportChanged(report.id, event, step, words, summary, by=by_of(request))
    try:
        if event not in _OF_THE_REVIEWER:
            raise Refused(Problem("This change", "is not the reviewer's", "Open the page again", value=event))
        names = people_in(summary).sure
        if not names and (asked := asked_about(request, [summary])):
            return _page(request, report, summary=summary, status=422, **asking(asked))
        with here.acting:
            record_change(here.record, told, now=here.now(), form_id=form_id_of(request), steps=STEPS, names=names)
    except NotAllowed as error:
        return _page(request, report, refused=str(error), summary=summary, status=409)
    except Refused as error:
        return _page(request, report, refused=str(error), summary=summary, status=422)
    return redirect("report_one", name=report.id)


@sensitive_post_parameters("passphrase")
@require_POST
def opened(request: HttpRequest, name: str) -> HttpResponse:
    """Who made it, for this one answer."""
    report, here = _report(request, name), world()
    try:
        file = request.FILES.get("key")
        if file is None or isinstance(file, list) or not file.size or file.size > KEY_FILE_BYTES_MAX:
            raise Refused(Problem("The key", "is missing, or is no key", "Choose the file of the reviewer's key"))
        private = unlock(file.read(), request.POST.get("passphrase", ""))
        with here.acting:
            identity = record_opening(here.record, report, private, by=by_of(request), now=here.now())
    except NotAllowed as error:
        return _page(request, report, refused=str(error), status=409)
    except Refused as error:
        return _page(request, report, refused=str(error), status=422)
    response = _page(request, _report(request, name), identity=identity)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What everybody may read: words without people, and counts of groups in which nobody can be guessed."""
    return render(request, "desk/reports_shared.html", {"told": told_to_others(), "k": K})


def _page(request: HttpRequest, report: Report, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "report": report,
        "steps": STEPS.items(),
        "step_words": STEPS.get(report.step, report.step),
        "form_id": str(uuid.uuid4()),
        "due": report.due(world().now()),
        "wording": more.get("summary") or (report.shared.summary if report.shared is not None else ""),
        **more,
    }
    return render(request, "desk/reports_one.html", context, status=status)


def _report(request: HttpRequest, name: str) -> Report:
    _check_reviewer(request)
    found = next((one for one in all_reports() if one.id == name), None)
    if found is None:
        raise Http404
    return found


def _check_reviewer(request: HttpRequest) -> None:
    if not is_reviewer(request):
        raise Http404
