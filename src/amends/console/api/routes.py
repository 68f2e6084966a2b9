"""The routes of the API. Every status that can come is declared; problems are words."""

from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from amends.facts import Moment, NotAccepted, NotAMoment, Problem, Refused, hear_moment, iso
from amends.facts.as_json import file_json, money_json, opinion_json
from amends.facts.money import Money

from .. import files
from ..desk import queue, store
from ..desk.models import DeskRow
from ..pages.search import keys_of
from ..people.tokens import user_of_token
from ..queue_row import Band
from ..world import world
from . import accounts, brief, care, hearing, scores
from .shapes import CheckIn, FileOut, HeardOut, OpinionOut, ProblemOut, QueueOut, ReceiptOut, SourceOut


class Token(HttpBearer):
    """`Authorization: Bearer <token>`, made by `amends user token NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The user, or None."""
        return user_of_token(token)


api = NinjaAPI(
    title="amends",
    version="1",
    description="A second opinion on what customers say about their money.",
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), SessionAuth()],
)
api.add_router("", brief.router)
api.add_router("", scores.router)
api.add_router("", care.router)
api.add_router("", accounts.router)
REFUSED = {401: ProblemOut, 403: ProblemOut, 422: ProblemOut}


@api.get("/queue", response={200: QueueOut, **REFUSED}, summary="Who is owed, promised or waiting")
def queue_page(request: HttpRequest, page: Annotated[int, Query(ge=1, le=queue.PAGES_MAX)] = 1, band: str = "") -> Any:
    """In the order of the desk. Without `band`, everything that is open."""
    bands = {b.name.lower(): b for b in Band}
    if band and band not in bands:
        raise Refused(Problem("band", "is not one of " + ", ".join(bands), "Choose one, or leave it out", value=band))
    found = queue.page(page, bands.get(band))
    counted = queue.counts(store.state().version)
    counts = {name: counted.get(b, 0) for name, b in bands.items()}
    return {"rows": [_row(row) for row in found.rows], "page": page, "more": found.more, "counts": counts}


@api.get("/customers/{path:key}", response={200: FileOut, 404: ProblemOut, **REFUSED}, summary="One customer's file")
def customer(request: HttpRequest, key: str, as_of: str | None = None) -> Any:
    """`key` is any handle key of the customer: email:m@example.org, customer:C-17, order:10-4471, refund:R-2291."""
    return _file([key], key, _moment(as_of))


@api.get(
    "/opinions/refund/{path:refund_id}",
    response={200: OpinionOut, 404: ProblemOut, **REFUSED},
    summary="The second opinion on one refund",
)
def opinion_on_refund(request: HttpRequest, refund_id: str, as_of: str | None = None) -> Any:
    """The refund as our own record calls it; `as_of` asks how things stood at that moment."""
    return _refund(refund_id, _moment(as_of))


@api.post(
    "/check", response={200: FileOut | OpinionOut, 404: ProblemOut, **REFUSED}, summary="Check a refund or a customer"
)
def check(request: HttpRequest, asked: CheckIn) -> Any:
    """The same as `amends check`: an opinion for a refund, the whole file for a customer."""
    if (asked.refund is None) == (asked.customer is None):
        raise Refused(Problem("check", "needs one of refund and customer", "Name one of them"))
    now = _moment(asked.as_of)
    if asked.refund is not None:
        return _refund(asked.refund, now)
    assert asked.customer is not None
    return _file(keys_of(asked.customer), asked.customer, now)


@api.post(
    "/entries",
    response={200: ReceiptOut, 413: ProblemOut, 503: ProblemOut, **REFUSED},
    summary="Tell the record what happened",
    openapi_extra=hearing.BODY,
)
def entries(request: HttpRequest) -> Any:
    """One entry, a JSON array or NDJSON. 200 comes after it is durable; the same again is counted as duplicate."""
    return hearing.record_posted(request)


@api.get("/balance", response={200: list[SourceOut], **REFUSED}, summary="What arrived and where it went")
def balance(request: HttpRequest) -> Any:
    """Per source: received = applied + duplicate + conflict + quarantined + waiting."""
    return [hearing.source_json(source) for source in world().record.balance()]


@api.post(
    "/webhooks/{system}",
    response={200: HeardOut, 400: ProblemOut, 404: ProblemOut, 413: ProblemOut, 503: ProblemOut},
    auth=None,
    url_name="webhook",
    summary="Notices of other systems, signed",
)
def webhook(request: HttpRequest, system: str) -> Any:
    """`system`: stripe, twilio, cti, zendesk, zammad, chatwoot or formbricks. 200 comes after the raw bytes are
    durable. What is not shown to be theirs is not stored.
    """
    return hearing.record_webhook(request, system)


@api.post(
    "/webhooks/{system}/{secret}",
    response={200: HeardOut, 400: ProblemOut, 404: ProblemOut, 413: ProblemOut, 503: ProblemOut},
    auth=None,
    url_name="webhook_with_secret",
    summary="Notices of systems that cannot sign: the address carries the secret",
)
def webhook_with_secret(request: HttpRequest, system: str, secret: str) -> Any:
    """For what can be given an address and nothing else: cti, and formbricks where it does not sign."""
    return hearing.record_webhook(request, system)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"problem": str(error)}, status=422)


@api.exception_handler(NotAccepted)
def _not_accepted(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"problem": f"not accepted, try again: {error}"}, status=503)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    words = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors)
    return api.create_response(request, {"problem": words}, status=422)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON."""
    words = f'The body: {error}. Send JSON, for example {{"refund": "R-2291"}}'
    status = 422 if error.status_code == 400 else error.status_code
    return api.create_response(request, {"problem": words}, status=status)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"problem": "Nothing of this name is known here."}, status=404)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"problem": "More than 10 MB at once. Send it in parts."}, status=413)


def _refund(refund_id: str, now: Moment) -> dict[str, Any]:
    found = files.opinion_on_refund(refund_id, now)
    if found is None:
        raise Http404
    return opinion_json(found)


def _file(keys: list[str], asked: str, now: Moment) -> dict[str, Any]:
    for key in keys:
        file = files.load(key, now)
        if file is not None:
            return file_json(file)
    raise Http404


def _moment(text: str | None) -> Moment:
    if text is None:
        return world().now()
    try:
        return hear_moment(text)
    except NotAMoment as error:
        raise Refused(Problem("as_of", str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None


def _row(row: DeskRow) -> dict[str, Any]:
    money = Money(row.owed_minor, row.owed_currency) if row.owed_minor is not None else None
    times = {
        name: iso(Moment(value)) if (value := getattr(row, name)) is not None else None
        for name in ("waiting_since", "promised_due", "look_again")
    }
    return {
        "customer": row.key,
        "name": row.name,
        "band": Band(row.band).name.lower(),
        "verdict": row.verdict,
        "reason": row.reason,
        "sentence": row.sentence,
        "owed": money_json(money),
        "state": row.state,
        "contacts": row.contacts,
        **times,
    }
