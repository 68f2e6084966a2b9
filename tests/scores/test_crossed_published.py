"""Two published examples, against lme4 run to its end: the numbers and the call that made them are in data/."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.scores import CrossedLogistic, Fit
from crossed_world import Array

DATA = Path(__file__).with_name("data")
LME4: dict[str, dict[str, Any]] = json.loads((DATA / "lme4.json").read_text())


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as stream:
        return list(csv.DictReader(stream))


def herds() -> tuple[Array, Array, Array, Array]:
    """Cases among the animals of each herd and period."""
    told = rows("cbpp.csv")
    period = np.array([int(row["period"]) for row in told])
    x = np.column_stack([np.ones(len(told)), period == 2, period == 3, period == 4]).astype(float)
    herd = np.array([int(row["herd"]) - 1 for row in told])
    return np.array([int(row["incidence"]) for row in told]), x, herd, np.array([int(row["size"]) for row in told])


def people() -> tuple[Array, Array, Array]:
    """Yes or no of 316 people to 24 items, with all pairs of anger, gender, behaviour and situation."""
    persons, items = rows("verbagg_people.csv"), rows("verbagg_items.csv")
    y, x, groups = [], [], []
    for i, person in enumerate(persons):
        for j, item in enumerate(items):
            anger, man = float(person["anger"]), float(person["gender"] == "M")
            scold, shout = float(item["btype"] == "scold"), float(item["btype"] == "shout")
            self_ = float(item["situ"] == "self")
            crossed = [anger * man, anger * scold, anger * shout, anger * self_, man * scold, man * shout, man * self_]
            x.append([1, anger, man, scold, shout, self_, *crossed, scold * self_, shout * self_])
            y.append(float(person["answers"][j]))
            groups.append((i, j))
    return np.array(y), np.array(x), np.array(groups)


def agrees(fit: Fit, name: str, *, effects: float) -> None:
    """To 1e-6 on coefficients and sigmas, and nowhere a worse deviance than theirs."""
    theirs = LME4[name]
    assert fit.converged
    np.testing.assert_allclose(fit.beta, theirs["beta"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(fit.sigma, theirs["sigma"], rtol=0, atol=1e-6)
    for ours, expected in zip(fit.effects, theirs["effects"], strict=True):
        np.testing.assert_allclose(ours, expected, rtol=0, atol=effects)
    assert fit.deviance <= theirs["deviance"] + 1e-7


def test_herds_as_glmer() -> None:
    y, x, herd, size = herds()
    agrees(CrossedLogistic(tolerance=1e-15).fit(y, x, herd, size), "cbpp, nAGQ=1", effects=1e-6)


def test_herds_at_the_joint_mode() -> None:
    y, x, herd, size = herds()
    agrees(CrossedLogistic(beta="joint", tolerance=1e-15).fit(y, x, herd, size), "cbpp, nAGQ=0", effects=1e-6)


def test_people_crossed_with_items() -> None:
    """lme4 ends 1e-6 above the least deviance here, which moves its effects by as much."""
    agrees(CrossedLogistic(beta="joint", tolerance=1e-14).fit(*people()), "VerbAgg, nAGQ=0", effects=2e-5)


@pytest.mark.promise
def test_a_mode_without_the_turn_of_the_curvature_would_be_noticed() -> None:
    """The joint mode is a hundred thousand times further from glmer's coefficients than what agrees."""
    y, x, herd, size = herds()
    fit = CrossedLogistic(beta="joint", tolerance=1e-15).fit(y, x, herd, size)
    with pytest.raises(AssertionError):
        agrees(fit, "cbpp, nAGQ=1", effects=1.0)


def test_the_default_tolerance_is_enough_for_people() -> None:
    """What is left is far below any figure that is shown."""
    y, x, herd, size = herds()
    rough, fine = CrossedLogistic().fit(y, x, herd, size), CrossedLogistic(tolerance=1e-15).fit(y, x, herd, size)
    np.testing.assert_allclose(rough.beta, fine.beta, atol=1e-5)
    np.testing.assert_allclose(rough.sigma, fine.sigma, atol=1e-5)
    assert rough.passes < fine.passes
