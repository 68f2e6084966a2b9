"""What arrived and where it went: received = applied + duplicate + conflict + quarantined + waiting, per source."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts import Entry, Moment
from amends.facts.kinds import CompletenessDeclared
from amends.record.gather import organisation

from ..world import world

LISTED_MAX = 100
RAW_CHARACTERS_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Range:
    """A source says that it tells everything of a kind in this range."""

    source: str
    root: str
    of: str
    since: Moment
    until: Moment


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The balance of every source, whether it holds, and until when each witness is complete."""
    record = world().record
    balance = record.balance()
    context = {
        "balance": balance,
        "holds": all(source.holds for source in balance),
        "conflicts": record.conflicts(LISTED_MAX),
        "ranges": ranges(organisation(record)),
    }
    return render(request, "desk/sources.html", context)


@require_safe
def quarantine(request: HttpRequest) -> HttpResponse:
    """What could not be understood, with its reason and the beginning of its bytes."""
    rows = [
        (row, row.raw[:RAW_CHARACTERS_SHOWN].decode("utf-8", "replace"), len(row.raw))
        for row in world().record.quarantine(LISTED_MAX)
    ]
    return render(request, "desk/quarantine.html", {"rows": rows})


def ranges(entries: Sequence[Entry]) -> list[Range]:
    """Every declared range, by source and kind, the latest end first."""
    found = [
        Range(e.source.name, e.source.root, e.what.of, e.what.complete_from, e.what.complete_to)
        for e in entries
        if isinstance(e.what, CompletenessDeclared) and e.what.complete_from < e.what.complete_to
    ]
    return sorted(found, key=lambda r: (r.source, r.of, -r.until))
