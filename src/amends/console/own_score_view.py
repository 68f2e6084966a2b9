"""What somebody sees of his own scores: his interval over time, what he was handed, and which cases moved it. Pure.

It is for him alone. While the gate holds there is nothing in it but why, and below 30 answers no figure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Moment
from amends.scores.case import Step
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Share
from amends.scores.taken import OWN, Taken
from amends.scores.total import PRACTICAL
from amends.scores.windows import Window

from .contact_key import contact_key
from .figures.over_time import OverTime, Span, over_time
from .own_score_words import (
    NEGATIVE,
    gap_words,
    headline,
    in_hundred,
    more_or_fewer,
    movement,
    not_enough,
    of_hundred,
    span_words,
)

WINDOWS_SHOWN_MAX: Final = 12
MOVED_SHOWN_MAX: Final = 10
NO_WINDOW: Final = "No window of scores has closed yet."
HELD_SENTENCE: Final = "Held: nothing that is said about a single person would be fair now, so nothing is said."
_REPEATS: Final = "prior_contacts"
FIELD_WORDS: Final = {
    _REPEATS: "The customer had been in contact about it before",
    "wrong_information": "The customer had been told something wrong",
    "irreversible_action": "Something had been done that cannot be undone",
    "fixable": "The rules did not allow what was wanted",
    "waiting_minutes": "The customer had waited a minute or more",
}


@dataclass(frozen=True, slots=True)
class OwnWindow:
    """One closed window as far as it is about one person: his row (None where he took no contact, or while the gate
    holds for `reasons`), what the pictures have of him, how often everybody's answers were negative, and the words of
    the refusal where no scores could be made.
    """

    window: Window
    row: AgentRow | None = None
    pictured: Pictured | None = None
    usual: Share | None = None
    reasons: tuple[Reason, ...] = ()
    refused: str = ""

    @property
    def held(self) -> bool:
        """Whether the gate holds."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One window in the table; a figure is an interval or empty."""

    name: str
    verdict: str
    answers: str = ""
    total: str = ""
    own: str = ""
    left: str = ""
    handed: str = ""


@dataclass(frozen=True, slots=True)
class OwnScore:
    """The page: one sentence, more of them, the table with the newest window first, and the picture. While the gate
    holds there are `reasons` and nothing else.
    """

    sentence: str
    window: str = ""
    reasons: tuple[Reason, ...] = ()
    more: tuple[str, ...] = ()
    lines: tuple[OwnLine, ...] = ()
    picture: OverTime | None = None


@dataclass(frozen=True, slots=True)
class InheritedLine:
    """Of so many contacts: how often it was so, how often not, how often nobody vouched for it, and how many values
    were not taken because they were his own, or came after he had picked up.
    """

    words: str
    so: int
    not_so: int
    unknown: int
    own: int
    later: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One contact of his, and how the case went before and after it: an explanation, never a verdict."""

    contact: str
    at: Moment
    reason: str
    channel: str
    words: str

    @property
    def key(self) -> str:
        """Of its page."""
        return contact_key(self.contact)


def own_score(windows: Sequence[OwnWindow]) -> OwnScore:
    """His windows, oldest first, as the page shows them."""
    if not windows:
        return OwnScore(NO_WINDOW)
    last = windows[-1]
    if last.held:
        return OwnScore(HELD_SENTENCE, last.window.name, last.reasons)
    shown = windows[-WINDOWS_SHOWN_MAX:]
    return OwnScore(
        sentence=_sentence(last),
        window=last.window.name,
        more=_more(last),
        lines=tuple(_line(one) for one in reversed(shown)),
        picture=over_time([_span(one) for one in shown], 100 * PRACTICAL),
    )


def inherited_lines(rows: Sequence[Taken]) -> tuple[InheritedLine, ...]:
    """What came with these contacts, field by field; none of no contacts."""
    told = {value.field for row in rows for value in (*row.inherited, *(one.told for one in row.refused))}
    names = [*FIELD_WORDS, *sorted(told - FIELD_WORDS.keys())] if rows else []
    return tuple(_inherited(name, rows) for name in names)


def spared_words(rows: Sequence[Taken]) -> str:
    """Which of these contacts count for nobody, and why; empty where all count."""
    why = Counter(row.left_out for row in rows if row.left_out)
    told = ", ".join(f"{count} {words}" for words, count in sorted(why.items()))
    return f"Counted for nobody: {told}." if told else ""


def moved_most(
    contacts: Iterable[tuple[Taken, Step | None]], following: Callable[[str], Step | None]
) -> tuple[Moved, ...]:
    """The contacts after which their case stood most differently, each with its own step; `following` gives the next
    step of its case. Those of which nobody knows what came after are in none.
    """
    known = [(row, step) for row, step in contacts if step is not None and step.change is not None]
    known = [(row, step) for row, step in known if not row.left_out]
    known.sort(key=lambda one: (-abs(one[1].change or 0.0), one[0].started_at, one[0].contact))
    return tuple(
        Moved(row.contact, row.started_at, row.reason, row.channel, movement(step, following(row.contact)))
        for row, step in known[:MOVED_SHOWN_MAX]
    )


def _sentence(last: OwnWindow) -> str:
    if last.refused:
        return f"No scores could be made for {last.window.name}: {last.refused}"
    if last.row is None:
        return not_enough(0)
    return headline(last.row)


def _more(last: OwnWindow) -> tuple[str, ...]:
    """The parts, and what he was handed."""
    row = last.row
    if row is None or row.own_lo is None or row.own_hi is None:
        return ()
    own = f"Your own contacts, by the answers after them: {more_or_fewer(row.own_lo, row.own_hi)} {NEGATIVE}."
    left = f"What you left to whoever came next, over all your contacts and without any survey: {_left(row)}."
    return (own, left, _handed(last)) if last.pictured is not None else (own, left)


def _left(row: AgentRow) -> str:
    if row.left_lo is None or row.left_hi is None:
        return "nothing is known, since nobody's next contact is on record"
    return f"{more_or_fewer(row.left_lo, row.left_hi)} {NEGATIVE}"


def _handed(last: OwnWindow) -> str:
    assert last.pictured is not None, "asked above"
    told = in_hundred(last.pictured.burden_lo, last.pictured.burden_hi)
    words = f"What you were handed: with contacts like yours an average colleague has {told} negative answers"
    if last.usual is None or not last.usual.of:
        return f"{words}."
    return f"{words}; of everybody's answers {in_hundred(100 * last.usual.low, 100 * last.usual.high)} were negative."


def _line(one: OwnWindow) -> OwnLine:
    row = one.row
    gap = gap_words(row, held=one.held, refused=bool(one.refused))
    if gap or row is None:
        answers = str(row.n_answers) if row is not None and not one.held else ""
        return OwnLine(one.window.name, gap, answers)
    handed = of_hundred(one.pictured.burden_lo, one.pictured.burden_hi) if one.pictured is not None else ""
    return OwnLine(
        name=one.window.name,
        verdict=row.verdict,
        answers=f"{row.n_answers:,}",
        total=_between(row.lo, row.hi),
        own=_between(row.own_lo, row.own_hi),
        left=_between(row.left_lo, row.left_hi),
        handed=handed,
    )


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else span_words(low, high)


def _span(one: OwnWindow) -> Span:
    why = gap_words(one.row, held=one.held, refused=bool(one.refused))
    if why or one.row is None:
        return Span(one.window.name, None, None, None, why)
    return Span(one.window.name, one.row.total_pp, one.row.lo, one.row.hi)


def _inherited(field: str, rows: Sequence[Taken]) -> InheritedLine:
    is_so = _IS_SO.get(field, _above_zero)
    told = [value.value for row in rows for value in row.inherited if value.field == field]
    refused = Counter(one.why for row in rows for one in row.refused if one.told.field == field)
    so = sum(map(is_so, told))
    return InheritedLine(
        words=FIELD_WORDS.get(field, field.replace("_", " ").capitalize()),
        so=so,
        not_so=len(told) - so,
        unknown=len(rows) - len(told),
        own=refused[OWN],
        later=sum(refused.values()) - refused[OWN],
    )


def _above_zero(value: float) -> bool:
    return value > 0


def _not_one(value: float) -> bool:
    return value != 1


def _a_minute(value: float) -> bool:
    return value >= 1


_IS_SO: Final[dict[str, Callable[[float], bool]]] = {"fixable": _not_one, "waiting_minutes": _a_minute}
