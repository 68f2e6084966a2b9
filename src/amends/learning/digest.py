"""What came up in a month, what we changed, and whether it helped: the digest as data, for a page, a mail, a text.

Steps and lessons stand in it, no customer, no contact, and nobody of us but to be thanked, all together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import datetime_of, moment_of, spoken_day

from .effects import Effect
from .harm import Harm, together
from .judged import Verdict
from .lessons import LessonState
from .mistake_words import harm_words
from .mistakes import Mistake
from .small_groups import K
from .steps import step_words

WHATS_MAX: Final = 3
_BETTER: Final = (Verdict.WORKED, Verdict.PARTLY)


@dataclass(frozen=True, slots=True)
class CameUp:
    """What came up at one step. `found_by_us` of `found` we noticed before a customer told us."""

    step: str
    count: int
    whats: tuple[str, ...]  # the most frequent first
    found: int
    found_by_us: int
    harm: Harm

    @property
    def sentence(self) -> str:
        """In words."""
        times = "once" if self.count == 1 else f"{self.count} times"
        head = f"{_first(step_words(self.step))}: {times}. {' '.join(self.whats)}"
        harm = f" Harm: {harm_words(self.harm)}." if self.harm != Harm() else ""
        ours = f" Found by ourselves: {self.found_by_us} of {self.found}." if self.found else ""
        return f"{head}{harm}{ours}"


@dataclass(frozen=True, slots=True)
class Digest:
    """One month. `effects` are those of the lessons that were done by its end, as they stood then."""

    month: str  # "June 2026"
    since: Moment
    until: Moment
    came_up: tuple[CameUp, ...] = ()
    changed: tuple[Effect, ...] = ()  # done in this month
    effects: tuple[Effect, ...] = ()
    planned: tuple[Effect, ...] = ()
    told: tuple[str, ...] = ()  # what was reported in confidence, in the words that others may read
    thanks: str = ""

    def sections(self, zone: ZoneInfo) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each heading with its lines, in the order of reading; a section without lines is left out."""
        due = ((one, one.lesson.last_moment) for one in self.planned)
        all_ = (
            ("What came up", tuple(one.sentence for one in self.came_up)),
            ("What was told in confidence", self.told),
            ("What we changed", tuple(f"{one.lesson.title}. {one.lesson.sentence(zone)}" for one in self.changed)),
            ("What worked", tuple(_effect(one) for one in self.effects if _is(one, *_BETTER))),
            ("What came back or did not help", tuple(_effect(one) for one in self.effects if _is_bad(one))),
            ("What cannot be told yet", tuple(_effect(one) for one in self.effects if not one.known)),
            ("What comes next", tuple(f"{one.lesson.title}. {_due(at, zone)}" for one, at in due)),
            ("Thank you", (self.thanks,) if self.thanks else ()),
        )
        return tuple((heading, lines) for heading, lines in all_ if lines)


def digest(
    month: Moment, mistakes: Iterable[Mistake], effects: Iterable[Effect], *, zone: ZoneInfo, told: Sequence[str] = ()
) -> Digest:
    """The digest of the month in which `month` is, in that zone. `effects` as of its end (`judge_lesson` with that
    `now`); `told` are summaries that small groups allow others to read. Mistakes count by when they were found, and
    where nobody has noticed by when they happened; calls that ended from our side only from five in the month on.
    """
    since, until, name = month_of(month, zone)
    inside = _hidden([one for one in mistakes if (at := _at(one)) is not None and since <= at < until])
    ours = [one.found_by_us for one in inside if one.found_by_us is not None]
    all_ = sorted(effects, key=lambda one: one.lesson.id)
    done = [one for one in all_ if one.lesson.since is not None and one.lesson.since < until]
    return Digest(
        month=name,
        since=since,
        until=until,
        came_up=_came_up(inside),
        changed=tuple(one for one in done if since <= (one.lesson.since or 0) and one.lesson.state is LessonState.DONE),
        effects=tuple(one for one in done if one.lesson.state is LessonState.DONE),
        planned=tuple(one for one in all_ if one.lesson.open and one.lesson.made < until),
        told=tuple(told),
        thanks=_thanks(sum(ours), len(ours), confided=bool(told)),
    )


def month_of(moment: Moment, zone: ZoneInfo) -> tuple[Moment, Moment, str]:
    """When the month of this moment begins and ends in that zone, and what it is called."""
    first = datetime_of(moment, zone).date().replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    begin, end = (moment_of(datetime.combine(day, time(), zone)) for day in (first, after))
    return begin, end, f"{first:%B %Y}"


def _at(mistake: Mistake) -> Moment | None:
    return mistake.found if mistake.found is not None else mistake.happened


def _hidden(inside: Sequence[Mistake]) -> list[Mistake]:
    """Without those that are told by their week, where they are so few that one would look for whose they were."""
    by_week = sum(one.by_week for one in inside)
    return [one for one in inside if not one.by_week or by_week >= K]


def _came_up(inside: Sequence[Mistake]) -> tuple[CameUp, ...]:
    by_step: dict[str, list[Mistake]] = {}
    for one in inside:
        by_step.setdefault(one.step, []).append(one)
    found = [_of_step(step, those) for step, those in by_step.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.step)))


def _of_step(step: str, those: Sequence[Mistake]) -> CameUp:
    whats = Counter(one.what.partition("\n")[0] for one in those if one.what)
    frequent = sorted(whats, key=lambda what: (-whats[what], what))[:WHATS_MAX]
    ours = [one.found_by_us for one in those if one.found_by_us is not None]
    return CameUp(step, len(those), tuple(frequent), len(ours), sum(ours), together(one.harm for one in those))


def _thanks(ours: int, found: int, *, confided: bool) -> str:
    if not ours and not confided:
        return ""
    before = f" {ours} of {found} mistakes were found before a customer had to tell us." if ours else ""
    trust = " Some of it was told in confidence, which takes courage." if confided else ""
    return f"To everybody who looked, asked and said what went wrong.{before}{trust}"


def _is(effect: Effect, *verdicts: Verdict) -> bool:
    return effect.judged is not None and effect.judged.verdict in verdicts


def _is_bad(effect: Effect) -> bool:
    return effect.known and not _is(effect, *_BETTER)


def _effect(effect: Effect) -> str:
    return f"{effect.lesson.title}: {effect.words}."


def _due(due: Moment | None, zone: ZoneInfo) -> str:
    return f"To be done by {spoken_day(due, zone)}." if due is not None else "No day is named."


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
