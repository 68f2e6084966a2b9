"""How many contacts a CUSUM needs until it signals, from its own equation: no draw, and so no luck.

From evidence s the next contact leads to s + up with chance `rate`, and else to s - down, never below zero; the mean
number of contacts is one more than that from there (Page, Biometrika 41:100, 1954; solved on a grid as by Brook and
Evans, Biometrika 59:539, 1972).
"""

import math

import numpy as np

from amends.learning.cusum import Chart

POINTS = 4_000  # with four times as many the means below 20,000 contacts move by less than 0.1 %


def run_length(chart: Chart, rate: float, points: int = POINTS) -> float:
    """Contacts on the average, from no evidence on, where so many of them fail."""
    from scipy.sparse import csr_matrix, identity
    from scipy.sparse.linalg import spsolve

    up = math.log(chart.watched_for / chart.usual)
    down = math.log((1 - chart.usual) / (1 - chart.watched_for))
    width = chart.limit / points
    evidence = np.arange(points) * width
    rows, columns, chances = [], [], []
    for chance, to in ((rate, evidence + up), (1 - rate, np.maximum(evidence - down, 0.0))):
        below = np.floor(to / width).astype(np.int64)
        share = to / width - below
        for place, weight in ((below, 1 - share), (below + 1, share)):
            goes_on = (place < points) & (to < chart.limit)
            rows.append(np.flatnonzero(goes_on))
            columns.append(place[goes_on])
            chances.append(chance * weight[goes_on])
    steps = csr_matrix(
        (np.concatenate(chances), (np.concatenate(rows), np.concatenate(columns))), shape=(points, points)
    )
    return float(spsolve((identity(points) - steps).tocsc(), np.ones(points))[0])
