"""Since it was seen to work: is it watched, and has the mistake come back?

A lesson is looked at when 5, 10, 20 ... failures would have happened at the old rate, each time asking for twice as
much certainty, so that all looks together say "better" of a lesson that changed nothing one time in forty. From the
look at which it was seen to work, a CUSUM watches. The day of a return does not move when more is known later; the
return is withdrawn where all that came after it is surely below the old rate.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from amends.facts.moments import DAY_US

from .control import Pair, difference_in_differences
from .cusum import Chart, Signal, chart_for, family_distance, first_signal
from .rates import Count, ratio_interval
from .rows import Part, Sides

_FIRST_LOOK: Final = 5.0  # failures that the old rate would have made
_FIRST_LEVEL: Final = 0.0125  # one-sided; halved at each look
_UPPER: Final = 0.95  # the usual rate since is taken at its upper limit: a lucky beginning is no promise
_WITHDRAWN_MAX: Final = 10  # signals of one chart: then the rate has another level, which the interval tells


@dataclass(frozen=True, slots=True)
class Watched:
    """`seen_to_work` is the number of contacts after which it was, None where it never was: then the chart watches from
    the change on for twice the rate from before. `chart` is the one that signalled, or else the last; None where there
    is no rate to start from. It began with contact number `begin` after the change, at no evidence.
    """

    seen_to_work: int | None
    chart: Chart | None
    signal: Signal | None  # its contacts are counted from the change
    begin: int = 0


def watch(here: Sides, before: Count, control: Sides | None, control_before: Count | None, dispersion: float,
          charts: int) -> Watched:  # fmt: skip
    """The chart of a lesson, as one of so many `charts`. Each later look that finds the rate lower begins a new one."""
    after, distance = here.after, _distance(here.before, charts)
    looks = list(_looks(after, before))
    worked = _seen_to_work(after, looks, _compare(before, control, control_before, dispersion))
    chart: Chart | None = None
    begin = 0
    begins = _begins(after, before, [] if worked is None else [contacts for contacts, _ in looks if contacts >= worked])
    for (begin, usual), (end, _) in pairwise([*begins, (len(after.failed), 0.0)]):
        chart = chart_for(usual, distance)
        for _ in range(_WITHDRAWN_MAX):
            found = first_signal(after.failed[begin:end], chart)
            if found is None:
                break
            signal = Signal(found.at + begin, found.since + begin)
            beyond = control is None or _more_than_control(after, signal, control.after, worked)
            if beyond and not _passed(after, signal, before, dispersion):
                return Watched(worked, chart, signal, begin)
            begin = signal.at + 1
    return Watched(worked, chart, None, begin)


def _distance(before: Part, charts: int) -> float:
    """By how many contacts came in a day before the change, so that it does not move with what comes later."""
    return family_distance(len(before.at), float(before.at[-1] - before.at[0]) / DAY_US + 1, charts)


def _begins(after: Part, before: Count, looks: list[int]) -> list[tuple[int, float]]:
    """From which contact on a chart watches, and the rate that is usual for it: each lower than the one before."""
    told = [(contacts, _rounded(_usual(before, after, contacts))) for contacts in looks] or [(0, _rounded(before.rate))]
    lowest, kept = 1.0, []
    for begin, usual in told:
        if 0 < usual < lowest:
            kept.append((begin, usual))
            lowest = usual
    return kept


Better = Callable[[Count, int, float], bool]


def _compare(before: Count, control: Sides | None, control_before: Count | None, dispersion: float) -> Better:
    """Whether the rate after is surely lower at this z, given the count until a moment."""

    def better(after: Count, at: int, z: float) -> bool:
        if control is None or control_before is None:
            return ratio_interval(before, after, z=z, dispersion=dispersion).hi < 1
        pairs = Pair(before, after), Pair(control_before, control.after.until(at))
        return difference_in_differences(*pairs, z=z, dispersion=dispersion, hi_only=True).hi < 1

    return better


def _looks(after: Part, before: Count) -> Iterator[tuple[int, float]]:
    """After how many contacts there is a look, and the one-sided level of it."""
    expected, level = _FIRST_LOOK, _FIRST_LEVEL
    while before.failed and (contacts := math.ceil(expected / before.rate)) <= len(after.failed):
        yield contacts, level
        expected, level = expected * 2, level / 2


def _seen_to_work(after: Part, looks: list[tuple[int, float]], better: Better) -> int | None:
    from scipy.special import ndtri

    for contacts, level in looks:
        count = Count(int(after.failed[:contacts].sum()), contacts)
        if better(count, int(after.at[contacts - 1]), -float(ndtri(level))):
            return contacts
    return None


def _usual(before: Count, after: Part, contacts: int) -> float:
    from scipy.special import betaincinv

    failed = int(after.failed[:contacts].sum())
    upper = float(betaincinv(failed + 1, contacts - failed, _UPPER)) if failed < contacts else 1.0
    return min(upper, max(failed / contacts, before.rate / 2))


def _rounded(rate: float) -> float:
    """Two digits are enough for a limit, and let charts that are alike share one simulation."""
    return float(f"{rate:.2g}") or rate


def _passed(after: Part, signal: Signal, before: Count, dispersion: float) -> bool:
    """Whether all that came after the signal is surely below the old rate: then it was a false alarm, or is over."""
    rest = after.failed[signal.at + 1 :]
    return ratio_interval(before, Count(int(rest.sum()), len(rest)), dispersion=dispersion).hi < 1


def _more_than_control(after: Part, signal: Signal, control: Part, worked: int | None) -> bool:
    """Whether it rose beyond what the control did in the same time: a season is not a return. Where it was never seen
    to work there is nothing that could rise.
    """
    if worked is None or not signal.since:
        return True
    begin, end = int(after.at[signal.since]), int(after.at[signal.at])
    first = control.until(begin - 1)
    both = control.until(end)
    rose = Count(int(after.failed[signal.since : signal.at + 1].sum()), signal.at + 1 - signal.since)
    quiet = Count(int(after.failed[: signal.since].sum()), signal.since)
    beside = Pair(first, Count(both.failed - first.failed, both.rows - first.rows))
    if not beside.after.rows or not first.failed + beside.after.failed:
        return True
    return difference_in_differences(Pair(quiet, rose), beside).lo > 1
