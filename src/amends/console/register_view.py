"""How the register is shown: a line for each mistake, and the figures of the whole organisation above them."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import connection

from amends.facts import Moment
from amends.facts.moments import DAY_US, SECOND_US, spoken_day
from amends.learning.culture import Culture, culture
from amends.learning.effects import Effect
from amends.learning.harm import Harm
from amends.learning.mistake_words import harm_words, spoken_seconds
from amends.learning.mistakes import FoundBy, Mistake
from amends.learning.steps import step_words
from amends.record.programmes import programmes_told
from amends.recovery.brief.quotes import FOLDED
from amends.remediation import programmes

from .desk import mistakes as desk_mistakes
from .desk import store
from .desk.models import DeskTaken
from .hard_words import quoted
from .lesson_rows import SLOW_SECONDS, STALE_FACTOR
from .world import world

FIGURES_DAYS: Final = 365
FOUND_WORDS: Final = {
    FoundBy.CUSTOMER: "a customer told us",
    FoundBy.AGENT: "one of us noticed",
    FoundBy.WITNESS: "a witness showed it",
    FoundBy.MONITOR: "our own sweep found it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One mistake in the list."""

    mistake: Mistake
    what: str
    step: str
    when: str
    found: str
    harm: str


@dataclass(frozen=True, slots=True)
class _Figures:
    made_of: tuple[object, ...]
    culture: Culture
    at: Moment
    seconds: float


_lock = threading.Lock()
_kept: _Figures | None = None


def slices() -> dict[str, tuple[str, ...]]:
    """What the refunds of each remediation have in common, by its name."""
    return {one.id: one.scope.slice for one in programmes(programmes_told(world().record))}


def line_of(mistake: Mistake) -> Line:
    """Its first sentence, its step, how it was found and how long that took, and whom it harmed."""
    harm = harm_words(mistake.harm) if mistake.harm != Harm() else ""
    first = mistake.what.partition("\n")[0]
    return Line(
        mistake,
        FOLDED if quoted(first).folded else first,
        step_words(mistake.step),
        _when(mistake),
        found_words(mistake),
        harm,
    )


def found_words(mistake: Mistake) -> str:
    """How it was found, and after how long."""
    if not mistake.ways:
        return "A witness contradicts our record, and nobody has acted on it or asked about it yet."
    words = "the phone log shows it" if mistake.by_week else FOUND_WORDS[FoundBy(mistake.found_by)]
    taken = mistake.to_find_seconds
    return f"Found: {words}, after {spoken_seconds(taken)}." if taken else f"Found: {words}."


def _when(mistake: Mistake) -> str:
    """The day by which it stands in the list: when it was found, else since when it is."""
    at = mistake.found if mistake.found is not None else mistake.happened
    if at is None:
        return ""
    day = spoken_day(at, world().policy.zoneinfo)
    return f"the week of {day}" if mistake.by_week else f"found {day}" if mistake.ways else f"since {day}"


def figures(now: Moment, effects: Sequence[Effect]) -> Culture:
    """The figures of the last year, made anew when the desk or a verdict has changed. Confidential reports are not
    counted here: beside what others may read of them, a number of all would tell how many stayed unseen.
    """
    global _kept
    since = Moment(now - FIGURES_DAYS * DAY_US)
    those = people(since)
    made_of = (connection.settings_dict["NAME"], store.state().version, those, tuple(one.words for one in effects))
    with _lock:
        if _kept is not None and now - _kept.at >= 0:
            slow = now - _kept.at < _kept.seconds * STALE_FACTOR * SECOND_US and _kept.seconds > SLOW_SECONDS
            if (slow and _kept.made_of[0] == made_of[0]) or (_kept.made_of == made_of and now - _kept.at < DAY_US):
                return _kept.culture
        began = time.perf_counter()
        until = Moment(now + 1)  # what is found at this moment is among them
        found = desk_mistakes.found_between(since, until, {})
        told = culture(found, effects, since=since, until=until, people=those)
        _kept = _Figures(made_of, told, now, time.perf_counter() - began)
        return told


def people(since: Moment) -> int:
    """Of how many people the figures are: those who log in here, or those who took contacts, whichever are more."""
    users = User.objects.filter(is_active=True).count()
    return max(
        users, DeskTaken.objects.filter(started_at__gte=since).exclude(agent="").values("agent").distinct().count()
    )


def query_of(chosen: desk_mistakes.Filter, **other: str) -> str:
    """The address part for this choice."""
    told = {"step": chosen.step, "cause": chosen.cause, "q": chosen.asked} | other
    return urlencode({name: value for name, value in told.items() if value})
