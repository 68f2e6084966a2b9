"""Reading scores. What is about all together anybody may read; what is about a person leaves here through one function
each, which takes who asks, and raises Http404 where he may not know whether there is anything.

While the gate of the newest window holds, nothing per agent of any window leaves: what was found unfair there was
hardly fair before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import Http404

from amends.facts import Moment
from amends.scores.case import Step
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured
from amends.scores.published import Published
from amends.scores.rows_of_agents import AgentRow
from amends.scores.taken import Taken
from amends.scores.total import HELD
from amends.scores.windows import Window

from ..desk.models import DeskFit, DeskStep, DeskTaken
from ..people.roles import LEAD, Asker
from ..taken_row import taken_of
from .stored import Fitted, stored

NOBODY: Final = "no contacts"  # in that window
REFUSED: Final = "not made"  # nothing could be made of that window
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Own:
    """One window for one person alone. `state` is one of the five verdicts of scores.total (also for a window that was
    not the one whose gate holds), NOBODY or REFUSED. While anything holds `row` and `pictured` are None, and `reasons`
    are those of the gate that holds; `pictured` is None as well below 30 answers.
    """

    window: Window
    made_at: Moment
    state: str
    row: AgentRow | None = None
    pictured: Pictured | None = None
    reasons: tuple[Reason, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact that he took: what he inherited, the key of the customer's row, and how the fit explains it, if so."""

    taken: Taken
    customer: str
    step: Step | None


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One contact of a case, his own or somebody else's; who that was is not told."""

    step: Step
    own: bool


def windows() -> tuple[Fitted, ...]:
    """Every closed window that was fitted, oldest first, with nothing about a single person in it."""
    return tuple(replace(one, published=_of_all(one.published)) for one in stored())


def latest() -> Fitted | None:
    """The newest of them."""
    found = windows()
    return found[-1] if found else None


def published(window: Window) -> Published | None:
    """What was found in one window, with nothing about a single person in it."""
    return next((one.published for one in windows() if one.window == window), None)


def holding() -> tuple[Reason, ...]:
    """Why nothing per agent may be shown now; () where the gate of the newest window passes."""
    return _holding(stored())


def of_everybody(asker: Asker) -> tuple[Fitted, ...]:
    """Every closed window with a row for each agent, for who leads people. Raises Http404 for anybody else."""
    if not asker.has(LEAD):
        raise Http404
    found = stored()
    holds = bool(_holding(found))
    return tuple(replace(one, published=_of_all(one.published)) if holds or one.held else one for one in found)


def own(asker: Asker) -> tuple[Own, ...]:
    """His own rows, a window each, oldest first."""
    found = stored()
    holds = _holding(found)
    return tuple(_own(one, asker.user, holds) for one in found)


def contacts_of(asker: Asker, window: Window) -> tuple[OwnContact, ...]:
    """What he took in a window, in the order in which he picked it up; () while its gate holds, or the newest one."""
    fit = _open_fit(window.start)
    if fit is None:
        return ()
    his = DeskTaken.objects.filter(agent=asker.user, started_at__gte=window.start, started_at__lt=window.end)
    rows = list(his.order_by("started_at", "contact"))
    steps = {step.contact_id: step for step in _steps(fit, [row.contact for row in rows])}
    return tuple(OwnContact(taken_of(row), row.row_key, steps.get(row.contact)) for row in rows)


def contact_of(asker: Asker, contact: str) -> OwnContact:
    """One contact that he took. Raises Http404 for one that he did not take, or that nobody knows."""
    row = _taken_by(asker, contact)
    fit = _open_fit(Moment(row.window_start))
    steps = DeskStep.objects.filter(steps=fit.steps, contact=contact) if fit is not None else ()
    return OwnContact(taken_of(row), row.row_key, next((_step(step) for step in steps), None))


def steps_of(asker: Asker, contact: str) -> tuple[CaseStep, ...]:
    """The case of a contact that he took, step by step; () while the gate holds. Raises Http404 as contact_of does."""
    row = _taken_by(asker, contact)
    fit = _open_fit(Moment(row.window_start))
    if fit is None:
        return ()
    rows = DeskStep.objects.filter(steps=fit.steps, case=row.case).order_by("seq", "contact")
    mine = set(DeskTaken.objects.filter(case=row.case, agent=asker.user).values_list("contact", flat=True))
    return tuple(CaseStep(_step(step), step.contact in mine) for step in rows)


def _steps(fit: DeskFit, contacts: Sequence[str]) -> Iterator[Step]:
    """In parts: a database that is asked for all at once reads the whole window instead."""
    for at in range(0, len(contacts), _AT_ONCE):
        rows = DeskStep.objects.filter(steps=fit.steps, contact__in=contacts[at : at + _AT_ONCE])
        yield from (_step(row) for row in rows)


def _taken_by(asker: Asker, contact: str) -> DeskTaken:
    row = DeskTaken.objects.filter(contact=contact, agent=asker.user).order_by("row_key").first()
    if row is None:
        raise Http404
    return row


def _open_fit(start: Moment) -> DeskFit | None:
    """The fit of this window, unless its gate holds, or that of the newest window."""
    found = stored()
    passing = [one.window.start for one in found if one.published is not None and not one.held]
    if start not in passing or _holding(found):
        return None
    return DeskFit.objects.filter(start=start).first()


def _holding(found: tuple[Fitted, ...]) -> tuple[Reason, ...]:
    newest = next((one.published for one in reversed(found) if one.published is not None), None)
    return newest.reasons if newest is not None else ()


def _own(one: Fitted, user: str, holds: tuple[Reason, ...]) -> Own:
    if one.published is None:
        return Own(one.window, one.made_at, REFUSED, refused=one.refused)
    if one.held or holds:
        return Own(one.window, one.made_at, HELD, reasons=one.published.reasons or holds)
    row = next((row for row in one.published.agents if row.agent == user), None)
    if row is None:
        return Own(one.window, one.made_at, NOBODY)
    pictured = next((each for each in one.published.pictured if each.agent == user), None)
    return Own(one.window, one.made_at, row.verdict, row, pictured)


def _of_all(told: Published | None) -> Published | None:
    return None if told is None else replace(told, agents=(), pictured=())


def _step(row: DeskStep) -> Step:
    return Step(row.contact, row.seq, row.before, row.low, row.high, row.after)
