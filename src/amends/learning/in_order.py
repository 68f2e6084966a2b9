"""Contacts in the order in which they happened, whatever the order of the file."""

import numpy as np
from numpy.typing import NDArray


def in_order(at: NDArray[np.int64], failed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The places of the rows, by time. Where many have one time, such as a day, failures are spread evenly among them:
    which of them came first is not known, and must not decide whether a chart signals.
    """
    order = np.lexsort((failed, at))
    at, failed = at[order], failed[order]
    if not len(at) or not (at[1:] == at[:-1]).any():
        return order
    new = np.flatnonzero(np.append(True, (at[1:] != at[:-1]) | (failed[1:] != failed[:-1])))
    sizes = np.diff(np.append(new, len(at)))
    rank = np.arange(len(at)) - np.repeat(new, sizes)
    return order[np.lexsort(((rank + 0.5) / np.repeat(sizes, sizes), at))]
