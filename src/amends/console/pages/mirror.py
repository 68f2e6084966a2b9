"""The mirror: somebody's own text, looked at when he asks, told to him alone, kept nowhere.

The text comes by POST and goes back in the answer. No entry, no row, no log line and no cache has it; that the mirror
is switched on is all that is stored, and nobody else can read that.
"""

from dataclasses import dataclass, replace
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from amends.care.mirror import Case, Looked, look
from amends.claims.sentences import TEXT_CHARS_MAX
from amends.facts import CustomerFile

from .. import files
from ..care.choices import choices_of, choose
from ..care.own_sent import own_sent
from ..contact_key import contact_of_key
from ..mirror_view import OwnAnswer, case_of
from ..world import world
from .doing import by_of

ANSWERS_SHOWN: Final = 10
_ON, _OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked at: the text, and whose case and which answer it is, where that is known."""

    text: str
    file: CustomerFile | None = None
    answer: OwnAnswer | None = None


@sensitive_post_parameters("text", "answer", "case")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The page of whoever is logged in; by POST what he asks of it."""
    user, wish = by_of(request), request.POST.get("wish", "")
    if wish in (_ON, _OFF):
        choose(user, replace(choices_of(user), mirror=wish == _ON))
        return _unkept(redirect("mirror"))
    on = choices_of(user).mirror
    if not on:
        return _unkept(render(request, "desk/mirror.html", {"on": False}))
    return _unkept(_page(request, user))


@sensitive_variables()
def _page(request: HttpRequest, user: str) -> HttpResponse:
    sent = own_sent(user, world().now())
    asked = _asked(request, sent)
    looked = _look(asked, sent) if request.method == "POST" else None
    context = {
        "on": True,
        "text": asked.text,
        "file": asked.file,
        "answer": asked.answer,
        "looked": looked,
        "sent": sent[:ANSWERS_SHOWN],
        "characters": TEXT_CHARS_MAX,
    }
    return render(request, "desk/mirror.html", context)


def _asked(request: HttpRequest, sent: tuple[OwnAnswer, ...]) -> _Asked:
    """Raises Http404: an answer that is not his own is one that does not exist, and so is an unknown case."""
    if key := request.POST.get("answer", ""):
        answer = next((one for one in sent if one.id == contact_of_key(key)), None)
        if answer is None:
            raise Http404
        return _Asked(answer.text, files.load(answer.customer), answer)
    told = request.POST if request.method == "POST" else request.GET
    case = told.get("case", "")
    file = files.load(case) if ":" in case else None
    if case and file is None:
        raise Http404
    return _Asked(request.POST.get("text", "")[:TEXT_CHARS_MAX], file)


def _look(asked: _Asked, sent: tuple[OwnAnswer, ...]) -> Looked:
    here = world()
    answer = asked.answer
    at = answer.at if answer is not None else here.now()
    case: Case | None = None
    if asked.file is not None:
        case = case_of(asked.file, at, answer.id if answer is not None else "")
    others = [one.sent for one in sent if answer is None or one.id != answer.id]
    language = answer.language if answer is not None else ""
    return look(asked.text, at=at, policy=here.policy, earlier=others, case=case, language=language)


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
