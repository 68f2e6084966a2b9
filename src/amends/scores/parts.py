"""All that one fit made, before anybody is shown anything of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .leak import Leak
from .left_behind import LeftBehind
from .own import Own
from .predicted import Predicted
from .total import Total


@dataclass(frozen=True, slots=True)
class Parts:
    """`value` is V; `burden` by agent; `following` as told by `Contacts.next_rows`; `used` which contacts count."""

    own: Own
    value: Predicted
    left: LeftBehind
    total: Total
    burden: NDArray[np.float64]
    leak: Leak
    following: NDArray[np.int64]
    used: NDArray[np.bool_]
