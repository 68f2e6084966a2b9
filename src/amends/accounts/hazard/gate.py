"""The gate: with few events any probability would be a guess with decimals, so there is none."""

from typing import Final

EVENTS_MIN: Final = 100


def enough_events(events: int) -> bool:
    """Whether so many events bear a probability: a rule of thumb of ten events for each of some ten effects (Peduzzi
    and others 1996, Journal of Clinical Epidemiology 49:1373), and the ridge holds the rest.
    """
    return events >= EVENTS_MIN
