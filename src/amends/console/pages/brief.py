"""The card before you pick up, as a page: by phone number, address, ticket or customer number, or by a handle key."""

import hashlib
from dataclasses import dataclass
from typing import Any

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

from ..account_view import Pane, pane_of
from ..hard_words import hard_of
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


@dataclass(frozen=True, slots=True)
class Card:
    """The brief about a customer, and the pane of his whole account: None for whom has none, and of the past, because
    the desk knows accounts as they are now.
    """

    brief: Brief
    pane: Pane | None = None

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return brief_json(self.brief) | {"account_lines": list(self.pane.told) if self.pane else []}


def load(found: Found, now: Moment | None = None) -> Card | None:
    """The card about the customer behind a handle key, or None. Without entries, they are looked up."""
    here = world()
    asked = here.now() if now is None else now
    file = understand_now(here.record, found.key, now=asked, policy=here.policy, known=found.entries)
    if file is None:
        return None
    pane = pane_of(file, here.policy, asked) if now is None else None
    return Card(brief(file, policy=here.policy, hard=hard_of(file)), pane)


def respond(request: HttpRequest, content: bytes, card: Card, kind: str) -> HttpResponse:
    """With an ETag of what the card says. The moment of asking is no part of it: the same words are the same card."""
    told = card.told()
    del told["as_of"]
    etag = f'"{hashlib.sha256(orjson.dumps([kind, told])).hexdigest()[:32]}"'
    known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = HttpResponse(status=304) if known else HttpResponse(content, content_type=kind)
    response["ETag"] = etag
    response["Vary"] = "Accept"
    return response


def as_text(request: HttpRequest, card: Card) -> HttpResponse:
    """The note for a helpdesk."""
    return respond(request, brief_text(card.brief, world().policy).encode(), card, "text/plain; charset=utf-8")


def _page(request: HttpRequest, found: Found) -> HttpResponse:
    card = load(found)
    if card is None:
        raise Http404
    zone = world().policy.zoneinfo
    told = card.brief
    stake = account_words(told.account, lambda moment: spoken_day(moment, zone))
    context = {"brief": told, "stake": stake, "pane": card.pane}
    context |= {"no_calls": not any(act.act == "call_back" for act in told.can)}
    page = render(request, "desk/brief.html", context)
    return respond(request, page.content, card, "text/html; charset=utf-8")
