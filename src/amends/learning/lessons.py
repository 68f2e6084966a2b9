"""Lessons: what is changed so that a mistake does not come back, by whom and when. A fold of `lesson.made` and
`lesson.changed`; whether it helped is judged elsewhere, by what witnesses tell.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Entry, Moment, NotAllowed, Problem, Refused, in_order_of_happening
from amends.facts.kinds import LessonChanged, LessonMade
from amends.facts.moments import spoken_day

from .literals import check_literal, is_in, of_people
from .steps import STEPS

REFUNDS: Final = "refunds"
CONTACTS: Final = "contacts"
POPULATIONS: Final = {
    REFUNDS: "refunds: whether an independent witness contradicts our record",
    CONTACTS: "contacts: whether the customer had to come back",
}
TEXT_CHARACTERS_MAX: Final = 4_000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")
_LESSON: Final = "The lesson"


class LessonState(StrEnum):
    """Where a lesson stands."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


_ORDER: Final = {LessonState.OVERDUE: 0, LessonState.PLANNED: 1, LessonState.DONE: 2, LessonState.DROPPED: 3}


@dataclass(frozen=True, slots=True)
class LessonEvent:
    """One thing that became of it. `at` is when it was told, `since` from when the change holds."""

    at: Moment
    event: str  # done | moved | dropped
    words: str = ""
    since: Moment | None = None
    due: Moment | None = None  # when its day is over

    @property
    def last_moment(self) -> Moment | None:
        """The last one of the day by which it is to be done: what people are told."""
        return _last(self.due)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `owner` is who does it, not who erred. `expected_percent` of the mistakes are to go away; it is
    judged from `since` on, over `population` in `slice`, against `control` where there is one.
    """

    id: str
    title: str
    change: str
    owner: str
    state: LessonState
    made: Moment
    made_by: str
    population: str
    expected_percent: int
    slice: tuple[str, ...] = ()
    control: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()  # ids in the register
    due: Moment | None = None  # when the day by which it is to be done is over
    since: Moment | None = None
    events: tuple[LessonEvent, ...] = ()

    @property
    def open(self) -> bool:
        """Somebody still has to do it."""
        return self.state in (LessonState.PLANNED, LessonState.OVERDUE)

    @property
    def last_moment(self) -> Moment | None:
        """The last one of the day by which it is to be done: what people are told."""
        return _last(self.due)

    @property
    def dropped_because(self) -> str:
        """Why it was given up; empty where it was not."""
        return self.events[-1].words if self.state is LessonState.DROPPED else ""

    def sentence(self, zone: ZoneInfo) -> str:
        """Where it stands, in words."""
        match self.state:
            case LessonState.DONE:
                return f"Changed on {spoken_day(self.since, zone)}." if self.since is not None else "Changed."
            case LessonState.DROPPED:
                return f"Given up: {self.dropped_because}"
            case LessonState.OVERDUE:
                return (
                    f"It was to be done by {_day(self.last_moment, zone)}: do it, move it, or give it up with a reason."
                )
            case _:
                return f"To be done by {_day(self.last_moment, zone)}."


def lessons(told: Iterable[Entry], now: Moment) -> tuple[Lesson, ...]:
    """Every lesson as of `now`: overdue ones first, then by their due time; those that are done the newest first.

    The order of the entries does not matter. Of two lessons under one name the first counts; what was done after it
    was given up, or given up after it was done, is as the last of them says.
    """
    made: dict[str, Lesson] = {}
    events: dict[str, list[LessonEvent]] = {}
    for entry in in_order_of_happening(told):
        what = entry.what
        if entry.occurred > now:
            continue
        if isinstance(what, LessonMade):
            made.setdefault(what.lesson, _made(entry, what))
        elif isinstance(what, LessonChanged):
            event = LessonEvent(entry.occurred, what.event, what.words, what.since, what.due)
            events.setdefault(what.lesson, []).append(event)
    found = [_folded(lesson, events.get(name, ()), now) for name, lesson in made.items()]
    return tuple(sorted(found, key=_place))


def check_lesson(told: LessonMade, *, known: Collection[str], now: Moment) -> LessonMade:
    """A lesson that may be written down, whose words were looked through for names. Raises Refused."""
    if not _NAME.fullmatch(told.lesson):
        step = "Use 3 to 80 small letters, digits, points and dashes: check-gateway-state-2026-06"
        raise Refused(Problem(_LESSON, "has no name that can stand in an address", step, value=told.lesson))
    if told.lesson in known:
        raise Refused(Problem(_LESSON, "has a name that another one has", "Choose another", value=told.lesson))
    for text, what, step in (
        (told.title, "has no title", "Write in one line what is changed"),
        (told.change, "does not say what is changed", "Write what will be different, and where"),
        (told.owner, "has no owner", "Name who does it: what everybody does, nobody does"),
        (told.by, "does not say who wrote it", "Open the page again"),
    ):
        if not text.strip():
            raise Refused(Problem(_LESSON, what, step))
        if len(text) > TEXT_CHARACTERS_MAX:
            raise Refused(Problem(_LESSON, f"has a text of more than {TEXT_CHARACTERS_MAX} characters", "Shorten it"))
    if told.due is None or told.due <= now:
        raise Refused(Problem(_LESSON, "has no day in the future by which it is done", "Choose one"))
    if not 1 <= told.expected_percent <= 100:
        step = "Write how many of a hundred mistakes shall go away: 1 to 100"
        raise Refused(Problem(_LESSON, "expects no effect that can be judged", step, value=str(told.expected_percent)))
    _check_judged_on(told)
    return told


def check_change(told: LessonChanged, lesson: Lesson, *, now: Moment, is_lead: bool) -> LessonChanged:
    """What may become of a lesson. Raises NotAllowed for whoever neither owns it, wrote it nor leads, Refused for what
    is missing.
    """
    if told.by not in (lesson.owner, lesson.made_by) and not is_lead:
        raise NotAllowed(Problem(_LESSON, "is somebody else's", "Ask its owner, whoever wrote it, or a lead"))
    if told.event not in ("done", "moved", "dropped"):
        raise Refused(Problem("This change", "is not one that is known", "Open the page again", value=told.event))
    if lesson.state is LessonState.DROPPED or (told.event != "dropped" and lesson.state is LessonState.DONE):
        raise NotAllowed(Problem(_LESSON, f"is {lesson.state} already", "Make a new one where more is changed"))
    if told.event == "done" and (told.since is None or told.since > now):
        step = "Say since when the change holds: from there it is judged"
        raise Refused(Problem("This change", "has no time in the past", step))
    if told.event == "moved" and (told.due is None or told.due <= now):
        raise Refused(Problem("This change", "has no day in the future", "Choose the new day"))
    if told.event != "done" and not told.words.strip():
        raise Refused(Problem("This change", "has no reason", "Write why: whoever comes after you reads it"))
    if len(told.words) > TEXT_CHARACTERS_MAX:
        raise Refused(Problem("This change", f"has more than {TEXT_CHARACTERS_MAX} characters", "Shorten it"))
    return told


def check_traits(told: LessonMade, known: Collection[str]) -> LessonMade:
    """That what it is judged on is there, where `known` are the traits of all that it may be judged on: a slip of the
    pen would leave it without a verdict for ever. Raises Refused with the nearest one.
    """
    there = [trait for trait in sorted(known) if not of_people(trait)]
    for where, literals in (("The slice", told.slice), ("The control", told.control)):
        for literal in literals:
            if there and not is_in(there, (literal,)):
                near = get_close_matches(literal, there, n=1, cutoff=0.6)
                step = f"Did you mean {near[0]}?" if near else f"Known are for example {', '.join(there[:6])}"
                raise Refused(Problem(where, f"is in none of the {told.population} so far", step, value=literal))
    return told


def texts_of(told: LessonMade | LessonChanged) -> tuple[str, ...]:
    """What somebody wrote freely, to be looked through for names before it is saved. An owner is meant to be named."""
    texts = (told.title, told.change) if isinstance(told, LessonMade) else (told.words,)
    return tuple(text for text in texts if text.strip())


def _check_judged_on(told: LessonMade) -> None:
    """What it is judged on has to be decided before it is done: afterwards some slice always looks better."""
    if told.population not in POPULATIONS:
        step = "Choose refunds or contacts: reports are never what a lesson is judged on"
        raise Refused(Problem("The population", "is not one that a witness sees", step, value=told.population))
    inside = {check_literal(literal, "The slice") for literal in told.slice}
    control = {check_literal(literal, "The control") for literal in told.control}
    if control and inside == control:
        raise Refused(Problem("The control", "is the slice itself", "Name one in which nothing is changed"))
    for step in told.steps:
        if step not in STEPS:
            raise Refused(Problem("The step", "is not one of the list", "Choose one of the list", value=step))


def _made(entry: Entry, what: LessonMade) -> Lesson:
    return Lesson(
        id=what.lesson,
        title=what.title,
        change=what.change,
        owner=what.owner,
        state=LessonState.PLANNED,
        made=entry.occurred,
        made_by=what.by,
        population=what.population,
        expected_percent=what.expected_percent,
        slice=what.slice,
        control=what.control,
        steps=what.steps,
        mistakes=what.mistakes,
        due=what.due,
    )


def _folded(lesson: Lesson, events: Iterable[LessonEvent], now: Moment) -> Lesson:
    state, since, due, told = LessonState.PLANNED, lesson.since, lesson.due, tuple(events)
    for event in told:
        if event.event == "done":
            state, since = LessonState.DONE, event.since if event.since is not None else event.at
        elif event.event == "dropped":
            state = LessonState.DROPPED
        elif event.event == "moved" and event.due is not None:
            due = event.due
    if state is LessonState.PLANNED and due is not None and due <= now:
        state = LessonState.OVERDUE
    return replace(lesson, state=state, since=since, due=due, events=told)


def _place(lesson: Lesson) -> tuple[int, int, str]:
    when = lesson.due or 0 if lesson.open else -(lesson.since or lesson.made)
    return _ORDER[lesson.state], when, lesson.id


def _last(due: Moment | None) -> Moment | None:
    return None if due is None else Moment(due - 1)


def _day(due: Moment | None, zone: ZoneInfo) -> str:
    return spoken_day(due, zone) if due is not None else "a day that nobody named"
