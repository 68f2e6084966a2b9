"""Opening a remediation from a cause: who would be in it, and the form that writes it down."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from amends.causes import Cause, Spell, Turn
from amends.facts import Moment, NotAllowed, Problem, Programme, Reason, Refused, Scope, iso
from amends.facts.moments import DAY_US, datetime_of, hear_moment
from amends.record.programmes import programmes_told
from amends.remediation import opening, programmes

from ..desk import catch_up, scopes, store
from ..world import world
from . import cause
from .doing import DESK, by_of, text_of

TITLE_CHARACTERS_MAX: Final = 120
LISTED_AT_ONCE: Final = 500  # of more the follower makes the rows, and the page says how far it is
_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form says. Days are days of UTC, both included; empty is from the first, or to the last refund."""

    since: str
    until: str
    reasons: tuple[str, ...]

    @property
    def asked(self) -> tuple[Moment | None, Moment | None]:
        """From when, and until when (not included). Raises Refused."""
        return _midnight(self.since, 0), _midnight(self.until, 1)


def choice_of(told: QueryDict, spell: Spell) -> Choice:
    """What was chosen; at first, the whole interval in which it can have begun and ended."""
    if "chosen" in told:
        reasons = tuple(sorted({reason for reason in told.getlist("reason") if reason in set(Reason)}))
        return Choice(told.get("since", "").strip(), told.get("until", "").strip(), reasons)
    since = _day(spell.onset.lo) if spell.onset else ""
    until = _day(Moment(spell.end.hi - DAY_US)) if spell.end else ""
    return Choice(since, until, ())


def form_of(slice_: tuple[str, ...], told: QueryDict, spell: Spell) -> dict[str, object]:
    """What the form on the page of a cause shows."""
    choice = choice_of(told, spell)
    scope = _scope(slice_, choice)
    known = programmes(programmes_told(world().record))
    return {
        "choice": choice,
        "preview": scopes.preview(scopes.in_slice(slice_), scope),
        "opened_before": [one for one in known if set(one.scope.slice) == set(slice_)],
        "suggested": told.get("programme", "") or _name(slice_, choice.since, known),
        "told_title": told.get("title", ""),
    }


@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Write it down: the programme, and everybody who is in it. The same form again changes nothing."""
    slice_ = cause.hear_slice(request.POST.getlist("slice"))
    name, title, by = text_of(request, "programme"), text_of(request, "title")[:TITLE_CHARACTERS_MAX], by_of(request)
    here = world()
    try:
        scope = _scope(slice_, choice_of(request.POST, Spell(None, None)))
        with here.acting:
            known = {one.id: one for one in programmes(programmes_told(here.record))}
            if name not in known:
                now = here.now()
                found = scopes.preview(scopes.in_slice(slice_), scope).found
                evidence = cause.evidence_of(slice_)
                told = opening(
                    name, title, scope, found, as_of=now, by=by, now=now, evidence=evidence, rules=rules_version()
                )
                here.record.append(told, source=DESK.name)
            elif not _same(known[name], title, scope, by):
                step = "Choose another short name, or open that one under Programmes"
                raise NotAllowed(Problem(name, "is the name of another remediation", step))
        if here.record.head()[0] - store.state().cursor <= LISTED_AT_ONCE:
            catch_up(here.record, here.policy, here.now())
    except (Refused, NotAllowed) as error:
        return cause.page(request, slice_, told=request.POST, refused=str(error))
    return redirect(f"{reverse('programme', args=[name])}?said=opened")


def _same(known: Programme, title: str, scope: Scope, by: str) -> bool:
    return (known.title, known.scopes[0], known.opened_by) == (title, scope, by)


def _scope(slice_: tuple[str, ...], choice: Choice) -> Scope:
    since, until = choice.asked
    if since is not None and until is not None and since >= until:
        raise Refused(Problem("The period", "ends before it begins", "Choose the first day, and then the last one"))
    return Scope(slice_, since, until, choice.reasons)


def rules_version() -> str:
    """The version whose rules gave the verdicts."""
    return version("amends")


def evidence_json(found: Cause, literals: tuple[str, ...]) -> str:
    """What the search said, as it is kept with the programme."""
    told = {
        "literals": list(literals),
        "failures": found.failures,
        "rows": found.rows,
        "share_of_failures": round(found.share_of_failures, 4),
        "rate": round(found.rate, 6),
        "expected_rate": round(found.expected_rate, 6),
        "lift": round(found.lift, 2),
        "lift_lo": round(found.lift_lo, 2),
        "lift_hi": round(found.lift_hi, 2),
        "adj_p": found.adj_p,
        "onset": _turn(found.spell.onset),
        "end": _turn(found.spell.end),
    }
    return json.dumps(told, sort_keys=True)


def _turn(turn: Turn | None) -> dict[str, str] | None:
    return {name: iso(at) for name, at in asdict(turn).items()} if turn else None


def _name(slice_: tuple[str, ...], since: str, known: tuple[Programme, ...]) -> str:
    """`gateway-b-4.2-2026-05`, and with a number where that is taken."""
    told = [literal.partition("=")[2] or literal.partition("=")[0] for literal in slice_]
    name = _NOT_IN_A_NAME.sub("-", "-".join([*told, since[:7]]).lower()).strip("-.")[:70] or "refunds"
    taken = {one.id for one in known}
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _day(moment: Moment) -> str:
    return datetime_of(moment).date().isoformat()


def _midnight(told: str, days_after: int) -> Moment | None:
    if not told:
        return None
    try:
        day = date.fromisoformat(told) + timedelta(days=days_after)
    except (ValueError, OverflowError):
        step = "Write it as 2026-05-08, or leave it empty"
        raise Refused(Problem("This day", "is no day of the calendar", step, value=told)) from None
    return hear_moment(f"{day.isoformat()}T00:00:00Z")
