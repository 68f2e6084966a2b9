"""What cannot be fitted is refused in words that name the row or the column; what can be is fitted without a NaN."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Refused
from amends.scores import CrossedLogistic, Fit
from crossed_world import answers

TOLD = answers(6, 120, (6, 4), (0.5, 0.5))
Told = dict[str, Any]


def told() -> Told:
    return {"y": TOLD.y.copy(), "X": TOLD.x.copy(), "groups": TOLD.groups.copy(), "trials": None}


def numbers(fit: Fit) -> list[float]:
    parts = [fit.beta, fit.beta_sd, fit.sigma, *fit.effects, *fit.effects_sd, np.array([fit.deviance])]
    return [float(number) for part in parts for number in part]


def put(name: str, where: Any, value: Any) -> Callable[[Told], None]:
    def change(told: Told) -> None:
        told[name][where] = value

    return change


def be(name: str, value: Any) -> Callable[[Told], None]:
    def change(told: Told) -> None:
        told[name] = value(told) if callable(value) else value

    return change


BAD = [
    (be("y", np.ones(120)), "all answers were negative"),
    (be("y", np.zeros(120)), "there was no negative answer"),
    (put("y", 3, 2.0), "y, line 4: '2.0' is neither 0 nor 1"),
    (put("y", 5, np.nan), "y, line 6: 'nan' is not a number"),
    (be("y", lambda told: told["y"][:-1]), "do not have one row for each answer"),
    (be("y", lambda told: told["y"].astype(str)), "y: '<U32' does not hold numbers"),
    (put("X", (7, 1), np.nan), "X, column 1, line 8: 'nan' is not a number"),
    (put("X", (7, 2), np.inf), "X, column 2, line 8: 'inf' is not a number"),
    (be("X", lambda told: np.column_stack([told["X"], told["X"][:, 1] * 2])), "follows from the other columns"),
    (be("X", lambda told: np.column_stack([told["X"], np.zeros(120)])), "X, column 3: is 0 everywhere"),
    (be("X", lambda told: np.column_stack([told["X"], told["y"]])), "X, column 3: tells the two answers apart"),
    (put("groups", (2, 0), -1), "groups, column 0, line 3: '-1' is below 0"),
    (put("groups", (2, 1), 10**9), "far above the number of rows"),
    (be("groups", lambda told: told["groups"] * 0), "groups, column 0: '0' has one level only"),
    (be("groups", lambda told: told["groups"] / 2), "does not hold whole numbers"),
    (be("trials", np.zeros(120)), "is not a whole number from 1 up"),
    (be("trials", np.ones(7)), "do not have one number for each answer"),
    (be("groups", np.zeros((120, 0), int)), "no rows or no factor"),
]


@pytest.mark.parametrize(("change", "words"), BAD)
def test_it_is_refused_in_words(change: Callable[[Told], None], words: str) -> None:
    given_ = told()
    change(given_)
    with pytest.raises(Refused) as refusal:
        CrossedLogistic().fit(**given_)
    assert words in str(refusal.value)
    assert refusal.value.problem.next_step


@pytest.mark.parametrize(
    "options",
    [{"sigma": "guess"}, {"beta": "guess"}, {"tolerance": 0}, {"sigma": [0.3]}, {"start": [1.0, -1.0]}],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        CrossedLogistic(**options).fit(**told())


def test_a_flag_that_only_ever_goes_with_a_negative_answer_is_refused() -> None:
    """Nothing bounds its coefficient; a number would look like knowledge."""
    given_ = told()
    given_["X"][:, 2] = (np.arange(120) % 5 == 0) * given_["y"]
    with pytest.raises(Refused, match="X, column 2: tells the two answers apart"):
        CrossedLogistic().fit(**given_)


def test_an_agent_with_one_answer_and_one_with_none() -> None:
    """The first hardly moves from the average, the other not at all; his doubt is the whole spread of agents."""
    given_ = told()
    given_["groups"] = np.vstack([given_["groups"], [7, 3]])  # nobody is 6
    given_["y"], given_["X"] = np.r_[given_["y"], 1.0], np.vstack([given_["X"], [1, 0, 0]])
    fit = CrossedLogistic(sigma=[0.5, 0.5]).fit(**given_)
    assert fit.effects[0][6] == 0
    assert fit.effects_sd[0][6] == pytest.approx(0.5)
    assert 0 < fit.effects[0][7] < 0.2
    assert fit.effects_sd[0][7] < 0.5


def test_an_agent_with_negative_answers_only_has_a_finite_effect() -> None:
    given_ = told()
    given_["y"][given_["groups"][:, 0] == 2] = 1.0
    fit = CrossedLogistic().fit(**given_)
    assert fit.converged
    assert np.isfinite(numbers(fit)).all()
    assert fit.effects[0].argmax() == 2


def test_agents_who_do_not_differ_get_no_difference() -> None:
    """Sigma ends at its lower bound, which is as good as none."""
    same = answers(7, 400, (10, 3), (0.0, 0.8))
    fit = CrossedLogistic().fit(same.y, same.x, same.groups)
    assert fit.converged
    assert fit.sigma[0] == pytest.approx(0.001, rel=0.1)
    assert np.abs(fit.effects[0]).max() < 1e-4


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(2, 60),
    levels=st.lists(st.integers(1, 20), min_size=1, max_size=3),
    share=st.floats(0, 1),
)
def test_never_a_nan(seed: int, rows: int, levels: list[int], share: float) -> None:
    """However few and however one-sided: a refusal in words, or numbers."""
    chance = np.random.default_rng(seed)
    groups = np.column_stack([chance.integers(0, n, rows) for n in levels])
    x = np.column_stack([np.ones(rows), chance.random(rows) < 0.5])
    y = chance.random(rows) < share
    found: list[float] = []
    with suppress(Refused):
        found = numbers(CrossedLogistic(sigma="integrated" if seed % 3 == 0 else "laplace").fit(y, x, groups))
    assert np.isfinite(found).all()
