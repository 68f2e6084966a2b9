"""Scores made anew where what they were made of has changed: one closed window at a time, the newest first."""

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from amends.facts import Moment, Policy
from amends.facts.moments import HOUR_US
from amends.scores.windows import Window, is_closed, window_of

from ..desk.models import DeskFit, DeskWindow
from .make import forget, make

if TYPE_CHECKING:
    from rich.progress import Progress

AGAIN_AFTER_US: Final = HOUR_US  # while late entries trickle in


def refresh(now: Moment, policy: Policy, progress: "Progress | None" = None) -> int:
    """Every closed window that has no scores, or whose rows changed since. Gives how many were made."""
    windows = due(now, policy, at_once=True)
    task = progress.add_task("Making scores", total=len(windows)) if progress is not None and windows else None
    for window in windows:
        make(window, now, made_from(window))
        if progress is not None and task is not None:
            progress.advance(task)
    return len(windows)


def due(now: Moment, policy: Policy, *, at_once: bool = False) -> list[Window]:
    """The windows that are to be made, the newest first. Without `at_once`, one that was made less than an hour ago
    waits. Fits of windows that are none any more are forgotten.
    """
    starts = DeskWindow.objects.order_by("-start").values_list("start", flat=True)
    windows = [window_of(Moment(start), policy) for start in starts]
    there = [one for one, start in zip(windows, starts, strict=True) if one.start == start]
    closed = [one for one in there if is_closed(one, now, policy)]
    fits = {fit.start: fit for fit in DeskFit.objects.only("start", "made_from", "made_at")}
    forget(sorted(set(fits) - {one.start for one in closed}))
    return [one for one in closed if _is_due(one, fits.get(one.start), now, at_once=at_once)]


def made_from(window: Window) -> str:
    """What stands for the rows of a window, and for the version that makes scores of them."""
    counted = DeskWindow.objects.filter(start=window.start).values_list("contacts", "mark").first()
    told = f"{version('amends')} {window.start} {window.end} {counted}"
    return hashlib.sha256(told.encode()).hexdigest()


def _is_due(window: Window, fit: DeskFit | None, now: Moment, *, at_once: bool) -> bool:
    if fit is None:
        return True
    waited = at_once or not 0 <= now - fit.made_at < AGAIN_AFTER_US
    return waited and fit.made_from != made_from(window)
