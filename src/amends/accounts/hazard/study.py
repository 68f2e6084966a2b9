"""One table studied: figures out of fold, later months, the challenger, and whether there is a probability at all."""

from collections.abc import Callable
from dataclasses import dataclass

from .challenger import Challenge, boosted, boosted_out_of_fold, challenge
from .columns import Mask, Numbers, Rows
from .figures import Figures, figures_of, intervals_of
from .folds import folds_of, split_by_time
from .gate import enough_events
from .model import Hazard, fit, fit_with_design, out_of_fold
from .monitor import Monitored, monitored
from .observed import Observed
from .reliability import Bin, reliability
from .terms import Design

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Later:
    """Trained on past months, held against later ones. `first` is the first later month."""

    first: int
    past: int
    monitored: Monitored
    challenge: Challenge | None


@dataclass(frozen=True, slots=True)
class Study:
    """`probability` is that of each row by a fit that did not see its account, of the model that is `used`."""

    hazard: Hazard
    design: Design
    probability: Numbers
    figures: Figures
    intervals: dict[str, tuple[float, float]]
    bins: tuple[Bin, ...]
    later: Later | None
    challenger: Figures | None
    explainable: Figures
    used: str


def study(
    observed: Observed, folds: int, seed: int, *, with_challenger: bool = True, step: Step | None = None
) -> Study | None:
    """None where events are too few for a probability. `step` is told what begins.

    The challenger is used only where it won on later months; of a cross-section there are none, so there it never is.
    """
    if not enough_events(observed.events):
        return None
    told = step or (lambda words: None)
    fold = folds_of(observed, folds, seed)
    told("fit")
    hazard, design = fit_with_design(observed)
    told("out of fold")
    ours = out_of_fold(observed, design, fold, hazard.fitted.effects)
    explainable = figures_of(observed.event, ours)
    told("later months")
    later = _later(observed, seed, with_challenger)
    won = later is not None and later.challenge is not None and later.challenge.used
    told("challenger")
    theirs = _challenger(observed, fold, seed, later) if with_challenger else None
    probability = theirs if won and theirs is not None else ours
    told("intervals")
    return Study(
        hazard,
        design,
        probability,
        figures_of(observed.event, probability),
        intervals_of(observed.event, probability, observed.entity, seed),
        reliability(observed.event, probability),
        later,
        None if theirs is None else figures_of(observed.event, theirs),
        explainable,
        "challenger" if won else "explainable",
    )


def _challenger(observed: Observed, fold: Rows, seed: int, later: Later | None) -> Numbers | None:
    """Out of fold where it is the only comparison, or where it is used: later months say more."""
    if later is None or later.challenge is None or later.challenge.used:
        return boosted_out_of_fold(observed, fold, seed)
    return None


def _later(observed: Observed, seed: int, with_challenger: bool) -> Later | None:
    """None of a cross-section, and where past or later months hold one outcome only."""
    split = split_by_time(observed)
    if split is None or not all(_both(observed.event[part]) for part in split):
        return None
    past, newer = (observed.take(part) for part in split)
    ours = fit(past).probability(newer.columns)
    asked = challenge(newer, ours, boosted(past, seed)(newer.columns), seed) if with_challenger else None
    assert newer.month is not None
    return Later(int(newer.month.min()), len(past), monitored(newer.event, ours), asked)


def _both(event: Mask) -> bool:
    return bool(event.any()) and not bool(event.all())
