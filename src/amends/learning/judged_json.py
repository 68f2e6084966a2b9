"""The verdict on a lesson as JSON: the contract of `amends lesson judge`."""

import math
from typing import Any

from amends.facts.moments import iso

from .control import Pair
from .days import date_of
from .judged import Judged
from .judged_words import in_words
from .rates import Count, Interval, exact_ratio_interval, rate_interval
from .spikes import Spell
from .watched import Watched


def judged_json(judged: Judged) -> dict[str, Any]:
    """`verdict` in words and `outcome` as one of six; rates are shares, and a figure that has no end is null. `before`
    is the reference, without the `spells` that were over.
    """
    exact = exact_ratio_interval(judged.before, judged.after)
    did = judged.did
    return {
        "verdict": in_words(judged),
        "outcome": judged.verdict.value,
        "basis": judged.basis.value,
        "since": iso(judged.since),
        "before": finite(judged.before.rate),
        "after": finite(judged.after.rate),
        "ratio": finite(judged.ratio.value),
        "lo": finite(judged.ratio.lo),
        "hi": finite(judged.ratio.hi),
        "exact_lo": finite(exact.lo),
        "exact_hi": finite(exact.hi),
        "did": None if did is None else finite(did.value),
        "did_lo": None if did is None else finite(did.lo),
        "did_hi": None if did is None else finite(did.hi),
        "contacts_needed": judged.contacts_needed,
        "came_back": None if judged.came_back is None else date_of(judged.came_back).isoformat(),
        "came_back_since": None if judged.came_back_since is None else date_of(judged.came_back_since).isoformat(),
        "expected": judged.expected,
        "counts": _counts(judged),
        "dispersion": judged.dispersion,
        "trend": _trend(judged),
        "spells": [_spell(spell) for spell in judged.spells],
        "doubted": None if judged.doubted is None else _spell(judged.doubted),
        "chart": _chart(judged.watched),
    }


def finite(number: float) -> float | None:
    """None for what has no end, or cannot be told."""
    return number if math.isfinite(number) else None


def _counts(judged: Judged) -> dict[str, Any]:
    named = {"before": judged.before, "after": judged.after, "whole_before": judged.whole_before}
    if judged.control is not None:
        named |= _of_control(judged.control)
    return {name: _count(count) for name, count in named.items()}


def _of_control(control: Pair) -> dict[str, Count]:
    return {"control_before": control.before, "control_after": control.after}


def _count(count: Count) -> dict[str, Any]:
    interval = rate_interval(count)
    return {
        "failed": count.failed,
        "rows": count.rows,
        "rate": finite(count.rate),
        "lo": interval.lo,
        "hi": interval.hi,
    }


def _interval(interval: Interval) -> dict[str, Any]:
    return {"value": finite(interval.value), "lo": finite(interval.lo), "hi": finite(interval.hi)}


def _trend(judged: Judged) -> dict[str, Any] | None:
    trend = judged.trend
    if trend is None:
        return None
    return {
        "level": _interval(trend.level),
        "slope_before_per_week": _interval(trend.slope_before),
        "slope_change_per_week": _interval(trend.slope_change),
        "dispersion": trend.dispersion,
        "points_before": trend.points_before,
        "points_after": trend.points_after,
        "point_days": trend.width_days,
    }


def _spell(spell: Spell) -> dict[str, Any]:
    return {
        "first": date_of(spell.first).isoformat(),
        "last": date_of(spell.last).isoformat(),
        "failed": spell.failed,
        "rows": spell.rows,
        "lasted_until_the_change": spell.lasted,
    }


def _chart(watched: Watched) -> dict[str, Any] | None:
    chart = watched.chart
    if chart is None:
        return None
    return {
        "usual": chart.usual,
        "watched_for": chart.watched_for,
        "limit": chart.limit,
        "false_alarm_contacts": round(chart.false_alarm_contacts),
        "seen_to_work_after_contacts": watched.seen_to_work,
        "signal_at_contact": None if watched.signal is None else watched.signal.at + 1,
    }
