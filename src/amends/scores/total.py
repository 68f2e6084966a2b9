"""The whole of what an agent adds: his own contact where the case ends with it, and what he left to others."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from .contacts import Contacts
from .left_behind import LeftBehind
from .own import Own

Numbers = NDArray[np.float64]

WIDTH: Final = 1.6448536269514722  # of a 90 % interval, in standard deviations
PRACTICAL: Final = 0.03  # 3 pp: less is not worth anybody's time
ANSWERS_MIN: Final = 30

NOT_ENOUGH: Final = "not enough yet"
SAME: Final = "same as everyone"
BETTER: Final = "probably better"
WORSE: Final = "probably worse"
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Total:
    """By agent, in shares (0.03 is 3 pp), positive is more negative answers than an average agent would have had.

    `ends_share` is how often a case ends with a contact. `answers` and `contacts` are those that were used.
    """

    effect: Numbers
    sd: Numbers
    ends_share: float
    answers: NDArray[np.int64]
    contacts: NDArray[np.int64]

    @property
    def p_worse(self) -> Numbers:
        """The probability that the effect is above what matters in practice."""
        found: Numbers = 1 - ndtr((PRACTICAL - self.effect) / np.maximum(self.sd, 1e-12))
        return found

    def verdicts(self) -> list[str]:
        """In words: better or worse only where the whole 90 % interval is, and nothing below 30 answers."""
        low, high = self.effect - WIDTH * self.sd, self.effect + WIDTH * self.sd
        found = np.where(low > 0, WORSE, np.where(high < 0, BETTER, SAME))
        return [str(word) for word in np.where(self.answers < ANSWERS_MIN, NOT_ENOUGH, found)]


def total_of(contacts: Contacts, own: Own, left: LeftBehind, used: NDArray[np.bool_]) -> Total:
    """Both parts are pooled on their own scale; their errors are taken as independent, which errs to the wide side:
    measured in the simulated worlds they are opposed a little.
    """
    ends = 1 - left.returned_share
    codes, count = contacts.agent.codes, len(contacts.agent)
    answered = used & (contacts.answer >= 0)
    return Total(
        ends * own.effect + left.effect,
        np.hypot(ends * own.sd, left.sd),
        ends,
        np.bincount(codes[answered], minlength=count),
        np.bincount(codes[used], minlength=count),
    )
