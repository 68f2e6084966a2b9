"""The comparison in words and numbers: a table for people, and the same for machines."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .compare import Heads, Result
from .figures import FIGURES, Figure
from .intervals import Interval
from .policies import RULES


def in_words(figure: Figure, told: Interval) -> str:
    """`0.39 ±0.05`: the mean and half the width of its interval; `-` where there was nothing to measure."""
    if told.mean is None:
        return "-"
    mean = f"{told.mean:.{figure.decimals}f}"
    return mean if told.half is None else f"{mean} ±{told.half:.{figure.decimals}f}"


def heads_in_words(heads: Heads | None) -> str:
    """`0`, `2`, or `more than 8`."""
    if heads is None:
        return ""
    return str(heads.extra) if heads.extra is not None else f"more than {heads.tried}"


def table_of(results: Sequence[Result]) -> list[list[str]]:
    """Rows of cells: the names of the policies, a row for each figure, and the heads where they were looked for."""
    rows = [["", *(result.policy for result in results)]]
    for name, figure in FIGURES.items():
        words = f"{figure.words}, {figure.unit}" if figure.unit else figure.words
        rows.append([words, *(in_words(figure, result.figures[name]) for result in results)])
    if any(result.heads for result in results):
        rows.append(["extra heads to be level", *(heads_in_words(result.heads) for result in results)])
    return rows


def as_json(result: Result) -> dict[str, Any]:
    """One policy: `figures` and `against_first` by name, each with mean, low and high."""
    return {
        "policy": result.policy,
        "words": RULES[result.policy].words,
        "heads": None if result.heads is None else asdict(result.heads),
        "figures": {name: asdict(told) for name, told in result.figures.items()},
        "against_first": {name: asdict(told) for name, told in result.against_first.items()},
        "account": result.account,
    }
