"""The two files of a routing decision: who waits, and who may take something.

What cannot be read is refused with its line, and nothing is decided: a contact that is left out quietly is a customer
who is forgotten.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amends.facts import Moment, Problem, Refused
from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

from .routing_floor import Agent, Contact
from .weights import Weights, normal_channel

CONTACT_COLUMNS: Final = (
    *("contact_id", "channel", "skill", "waiting_since", "max_wait_minutes", "q80_minutes"),
    *("hard", "known_agent", "promised_from", "promised_to"),
)
CONTACT_COLUMNS_MORE: Final = ("returning", "not_agents")  # may be missing
AGENT_COLUMNS: Final = ("agent", "skills", "shift_end", "load", "shift_total")
AGENT_COLUMNS_MORE: Final = ("free_since", "capacity", "open", "channels")
_YES: Final = {"true": True, "1": True, "1.0": True, "yes": True, "false": False, "0": False, "0.0": False, "no": False}
_NOTHING: Final = ("", "null", "none", "nan")


@dataclass(frozen=True, slots=True)
class Heard:
    """`notes` are said once."""

    contacts: tuple[Contact, ...]
    agents: tuple[Agent, ...]
    notes: tuple[str, ...]


def hear_routing(contacts: Sheet, agents: Sheet, weights: Weights) -> Heard:
    """Raises Refused: a column that is missing, a name that stands twice, a number, time or channel that is none."""
    waiting, people = (
        _Cells(contacts, CONTACT_COLUMNS, CONTACT_COLUMNS_MORE),
        _Cells(agents, AGENT_COLUMNS, AGENT_COLUMNS_MORE),
    )
    found = tuple(_contact(waiting, row, weights) for row in range(waiting.rows))
    able = tuple(_agent(people, row, weights) for row in range(people.rows))
    waiting.check_once("contact_id", [one.contact_id for one in found])
    people.check_once("agent", [one.agent for one in able])
    return Heard(found, able, tuple(dict.fromkeys((*waiting.notes, *people.notes))))


def _contact(cells: "_Cells", row: int, weights: Weights) -> Contact:
    channel = _channel(cells, "channel", row, cells.name("channel", row), weights)
    longest = weights.max_wait_minutes.get(channel, max(weights.max_wait_minutes.values()))
    begins, ends = cells.moment("promised_from", row), cells.moment("promised_to", row)
    if begins is None and ends is not None:
        raise cells.refused("promised_from", row, "is empty beside promised_to", "Name both, or neither")
    if begins is not None and ends is not None and ends < begins:
        raise cells.refused("promised_to", row, "is before promised_from", "Check the two")
    return Contact(
        contact_id=cells.name("contact_id", row),
        channel=channel,
        skill=cells.text("skill", row),
        waiting_since=cells.moment("waiting_since", row),
        max_wait_minutes=cells.number("max_wait_minutes", row, longest, least=1e-3),
        q80_minutes=cells.number("q80_minutes", row, weights.routing.q80_minutes),
        hard=cells.yes("hard", row),
        known_agent=cells.text("known_agent", row),
        promised_from=begins,
        promised_to=ends,
        returning=cells.yes("returning", row),
        not_agents=tuple(sorted(set(cells.several("not_agents", row, ";")))),
    )


def _agent(cells: "_Cells", row: int, weights: Weights) -> Agent:
    channels = {_channel(cells, "channels", row, word, weights) for word in cells.several("channels", row)}
    return Agent(
        agent=cells.name("agent", row),
        skills=tuple(dict.fromkeys(cells.several("skills", row))),
        shift_end=cells.moment("shift_end", row),
        load=cells.number("load", row, 0.0),
        shift_total=cells.number("shift_total", row, 0.0),
        free_since=cells.moment("free_since", row),
        capacity=cells.count("capacity", row, 1),
        in_hand=cells.count("open", row, 0),
        channels=tuple(sorted(channels)),
    )


def _channel(cells: "_Cells", column: str, row: int, word: str, weights: Weights) -> str:
    channel = normal_channel(word)
    if channel not in weights.channels:
        step = f"Channels are {', '.join(sorted(weights.channels))}; others are added in care.toml"
        raise cells.refused(column, row, "is no channel of the table", step)
    return channel


class _Cells:
    """A sheet as texts and moments by row; what is wrong is refused with its line and column."""

    def __init__(self, sheet: Sheet, needed: Sequence[str], further: Sequence[str] = ()) -> None:
        for name in needed:
            sheet.check_column(name)
        self._sheet = sheet
        names = [*needed, *(name for name in further if name in sheet.names)]
        self._texts = {name: [_text(value) for value in sheet.column(name).to_pylist()] for name in names}
        self.rows = len(self._texts[needed[0]])
        good = sheet.good_rows(self.rows)
        for row in range(self.rows):
            if not good[row]:
                raise Refused(sheet.wrong(row))
        self.notes: list[str] = []
        self._moments = {name: self._hear(name) for name in names if name in _TIMES}

    def refused(self, column: str, row: int, what: str, step: str) -> Refused:
        value = self._texts[column][row]
        return Refused(Problem(self._sheet.where, what, step, line=self._sheet.line(row), column=column, value=value))

    def text(self, column: str, row: int) -> str:
        """Nothing where the file has no such column."""
        return self._texts[column][row] if column in self._texts else ""

    def several(self, column: str, row: int, between: str = ";|,") -> list[str]:
        words = (word.strip() for word in re.split(f"[{between}]", self.text(column, row)))
        return [word for word in words if word]

    def name(self, column: str, row: int) -> str:
        if not self._texts[column][row]:
            raise self.refused(column, row, "is empty", "Name it")
        return self._texts[column][row]

    def number(self, column: str, row: int, default: float, least: float = 0.0) -> float:
        text = self._texts[column][row]
        if not text:
            return default
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number >= least):
            what = "is no number of at least 0" if not least else "is no number above 0"
            raise self.refused(column, row, what, "Correct it, or leave it empty for the default")
        return number

    def count(self, column: str, row: int, default: int) -> int:
        text = self.text(column, row)
        if not text:
            return default
        if not re.fullmatch(r"\d{1,4}(?:\.0+)?", text):
            raise self.refused(column, row, "is no whole number from 0 to 9999", "Correct it, or leave it empty")
        return int(float(text))

    def yes(self, column: str, row: int) -> bool:
        text = self.text(column, row).lower()
        if text and text not in _YES:
            raise self.refused(column, row, "is neither true nor false", "Correct it")
        return _YES.get(text, False)

    def moment(self, column: str, row: int) -> Moment | None:
        heard = self._moments.get(column)
        return heard(row) if heard else None

    def check_once(self, column: str, names: Sequence[str]) -> None:
        seen: set[str] = set()
        for row, name in enumerate(names):
            if name in seen:
                raise self.refused(column, row, "stands in the file twice", "Keep one row for it")
            seen.add(name)

    def _hear(self, column: str) -> Callable[[int], Moment | None]:
        texts = self._texts[column]
        if not any(texts):
            return lambda row: None
        heard = hear_times(self._sheet.chunks(column), self.rows, self._sheet.where, column)
        self.notes += heard.notes
        for row, text in enumerate(texts):
            if text and not heard.good[row]:
                raise self.refused(column, row, "is no time", "Write for example 2026-05-03T14:20:00Z")
        return lambda row: Moment(int(heard.at[row])) if texts[row] else None


_TIMES: Final = ("waiting_since", "promised_from", "promised_to", "shift_end", "free_since")


def _text(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return "" if text.lower() in _NOTHING else text
