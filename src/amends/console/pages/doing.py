"""How an act becomes an entry: once, however often its form is sent; then the desk is brought up to date."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from amends.facts import US, CustomerFile, Entry, HandleKind, NotAllowed, Problem, Refused, Source
from amends.facts.kinds import What

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
    here, form_id = world(), form_id_of(request)
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


def form_id_of(request: HttpRequest) -> str:
    """The number that the page gave to the form. Raises Refused."""
    try:
        return str(uuid.UUID(request.POST.get("form_id", "")))
    except ValueError:
        raise Refused(Problem("This form", "has no number", "Open the page again and send it from there")) from None


def matter_of(request: HttpRequest, file: CustomerFile) -> str:
    """One of this customer's matters; a number from elsewhere is refused."""
    matter = request.POST.get("matter", "")
    if matter in {*(o.matter for o in file.opinions), *(o.matter for o in file.owed)}:
        return matter
    if not matter and not file.opinions:
        return matter  # nothing about money is in question
    raise Refused(Problem("This matter", "is not one of this customer's", "Open the page again", value=matter))


def person_of(file: CustomerFile) -> str:
    """The handle key by which the customer is found again: a person's where he has one."""
    people = (HandleKind.CUSTOMER, HandleKind.EMAIL, HandleKind.PHONE)
    keys = (file.identity.id, *file.identity.handles)
    return next((key for key in keys if key.partition(":")[0] in people), file.identity.id)


def choice_of(kinds: Any, told: str, what: str) -> Any:
    """The choice of that name. Raises Refused."""
    try:
        return kinds(told)
    except ValueError:
        raise Refused(Problem(what, "is not one of the choices", "Choose one from the list", value=told)) from None


def text_of(request: HttpRequest, name: str) -> str:
    """What was written in a field, without the space around it."""
    return request.POST.get(name, "").strip()[:NOTE_CHARACTERS_MAX]


def by_of(request: HttpRequest) -> str:
    """Who does it."""
    return request.user.get_username()
