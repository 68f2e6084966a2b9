"""Crossed random-effects logistic regression: who differs, by how much, and how sure that is, from millions of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from amends.facts import Problem, Refused

from .checked import Checked, check_independent, check_rows, check_supported, separated
from .integrated import Integrated, integrate_first
from .layout import Layout, Numbers
from .newton import Place, Summit, Task, climb
from .rows import Rows
from .sigma import LOG_SIGMA_MAX, LOG_SIGMA_MIN
from .sums import Pass, Point

SIGMA_START = 0.5
PRIOR_SIGMA = 0.5  # log odds: sigma times a half normal; levels that differ by more than a factor of three are rare


@dataclass(frozen=True)
class Fit:
    """All in log odds. An effect is what a level adds; positive is more of y = 1.

    `beta`, `beta_sd`: (p,), coefficients of X and their standard deviations. `sigma`: (factors,), the standard
    deviation of each factor's effects. `effects`, `effects_sd`: for each factor (levels,), the mode (with "integrated"
    the mean) and the posterior standard deviation, which includes the doubt about the coefficients and the other
    effects. `deviance`: -2 log likelihood at the Laplace approximation, with the constant of the binomial. `passes`
    over the rows. `converged`: where it is False the tolerance was not reached.
    """

    beta: Numbers
    beta_sd: Numbers
    sigma: Numbers
    effects: list[Numbers]
    effects_sd: list[Numbers]
    deviance: float
    passes: int
    converged: bool


class CrossedLogistic:
    """logit P(y = 1) = X beta + one effect of each factor's level, effects normal around 0 with sigma by factor.

    `sigma`: "laplace" minimises the Laplace deviance (as lme4's glmer does); "integrated" averages over the first
    factor's sigma, with sigma times a half normal of scale `prior_sigma` as the prior, which is for few levels, a few
    hundred at most; or an array of them, given. `beta`: "laplace" minimises the same deviance (glmer with nAGQ=1),
    "joint" takes the mode of everything (nAGQ=0). `tolerance`: what a step may still gain, of the log likelihood.
    `start`: sigmas to begin with. The method is in docs/decisions.
    """

    def __init__(
        self,
        *,
        sigma: Literal["laplace", "integrated"] | Sequence[float] | Numbers = "laplace",
        beta: Literal["laplace", "joint"] = "laplace",
        tolerance: float = 1e-9,
        start: Sequence[float] | Numbers | None = None,
        passes_max: int = 100,
        prior_sigma: float = PRIOR_SIGMA,
    ) -> None:
        self._given = None if isinstance(sigma, str) else np.asarray(sigma, np.float64)
        self._integrated = isinstance(sigma, str) and sigma == "integrated"
        if isinstance(sigma, str) and sigma not in ("laplace", "integrated"):
            raise _option("sigma", "is no way to find it", 'Say "laplace" or "integrated", or give one for each factor')
        if beta not in ("laplace", "joint"):
            raise _option("beta", "is no way to find it", 'Say "laplace" or "joint"')
        if not (tolerance > 0 and passes_max > 0 and prior_sigma > 0):
            raise _option("tolerance, passes_max, prior_sigma", "are not all above 0", "Leave them out")
        self._start = None if start is None else np.asarray(start, np.float64)
        self._task = Task(beta == "laplace", self._given is not None, tolerance, passes_max)
        self._prior = prior_sigma

    def fit(self, y: Any, X: Any, groups: Any, trials: Any = None) -> Fit:  # noqa: N803
        """`y`: (n,) 0 or 1, or how many of `trials`: (n,); `X`: (n, p), with a column of 1 where an intercept is
        wanted; `groups`: (n, factors), codes from 0. Put the factor with the most levels first. Raises Refused.
        """
        checked = check_rows(y, X, groups, trials)
        rows = Rows(checked.y, checked.x, checked.groups, checked.levels, checked.trials)
        return self.fit_pass(rows, constant=_constant(checked))

    def fit_pass(self, over: Pass, *, constant: float = 0.0) -> Fit:
        """The same over rows that are elsewhere. `constant` is added to the deviance. Raises Refused."""
        layout = over.layout
        check_independent(layout)
        start = Place(Point(np.zeros(layout.first), np.zeros(layout.rest)), np.log(self._begin(layout)))
        try:
            top = climb(over, start, self._task)
            variances = top.arrow.variances()
            fixed = slice(0, layout.fixed)
            check_supported(layout, top.place.point.rest[fixed], np.sqrt(variances[1][fixed]))
            means = integrate_first(over, top, self._task, self._prior) if self._integrated else None
        except np.linalg.LinAlgError:
            raise separated("X") from None
        return _of_grid(layout, top, means, constant) if means else _of_top(layout, top, variances, constant)

    def _begin(self, layout: Layout) -> Numbers:
        """The sigmas to begin with, or those given."""
        many = len(layout.levels)
        named, sigmas = ("sigma", self._given) if self._given is not None else ("start", self._start)
        if sigmas is None:
            return np.full(many, SIGMA_START)
        low, high = np.exp(LOG_SIGMA_MIN), np.exp(LOG_SIGMA_MAX)
        if sigmas.shape != (many,) or not ((sigmas >= low) & (sigmas <= high)).all():
            what = f"does not give {many} numbers between {low:.4f} and {high:.0f}"
            raise _option(named, what, "Give the standard deviation of each factor's effects, in log odds")
        return sigmas


def _of_top(layout: Layout, top: Summit, variances: tuple[Numbers, Numbers], constant: float) -> Fit:
    point, sigma = top.place.point, np.exp(top.place.log_sigma)
    return _fit(layout, (point.first, point.rest), variances, sigma, top.deviance + constant, top.passes, top.converged)


def _of_grid(layout: Layout, top: Summit, means: Integrated, constant: float) -> Fit:
    sigma = np.array([means.sigma, *np.exp(top.place.log_sigma[1:])])
    both, variances = (means.first, means.rest), (means.first_variance, means.rest_variance)
    passes, converged = top.passes + means.passes, top.converged and means.converged
    return _fit(layout, both, variances, sigma, top.deviance + constant, passes, converged)


def _fit(
    layout: Layout,
    means: tuple[Numbers, Numbers],
    variances: tuple[Numbers, Numbers],
    sigma: Numbers,
    deviance: float,
    passes: int,
    converged: bool,
) -> Fit:
    fixed, blocks = slice(0, layout.fixed), layout.blocks()
    first_sd, rest_sd = np.sqrt(variances[0]), np.sqrt(variances[1])
    effects, effects_sd = [means[0], *(means[1][b] for b in blocks)], [first_sd, *(rest_sd[b] for b in blocks)]
    return Fit(means[1][fixed], rest_sd[fixed], sigma, effects, effects_sd, deviance, passes, converged)


def _constant(checked: Checked) -> float:
    """-2 log of the binomial coefficients; 0 where every row is one trial."""
    if checked.trials is None:
        return 0.0
    y: NDArray[Any] = np.asarray(checked.y, np.float64)
    n = checked.trials
    return float(-2 * (gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)).sum())


def _option(where: str, what: str, step: str) -> Refused:
    return Refused(Problem(where, what, step))
