"""How a person's own figures are said to him: negative answers in a hundred, always as an interval. Pure.

No figure leaves this module without its two ends, and no word judges: a verdict is one of the five of scores.total.
"""

from typing import Final

from amends.scores.case import Step
from amends.scores.rows_of_agents import AgentRow
from amends.scores.total import ANSWERS_MIN, HELD, NOT_ENOUGH

AVERAGE: Final = "than an average colleague would have had on your contacts"
NEGATIVE: Final = "negative answers in a hundred"
FEWER, MORE = "fewer", "more"
LESS_LIKELY: Final = "After you a negative end was less likely"
MORE_LIKELY: Final = "After you a negative end was more likely"
AS_LIKELY: Final = "After you a negative end was about as likely as before"
UNKNOWN_AFTER: Final = "Nobody knows how it ended"


def capital(words: str) -> str:
    """With a capital at the front."""
    return words[:1].upper() + words[1:]


def headline(row: AgentRow) -> str:
    """The first sentence: the verdict, from how many answers, and the interval."""
    if row.verdict == NOT_ENOUGH or row.lo is None or row.hi is None:
        return not_enough(row.n_answers)
    answers = "1 answer" if row.n_answers == 1 else f"{row.n_answers:,} answers"
    told = f"{more_or_fewer(row.lo, row.hi)} {NEGATIVE} {AVERAGE}"
    return f"{capital(row.verdict)}, as far as {answers} can tell: {told}."


def not_enough(answers: int) -> str:
    """Where there are fewer than ANSWERS_MIN."""
    told = "1 answer" if answers == 1 else f"{answers} answers"
    return f"{capital(NOT_ENOUGH)}: {told}, and {ANSWERS_MIN} are needed."


def gap_words(row: AgentRow | None, *, held: bool, refused: bool) -> str:
    """Why a window has no figure, in a word or three; empty where it has one."""
    if held:
        return HELD
    if refused:
        return "not made"
    if row is None:
        return "no contacts"
    return NOT_ENOUGH if row.lo is None else ""


def more_or_fewer(low: float, high: float) -> str:
    """`between 3 fewer and 4 more`, `between 2 and 6 more`: percentage points as answers in a hundred."""
    digits = _digits(low, high)
    one, other = (_number(value, digits) for value in (low, high))
    if low >= 0:
        return f"between {one} and {other} {MORE}"
    if high <= 0:
        return f"between {other} and {one} {FEWER}"
    return f"between {one} {FEWER} and {other} {MORE}"


def span_words(low: float, high: float) -> str:
    """The same in a table: `3 fewer to 4 more`, `2 to 6 more`."""
    digits = _digits(low, high)
    one, other = (_number(value, digits) for value in (low, high))
    if low >= 0:
        return f"{one} to {other} {MORE}"
    if high <= 0:
        return f"{other} to {one} {FEWER}"
    return f"{one} {FEWER} to {other} {MORE}"


def of_hundred(low: float, high: float) -> str:
    """`41 to 46`: in a table whose head says that they are of a hundred."""
    digits = _digits(low, high)
    return f"{_number(low, digits)} to {_number(high, digits)}"


def in_hundred(low: float, high: float) -> str:
    """`between 41 and 46 in a hundred`, of values in a hundred."""
    digits = _digits(low, high)
    return f"between {_number(low, digits)} and {_number(high, digits)} in a hundred"


def movement(step: Step, following: Step | None) -> str:
    """One contact of one's own in its case, as an explanation: before, after, and which way it went."""
    before = f"before, {in_hundred(100 * step.low, 100 * step.high)} such cases end with a negative answer"
    if step.after is None:
        return f"{UNKNOWN_AFTER}: {before}."
    if following is None:
        ended = "negative" if step.after >= 0.5 else "not negative"
        return f"The answer after you was {ended}: {before}."
    after = in_hundred(100 * following.low, 100 * following.high)
    return f"{way(step, following)}: {before}; after, {after}."


def way(step: Step, following: Step | None) -> str:
    """Which way it went; what stays within the doubt went nowhere."""
    if step.after is None:
        return UNKNOWN_AFTER
    if following is not None and step.low <= step.after <= step.high:
        return AS_LIKELY
    return LESS_LIKELY if step.after < step.before else MORE_LIKELY


def _digits(low: float, high: float) -> int:
    """As few as tell the two ends from each other, and an end that is not zero from zero."""
    for digits in (0, 1, 2):
        ends = round(low, digits), round(high, digits)
        if ends[0] != ends[1] and all(end != 0 or told == 0 for end, told in zip(ends, (low, high), strict=True)):
            return digits
    return 2


def _number(value: float, digits: int) -> str:
    told = f"{abs(value):.{digits}f}"
    return (told.rstrip("0").rstrip(".") or "0") if digits else told
