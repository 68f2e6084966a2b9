"""A mistake in the words of a page: what, at which step, how it was found, whom it harmed."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US, SECOND_US, spoken_day

from .harm import Harm
from .mistakes import Mistake
from .steps import step_words

_DAY: Final = DAY_US // SECOND_US
_HOUR: Final = HOUR_US // SECOND_US
_MINUTE: Final = MINUTE_US // SECOND_US


def sentences(mistake: Mistake, zone: ZoneInfo) -> Iterator[str]:
    """All that can be said of it, the most important first."""
    yield mistake.what or "Something went wrong."
    yield f"The step was {step_words(mistake.step)}."
    yield from _when(mistake, zone)
    if mistake.harm != Harm():
        yield f"Harm: {harm_words(mistake.harm)}."
    if mistake.surprised:
        yield f"Why it surprised us: {mistake.surprised}"


def _when(mistake: Mistake, zone: ZoneInfo) -> Iterator[str]:
    if mistake.happened is not None:
        week = "In the week of " if mistake.by_week else "It went wrong on "
        yield f"{week}{spoken_day(mistake.happened, zone)}."
    if mistake.by_week:
        return
    if not mistake.ways:
        yield "A witness contradicts our record, and nobody has acted on it or asked about it yet."
        return
    first, *others = mistake.ways
    taken = mistake.to_find_seconds
    after = f", after {spoken_seconds(taken)}" if taken else ""
    yield f"It was found on {spoken_day(first.at, zone)}{after}: {first.how}."
    yield from (f"It was seen again on {spoken_day(way.at, zone)}: {way.how}." for way in others)


def harm_words(harm: Harm) -> str:
    """ "129.00 EUR, 1 person, 2 contacts that need not have been": nothing is left out, nothing is added up."""
    people = "1 person" if harm.people == 1 else f"{harm.people} people"
    caused = "1 contact" if harm.contacts_caused == 1 else f"{harm.contacts_caused} contacts"
    said = [*(str(money) for money in harm.money), *((people,) if harm.people else ())]
    if harm.contacts_caused:
        said.append(f"{caused} that need not have been")
    return ", ".join(said) or "none that the records show"


def spoken_seconds(seconds: float) -> str:
    """A duration as a person says it, in the largest unit of which there are two: "3 days", "40 hours"."""
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}s"
    return "less than 2 minutes"
