"""How many more contacts until it can be told whether a lesson worked."""

import math
from dataclasses import dataclass
from typing import Final

from .rates import Z_95, Count

POWER_Z: Final = 0.8416212335729143  # four times of five it is then told
LEAST_RATIO: Final = 0.25  # a larger effect is planned for as this one: with few failures the normal law flatters


@dataclass(frozen=True, slots=True)
class Known:
    """What was counted: before and after, in the control too where there is one. `dispersion` as in `rates`."""

    before: Count
    after: Count
    control_before: Count | None = None
    control_after: Count | None = None
    dispersion: float = 1.0


def contacts_needed(known: Known, ratio: float, seen: float) -> int | None:
    """How many more contacts after the change, at least 1, until a rate of `ratio` times that before would be told from
    an unchanged one, four times of five. Where there are as many already, or no number would do for that: until the
    ratio that was `seen` is told from the further of the two, should it go on like this. None where no number would be
    enough for either, because too little is known of the time before.

    The variance of a log rate ratio is (1 - p) / failures of each side (Katz et al., Biometrics 34:469, 1978).
    """
    if not known.before.failed:
        return None
    ratio = max(ratio, LEAST_RATIO)
    planned = _rows_after(known, ratio, -math.log(ratio) / (Z_95 + POWER_Z))
    if planned is not None and planned > known.after.rows:
        return planned - known.after.rows
    likely = min(max(seen, LEAST_RATIO), 1 / LEAST_RATIO) if math.isfinite(seen) else ratio
    distance = max(abs(math.log(likely)), abs(math.log(likely / ratio)))
    total = _rows_after(known, likely, distance / Z_95)
    return None if total is None else max(total - known.after.rows, 1)


def _rows_after(known: Known, ratio: float, error: float) -> int | None:
    """Contacts after the change with which the standard error of the log ratio is so small. The control grows along."""
    of_after = _spread(min(known.before.rate * ratio, 1.0))
    fixed = _spread(known.before.rate) / known.before.rows
    if known.control_before is not None and known.control_after is not None:
        if not known.control_before.failed or not known.control_after.failed or not known.after.rows:
            return None
        fixed += _spread(known.control_before.rate) / known.control_before.rows
        of_after += _spread(known.control_after.rate) * known.after.rows / known.control_after.rows
    left = error * error / known.dispersion - fixed
    return math.ceil(of_after / left) if left > 0 else None


def _spread(rate: float) -> float:
    return (1 - rate) / rate
