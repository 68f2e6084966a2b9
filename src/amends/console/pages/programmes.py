"""Remediations: all of them, and one with its progress, its money, and who waits for what."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts import Programme
from amends.record.programmes import erased, programmes_told
from amends.remediation import programmes

from ..cause_words import money_words, slice_words
from ..desk import handed_over
from ..desk.programmes import Progress, progress
from ..programme_words import GROUP_WORDS, PAYMENT_WORDS, SET_ASIDE, first_sentence, test_words
from ..world import world
from .doing import by_of


@dataclass(frozen=True, slots=True)
class Line:
    """One remediation in the list of all."""

    programme: Programme
    progress: Progress
    sentence: str


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every remediation: those that go on first, then those that are signed off."""
    known = sorted(_known(), key=lambda one: (one.signed_off, -one.opened, one.id))
    found = [(one, progress(one.id)) for one in known]
    lines = [Line(one, each, first_sentence(each.by_stage)) for one, each in found]
    going_on = sum(not line.programme.signed_off for line in lines)
    return render(request, "desk/programmes.html", {"lines": lines, "going_on": going_on})


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    return page(request, programme_of(name))


def page(request: HttpRequest, programme: Programme, *, refused: tuple[str, ...] = (), done: str = "") -> HttpResponse:
    """The page; `refused` are the words of rules that forbade something, `done` what was done all the same."""
    found = progress(programme.id, user=by_of(request))
    test = programme.tests[-1] if programme.tests else None
    short = max(programme.rows - found.count, 0)
    gone = min(short, erased(world().record, programme)) if short else 0
    context = {
        "programme": programme,
        "erased": gone,
        "not_yet_listed": short - gone,
        "open_again": found.count - found.ended if programme.signed_off else 0,
        "progress": found,
        "groups": found.groups,
        "jumps": [
            (name.replace("_", "-"), words, found.groups[name].count)
            for name, words in GROUP_WORDS
            if found.groups[name].rows
        ],
        "sums": {name: money_words(group.sums) for name, group in found.groups.items()},
        "sentence": first_sentence(found.by_stage),
        "slice_words": slice_words(programme.scope.slice),
        "test": test,
        "test_words": test_words(test) if test else "",
        "payment_words": PAYMENT_WORDS,
        "set_aside": SET_ASIDE,
        "handed_over": handed_over.batches(world().record, programme.id),
        "refused": refused,
        "done": done,
        "per_day": world().policy.remediation_contacts_per_day,
        "form_id": str(uuid.uuid4()),
    }
    return render(request, "desk/programme.html", context, status=409 if refused else 200)


def programme_of(name: str) -> Programme:
    """The remediation of this name. Raises Http404."""
    found = next((one for one in _known() if one.id == name), None)
    if found is None:
        raise Http404
    return found


def _known() -> tuple[Programme, ...]:
    return programmes(programmes_told(world().record))
