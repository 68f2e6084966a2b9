"""What a person does on a case page. Each act is one entry in the record; a form sent twice is one act."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amends.facts import (
    US,
    ClaimKind,
    CustomerFile,
    Entry,
    HandleKind,
    NotAllowed,
    Problem,
    Refused,
    Source,
    Verdict,
)
from amends.facts.kinds import (
    CallBackPromised,
    CaseClosed,
    ClaimJudged,
    LinkJudged,
    RemedyRequested,
    SecondLook,
    What,
)
from amends.facts.moments import moment_of
from amends.recovery import check_closing

from .. import files
from ..desk.follow import renew
from ..world import world
from . import case

DESK = Source("desk", US)
NOTE_CHARACTERS_MAX = 4_000
Making = Callable[[HttpRequest, CustomerFile], What]


def act(said: str) -> Callable[[Making], Callable[[HttpRequest, str], HttpResponse]]:
    """Turn what a form means into a view: record it once, bring the desk up to date, show the page again."""

    def wrap(making: Making) -> Callable[[HttpRequest, str], HttpResponse]:
        @require_POST
        def view(request: HttpRequest, key: str) -> HttpResponse:
            return _do(request, key, making, said)

        view.__name__, view.__doc__ = making.__name__, making.__doc__
        return view

    return wrap


def _do(request: HttpRequest, key: str, making: Making, said: str) -> HttpResponse:
    here, form_id = world(), _form_id(request)
    with here.acting:
        file = files.load(key)
        if file is None:
            raise Http404
        entry_id = f"{said}:{form_id}"
        if not any(e.id == f"{DESK.name}/{entry_id}" for e in file.told):
            try:
                entry = Entry(DESK, entry_id, here.now(), making(request, file))
            except NotAllowed as error:
                return case.page(request, file, refused=str(error), status=409)
            except Refused as error:
                return case.page(request, file, refused=str(error), status=422)
            if not _recorded(entry):
                here.record.append([entry], source=DESK.name)
    renew(here.record, here.policy, here.now(), [file.identity.id, key])
    response = redirect("customer", key=key)
    response["Location"] += f"?said={said}"
    if matter := request.POST.get("matter"):
        response["Location"] += f"&matter={matter}"
    return response


def _recorded(entry: Entry) -> bool:
    """True where this form was sent before (the entry may by now be another customer's, after a link was undone)."""
    keys = {handle.key for handle in entry.what.handles()}
    return any(known.id == entry.id for known in world().record.about(keys))


@act("remedy")
def remedy(request: HttpRequest, file: CustomerFile) -> What:
    """Ask finance to make it good. amends never pays."""
    matter = _matter(request, file)
    owed = case.owed_of(file, matter)
    if owed is None or owed.money is None:
        raise NotAllowed(Problem(matter, "is nothing that we owe", "Look at the verdict, or take a second look"))
    return RemedyRequested(matter, owed.money, by=_by(request), note=_text(request, "note"))


@act("look")
def second_look(request: HttpRequest, file: CustomerFile) -> What:
    """A person looked again; never without a reason."""
    matter, reason = _matter(request, file), _text(request, "reason")
    if not reason:
        raise Refused(Problem("Second look", "needs a reason", "Write what you saw, and where"))
    opinion = case.chosen(file, matter)
    verdict = _choice(Verdict, request.POST.get("verdict", ""), "Verdict")
    over = opinion.verdict if opinion else Verdict.CANNOT_TELL
    return SecondLook(matter, verdict, over, by=_by(request), reason=reason)


@act("callback")
def call_back(request: HttpRequest, file: CustomerFile) -> What:
    """Promise to come back by a time, in the team's zone."""
    told = request.POST.get("due", "")
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise Refused(
            Problem("Call back", "needs a day and a time", "For example 2026-05-22T10:30", value=told)
        ) from None
    due = moment_of(at if at.tzinfo else at.replace(tzinfo=world().policy.zoneinfo))
    if due <= world().now():
        raise Refused(Problem("Call back", "lies in the past", "Choose a time that is still to come", value=told))
    return CallBackPromised(_matter(request, file), due, by=_by(request), about=_person(file))


@act("closed")
def close(request: HttpRequest, file: CustomerFile) -> What:
    """Close a matter. Refused where something is owed and no witness saw it arrive."""
    matter = _matter(request, file)
    owed = case.owed_of(file, matter)
    if owed is not None:
        check_closing(owed)
    return CaseClosed(
        matter, owed.proof if owed else (), by=_by(request), note=_text(request, "note"), about=_person(file)
    )


@act("claim")
def claim(request: HttpRequest, file: CustomerFile) -> What:
    """Confirm, reject or add what a contact says. To add: the words as they stand in the contact."""
    contact_id, judgement = request.POST.get("contact", ""), request.POST.get("judgement", "")
    contact = next((c for c in file.contacts if c.entry.id == contact_id), None)
    if contact is None or judgement not in ("added", "confirmed", "rejected"):
        raise Refused(Problem("This claim", "belongs to no contact of this customer", "Open the page again"))
    kind = _choice(ClaimKind, request.POST.get("claim", ""), "Claim")
    start, end = _span(request, getattr(contact.entry.what, "text", ""))
    about = _person(file)
    return ClaimJudged(contact_id, kind, judgement, start, end, by=_by(request), about=about)


@act("link")
def link(request: HttpRequest, file: CustomerFile) -> What:
    """Two handles are, or are not, the same customer."""
    one, other = request.POST.get("one", ""), request.POST.get("other", "")
    known = {pair for found in (*file.identity.links, *file.identity.possible) for pair in [(found.one, found.other)]}
    if (one, other) not in known:
        raise Refused(Problem("This link", "is not one of this customer's", "Open the page again"))
    same = request.POST.get("same") == "yes"
    return LinkJudged(one, other, same, by=_by(request), reason=_text(request, "reason"))


def _form_id(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.POST.get("form_id", "")))
    except ValueError:
        raise Refused(Problem("This form", "has no number", "Open the page again and send it from there")) from None


def _matter(request: HttpRequest, file: CustomerFile) -> str:
    """One of this customer's matters; a number from elsewhere is refused."""
    matter = request.POST.get("matter", "")
    if matter in {*(o.matter for o in file.opinions), *(o.matter for o in file.owed)}:
        return matter
    if not matter and not file.opinions:
        return matter  # nothing about money is in question
    raise Refused(Problem("This matter", "is not one of this customer's", "Open the page again", value=matter))


def _person(file: CustomerFile) -> str:
    people = (HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE)
    keys = (file.identity.id, *file.identity.handles)
    return next((key for key in keys if key.partition(":")[0] in people), file.identity.id)


def _span(request: HttpRequest, text: str) -> tuple[int, int]:
    """Where the words stand. Given as numbers for a claim that was read, as words for one that is added."""
    start, end = request.POST.get("start", ""), request.POST.get("end", "")
    if start.isdigit() and end.isdigit() and len(start) < 9 and len(end) < 9:
        return int(start), min(int(end), len(text))
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    at = text.find(words) if words else 0
    if at < 0:
        raise Refused(
            Problem("These words", "do not stand in the contact", "Copy them as they are written", value=words)
        )
    return (at, at + len(words)) if words else (0, len(text))


def _choice(kinds: Any, told: str, what: str) -> Any:
    try:
        return kinds(told)
    except ValueError:
        raise Refused(Problem(what, "is not one of the choices", "Choose one from the list", value=told)) from None


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:NOTE_CHARACTERS_MAX]


def _by(request: HttpRequest) -> str:
    return request.user.get_username()
