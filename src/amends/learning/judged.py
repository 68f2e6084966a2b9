"""The verdict on a lesson: what was expected, what came, and how sure that is.

Judge it on mistakes that an independent witness saw. Reports grow where people trust each other, and a lesson that
taught people to report would look as if it had done nothing, or harm.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from amends.facts import Problem, Refused
from amends.facts.moments import Moment, spoken_time

from .contacts_needed import Known, contacts_needed
from .control import Pair, difference_in_differences
from .days import Days, day_of
from .dispersion import dispersion
from .rates import Count, Interval, ratio_interval
from .rows import Part, Rows, Sides, split
from .segmented import Segmented, segmented
from .spikes import Spell, perhaps, spells_before, without
from .watched import Watched, watch

MORE_THAN_HALF: Final = 0.5
CHARTS: Final = 10


class Verdict(StrEnum):
    """What can be said of a lesson."""

    NOT_ENOUGH_YET = "not enough yet"
    WORKED = "worked"
    PARTLY = "partly"
    NO_CHANGE = "no change"
    WORSE = "worse"
    CAME_BACK = "came back"


_BETTER: Final = (Verdict.WORKED, Verdict.PARTLY)


class Basis(StrEnum):
    """Which comparison the verdict rests on."""

    BEFORE_AND_AFTER = "before and after"
    CONTROL = "control"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Judged:
    """`before` is the reference: without the spells that were over before the change. `ratio` and `did` are rate ratios
    with 95 % intervals; the verdict rests on the one that `basis` names. `contacts_needed` is 0 where a verdict stands,
    None where no number would be enough. Days are numbers since 1970 in the zone.
    """

    verdict: Verdict
    basis: Basis
    since: Moment
    whole_before: Count
    before: Count
    after: Count
    control: Pair | None
    ratio: Interval
    did: Interval | None
    trend: Segmented | None
    spells: tuple[Spell, ...]
    doubted: Spell | None  # without which the verdict would be better
    dispersion: float
    expected: float | None
    contacts_needed: int | None
    watched: Watched
    came_back: int | None  # the day of the signal
    came_back_since: int | None  # the day on which it probably began

    @property
    def rests_on(self) -> Interval:
        """The comparison that was judged."""
        if self.basis is Basis.CONTROL and self.did is not None:
            return self.did
        return self.trend.level if self.basis is Basis.TREND and self.trend is not None else self.ratio


def judge(rows: Rows, since: Moment, *, zone: ZoneInfo, expected: float | None = None, charts: int = CHARTS) -> Judged:
    """Did the mistake become less where something was changed at `since`? A row of that very moment is after it.

    `expected` is the share of mistakes that was to go away (0.8 for 80 %); without it, all of them. The lesson is
    watched as one of `charts`. Raises Refused where there is nothing before, after, or in the control.
    """
    here, control = split(rows, since, zone)
    check_sides(here, control, since, zone)
    spells = spells_before(here.before.days)
    over = [spell for spell in spells if not spell.lasted]
    if not _outside(here.before, over).rows or (control and not _outside(control.before, over).rows):
        spells, over = tuple(spell for spell in spells if spell.lasted), []
    days = without(here.before.days, over)
    compared = _compare(here, control, over, dispersion(days))
    trend = _trend(days, here.after.days, since, zone)
    on_trend = compared.did is None and trend is not None and trend.falling_before()
    judged_on = trend.level if trend is not None and on_trend else compared.judged_on
    watched = watch(here, compared.before, control, compared.control_before, compared.scatter, charts)
    returned = watched.signal if watched.seen_to_work is not None else None
    verdict, doubted = verdict_on(judged_on, expected), None
    if verdict in _BETTER and not on_trend:
        doubted = perhaps(days)
        verdict, compared_doubting = _doubting(here, control, over, doubted, compared, expected, verdict)
        doubted = doubted if compared_doubting is not compared else None
    else:
        compared_doubting = compared
    needed: int | None = 0
    if verdict is Verdict.NOT_ENOUGH_YET and not returned:
        needed = contacts_needed(compared_doubting.known, told_ratio(expected), judged_on.value)
    return Judged(
        verdict=Verdict.CAME_BACK if returned else verdict,
        basis=Basis.TREND if on_trend else Basis.BEFORE_AND_AFTER if compared.did is None else Basis.CONTROL,
        since=since,
        whole_before=here.before.count,
        before=compared.before,
        after=here.after.count,
        control=compared.beside,
        ratio=compared.ratio,
        did=compared.did,
        trend=trend,
        spells=spells,
        doubted=doubted,
        dispersion=compared.scatter,
        expected=expected,
        contacts_needed=needed,
        watched=watched,
        came_back=int(here.after.day[returned.at]) if returned else None,
        came_back_since=int(here.after.day[returned.since]) if returned else None,
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The comparison, without some spells before."""

    before: Count
    after: Count
    beside: Pair | None
    ratio: Interval
    did: Interval | None
    scatter: float

    @property
    def judged_on(self) -> Interval:
        return self.ratio if self.did is None else self.did

    @property
    def control_before(self) -> Count | None:
        return None if self.beside is None else self.beside.before

    @property
    def known(self) -> Known:
        control_after = None if self.beside is None else self.beside.after
        return Known(self.before, self.after, self.control_before, control_after, self.scatter)


def _compare(here: Sides, control: Sides | None, over: list[Spell], scatter: float) -> _Compared:
    before, after = _outside(here.before, over), here.after.count
    beside = None if control is None else Pair(_outside(control.before, over), control.after.count)
    ratio = ratio_interval(before, after, dispersion=scatter)
    did = None if beside is None else difference_in_differences(Pair(before, after), beside, dispersion=scatter)
    return _Compared(before, after, beside, ratio, did, scatter)


def _doubting(here: Sides, control: Sides | None, over: list[Spell], doubted: Spell | None, compared: _Compared,
              expected: float | None, verdict: Verdict) -> tuple[Verdict, _Compared]:  # fmt: skip
    """A good verdict must stand without a spell that may have been; else the lesser one is told."""
    if doubted is None:
        return verdict, compared
    other = _compare(here, control, [*over, doubted], compared.scatter)
    lesser = verdict_on(other.judged_on, expected)
    if lesser is verdict:
        return verdict, compared
    return (lesser if lesser in _BETTER else Verdict.NOT_ENOUGH_YET), other


def told_ratio(expected: float | None) -> float:
    """The ratio that has to be told from 1: the expected one, or a half where no number was expected."""
    return MORE_THAN_HALF if expected is None else 1 - expected


def verdict_on(ratio: Interval, expected: float | None) -> Verdict:
    """Worked: surely more than half of what was expected went away, and the expected ratio is not ruled out. Partly:
    surely less than before, and not so much. No change: neither the expected effect nor its opposite can be.
    """
    goal = told_ratio(expected)
    enough = 1 - (1.0 if expected is None else expected) / 2
    if ratio.lo > 1:
        return Verdict.WORSE
    if ratio.hi < 1:
        as_expected = expected is None or ratio.lo <= goal
        return Verdict.WORKED if ratio.hi < enough and as_expected else Verdict.PARTLY
    if ratio.lo > goal and ratio.hi * max(goal, 1e-9) < 1:
        return Verdict.NO_CHANGE
    return Verdict.NOT_ENOUGH_YET


def check_sides(here: Sides, control: Sides | None, since: Moment, zone: ZoneInfo) -> None:
    """Raises Refused unless there are rows on both sides, and in the control too where there is one."""
    for sides, which in ((here, "the lesson"), (control, "the control")):
        if sides is None:
            continue
        for part, side, step in (
            (sides.before, "before", "Add the time before the change, or correct --since"),
            (sides.after, "after", "Wait for the first contacts after the change, or correct --since"),
        ):
            if not len(part.at):
                raise Refused(Problem(which, f"has no row {side} {spoken_time(since, zone)} ({zone.key})", step))


def _outside(part: Part, over: list[Spell]) -> Count:
    kept = np.ones(len(part.day), np.bool_)
    for spell in over:
        kept &= (part.day < spell.first) | (part.day > spell.last)
    return Count(int(part.failed[kept].sum()), int(kept.sum()))


def _trend(before: Days, after: Days, since: Moment, zone: ZoneInfo) -> Segmented | None:
    change = int(day_of(np.array([since], np.int64), zone)[0])
    is_after = np.repeat([False, True], [len(before.day), len(after.day)])
    day = np.concatenate([before.day, after.day]) - change
    failed, rows = (np.concatenate([getattr(side, name) for side in (before, after)]) for name in ("failed", "rows"))
    return segmented(day, failed, rows, after=is_after)
