"""How strong the evidence is that a slice fails more than expected: ratio, exact tail, and interval of the lift.

Failures in the slice are Poisson about `expected`, which is itself only known as if from `known` failures: together
they are negative binomial (a Poisson rate with a gamma prior). With no doubt about the expectation it is Poisson.
"""

import math
from collections.abc import Callable

import numpy as np

from .coded import Numbers

DROP_95 = 1.9207  # half the 95 % point of chi-square with one degree of freedom
_KNOWN_MAX = 1e9
_TERMS_MAX = 100_000
_STEPS = 60


def ratio(failures: Numbers, expected: Numbers, known: Numbers) -> Numbers:
    """The log likelihood ratio of the observed rate against the expected one; 0 where there are no more than expected.

    exp(-ratio) is never below the chance of so many failures or more (Chernoff).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = failures + known
        gain = failures * np.log(failures / expected) - whole * np.log1p((failures - expected) / (expected + known))
    return np.where(failures > expected, gain, 0.0)


def log_tail(failures: int, expected: float, known: float) -> float:
    """Log of the chance of so many failures or more, by summing the negative binomial from there on."""
    if failures <= 0:
        return 0.0
    known = min(known, _KNOWN_MAX)
    share = expected / (expected + known)
    first = (
        math.lgamma(failures + known)
        - math.lgamma(known)
        - math.lgamma(failures + 1)
        + failures * math.log(share)
        - known * math.log1p(expected / known)
    )
    term, total, count = 1.0, 0.0, failures
    for _ in range(_TERMS_MAX):
        total += term
        term *= (count + known) / (count + 1) * share
        count += 1
        if term < total * 1e-12:
            break
    return min(first + math.log(total), 0.0)


def lift_interval(failures: int, expected: float, known: float, rows: int) -> tuple[float, float]:
    """The 95 % interval of observed over expected, by profile likelihood; no rate passes 1."""
    known = min(known, _KNOWN_MAX)
    most = rows / expected
    lift = min(failures / expected, most)

    def loss(log_lift: float) -> float:
        mean = math.exp(log_lift) * expected
        return _log_likelihood(failures, lift * expected, known) - _log_likelihood(failures, mean, known)

    centre = math.log(lift)
    low = _crossing(loss, centre, centre - 20)
    high = _crossing(loss, centre, max(centre, math.log(most)))
    return math.exp(low), min(math.exp(high), most)


def _log_likelihood(failures: float, mean: float, known: float) -> float:
    return failures * math.log(mean) - (failures + known) * math.log1p(mean / known)


def _crossing(loss: Callable[[float], float], inside: float, outside: float) -> float:
    """Where the loss reaches the drop, between a point that is below it and one that may not be."""
    if loss(outside) <= DROP_95:
        return outside
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if loss(middle) <= DROP_95 else (inside, middle)
    return inside
