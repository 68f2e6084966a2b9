"""The limit of a CUSUM: how much evidence, so that without any change a false alarm is as rare as was asked.

Found by simulating the chart itself, from failure to failure: between two of them the evidence only falls, so the gap,
which is geometric, is all that has to be drawn. One simulation serves every limit. What is rarer than was simulated is
reckoned from there: the distance grows by e for each unit of the limit, because the evidence is a log likelihood ratio
(Lorden, Annals of Mathematical Statistics 42:1897, 1971).
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

RUNS: Final = 2_000
FAILURES_MAX: Final = 300  # of one run
SEED: Final = 20_260_501
_ALARMS_MIN: Final = 1_000  # of all runs, for a distance that is read and not reckoned


@dataclass(frozen=True, slots=True)
class Alarms:
    """For each limit of `limits`: in how many runs it was reached, and the contacts of all runs until then."""

    limits: NDArray[np.float64]
    reached: NDArray[np.int64]
    contacts: NDArray[np.float64]

    def distances(self) -> NDArray[np.float64]:
        """Contacts between false alarms. Runs that were cut off count with what they saw (exponential distances)."""
        return self.contacts / np.maximum(self.reached, 1)


def limit_for(usual: float, watched_for: float, distance: float) -> float:
    """The limit with which a rate of `usual` gives a false alarm once in `distance` contacts."""
    alarms = simulate(usual, watched_for)
    enough = alarms.reached >= _ALARMS_MIN
    logs, limits = np.log(alarms.distances()[enough]), alarms.limits[enough]
    logs = np.maximum.accumulate(logs)
    wanted = math.log(distance)
    if wanted > logs[-1]:
        return float(limits[-1] + wanted - logs[-1])
    return float(np.interp(wanted, logs, limits))


def distance_of(usual: float, watched_for: float, limit: float) -> float:
    """Contacts between false alarms at this limit."""
    alarms = simulate(usual, watched_for)
    enough = alarms.reached >= _ALARMS_MIN
    logs, limits = np.log(alarms.distances()[enough]), alarms.limits[enough]
    if limit > limits[-1]:
        return math.exp(float(logs[-1]) + limit - float(limits[-1]))
    return math.exp(float(np.interp(limit, limits, logs)))


@lru_cache(maxsize=512)
def simulate(usual: float, watched_for: float, runs: int = RUNS, seed: int = SEED) -> Alarms:
    """Charts over contacts that fail at the usual rate, each until its 300th failure; always the same ones."""
    rng = np.random.default_rng(seed)
    up, down = math.log(watched_for / usual), -math.log((1 - watched_for) / (1 - usual))
    limits = np.arange(up, 40 * up, up / 16)
    steps, spent = np.zeros(len(limits) + 1, np.int64), np.zeros(len(limits) + 1)
    evidence, highest, contacts = np.zeros(runs), np.zeros(runs), np.zeros(runs)
    for _ in range(FAILURES_MAX):
        gap = rng.geometric(usual, runs).astype(np.float64)
        contacts += gap
        evidence = np.maximum(evidence - (gap - 1) * down, 0.0) + up
        new = np.flatnonzero(evidence > highest)
        for place, sign in ((highest[new], 1), (evidence[new], -1)):  # the limits between the two are reached now
            at = np.searchsorted(limits, place, side="right")
            np.add.at(steps, at, sign)
            np.add.at(spent, at, sign * contacts[new])
        highest[new] = evidence[new]
    cut_off = np.searchsorted(limits, highest, side="right")
    np.add.at(spent, cut_off, contacts)
    return Alarms(limits, np.cumsum(steps)[:-1], np.cumsum(spent)[:-1])
