"""Spells of more failures that were over before anything was changed: what ended by itself is no merit of the lesson.

People act after a bad week, and after a bad week comes an ordinary one: regression to the mean. So the reference is the
whole time before the change, and a spell in it that had ended by then is named and taken out of it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .days import Days

Numbers = NDArray[np.float64]
SPELLS_MAX: Final = 3
DROP_95: Final = 1.9207  # half the 95 % point of chi-square with one degree of freedom
_DAYS_MIN: Final = 3
_BINS_MAX: Final = 400
_FAILURES_MIN: Final = 5.0
_DOUBT: Final = 3.0  # of the log likelihood: so much weaker a spell is still doubted. Half of it is chance
_OVER_DOUBT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Spell:
    """From this day until this one, both of it, in numbers of days; `failed` of so many `rows`. Where it went on until
    the change it `lasted`: then it is still in the reference, and only a control can tell what ended it.
    """

    first: int
    last: int
    failed: int
    rows: int
    lasted: bool


def spells_before(before: Days) -> tuple[Spell, ...]:
    """Up to three, the surest first. Each is searched in what the others leave."""
    left, found = before, []
    for _ in range(SPELLS_MAX):
        spell = _spell(left)
        if spell is None:
            break
        found.append(spell)
        if spell.lasted:
            break
        left = without(left, [spell])
    return tuple(found)


def without(days: Days, spells: list[Spell]) -> Days:
    """The days that are in none of them."""
    inside = np.zeros(len(days.day), np.bool_)
    for spell in spells:
        inside |= (days.day >= spell.first) & (days.day <= spell.last)
    return days.only(~inside)


def perhaps(before: Days) -> Spell | None:
    """A spell that may have been, and was over then: too weak to be taken out, too strong to build a verdict on."""
    found = _likeliest(before)
    if found is None or found.over_gain <= found.needed - _DOUBT or found.over_gain - found.lasting_gain <= _OVER_DOUBT:
        return None
    return _told(before, found, lasted=False)


@dataclass(frozen=True, slots=True)
class _Likeliest:
    """The best spell that was over, and the best that lasted, by first bin (and last), with their gains."""

    starts: NDArray[np.int64]
    over: tuple[int, int]
    over_gain: float
    lasting: int
    lasting_gain: float
    needed: float


def _spell(days: Days) -> Spell | None:
    found = _likeliest(days)
    if found is None or max(found.over_gain, found.lasting_gain) <= found.needed:
        return None
    return _told(days, found, lasted=found.over_gain - found.lasting_gain <= DROP_95)


def _likeliest(days: Days) -> _Likeliest | None:
    if len(days.day) < _DAYS_MIN or days.failed.sum() < _FAILURES_MIN:
        return None
    starts = np.arange(0, len(days.day), -(-len(days.day) // _BINS_MAX))
    gain = gains(np.add.reduceat(days.failed, starts), np.add.reduceat(days.rows, starts))
    over, lasting = gain[:, :-1], gain[:, -1]
    first, last = np.unravel_index(int(over.argmax()), over.shape)
    at = int(lasting.argmax())
    best = (int(first), int(last))
    return _Likeliest(starts, best, float(over[best]), at, float(lasting[at]), needed(len(starts)))


def _told(days: Days, found: _Likeliest, *, lasted: bool) -> Spell:
    begin = int(found.starts[found.lasting if lasted else found.over[0]])
    end = len(days.day) if lasted else int(found.starts[found.over[1] + 1])
    failed, rows = (int(each[begin:end].sum()) for each in (days.failed, days.rows))
    return Spell(int(days.day[begin]), int(days.day[end - 1]), failed, rows, lasted)


def needed(bins: int) -> float:
    """What chance gives in one time of a hundred where there is no spell; found by simulation, 14 to 400 bins."""
    return 4.0 + 0.95 * float(np.log(bins))


def gains(failed: Numbers, rows: Numbers) -> Numbers:
    """By how much a bad spell from each bin to each later one, both of it, makes the counts likelier than one rate for
    all. 0 where the spell is no worse than the rest, or is all there is.
    """
    bad = np.append(0.0, np.cumsum(failed))
    of = np.append(0.0, np.cumsum(rows))
    inside, size = bad[None, 1:] - bad[:-1, None], of[None, 1:] - of[:-1, None]
    others, rest = bad[-1] - inside, of[-1] - size
    worse = (size > 0) & (rest > 0) & (inside * rest > others * size)
    found = np.zeros_like(inside)
    found[worse] = _likelihood(inside[worse], size[worse]) + _likelihood(others[worse], rest[worse])
    found[worse] -= _likelihood(bad[-1:], of[-1:])[0]
    return np.asarray(found, np.float64)


def _likelihood(failed: Numbers, rows: Numbers) -> Numbers:
    good = rows - failed
    with np.errstate(divide="ignore", invalid="ignore"):
        bad = np.where(failed > 0, failed * np.log(failed / rows), 0.0)
        return np.asarray(bad + np.where(good > 0, good * np.log(good / rows), 0.0), np.float64)
