"""How sure the effects are: a bootstrap over accounts, because the months of one account are not strangers."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .columns import Mask, Numbers, Rows
from .newton import Logistic, blocks
from .one_thread import one_thread
from .terms import Design

DRAWS: Final = 200
_WEIGHTS_AT_ONCE: Final = 4_000_000


@one_thread
def effects_drawn(
    fitted: Logistic, design: Design, event: Mask, entity: Rows, seed: int, draws: int = DRAWS
) -> NDArray[np.float64]:
    """`draws` rows of effects, as if other accounts of the same kind had been seen. `entity` numbers the accounts: with
    the same seed an account weighs the same in each draw, whichever of its rows are looked at.

    Each draw weighs every account by a Poisson number and takes one Newton step from the fit: the score bootstrap
    (Kline and Santos 2012, Journal of Econometric Methods 1:23), clustered by account. A full fit for each draw would
    take hundreds of times as long. It knows the doubt of a sample, not that the form of the model may be wrong.
    """
    scores = _scores(fitted, design, event, entity)
    source = np.random.default_rng(seed)
    moved = np.zeros((draws, scores.shape[1]))
    at_once = max(1, _WEIGHTS_AT_ONCE // draws)
    for begin in range(0, len(scores), at_once):
        some = scores[begin : begin + at_once]
        moved += (source.poisson(1.0, (len(some), draws)) - 1.0).T @ some
    return fitted.effects + np.linalg.solve(fitted.curvature, moved.T).T


def _scores(fitted: Logistic, design: Design, event: Mask, entity: Rows) -> Numbers:
    """What each account pulls at each effect."""
    found = np.zeros((int(entity.max()) + 1, len(fitted.effects)))
    ordered = np.argsort(entity, kind="stable")
    for some, whole in blocks(design, ordered):
        pull = whole * (event[some] - expit(whole @ fitted.effects))[:, None]
        mine, first = np.unique(entity[some], return_index=True)
        found[mine] += np.add.reduceat(pull, first, axis=0)
    return found
