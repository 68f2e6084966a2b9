"""A row for each agent: both parts, their sum, each with its interval, in percentage points."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .contacts import UNANSWERED, Contacts
from .parts import Parts
from .total import ANSWERS_MIN, HELD, WIDTH

_PP = 100.0
_FIGURES = (
    *("own_pp", "own_lo", "own_hi", "left_pp", "left_lo", "left_hi", "total_pp", "lo", "hi"),
    *("p_worse", "burden_pp", "raw_nrr"),
)
_NOTHING: list[float | None] = [None] * len(_FIGURES)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AgentRow:
    """In percentage points; positive is more negative answers than an average agent would have had. Intervals hold
    90 %. All figures but the counts are None below 30 answers, and `left_*` where nobody's next contact is on record.
    `raw_nrr` is a share and says nothing about a person.
    """

    agent: str
    n_contacts: int
    n_answers: int
    own_pp: float | None
    own_lo: float | None
    own_hi: float | None
    left_pp: float | None
    left_lo: float | None
    left_hi: float | None
    total_pp: float | None
    lo: float | None
    hi: float | None
    p_worse: float | None
    burden_pp: float | None
    raw_nrr: float | None
    verdict: str


def rows_of(contacts: Contacts, parts: Parts, *, held: bool, evaluation: bool) -> tuple[AgentRow, ...]:
    """By key, never by score. `evaluation` gives figures below 30 answers too. Contacts without a key are nobody's."""
    total, count = parts.total, len(contacts.agent)
    answered = parts.used & (contacts.answer != UNANSWERED)
    negative = np.bincount(contacts.agent.codes[answered], contacts.answer[answered], count)
    figures = np.column_stack(
        [
            *_interval(parts.own.effect, parts.own.sd),
            *_interval(np.where(parts.left.sd > 0, parts.left.effect, np.nan), parts.left.sd),
            *_interval(total.effect, total.sd),
            total.p_worse,
            _PP * parts.burden,
            np.divide(negative, total.answers, out=np.full(count, np.nan), where=total.answers > 0),
        ]
    )
    shown = total.answers >= (1 if evaluation else ANSWERS_MIN)
    verdicts = [HELD] * count if held else total.verdicts()
    there = [code for code in np.flatnonzero(contacts.agent.sums()).tolist() if contacts.agent.names[code]]
    rows = []
    for code in sorted(there, key=contacts.agent.names.__getitem__):
        told = [None if np.isnan(value) else value for value in figures[code].tolist()] if shown[code] else _NOTHING
        row: dict[str, Any] = {"agent": contacts.agent.names[code], "verdict": verdicts[code]}
        row |= {"n_contacts": int(total.contacts[code]), "n_answers": int(total.answers[code])}
        rows.append(AgentRow(**(row | dict(zip(_FIGURES, told, strict=True)))))
    return tuple(rows)


def _interval(effect: Numbers, sd: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    return _PP * effect, _PP * (effect - WIDTH * sd), _PP * (effect + WIDTH * sd)
