"""The fair scores of the invented floor against what is true of it: do gates pass, do intervals hold the truth?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.facts import CustomerFile, Policy, Refused

from .floor_year import FloorTruth

if TYPE_CHECKING:
    from amends.scores.rows_of_agents import AgentRow
    from amends.scores.taken import Taken


@dataclass(frozen=True, slots=True)
class FloorScores:
    """One window. `reasons` say why the gate holds, `refused` why there was nothing to fit. Of the `enough` who have
    enough answers, the intervals of `hold` contain the truth; `missed` are the others, and `few` have too few answers.
    """

    window: str
    contacts: int
    answers: int
    reasons: tuple[str, ...] = ()
    refused: str = ""
    enough: int = 0
    hold: int = 0
    few: int = 0
    missed: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether anything about single people may be shown."""
        return not self.reasons and not self.refused

    def __str__(self) -> str:
        if self.refused:
            return f"Scores of {self.window}: nothing could be made of them. {self.refused}"
        if self.reasons:
            return f"Scores of {self.window}: the gate holds. {' '.join(self.reasons)}"
        few = f"; {self.few} {'has' if self.few == 1 else 'have'} too few answers" if self.few else ""
        told = f"{self.hold} of {self.enough} intervals hold the truth, and nine in ten should{few}."
        return f"Scores of {self.window}: the gate passes; {told}"


def judge_floor(truths: Sequence[FloorTruth], files: Iterable[CustomerFile], policy: Policy) -> tuple[FloorScores, ...]:
    """Fit each window by what the record says of it, and hold the rows against the truth."""
    from amends.scores.inherited import taken

    rows = [row for file in files for row in taken(file, policy) if row.returned is not None]
    return tuple(_judged(truth, [row for row in rows if truth.window.holds(row.started_at)]) for truth in truths)


def _judged(truth: FloorTruth, rows: "Sequence[Taken]") -> FloorScores:
    from amends.scores.fair import fit
    from amends.scores.tables import tables_of

    seen = FloorScores(truth.window.name, len(rows), sum(row.answer is not None for row in rows))
    try:
        contacts, arrival, spared = tables_of(rows)
        found = fit(contacts, arrival, spared=spared)
    except Refused as error:
        return replace(seen, refused=str(error))
    if found.gate().held:
        return replace(seen, reasons=tuple(str(reason) for reason in found.gate().reasons))
    return held_against(truth.total_pp, found.agents(), seen)


def held_against(truth: dict[str, float], rows: "Iterable[AgentRow]", seen: FloorScores) -> FloorScores:
    """Count the intervals that hold the truth. Of whom nothing is known to be true, nothing is counted."""
    known = [row for row in rows if row.agent in truth]
    enough = [row for row in known if row.lo is not None and row.hi is not None]
    missed = tuple(row.agent for row in enough if not _holds(row, truth[row.agent]))
    hold = len(enough) - len(missed)
    return replace(seen, enough=len(enough), hold=hold, few=len(known) - len(enough), missed=missed)


def _holds(row: "AgentRow", truth_pp: float) -> bool:
    return row.lo is not None and row.hi is not None and row.lo <= truth_pp <= row.hi
