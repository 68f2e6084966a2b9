"""What several seeds say together: a mean and how far it can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

_TWO_SIDED: Final = 0.975


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean over seeds and its 95 % interval (Student's t); no interval from one seed, and no mean of nothing."""

    mean: float | None
    low: float | None
    high: float | None

    @property
    def half(self) -> float | None:
        """Half its width."""
        return None if self.high is None or self.mean is None else self.high - self.mean


def interval_of(told: Sequence[float | None]) -> Interval:
    """One value a seed; None where there was nothing to measure."""
    values = [value for value in told if value is not None]
    if not values:
        return Interval(None, None, None)
    mean, count = float(np.mean(values)), len(values)
    if count < 2:
        return Interval(mean, None, None)
    from scipy.special import stdtrit

    half = float(stdtrit(count - 1, _TWO_SIDED)) * float(np.std(values, ddof=1)) / count**0.5
    return Interval(mean, mean - half, mean + half)


def differences(values: Sequence[float | None], base: Sequence[float | None]) -> Interval:
    """Seed by seed, on the same customers: much narrower than the difference of two intervals."""
    both = zip(values, base, strict=True)
    return interval_of([None if one is None or other is None else one - other for one, other in both])
