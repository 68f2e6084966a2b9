"""Did a lesson work? Judged on its own population, as it was chosen before the change, and on witnessed rows alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from amends.facts import Moment, Refused

from .judged import CHARTS, Judged, Verdict, judge
from .judged_words import in_words, sentences
from .lessons import CONTACTS, REFUNDS, Lesson, LessonState
from .literals import is_in
from .rows import Rows
from .witnessed import Witnessed, WitnessedContact, WitnessedRefund

_KINDS: Final[dict[str, type[Witnessed]]] = {REFUNDS: WitnessedRefund, CONTACTS: WitnessedContact}
NOT_DONE: Final = "not done yet"
NO_ROWS: Final = "not enough yet"


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of one lesson. `words` is the verdict; `sentences` say what it rests on, or why there is none yet.
    `judged` is None as long as nothing can be compared.
    """

    lesson: Lesson
    words: str
    sentences: tuple[str, ...]
    judged: Judged | None = None

    @property
    def known(self) -> bool:
        """Whether a verdict stands."""
        return self.judged is not None and self.judged.verdict is not Verdict.NOT_ENOUGH_YET

    @property
    def worked(self) -> bool:
        """Surely more than half of what was expected went away, and it has not come back."""
        return self.judged is not None and self.judged.verdict is Verdict.WORKED


def population(rows: Iterable[Witnessed], lesson: Lesson, now: Moment) -> Rows:
    """The rows that the lesson is judged on, up to `now`. Those of which nobody knows what came are left out, those in
    the slice and in the control count for the slice.

    Raises TypeError for anything but what a witness saw: a report cannot come in here.
    """
    kind = _KINDS[lesson.population]
    kept: list[tuple[Moment, bool, bool]] = []
    for row in rows:
        if not isinstance(row, kind):
            raise TypeError(f"a lesson on {lesson.population} is not judged on {type(row).__name__}")
        failed = row.failed
        if failed is None or row.at > now:
            continue
        inside = is_in(row.traits, lesson.slice)
        if inside or (lesson.control and is_in(row.traits, lesson.control)):
            kept.append((row.at, failed, not inside))
    control = np.array([beside for _, _, beside in kept], np.bool_)
    return Rows(
        np.array([at for at, _, _ in kept], np.int64),
        np.array([failed for _, failed, _ in kept], np.bool_),
        control if lesson.control else None,
    )


def judge_lesson(
    lesson: Lesson, rows: Iterable[Witnessed], now: Moment, *, zone: ZoneInfo, charts: int = CHARTS
) -> Effect:
    """The effect of one lesson as of `now`; it is watched as one of `charts`. Not done, or nothing to compare with, is
    no error: it is said in words.
    """
    if lesson.state is not LessonState.DONE or lesson.since is None:
        return Effect(lesson, NOT_DONE, (lesson.sentence(zone),))
    chosen = population(rows, lesson, now)
    try:
        judged = judge(chosen, lesson.since, zone=zone, expected=lesson.expected_percent / 100, charts=charts)
    except Refused as error:
        return Effect(lesson, NO_ROWS, (f"Nothing can be compared yet: {error.problem.where} {error.problem.what}.",))
    return Effect(lesson, in_words(judged), tuple(sentences(judged, zone)), judged)


def judge_lessons(
    all_lessons: Sequence[Lesson], rows: dict[str, Sequence[Witnessed]], now: Moment, *, zone: ZoneInfo
) -> tuple[Effect, ...]:
    """All of them; `rows` by population. The false alarms of the charts are shared among those that are watched."""
    done = sum(lesson.state is LessonState.DONE for lesson in all_lessons)
    charts = max(done, CHARTS)
    return tuple(judge_lesson(one, rows.get(one.population, ()), now, zone=zone, charts=charts) for one in all_lessons)
