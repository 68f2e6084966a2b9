"""The brief over HTTP, as JSON and as plain text: what a phone system or a helpdesk asks when it rings."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from amends.facts import ClaimKind, HandleKind, Moment, NotAMoment, Problem, Reason, Refused, Verdict, hear_moment
from amends.record.asked import NobodyKnown, hear_asked, look_up

from ..pages.brief import Card, as_text, load, respond
from ..world import world
from .shapes import Iso, MoneyOut, ProblemOut

router = Router()
ANSWERS: dict[Any, Any] = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
UNCHANGED: dict[Any, Any] = {304: {"description": "Unchanged since the ETag in If-None-Match"}}
PLAIN: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}}}
AS_TEXT: dict[str, Any] = {"responses": {200: {"description": "OK", "content": PLAIN}, **UNCHANGED}}
AS_BOTH: dict[str, Any] = {"responses": {200: {"content": PLAIN}, **UNCHANGED}}


class QuoteOut(Schema):
    """Words somebody used. `folded`: there are hard words among them; then `words` is empty."""

    words: str
    folded: bool


class WhoOut(Schema):
    """Who it is. `sure`: sure, perhaps (weakly joined, `weak` says why) or unknown to our tables."""

    name: str
    sure: str
    sentence: str
    handles: list[str]
    weak: list[str]
    possible: list[str]


class AccountOut(Schema):
    """What is known to be at stake; sums of different currencies stay apart."""

    since: Iso | None
    contacts: int
    contacts_90_days: int
    orders: int
    services: int
    open_money: list[MoneyOut]
    errors_ours: int
    promises_broken: int


class ClaimSaidOut(Schema):
    """What the customer says about the matter."""

    kind: ClaimKind
    quote: QuoteOut
    channel: str
    at: Iso


class WordOut(Schema):
    """The latest word of one record of one side."""

    teller: str
    root: str
    id: str
    state: str
    says: str
    at: Iso


class JudgedOut(Schema):
    """The verdict on the most pressing matter. `our_record` is the disputed side, never evidence."""

    matter: str
    claim: ClaimKind
    verdict: Verdict
    reason: Reason
    sentence: str
    advice: str
    by_a_person: bool
    look_again: Iso | None
    missing: list[str]
    claims: list[ClaimSaidOut]
    our_record: list[WordOut]
    witnesses: list[WordOut]


class MatterOut(Schema):
    """Another matter of this customer."""

    matter: str
    verdict: Verdict
    sentence: str


class SpokenOut(Schema):
    """Something one of us said or promised. Nobody is named for what went wrong."""

    sort: str
    at: Iso
    sentence: str
    by: str
    quote: QuoteOut | None
    state: str
    overdue: bool
    due: Iso | None
    wrong: bool


class ActOut(Schema):
    """Something that can be done now."""

    act: str
    words: str
    matter: str


class SignalOut(Schema):
    """To whom the customer says he will turn."""

    kind: str
    quote: QuoteOut
    at: Iso


class OwingOut(Schema):
    """A follow-up that is open, or that he opted out of."""

    id: str
    why: str
    state: str
    sentence: str
    owner: str
    quote: QuoteOut | None
    remarks: list[QuoteOut]


class BriefOut(Schema):
    """The card before you pick up. `inherited` came before whoever picks up, and is not charged to him. `account_lines`
    tell the whole account that he writes for; none for whom has none, and none of a past `as_of`.
    """

    as_of: Iso
    customer: str
    who: WhoOut
    account: AccountOut
    account_lines: list[str]
    verdict: JudgedOut | None
    others: list[MatterOut]
    standing: list[str]
    contact_number: int
    told_wrongly: int
    said: list[SpokenOut]
    can: list[ActOut]
    cannot: list[str]
    inherited: list[str]
    signals: list[SignalOut]
    follow_ups: list[OwingOut]
    opted_out: list[str]
    hard_words: bool


@router.get("/brief", response={200: BriefOut, **ANSWERS}, summary="The card before you pick up", openapi_extra=AS_BOTH)
def brief_page(
    request: HttpRequest,
    phone: str = "",
    email: str = "",
    ticket: str = "",
    customer: str = "",
    as_of: str | None = None,
) -> Any:
    """One of phone, email, ticket and customer. `Accept: text/plain` gives the note for a helpdesk. With an ETag."""
    card = _card(phone, email, ticket, customer, as_of)
    if request.headers.get("Accept", "").startswith("text/plain"):
        return as_text(request, card)
    content = BriefOut.model_validate(card.told()).model_dump_json().encode()
    return respond(request, content, card, "application/json")


@router.get("/brief.txt", response={200: None, **ANSWERS}, summary="The same as a private note", openapi_extra=AS_TEXT)
def brief_note(
    request: HttpRequest,
    phone: str = "",
    email: str = "",
    ticket: str = "",
    customer: str = "",
    as_of: str | None = None,
) -> HttpResponse:
    """At most 25 lines of at most 100 characters; no abuse is quoted."""
    return as_text(request, _card(phone, email, ticket, customer, as_of))


def _card(phone: str, email: str, ticket: str, customer: str, as_of: str | None) -> Card:
    told = (
        (HandleKind.PHONE, phone),
        (HandleKind.EMAIL, email),
        (HandleKind.TICKET, ticket),
        (HandleKind.CUSTOMER, customer),
    )
    now = _moment(as_of)
    try:
        card = load(look_up(world().record, hear_asked(told, "brief")), now)
    except NobodyKnown:
        card = None
    if card is None:
        raise Http404
    return card


def _moment(text: str | None) -> Moment | None:
    if text is None:
        return None
    try:
        return hear_moment(text)
    except NotAMoment as error:
        raise Refused(Problem("as_of", str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None
