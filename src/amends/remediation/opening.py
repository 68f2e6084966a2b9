"""Opening a programme, and drawing its population anew: what is written down, and for whom."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from amends.facts import US, Entry, Moment, NotAllowed, Problem, Programme, Refused, Scope, Source, SweptRefund
from amends.facts.kinds import ProgrammeOpened, ScopeChanged, SuspectListed

from .population import Population

DESK: Final = Source("desk", US)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def opening(
    programme_id: str,
    title: str,
    scope: Scope,
    found: Population,
    *,
    as_of: Moment,
    by: str,
    now: Moment,
    evidence: str = "",
    rules: str = "",
) -> tuple[Entry, ...]:
    """The programme, and one entry for everybody in its population. Raises Refused where it has no usable name, and
    NotAllowed where nobody is in it or it would not say who opened it. Writing it twice counts once.
    """
    if not _NAME.fullmatch(programme_id):
        step = "Use small letters, digits, points and hyphens, for example double-tax-2026-05"
        raise Refused(Problem("The programme", "has no name that can be used", step, value=programme_id))
    if not title.strip():
        raise Refused(Problem(programme_id, "has no title", "Say in a few words what went wrong"))
    if not by.strip():
        raise NotAllowed(Problem(programme_id, "does not say who opens it", "Name the person"))
    if not found.rows:
        step = "Look at the slice and the period again, or at what the witnesses have told so far"
        raise NotAllowed(Problem(programme_id, "has nobody in it", step))
    opened = ProgrammeOpened(
        programme=programme_id,
        title=title.strip(),
        slice=scope.slice,
        since=scope.since,
        until=scope.until,
        reasons=scope.reasons,
        as_of=as_of,
        rows=len(found.rows),
        rows_hash=found.rows_hash,
        evidence=evidence,
        rules=rules,
        by=by,
    )
    return (Entry(DESK, f"programme:{programme_id}", now, opened), *_listed(programme_id, found.rows, now))


def changing(
    programme: Programme,
    scope: Scope,
    found: Population,
    *,
    listed: Collection[str],
    as_of: Moment,
    by: str,
    reason: str,
    now: Moment,
) -> tuple[Entry, ...]:
    """A new scope, with its reason, and everybody whom it adds. `listed` are the matters that are on the list: they
    stay on it, and are not listed twice. Raises NotAllowed without a person or a reason.
    """
    if not by.strip() or not reason.strip():
        step = "Say who changes it and why: somebody will ask, years from now"
        raise NotAllowed(Problem(programme.id, "does not say why its scope is changed", step))
    changed = ScopeChanged(
        programme=programme.id,
        slice=scope.slice,
        since=scope.since,
        until=scope.until,
        reasons=scope.reasons,
        as_of=as_of,
        rows=len(found.rows),
        rows_hash=found.rows_hash,
        by=by,
        reason=reason,
    )
    new = [row for row in found.rows if row.matter not in listed]
    return (Entry(DESK, f"scope:{programme.id}:{now}", now, changed), *_listed(programme.id, new, now))


def _listed(programme_id: str, rows: Iterable[SweptRefund], now: Moment) -> Iterator[Entry]:
    for row in rows:
        what = SuspectListed(programme_id, row.matter, row.money, row.verdict, row.reason, row.customer)
        yield Entry(DESK, f"suspect:{programme_id}:{row.matter}", now, what)
