"""The verdict on a lesson in the words of a person, with every interval."""

import math
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from amends.facts.moments import spoken_time

from .days import date_of
from .judged import Basis, Judged, Verdict
from .rates import Count, Interval, rate_interval
from .segmented import Segmented
from .spikes import Spell


def in_words(judged: Judged) -> str:
    """`not enough yet: 410 more contacts needed`, `worked`, `came back on 2026-07-14`."""
    if judged.verdict is Verdict.CAME_BACK and judged.came_back is not None:
        return f"came back on {date_of(judged.came_back).isoformat()}"
    if judged.verdict is Verdict.NOT_ENOUGH_YET:
        return f"not enough yet: {_needed(judged)}"
    return judged.verdict.value


def sentences(judged: Judged, zone: ZoneInfo) -> Iterator[str]:
    """What a person reads: the verdict first, then what it rests on."""
    yield f"{_first(in_words(judged))}. {_meaning(judged)}"
    yield f"Changed {spoken_time(judged.since, zone)} ({zone.key}). Intervals hold 95 %."
    yield f"Before: {_share(judged.before)}. Since then: {_share(judged.after)}."
    yield f"Since then it is {_times(judged.ratio)} what it was."
    if judged.control is not None and judged.did is not None:
        control = judged.control
        yield f"Where nothing was changed: {_share(control.before)} before, {_share(control.after)} since then."
        yield f"Beyond what changed there as well: {_times(judged.did)}."
    if judged.trend is not None:
        yield from _trend(judged.trend, judged.basis is Basis.TREND)
    for spell in judged.spells:
        yield _spell(spell)
    if judged.doubted is not None:
        yield (
            f"{_days(judged.doubted)} it may have been worse for a while ({_of(judged.doubted)}). Without these days "
            "less can be said, so less is said."
        )
    if judged.dispersion > 1:
        yield f"Failures come in bursts: intervals are {math.sqrt(judged.dispersion):.1f} times as wide as by chance."
    yield from _watch(judged)


def _meaning(judged: Judged) -> str:
    number = judged.expected
    wanted = "all mistakes" if number is None else f"the {number:.0%} that was expected"
    return {
        Verdict.WORKED: f"Surely more than half of {wanted} went away.",
        Verdict.PARTLY: f"Surely fewer mistakes than before; not surely more than half of {wanted} went away."
        if number is None
        else f"Surely fewer mistakes than before; less than {wanted} went away, or it cannot be told.",
        Verdict.NO_CHANGE: f"An effect of {'half' if number is None else f'{number:.0%}'} would have been seen.",
        Verdict.WORSE: "Surely more mistakes than before.",
        Verdict.NOT_ENOUGH_YET: "Whether it became less cannot be told from this.",
        Verdict.CAME_BACK: "It had worked, and then the mistake was more frequent again."
        + (f" That probably began on {_day(date_of(judged.came_back_since))}." if judged.came_back_since else ""),
    }[judged.verdict]


def _needed(judged: Judged) -> str:
    if judged.contacts_needed is not None:
        one = judged.contacts_needed == 1
        return f"{judged.contacts_needed:,} more contact{'' if one else 's'} needed".replace(",", "")
    if not judged.before.failed:
        return "nothing had failed before the change"
    if judged.control is not None and not (judged.control.before.failed and judged.control.after.failed):
        return "too little failed in the control"
    return "too little is known of the time before the change"


def _trend(trend: Segmented, decides: bool) -> Iterator[str]:
    said = f"At the change it jumped to {_times(trend.level)} what the trend before led one to expect"
    yield f"{said} ({trend.points_before} and {trend.points_after} points of {_width(trend.width_days)})."
    if decides:
        yield (
            f"It had been falling before anything was changed, to {_times(trend.slope_before)} each week. "
            "So the verdict rests on the jump."
        )


def _spell(spell: Spell) -> str:
    if spell.lasted:
        return (
            f"{_days(spell)} it was worse ({_of(spell)}), until the change. Whether the change ended it, or it ended "
            "by itself, only a control can tell: --control."
        )
    return f"{_days(spell)} it was worse ({_of(spell)}). That was over before the change, and is not compared with."


def _watch(judged: Judged) -> Iterator[str]:
    watched = judged.watched
    if watched.chart is None:
        return
    chart = watched.chart
    yield (
        f"Watched for {chart.watched_for:.2%} instead of {chart.usual:.2%}, with a false alarm once in "
        f"{chart.false_alarm_contacts:,.0f} contacts."
    )
    if watched.signal is not None and judged.came_back is None:
        yield f"After {watched.signal.at + 1:,} contacts it signalled: look what happened there."


def _share(count: Count) -> str:
    interval = rate_interval(count)
    return f"{count.failed:,} of {count.rows:,}, {count.rate:.2%} ({interval.lo:.2%} to {interval.hi:.2%})"


def _times(interval: Interval) -> str:
    if math.isnan(interval.value):
        return "an unknown part of"
    hi = "no upper limit" if math.isinf(interval.hi) else f"{interval.hi:.2f}"
    value = "endless times" if math.isinf(interval.value) else f"{interval.value:.2f} times"
    return f"{value} ({interval.lo:.2f} to {hi})"


def _days(spell: Spell) -> str:
    first, last = date_of(spell.first), date_of(spell.last)
    return f"On {_day(first)}" if first == last else f"From {_day(first)} to {_day(last)}"


def _of(spell: Spell) -> str:
    return f"{spell.failed:,} of {spell.rows:,}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _width(days: int) -> str:
    return "a week" if days == 7 else "a day"


def _first(text: str) -> str:
    return text[0].upper() + text[1:]
