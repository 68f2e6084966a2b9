"""Warn, warn, end: a contact of the last day that is abusive is warned twice and then ended; a threat at once.

Whoever ended one is offered support in the answer to that act alone, and the customer is owed an answer in writing.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from amends.facts import Contact, CustomerFile
from amends.facts.kinds import ContactEnded, ContactWarned, What
from amends.link.abuse import ABUSE
from amends.recovery.warnings import THREAT, Abused, check_ending, check_warning

from .. import files
from ..abuse_view import going_on
from ..care.after_abuse import support
from ..world import world
from . import case
from .doing import DESK, act, by_of, form_id_of, person_of, text_of

_ENDED = "ended"


@act("warned")
def warned(request: HttpRequest, file: CustomerFile) -> What:
    """The customer was told that the contact ends if the abuse goes on."""
    one = _chosen(request, file)
    number = request.POST.get("number", "")
    call, ticket, contact = _of(one)
    what = ContactWarned(call, ticket, by_of(request), text_of(request, "words"), person_of(file), contact)
    return check_warning(what, one, int(number) if number in ("1", "2") else 0)


@act(_ENDED)
def _end(request: HttpRequest, file: CustomerFile) -> What:
    one = _chosen(request, file)
    level = THREAT if request.POST.get("threat") == "yes" or (one is not None and one.threat) else ""
    call, ticket, contact = _of(one)
    words = text_of(request, "words")
    what = ContactEnded(ABUSE, call, ticket, by_of(request), words, person_of(file), contact, level)
    return check_ending(what, one)


@require_http_methods(["GET", "HEAD", "POST"])
def ended(request: HttpRequest, key: str) -> HttpResponse:
    """A contact was ended for abuse: a right, which counts against nobody and opens a written answer. The answer to
    the act is the page with an offer of support; whoever comes back to its address finds the customer's page.
    """
    if request.method != "POST":
        back = redirect("customer", key=key)
        back["Location"] += f"?{query}" if (query := request.META.get("QUERY_STRING", "")) else ""
        return back
    done = _end(request, key)
    if done.status_code != 302:
        return done
    file = files.load(key)
    if file is None:
        raise Http404
    offered = support(file, f"{DESK.name}/{_ENDED}:{form_id_of(request)}", by_of(request), world().policy)
    response = case.page(request, file, more={"support": offered})
    response["Cache-Control"] = "no-store"  # the next person at this screen cannot go back to it
    return response


def _chosen(request: HttpRequest, file: CustomerFile) -> Abused | None:
    named = request.POST.get("contact", "")
    return next((one for one in going_on(file, world()) if named in {c.entry.id for c in one.contacts}), None)


def _of(one: Abused | None) -> tuple[str, str, str]:
    """The call, the ticket and the contact that are named."""
    contact: Contact | None = one.latest if one is not None else None
    if contact is None:
        return "", "", ""
    return contact.call.id if contact.call is not None else "", contact.ticket, contact.entry.id
