"""Why an account stands where it does: what each column adds to the log odds, in words, largest first."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from .columns import NOT_KNOWN, Column, Columns, Named, Numbers, Numeric
from .model import Hazard
from .shapes import Shape, Steps

_NUMBERS: Final = "nought one two three four five six seven eight nine ten eleven twelve".split()
_SPAN: Final = re.compile(r"^(?P<what>.+?)_(?P<days>\d+)_?d(ays)?$")
_MOST: Final = 0.5  # of a column's part must come from one step, for it to be named


@dataclass(frozen=True, slots=True)
class Reason:
    """`added` to the log odds against an average row; the parts of all columns and the base make the whole."""

    column: str
    words: str
    added: float

    def __str__(self) -> str:
        return f"{self.words}: {self.added:+.1f} on the log odds"


@dataclass(frozen=True, slots=True)
class Explained:
    """`base` is the log odds of an average row, with the recalibration."""

    base: float
    reasons: tuple[Reason, ...]

    @property
    def log_odds(self) -> float:
        """What the model says, put together again."""
        return self.base + sum(reason.added for reason in self.reasons)


def explained(hazard: Hazard, columns: Columns) -> tuple[Explained, ...]:
    """One explanation a row; all reasons, the largest first."""
    design = hazard.terms.design(columns).astype(np.float64)
    parts = design * hazard.fitted.effects[1:]
    told = {column.name: column for column in columns}
    base = float(hazard.fitted.effects[0] + hazard.shift)
    found = []
    for row in range(len(design)):
        reasons = [
            Reason(shape.name, _words(hazard, shape, told[shape.name], row, parts[row, place]), float(added))
            for shape in hazard.terms.shapes
            if (added := parts[row, (place := hazard.terms.places[shape.name])].sum()) != 0.0
        ]
        found.append(Explained(base, tuple(sorted(reasons, key=lambda one: (-abs(one.added), one.column)))))
    return tuple(found)


def spoken(name: str) -> str:
    """`contacts_30d` is "contacts in 30 days"."""
    spanned = _SPAN.match(name.strip())
    words = f"{spanned['what']} in {spanned['days']} days" if spanned else name
    return re.sub(r"[\s_]+", " ", words).strip()


def at_least(name: str, cut: float) -> str:
    """`contacts_30d` from 4 on: "four contacts or more in 30 days"."""
    spanned = _SPAN.match(name.strip())
    if spanned is None:
        return f"{spoken(name)}: {number_in_words(cut)} or more"
    return f"{number_in_words(cut)} {spoken(spanned['what'])} or more in {spanned['days']} days"


def _words(hazard: Hazard, shape: Shape, column: Column, row: int, parts: Numbers) -> str:
    name = spoken(shape.name)
    if isinstance(column, Named):
        code = int(column.codes[row])
        return f"{name} not known" if code == NOT_KNOWN else f"{name}: {column.levels[code]}"
    assert isinstance(column, Numeric)
    value = float(column.values[row])
    if np.isnan(value):
        return f"{name} not known"
    if isinstance(shape, Steps) and (cut := _telling_cut(shape, value, parts)) is not None:
        return at_least(shape.name, cut)
    return f"{name}: {value:,.6g}"


def _telling_cut(shape: Steps, value: float, parts: Numbers) -> float | None:
    """The cut that is reached and makes most of what the column adds. A cut of a yes and no is none."""
    if len(shape.cuts) < 2:
        return None
    reached = [(float(part), cut) for cut, part in zip(shape.cuts, parts, strict=False) if value >= cut]
    if not reached:
        return None
    most, cut = max(reached)
    return cut if most > _MOST * abs(float(parts.sum())) else None


def number_in_words(cut: float) -> str:
    """`four` of 4, and digits of what has no short word."""
    whole = float(cut).is_integer()
    return _NUMBERS[int(cut)] if whole and 0 <= cut < len(_NUMBERS) else f"{cut:,.6g}"
