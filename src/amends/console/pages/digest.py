"""What came up in a month, what we changed, and whether it helped: a page, and the same to send around."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..digest_view import beside, digest_of, hear_month, name_of
from ..digest_words import QUIET, as_markdown, as_text, title_of
from ..world import world

_WRITTEN = {"text": (as_text, "text/plain"), "markdown": (as_markdown, "text/markdown")}


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """That of the month before this one: it is whole."""
    return redirect("digest", month=name_of(beside(world().now())[0]))


@require_safe
def show(request: HttpRequest, month: str) -> HttpResponse:
    """The digest of one month; `?format=text` or `markdown` is the same to send around."""
    begin, zone = hear_month(month), world().policy.zoneinfo
    found = digest_of(begin)
    if written := _WRITTEN.get(request.GET.get("format", "")):
        words, kind = written
        return HttpResponse(words(found, zone), content_type=f"{kind}; charset=utf-8")
    before, after = beside(begin)
    context = {
        "title": title_of(found),
        "digest": found,
        "sections": found.sections(zone),
        "quiet": QUIET,
        "month": month,
        "before": name_of(before),
        "after": name_of(after) if after is not None else "",
        "going_on": found.until > world().now(),
    }
    return render(request, "desk/digest.html", context)
