"""Rows of a table that cannot be taken: left out, named with line, value and next step, and counted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem
from amends.link.chains import Sheet

PROBLEMS_MAX: Final = 20


class WrongRows:
    """`bad` marks them. Each is told with the first thing that is wrong with it, and counted once."""

    def __init__(self, sheet: Sheet, rows_count: int) -> None:
        self._sheet, self.bad = sheet, ~sheet.good_rows(rows_count)
        self._found: list[tuple[int, Problem]] = [
            (row, replace(sheet.wrong(row), next_step="Correct the line. The row is left out"))
            for row in np.flatnonzero(self.bad)[:PROBLEMS_MAX].tolist()
        ]

    def note(
        self, bad: NDArray[np.bool_], column: str, what: str, step: str, value_of: Callable[[int], object]
    ) -> None:
        """These rows too. `value_of` gives what stands in the column of a row."""
        new = np.flatnonzero(bad & ~self.bad)
        for row in new[:PROBLEMS_MAX].tolist():
            value = value_of(row)
            shown = "" if value is None else str(value)
            left = f"{step}. The row is left out"
            where, line = self._sheet.where, self._sheet.line(row)
            self._found.append((row, Problem(where, what, left, line=line, column=column, value=shown)))
        self.bad[new] = True

    @property
    def count(self) -> int:
        """How many."""
        return int(self.bad.sum())

    def problems(self) -> tuple[Problem, ...]:
        """In the order of the file, the first of them."""
        return tuple(problem for _, problem in sorted(self._found, key=lambda one: one[0])[:PROBLEMS_MAX])
