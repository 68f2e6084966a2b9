"""A cause in sentences: which refunds, how much worse than the others, since when, and how sure that is."""

from collections.abc import Sequence
from typing import Final

from amends.causes import RefundCause, Spell
from amends.facts import Money
from amends.facts.moments import DAY_US, Moment, spoken_day

_SURE: Final = ((0.001, "1,000"), (0.01, "100"), (0.05, "20"))


def slice_words(literals: Sequence[str]) -> str:
    """`gateway = acme and version = 4.2`; a trait that nobody told is `version not told`."""
    told = [literal.partition("=") for literal in literals]
    return " and ".join(f"{name} = {value}" if value else f"{name} not told" for name, _, value in told)


def found_words(found: RefundCause) -> str:
    """How many of how many, and against the rest."""
    cause = found.cause
    words = f"{found.failures} of {cause.rows} did not arrive as we said ({percent(cause.rate)})"
    return f"{words}, {times(cause.lift)} as often as to be expected from the others"


def since_words(spell: Spell) -> str:
    """`since 8 May 2026`, and when it ended. The search counts days of UTC."""
    began = f"since {spoken_day(spell.onset.at)}" if spell.onset else ""
    ended = f"until {spoken_day(Moment(spell.end.at - DAY_US))}" if spell.end else ""
    if began and ended:
        return f"{began}, {ended}"
    return began or (f"from the first refund on, {ended}" if ended else "")


def turn_words(spell: Spell) -> str:
    """Between which days it began, and ended, with 95 %. Empty where each is one day."""
    told = (("began", spell.onset), ("was over", spell.end))
    return " ".join(
        f"It {verb} between {spoken_day(turn.lo)} and {spoken_day(turn.hi)} (95 % interval)."
        for verb, turn in told
        if turn is not None and turn.lo != turn.hi
    )


def sure_words(adj_p: float) -> str:
    """How often chance alone would show a slice like this."""
    for limit, searches in _SURE:
        if adj_p < limit:
            return f"Chance alone shows something like this in fewer than 1 of {searches} searches."
    return "It may be chance."


def times(lift: float) -> str:
    """`62 times`, `2.4 times`."""
    return f"{number(lift)} times"


def number(told: float) -> str:
    """`62`, `2.4`: more digits would say more than is known."""
    return f"{told:.0f}" if told >= 10 else f"{told:.1f}"


def percent(share: float) -> str:
    """`11 %`, `0.3 %`."""
    return f"{share * 100:.0f} %" if share >= 0.1 or share == 0 else f"{share * 100:.1f} %"


def money_words(sums: Sequence[Money]) -> str:
    """`5213.40 EUR, 12.00 GBP and 120.00 USD`. Nothing where there is none."""
    told = [str(money) for money in sums]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""
