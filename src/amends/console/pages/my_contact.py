"""One contact of one's own: what was known when it was picked up, how its case went, and an appeal about it."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amends.facts import NotAllowed, Refused
from amends.facts.kinds import AppealMade
from amends.record.gather import gather
from amends.scores.appeals import Appeal, check_appeal

from .. import files
from ..appeal_view import appeal_line
from ..contact_key import contact_of_key
from ..own_case_view import own_case
from ..people.roles import asker_of
from ..scoring import read
from ..world import World, world
from .appealing import appeal_about, record_once
from .doing import person_of, text_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The page, and what its form sends. Somebody else's contact is one that does not exist."""
    contact = contact_of_key(key)
    if contact is None:
        raise Http404
    own = read.contact_of(asker_of(request.user), contact)
    if request.method != "POST":
        return _page(request, own)
    file = files.load(own.customer)
    if file is None:
        raise Http404
    about = person_of(file)
    try:
        record_once(request, "appealed", about, lambda here: _appeal(request, own, about, here))
    except NotAllowed as error:
        return _page(request, own, refused=str(error), status=409)
    except Refused as error:
        return _page(request, own, refused=str(error), status=422)
    response = redirect("my_contact", key=key)
    response["Location"] += "?said=appealed#appeal"
    return response


def _appeal(request: HttpRequest, own: read.OwnContact, about: str, here: World) -> AppealMade:
    user = asker_of(request.user).user
    made = AppealMade(own.taken.contact, user, text_of(request, "reason"), about)
    return check_appeal(made, took=own.taken.agent, known=_known(own, user, here))


def _known(own: read.OwnContact, user: str, here: World) -> Appeal | None:
    """What he appealed about it so far."""
    return appeal_about(own.taken.contact, user, gather(here.record, own.customer, here.policy))


def _page(request: HttpRequest, own: read.OwnContact, *, refused: str = "", status: int = 200) -> HttpResponse:
    here, asker = world(), asker_of(request.user)
    steps = read.steps_of(asker, own.taken.contact)
    appeal = _known(own, asker.user, here)
    case = own_case(
        own.taken,
        [each.step for each in steps],
        {each.step.contact_id for each in steps if each.own},
        sources=here.record.sources(),
        window_days=here.policy.resolved_after_days,
    )
    context = {
        "row": own.taken,
        "customer": own.customer,
        "case": case,
        "appeal": appeal_line(appeal, asker.user) if appeal is not None else None,
        "form_id": str(uuid.uuid4()),
        "refused": refused,
        "typed": text_of(request, "reason") if refused else "",
        "done": request.GET.get("said") == "appealed",
    }
    return render(request, "desk/my_contact.html", context, status=status)
