"""Least squares on the inherited state within agents: what the state explains, not what those who get it explain.

Between agents a hard contact comes with the agent who is given hard contacts. Taken from differences within agents,
the slopes do not hold his skill for a property of the contact. One pass over blocks of rows: any number of them fits.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .contacts import Contacts
from .state import State

Numbers = NDArray[np.float64]

_BLOCK_ROWS = 65_536
_RIDGE = 1e-6


def within_agents(
    contacts: Contacts, state: State, target: Numbers, rows: NDArray[np.int64], *, across: bool = False
) -> Numbers:
    """What the state leads one to expect of `target` (one value for each of `rows`), centred to the same mean.

    `across` takes the slopes from all rows alike, where agents must not matter and it is asked whether they do.
    """
    agent, count = contacts.agent.codes, len(contacts.agent)
    width = state.columns.shape[1] + len(contacts.reason) + len(contacts.product)
    products, sums = np.zeros((width, width)), np.zeros(width)
    by_agent, of_agent = np.zeros((count, width)), np.bincount(agent[rows], target, count)
    for some, mine, columns in _blocks(contacts, state, rows):
        products += columns.T @ columns
        sums += columns.T @ target[some]
        for at in range(width):
            by_agent[:, at] += np.bincount(agent[mine], columns[:, at], count)
    if not across:
        size = np.maximum(np.bincount(agent[rows], minlength=count), 1)
        products -= (by_agent / size[:, None]).T @ by_agent
        sums -= by_agent.T @ (of_agent / size)
    products[np.diag_indices(width)] += _RIDGE * max(len(rows), 1)
    slopes = np.linalg.solve(products, sums)
    expected = np.empty(len(rows))
    for some, _, columns in _blocks(contacts, state, rows):
        expected[some] = columns @ slopes
    expected += target.mean() - expected.mean()
    return expected


def _blocks(
    contacts: Contacts, state: State, rows: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.int64], Numbers]]:
    """Where in `rows`, which rows, and their columns: state, reasons, products."""
    first = state.columns.shape[1]
    for begin in range(0, len(rows), _BLOCK_ROWS):
        some = slice(begin, begin + _BLOCK_ROWS)
        mine = rows[some]
        columns = np.zeros((len(mine), first + len(contacts.reason) + len(contacts.product)))
        columns[:, :first] = state.columns[mine]
        at = np.arange(len(mine))
        columns[at, first + contacts.reason.codes[mine]] = 1.0
        columns[at, first + len(contacts.reason) + contacts.product.codes[mine]] = 1.0
        yield some, mine, columns
