"""Parents over columns: circles are cut, depths counted, and figures added up from the leaves to the top."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .codes import Ints


@dataclass(frozen=True, slots=True)
class Forest:
    """`parent` is -1 at the top. `depth` counts from 0 there. `cut` are the accounts whose parent does not count."""

    parent: Ints
    depth: Ints
    cut: tuple[int, ...]

    def levels(self) -> Iterator[Ints]:
        """The accounts of each depth, the deepest first, without the tops."""
        order = np.argsort(self.depth, kind="stable")
        borders = np.searchsorted(self.depth[order], np.arange(1, self.depth.max(initial=0) + 2))
        for begin, end in zip(borders[-2::-1], borders[:0:-1], strict=True):
            yield order[begin:end]

    def added(self, own: Ints) -> Ints:
        """Of each account the sum with all below it. Whole numbers: nothing is rounded."""
        whole = own.copy()
        for level in self.levels():
            np.add.at(whole, self.parent[level], whole[level])
        return whole

    def least(self, own: Ints) -> Ints:
        """Of each account the smallest, its own or below it."""
        whole = own.copy()
        for level in self.levels():
            np.minimum.at(whole, self.parent[level], whole[level])
        return whole


def forest(parent: Ints, told: Ints) -> Forest:
    """The forest of these parents. A circle is cut at the link with the largest `told`: the one that was told last."""
    parent = parent.copy()
    cut = tuple(sorted(_last_links(parent, told)))
    parent[list(cut)] = -1
    return Forest(parent, _depths(parent), cut)


def _last_links(parent: Ints, told: Ints) -> Iterator[int]:
    """One account of each circle. After more steps than there are accounts whoever still walks walks in a circle, and
    stands on every account of it.
    """
    top = len(parent)
    jump = np.append(np.where(parent < 0, top, parent), top)
    for _ in range(max(top, 1).bit_length()):
        jump = jump[jump]
    in_circles = np.unique(jump[jump != top])
    seen: set[int] = set()
    for start in in_circles.tolist():
        circle: list[int] = []
        one = start
        while one not in seen:
            seen.add(one)
            circle.append(one)
            one = int(parent[one])
        if circle:
            yield max(circle, key=lambda account: int(told[account]))


def _depths(parent: Ints) -> Ints:
    """How many accounts stand above each, by steps that double."""
    top = len(parent)
    jump = np.append(np.where(parent < 0, top, parent), top)
    depth = np.append((parent >= 0).astype(np.int64), 0)
    while (jump != top).any():
        depth = depth + depth[jump]
        jump = jump[jump]
    return depth[:top]
