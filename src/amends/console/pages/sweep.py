"""The sweep: every refund that we said was made, and those of them that did not arrive as we said."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from amends.causes import RefundCause
from amends.facts import Moment, Refused

from ..cause_words import found_words, money_words, since_words, slice_words
from ..desk import refunds, sweep
from ..desk.models import DeskRefund, DeskRow
from ..world import world


@dataclass(frozen=True, slots=True)
class Seen:
    """A cause as it is listed: in words, with the address of its picture."""

    found: RefundCause
    words: str
    sentence: str
    since: str
    owed: str
    query: str


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page: the numbers first, then the causes, then the refunds themselves."""
    now, chosen = world().now(), _filter(request)
    found = sweep.page(_number(request.GET.get("page", "1")), chosen)
    summary = sweep.summary()
    context = {
        "summary": summary,
        "owed": money_words(summary.wrong.owed),
        "reasons": sweep.by_reason(),
        "ages": sweep.by_age(now),
        "untold": sweep.untold(),
        "traits": [(trait, slice_words((trait,)), n) for trait, n in sweep.traits()],
        "which": sweep.WHICH,
        "chosen": chosen,
        "found": found,
        "names": names_of(found.rows),
        "query": urlencode({"reason": chosen.reason, "trait": chosen.trait, "which": chosen.which}),
        "now": now,
    }
    context |= _causes(request, now) if summary.wrong.count else {}
    return render(request, "desk/sweep.html", context)


def seen(found: RefundCause) -> Seen:
    """A cause in words."""
    return Seen(
        found,
        slice_words(found.literals),
        found_words(found),
        since_words(found.cause.spell),
        money_words(found.owed),
        urlencode([("slice", literal) for literal in found.literals]),
    )


def names_of(rows: tuple[DeskRefund, ...]) -> dict[str, str]:
    """The customers' names, as far as they are known."""
    return dict(DeskRow.objects.filter(key__in={row.row_key for row in rows}).values_list("key", "name"))


def _causes(request: HttpRequest, now: Moment) -> dict[str, object]:
    try:
        found = refunds.causes(now, again="again" in request.GET)
    except Refused as error:
        return {"no_causes": str(error)}
    known = [seen(cause) for cause in found.causes]
    return {
        "causes": [one for one in known if not one.found.always_so],
        "differences": [one for one in known if one.found.always_so],
        "searched": found,
    }


def _filter(request: HttpRequest) -> sweep.Filter:
    which = request.GET.get("which", "")
    return sweep.Filter(
        request.GET.get("reason", "")[:40],
        request.GET.get("trait", "")[:200],
        which if which in sweep.WHICH else "open",
    )


def _number(told: str) -> int:
    return int(told) if told.isdigit() and len(told) < 8 else 1
