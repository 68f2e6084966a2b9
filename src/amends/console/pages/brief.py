"""The card before you pick up, as a page: by phone number, address, ticket or customer number, or by a handle key."""

import hashlib

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts import HandleKind, Moment
from amends.facts.moments import spoken_day
from amends.record.asked import Found, NobodyKnown, hear_asked, look_up
from amends.record.gather import understand_now
from amends.recovery import Brief, brief, brief_json, brief_text
from amends.recovery.brief.as_text import account_words

from ..world import world

ASKED_BY = (HandleKind.PHONE, HandleKind.EMAIL, HandleKind.TICKET, HandleKind.CUSTOMER)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`/brief?phone=...`: one of phone, email, ticket and customer. Without any, a form to ask with."""
    told = [(str(kind), request.GET.get(kind)) for kind in ASKED_BY]
    if not any(value for _, value in told):
        return render(request, "desk/brief_find.html")
    try:
        return _page(request, look_up(world().record, hear_asked(told, "This address")))
    except NobodyKnown as error:
        return render(request, "desk/brief_find.html", {"problem": error.problem}, status=404)


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """`/brief/email:m@example.org`: by any handle key."""
    return _page(request, Found(key, ()))


def load(found: Found, now: Moment | None = None) -> Brief | None:
    """The brief about the customer behind a handle key, or None. Without entries, they are looked up."""
    here = world()
    file = understand_now(
        here.record, found.key, now=here.now() if now is None else now, policy=here.policy, known=found.entries
    )
    return brief(file, policy=here.policy) if file is not None else None


def respond(request: HttpRequest, content: bytes, card: Brief, kind: str) -> HttpResponse:
    """With an ETag of what the card says. The moment of asking is no part of it: the same words are the same card."""
    told = brief_json(card)
    del told["as_of"]
    etag = f'"{hashlib.sha256(orjson.dumps([kind, told])).hexdigest()[:32]}"'
    known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = HttpResponse(status=304) if known else HttpResponse(content, content_type=kind)
    response["ETag"] = etag
    response["Vary"] = "Accept"
    return response


def as_text(request: HttpRequest, card: Brief) -> HttpResponse:
    """The note for a helpdesk."""
    return respond(request, brief_text(card, world().policy).encode(), card, "text/plain; charset=utf-8")


def _page(request: HttpRequest, found: Found) -> HttpResponse:
    card = load(found)
    if card is None:
        raise Http404
    zone = world().policy.zoneinfo
    stake = account_words(card.account, lambda moment: spoken_day(moment, zone))
    context = {"brief": card, "stake": stake, "no_calls": not any(act.act == "call_back" for act in card.can)}
    page = render(request, "desk/brief.html", context)
    return respond(request, page.content, card, "text/html; charset=utf-8")
