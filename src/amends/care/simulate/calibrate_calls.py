"""How long calls last, how long people wait for one of us, and who calls once more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US, MINUTE_US

from .calibrate_days import Opening
from .calibrate_measured import ROWS_MIN, Measured, Settings, enough, local, percent, rounded
from .calibrate_seen import Seen
from .calibrate_survival import exponential_mean, interval_mean, still_waiting
from .settings import DAY_MINUTES

_LONGER_MIN: Final = 1.25  # classes nearer to each other are one
_GIVEN_UP_MIN: Final = 20  # of those whose waiting is known
_LOOKED_AFTER_MINUTES: Final = (1.0, 5.0)
_BOTH: Final = (False, True)
Label = tuple[str, str]


def class_of(row: Seen) -> Label:
    """What is known of a call when it comes, and may tell how long it will last."""
    return row.queue, row.reason


def durations(rows: Sequence[Seen]) -> tuple[frozenset[Label], Settings]:
    """The classes that are long, and the settings of both. Lognormal: means as seen, one spread of the logarithms.

    Queues and reasons are put in two groups where the means of the logarithms lie furthest apart; where nothing tells
    long from short, all are short.
    """
    spoken = [row for row in rows if row.call and row.talked_minutes > 0]
    logs: dict[Label, list[float]] = defaultdict(list)
    for row in spoken:
        logs[class_of(row)].append(float(np.log(row.talked_minutes)))
    long = _long_classes(logs)
    groups = [np.array([v for name, told in logs.items() if (name in long) is which for v in told]) for which in _BOTH]
    squares = sum(float(np.square(group - group.mean()).sum()) for group in groups if len(group))
    means_taken_off = sum(len(group) > 0 for group in groups)
    variance = squares / max(len(spoken) - means_taken_off, 1)
    first = [row for row in spoken if row.first]  # more of those who call again had a long one
    of_first = enough(len(first), "first calls", percent(sum(class_of(row) in long for row in first), len(first)))
    what = "calls with their length"
    told = {
        "phone.short_minutes": enough(len(spoken), what, _mean(groups[0])),
        "phone.long_percent": of_first,
        "phone.spread": _at_most(enough(len(spoken), what, rounded(float(np.sqrt(np.expm1(variance))))), 5.0),
        "phone.long_minutes": enough(len(groups[1]), "calls of the longer classes", _mean(groups[1])),
    }
    if len(spoken) >= ROWS_MIN and not long:
        words = f"from {len(spoken):,} {what}: no queue or reason tells long from short"
        told["phone.long_percent"] = Measured(0.0, words)
    return frozenset(long), told


def patience(rows: Sequence[Seen], zone: ZoneInfo, hours: Opening) -> tuple[Settings, tuple[str, ...]]:
    """The exponential mean of those who waited while it was open, where whoever was answered might have waited longer;
    and in words what Kaplan and Meier say beside it, and what the first policy should come to.
    """
    waits = [
        (max(row.waited_minutes, 0.0), not row.answered)
        for row in rows
        if row.waited_minutes is not None and row.answered is not None and hours.is_open(local(row.at, zone))
    ]
    times, gone = [wait for wait, _ in waits], [gave_up for _, gave_up in waits]
    mean = exponential_mean(times, gone)
    what = f"calls whose waiting is told, of which {sum(gone):,} were given up"
    if len(waits) < ROWS_MIN or sum(gone) < _GIVEN_UP_MIN or not mean:
        return {"phone.patience_minutes": Measured(None, f"{len(waits):,} {what}")}, ()
    shown = [
        f"{100 * still_waiting(times, gone, after):.0f} % would still wait after {after:g} min (by the mean: "
        f"{100 * np.exp(-after / mean):.0f} %)"
        for after in _LOOKED_AFTER_MINUTES
        if after <= max(times)
    ]
    answered = [wait for wait, gave_up in waits if not gave_up]
    seen = (
        f"In the record those who were answered waited {np.mean(answered):.2f} min on average, and "
        f"{100 * sum(gone) / len(gone):.1f} % gave up: fifo should come near it."
    )
    curve = f"Of callers, {'; '.join(shown)}."
    return {"phone.patience_minutes": enough(len(waits), what, rounded(mean))}, (curve, seen) if answered else (curve,)


def calls_again(rows: Sequence[Seen], zone: ZoneInfo, hours: Opening, until: Moment) -> Settings:
    """Of those who gave up: who calls again within a day, and after how long."""
    gone = [row for row in rows if row.answered is False and row.ended + DAY_US <= until]
    gone = [row for row in gone if hours.is_open(local(row.at, zone))]
    back = [row for row in gone if row.next_call is not None and row.next_call <= row.ended + DAY_US]
    what = "calls that were given up"
    return {
        "phone.calls_again_percent": _at_most(enough(len(gone), what, percent(len(back), len(gone))), 80.0),
        "phone.calls_again_after_minutes": _after(back, "of them who called again", zone, hours, DAY_MINUTES),
    }


def returns(
    rows: Sequence[Seen], long: frozenset[Label], zone: ZoneInfo, hours: Opening, until: Moment, policy: Policy
) -> Settings:
    """Of those who spoke with one of us: who calls once more in the same case, and after how long. Calls of the last
    days, of which that is not known yet, are left out.
    """
    within_us = policy.resolved_after_days * DAY_US
    spoke = [row for row in rows if row.call and row.answered and row.at + within_us <= until]
    back = [row for row in spoke if row.next_call is not None]
    told: dict[str, Measured] = {}
    for name, which, what in (("short", False, "shorter"), ("long", True, "longer")):
        some = [row for row in spoke if (class_of(row) in long) is which]
        share = percent(sum(row.next_call is not None for row in some), len(some))
        words = f"calls of the {what} classes, within {policy.resolved_after_days} days"
        told[f"returns.{name}_percent"] = _at_most(enough(len(some), words, share), 60.0)
    within = within_us / MINUTE_US
    return told | {"returns.after_minutes": _after(back, "calls after which he called again", zone, hours, within)}


def _after(back: Sequence[Seen], what: str, zone: ZoneInfo, hours: Opening, within: float) -> Measured:
    """The exponential mean until he wanted to call again. On the same day that is when he did; who came on a later one
    may have wanted to since closing of the day before.
    """
    low, high = [], []
    for row in back:
        assert row.next_call is not None
        delay = max((row.next_call - row.ended) / MINUTE_US, 0.0)
        (day, _), (then, minutes) = local(row.ended, zone), local(row.next_call, zone)
        closed_before = delay - minutes - (DAY_MINUTES - hours.to_minutes)
        if day == then or hours.to_minutes - hours.from_minutes >= DAY_MINUTES:
            low.append(delay)
            high.append(delay)
        else:
            low.append(max(closed_before, 0.0))
            high.append(max(delay + hours.to_minutes - minutes, low[-1] + 1.0))
    found = interval_mean(low, high, max(within, *high)) if len(low) >= ROWS_MIN else None
    return enough(len(back), what, None if found is None else rounded(max(found, 1.0)))


def _long_classes(logs: Mapping[Label, Sequence[float]]) -> set[Label]:
    known = sorted((float(np.mean(told)), len(told), name) for name, told in logs.items() if len(told) >= ROWS_MIN)
    means, sizes = np.array([one[0] for one in known]), np.array([one[1] for one in known], np.float64)
    best, cut = 0.0, 0
    for at in range(1, len(known)):
        short, long = (np.average(means[part], weights=sizes[part]) for part in (slice(at), slice(at, None)))
        apart = sizes[:at].sum() * sizes[at:].sum() * (long - short) ** 2
        if np.exp(long - short) >= _LONGER_MIN and apart > best:
            best, cut = apart, at
    return {name for _, _, name in known[cut:]} if cut else set()


def _mean(logs: NDArray[np.float64]) -> float | None:
    return rounded(float(np.exp(logs).mean())) if len(logs) else None


def _at_most(found: Measured, most: float) -> Measured:
    """More than the simulator takes would never come to an end."""
    if found.value is None or found.value <= most:
        return found
    return Measured(most, f"{found.note}: {found.value:g}, and the simulator takes at most {most:g}")
