"""How many can have been missed at most, from a sample: exact upper limits, also where parts were drawn unevenly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rates = NDArray[np.float64]

MISS_CHANCE: Final = 0.05  # the limit is passed in at most one of twenty tests
_STEPS: Final = 200
_HALVINGS: Final = 30
_SLACK: Final = 1e-9  # sums of weights that are equal on paper


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the population: `size` refunds, `answered` of them drawn and answered, `hit` of these hit."""

    size: int
    answered: int
    hit: int


def upper_limit(parts: Sequence[Part]) -> float:
    """The upper 95 % limit of all that are hit in these parts together, in refunds. At most two parts.

    One part is Clopper and Pearson's (1934): with 0 of 300 less than 1 %. Two parts, drawn with different chances, are
    not simply added up: the limit is Buehler's (1957), the largest number for which an estimate as low as the one seen
    still has a chance of 5 %. Nothing is known of a part of which nothing was answered: all of it counts.
    """
    unseen = sum(part.size for part in parts if not part.answered)
    seen = [part for part in parts if part.answered and part.size]
    if len(seen) == 2:
        return unseen + _of_two(*seen)
    return unseen + sum(part.size * rate_limit(part.hit, part.answered) for part in seen)


def rate_limit(hit: int, of: int) -> float:
    """Clopper and Pearson's upper limit of a rate, one-sided 95 %."""
    from scipy.special import betaincinv

    return 1.0 if hit >= of else float(betaincinv(hit + 1, of - hit, 1 - MISS_CHANCE))


def _of_two(one: Part, other: Part) -> float:
    """Over all rates of the first part: the largest rate of the second that leaves the chance, and their sum."""
    import numpy as np

    none = np.zeros(1)
    most_of_one = float(_largest(lambda rates: _chance(one, other, rates, none), none)[0])
    rates = np.linspace(0, most_of_one, _STEPS + 1)
    most_of_other = _largest(lambda others: _chance(one, other, rates, others), rates)
    # Between two rates the sum is never more than the larger of the first and the larger of the second.
    return float(max(most_of_one * one.size, (rates[1:] * one.size + most_of_other[:-1] * other.size).max()))


def _chance(one: Part, other: Part, rates: "Rates", other_rates: "Rates") -> "Rates":
    """That the estimate comes out as low as it did or lower, for each pair of rates at which the parts fail."""
    import numpy as np
    from scipy.special import bdtr

    weight, other_weight = one.size / one.answered, other.size / other.answered
    estimate = weight * one.hit + other_weight * other.hit
    counts = np.arange(min(one.answered, int(estimate / weight + _SLACK)) + 1.0)[:, None]
    left = np.clip(np.floor((estimate - weight * counts) / other_weight + _SLACK), 0, other.answered)
    exactly = np.diff(bdtr(counts, one.answered, rates[None, :]), axis=0, prepend=0.0)
    return np.asarray((exactly * bdtr(left, other.answered, other_rates[None, :])).sum(axis=0))


def _largest(chance: Callable[["Rates"], "Rates"], like: "Rates") -> "Rates":
    """The largest rates that leave a chance of 5 %; the chance falls as a rate grows."""
    import numpy as np

    low, high = np.zeros_like(like), np.ones_like(like)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = chance(middle) >= MISS_CHANCE
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    return high
