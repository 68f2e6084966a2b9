"""Whether something came in since a case page was opened. The page itself never moves: a person asks for the new."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts import CustomerFile

from .. import files
from ..desk import store
from ..timeline import timeline

COUNT_CHARACTERS_MAX = 7


@require_safe
def news(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing while the page is up to date; else how many new things there are. 304 while the desk did not change."""
    known, seen = request.GET.get("mark", ""), request.GET.get("seen", "")
    etag = f'"{store.state().version}-{known}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponse(status=304)
    else:
        file = files.load(key)
        if file is None:
            raise Http404
        before = int(seen) if seen.isdigit() and len(seen) <= COUNT_CHARACTERS_MAX else 0
        new = max(len(timeline(file)) - before, 0)
        context = {"changed": mark_of(file) != known, "new": new, "key": file.identity.id}
        context["matter"] = request.GET.get("matter", "")
        response = render(request, "desk/news.html", context)
    response["ETag"] = etag
    return response


def mark_of(file: CustomerFile) -> str:
    """A short name for what the page shows: it is another one as soon as something else is shown."""
    shown = [line.entry_id for line in timeline(file)]
    shown += [f"{o.matter} {o.verdict} {o.sentence}" for o in file.opinions]
    shown += [f"{p.id} {p.state}" for p in file.conversation.promises]
    shown += [f"{f.id} {f.state}" for f in file.follow_ups]
    shown += [f"{c.id} {len(c.contacts)}" for c in file.conversation.cases]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]
