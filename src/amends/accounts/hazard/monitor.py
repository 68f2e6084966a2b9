"""Whether the model still tells the truth: the newest months against what it said of them, and the intercept moved."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import expit, logit

from .columns import Mask, Numbers
from .figures import Figures, figures_of
from .model import Hazard
from .observed import Observed

SLOPE_LOW: Final = 0.8
SLOPE_HIGH: Final = 1.25
ECE_MAX: Final = 0.03
EVENTS_TO_TELL: Final = 20
_PRIOR_SD: Final = 1.0  # of the shift: a month without any event does not make leaving impossible
_STEPS: Final = 50

State = Literal["holds", "drifted", "too few to tell"]


@dataclass(frozen=True, slots=True)
class Monitored:
    """`figures` where both outcomes were seen. `shift` is what the intercept should be moved by."""

    state: State
    rows: int
    events: int
    figures: Figures | None
    shift: float

    @property
    def words(self) -> str:
        """What was found, and what to do."""
        if self.figures is None or self.state == "too few to tell":
            return f"{self.events:,} events are too few to tell: wait for more months"
        said = f"slope {self.figures.slope:.2f} (good: {SLOPE_LOW} to {SLOPE_HIGH}), ECE {self.figures.ece:.3f}"
        if self.state == "holds":
            return f"holds: {said} (good: up to {ECE_MAX})"
        return f"drifted: {said} (good: up to {ECE_MAX}). Fit anew, and show no probability until it holds"


def calibrated(figures: Figures) -> bool:
    """Slope and ECE are within what is good."""
    return SLOPE_LOW <= figures.slope <= SLOPE_HIGH and figures.ece <= ECE_MAX


def monitored(event: Mask, probability: Numbers) -> Monitored:
    """The newest slice of time, which the model did not see, against what it said."""
    events = int(event.sum())
    figures = figures_of(event, probability) if 0 < events < len(event) else None
    shift = shift_for(event, probability)
    if figures is None or events < EVENTS_TO_TELL:
        return Monitored("too few to tell", len(event), events, figures, shift)
    return Monitored("holds" if calibrated(figures) else "drifted", len(event), events, figures, shift)


def shift_for(event: Mask, probability: Numbers) -> float:
    """What added to all log odds makes as many events expected as came, held near 0 where there is little to go by."""
    odds = logit(np.clip(probability, 1e-12, 1 - 1e-12))
    shift = 0.0
    for _ in range(_STEPS):
        chance = expit(odds + shift)
        slope = float(event.sum() - chance.sum()) - shift / _PRIOR_SD**2
        step = slope / (float((chance * (1 - chance)).sum()) + 1 / _PRIOR_SD**2)
        shift += max(-1.0, min(1.0, step))
        if abs(step) < 1e-12:
            break
    return shift


def recalibrated(hazard: Hazard, newest: Observed) -> Hazard:
    """The hazard with its intercept moved to the newest months: once a month, when their outcomes are known."""
    return hazard.shifted(shift_for(newest.event, hazard.probability(newest.columns)))
