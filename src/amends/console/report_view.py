"""What pages about reports show: what others may read, and whether a text names somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from amends.facts import ClaimKind
from amends.learning.names import names_in
from amends.learning.reports import Report, reports
from amends.learning.small_groups import Cell, Shared, Took, cells, weeks_of_quarter
from amends.learning.steps import STEPS, step_of
from amends.record.report_entries import reports_told

from .desk.models import DeskTaken
from .named_in_text import known
from .world import world

_TOLD_BY_REASON: Final = frozenset(step_of(kind) for kind in ClaimKind) - {"other"}


@dataclass(frozen=True, slots=True)
class Told:
    """A cell that may be shown. `summaries` are empty where its step is not said: words would tell it."""

    cell: Cell
    step: str  # in words; empty where it is not said
    summaries: tuple[str, ...]


def all_reports() -> tuple[Report, ...]:
    """Every report in the record, open ones first."""
    return reports(reports_told(world().record))


def told_to_others() -> tuple[Told, ...]:
    """What others may read of reports: counts and words of groups in which nobody can be guessed."""
    here = world()
    found = {one.id: one for one in all_reports() if one.shared is not None}
    zone = here.policy.zoneinfo
    shared = [Shared(one.id, one.shared_step, one.week) for one in found.values()]
    shown = cells(shared, _took(shared), now=here.now(), zone=zone)
    return tuple(Told(cell, STEPS.get(cell.step, cell.step), _summaries(cell, found)) for cell in shown)


def _summaries(cell: Cell, found: dict[str, Report]) -> tuple[str, ...]:
    if not cell.step:
        return ()
    said = (found[name].shared for name in cell.reports)
    return tuple(sorted(change.summary for change in said if change is not None))


def _took(shared: Sequence[Shared]) -> Iterator[Took]:
    """Who took how many contacts of each of these steps, in the quarters in which something was reported.

    What a contact was about tells the step for a few of them. For the others nobody can be told apart by it, and
    everybody who took a contact counts.
    """
    zone = world().policy.zoneinfo
    steps = {one.step for one in shared}
    for since, until in sorted({week for one in shared for week in weeks_of_quarter(one.week, zone)}):
        rows = DeskTaken.objects.filter(started_at__gte=since, started_at__lt=until).exclude(agent="")
        for agent, reason, number in rows.values_list("agent", "reason").annotate(Count("id")).order_by():
            for step in steps:
                if step not in _TOLD_BY_REASON or step_of(reason) == step:
                    yield Took(agent, step, since, number)


@dataclass(frozen=True, slots=True)
class People:
    """Who may be named in a text, as it stands there: one of us, or what may be an ordinary word or a stranger."""

    sure: tuple[str, ...]
    perhaps: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anybody is."""
        return bool(self.sure or self.perhaps)


def people_in(text: str) -> People:
    """Names of colleagues that stand in a text."""
    found = names_in(text, known())
    sure = tuple(dict.fromkeys(one.words for one in found if one.sure))
    return People(sure, tuple(dict.fromkeys(one.words for one in found if not one.sure)))
