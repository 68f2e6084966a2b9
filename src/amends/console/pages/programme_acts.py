"""What people do in a remediation. Every rule is in `amends.remediation`; each act is one entry for each refund."""

from collections.abc import Callable, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amends.facts import Entry, NotAllowed, Programme, Refused
from amends.facts.kinds import ScopeTested, What
from amends.record.programmes import erased, programmes_told
from amends.remediation import (
    check_answer,
    check_approval,
    check_closing,
    check_request,
    check_set_aside,
    check_told,
)
from amends.remediation.scope_test import draw, judge

from ..desk import catch_up, refunds
from ..desk.programmes import standing_of, victims
from ..remediating import Chosen, Known, Making, each, hear_chosen
from ..world import world
from . import programmes
from .doing import DESK, by_of, form_id_of, text_of

SEEDS: Final = 2**31
Act = Callable[[HttpRequest, Programme], HttpResponse]


def act(doing: Act) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view of an act: a rule that forbids it is said on the page of the remediation."""

    @require_POST
    def view(request: HttpRequest, name: str) -> HttpResponse:
        programme = programmes.programme_of(name)
        try:
            return doing(request, programme)
        except (NotAllowed, Refused) as error:
            return programmes.page(request, programme, refused=(str(error),))

    view.__name__, view.__doc__ = doing.__name__, doing.__doc__
    return view


@act
def requested(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Ask that what is owed is paid, for all that are shown."""
    by = by_of(request)
    return _each(request, programme, "request", lambda known, _: check_request(known.standing, by=by))


@act
def approved(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Approve all that are shown, each with its amount. Above the limit a second person does so too."""
    by, policy = by_of(request), world().policy
    return _each(request, programme, "approve", lambda known, _: check_approval(known.standing, by, policy))


@act
def answered(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What whoever pays said to one payment."""
    attempt, key, matter = (*text_of(request, "line").split(" ", 2), "", "", "")[:3]
    outcome, reference, by = text_of(request, "outcome"), text_of(request, "reference"), by_of(request)
    number = int(attempt) if attempt.isdecimal() and len(attempt) < 9 else -1

    def making(known: Known, one: Chosen) -> What:
        return check_answer(known.standing, key, number, outcome=outcome, reference=reference, by=by)

    return _each(request, programme, "answer", making, [matter])


@act
def told(request: HttpRequest, programme: Programme) -> HttpResponse:
    """They were told, or it was tried: without a letter of ours, or what came of one."""
    by, channel, outcome = (
        by_of(request),
        text_of(request, "channel") or "letter",
        text_of(request, "outcome") or "sent",
    )
    apologised = "apologised" in request.POST

    def making(known: Known, one: Chosen) -> What:
        return check_told(known.standing, channel=channel, outcome=outcome, apologised=apologised, by=by)

    return _each(request, programme, "told", making)


@act
def set_aside(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Nothing more is done for one of them, and why; or it is taken up again."""
    outcome, reason, by = text_of(request, "outcome"), text_of(request, "reason"), by_of(request)
    named = set(request.POST.getlist("proof"))

    def making(known: Known, one: Chosen) -> What:
        proof = [entry for entry in known.file.told if entry.id in named]
        return check_set_aside(known.standing, outcome, reason, by=by, proof=proof)

    return _each(request, programme, "set-aside", making)


@act
def closed(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Everybody in it has come to an end, as one person says, and a second one signs."""
    here, entry_id = world(), f"closing:{form_id_of(request)}"
    catch_up(here.record, here.policy, here.now())
    with here.acting:
        if not _recorded(entry_id):
            known = [standing_of(row) for row in victims(programme.id)]
            gone = erased(here.record, programme)
            what = check_closing(programme, known, by_of(request), note=text_of(request, "note"), erased=gone)
            here.record.append([Entry(DESK, entry_id, here.now(), what)], source=DESK.name)
    return _back(programme, "signed")


@act
def scope_tested(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Draw refunds just outside, and see what the witnesses say of them. The form's number is the lot."""
    here, form_id = world(), form_id_of(request)
    entry_id, seed = f"scope-test:{form_id}", int(form_id.replace("-", ""), 16) % SEEDS
    catch_up(here.record, here.policy, here.now())
    with here.acting:
        if not _recorded(entry_id):
            rows, now = refunds.swept_refunds(), here.now()
            judged = judge(draw(rows, programme.scope, seed=seed), rows)
            what = ScopeTested(
                programme=programme.id,
                seed=seed,
                outside=judged.outside,
                matters=judged.matters,
                answered=judged.answered,
                hit=judged.hit,
                missed_at_most=judged.missed_at_most,
                as_of=now,
                by=by_of(request),
            )
            here.record.append([Entry(DESK, entry_id, now, what)], source=DESK.name)
    return _back(programme, "scope")


def _each(
    request: HttpRequest,
    programme: Programme,
    name: str,
    making: Making,
    matters: Sequence[str] = (),
) -> HttpResponse:
    chosen = hear_chosen(matters or request.POST.getlist("chosen") or _typed(request))
    outcome = each(programme.id, name, form_id_of(request), chosen, making)
    if outcome.refused:
        done = f"Recorded for {outcome.done}; the others are below." if outcome.done else ""
        return programmes.page(request, programme, refused=tuple(outcome.refused), done=done)
    if request.POST.get("from") == "case":
        return redirect(request.POST["back"] if _inside(request.POST.get("back", "")) else "programmes")
    return _back(programme, name)


def _typed(request: HttpRequest) -> list[str]:
    """The number of one refund, as it was written by hand."""
    number = text_of(request, "refund")
    return [number if number.startswith("refund:") else f"refund:{number}"] if number else []


def _inside(address: str) -> bool:
    return address.startswith("/customers/")


def _back(programme: Programme, said: str) -> HttpResponse:
    response = redirect("programme", name=programme.id)
    response["Location"] += f"?said={said}"
    return response


def _recorded(entry_id: str) -> bool:
    return any(entry.id == f"{DESK.name}/{entry_id}" for entry in programmes_told(world().record))
