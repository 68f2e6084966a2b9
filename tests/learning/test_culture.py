"""Culture figures: of an organisation, with their intervals, and never of a few."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from math import comb
from random import Random
from zoneinfo import ZoneInfo

import pytest

from amends.facts import Moment, Verdict
from amends.facts.moments import DAY_US, HOUR_US, hear_moment
from amends.learning.culture import Culture, Quarter, culture, median, self_reports, share
from amends.learning.effects import Effect, judge_lesson
from amends.learning.lessons import Lesson, LessonState
from amends.learning.mistakes import FoundBy, Mistake, Way
from amends.learning.reports import Change, Report
from amends.learning.witnessed import WitnessedRefund

ZONE = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = hear_moment("2026-04-01T00:00:00Z"), hear_moment("2026-07-01T00:00:00Z")
NOW = hear_moment("2026-10-10T00:00:00Z")


def mistake(number: int, by: FoundBy | None, hours: float = 24, **more: object) -> Mistake:
    happened = Moment(SINCE + number * DAY_US)
    ways = () if by is None else (Way(Moment(happened + int(hours * HOUR_US)), by, "somehow"),)
    return Mistake(f"noted:{number}", "refund.send", "It failed.", happened, ways, **more)  # type: ignore[arg-type]


MISTAKES = [
    *(mistake(number, FoundBy.CUSTOMER, 240) for number in range(6)),
    *(mistake(number, FoundBy.MONITOR, 2) for number in range(6, 10)),
    *(mistake(number, None) for number in range(10, 13)),
]


def effect(name: str, every_after: int) -> Effect:
    """Of a lesson after which every so many'th refund fails; every fifth did before."""
    state = LessonState.DONE
    lesson = Lesson(name, "Ask", "", "ruth", state, SINCE, "omar", "refunds", 80, since=SINCE)
    rows = [
        WitnessedRefund(Moment(SINCE + n * HOUR_US), Verdict.CUSTOMER_RIGHT if n % every == 0 else Verdict.RECORD_RIGHT)
        for every, span in ((5, range(-1_500, 0)), (every_after, range(1_500)))
        for n in span
    ]
    return judge_lesson(lesson, rows, NOW, zone=ZONE)


def report(week: str, *events: str) -> Report:
    changes = tuple(Change(f"{n}", NOW, event) for n, event in enumerate(events))
    return Report("1", "receipt", hear_moment(f"{week}T00:00:00+02:00"), "other", "x", "", changes)


def test_the_figures_of_a_quarter_each_with_its_interval() -> None:
    figures = culture(MISTAKES, [effect("a", 200), effect("b", 5)], since=SINCE, until=UNTIL, people=12)
    assert figures.found_by_us is not None
    assert figures.found_by_us.words == "4 of 10 (12 % to 74 %)"
    assert figures.to_find is not None
    assert figures.to_find.words == "10 days (2 hours to 10 days)"
    assert (figures.unnoticed, figures.lessons_open) == (3, 0)
    assert figures.lessons_worked is not None
    assert (figures.lessons_worked.count, figures.lessons_worked.of) == (1, 2)
    assert figures.sentences(ZONE)[1:] == (
        "Found by ourselves before the customer told us: 4 of 10 (12 % to 74 %).",
        "Half of all mistakes were found within 10 days (2 hours to 10 days).",
        "Seen by a witness, and nobody has acted or asked yet: 3.",
        "Lessons that worked, of those of which it can be told: 1 of 2 (1 % to 99 %).",
    )


def test_of_nothing_nothing_is_told() -> None:
    empty = culture([], [], since=SINCE, until=UNTIL, people=12)
    assert (empty.found_by_us, empty.to_find, empty.lessons_worked) == (None, None, None)
    assert empty.sentences(ZONE) == ("From 1 April 2026 until 1 July 2026.",)


def test_what_was_found_outside_the_time_and_calls_told_by_week_are_in_no_figure() -> None:
    beside = [
        mistake(200, FoundBy.AGENT),
        mistake(-9, FoundBy.AGENT),
        mistake(-3, None),
        mistake(3, FoundBy.MONITOR, by_week=True),
    ]
    told = [culture(some, [], since=SINCE, until=UNTIL, people=12) for some in (MISTAKES, [*MISTAKES, *beside])]
    assert told[0] == told[1]


def test_a_lesson_that_is_not_done_or_cannot_be_told_yet_is_in_no_share() -> None:
    unknown = replace(effect("a", 5), judged=None)
    planned = replace(unknown, lesson=replace(unknown.lesson, state=LessonState.PLANNED))
    figures = culture([], [unknown, planned], since=SINCE, until=UNTIL, people=12)
    assert (figures.lessons_worked, figures.lessons_open) == (None, 1)
    assert "Lessons of which it cannot be told yet: 1." in figures.sentences(ZONE)


Figures = Callable[..., Culture]


def check_held(figures: Figures) -> None:
    """Of seven people not one figure, whatever there is; of eight all of them."""
    few = figures(MISTAKES, [effect("a", 200)], since=SINCE, until=UNTIL, people=7, quarters=[Quarter("2026 Q1", 9)])
    assert few.sentences(ZONE) == ("These figures are of 8 people or more: of fewer they would speak of persons.",)
    kept = {
        field.name: getattr(few, field.name) for field in fields(few) if field.name not in ("since", "until", "held")
    }
    assert not any(kept.values()), kept
    assert not figures(MISTAKES, [], since=SINCE, until=UNTIL, people=8).held


@pytest.mark.promise
def test_of_a_few_people_nothing_is_told() -> None:
    check_held(culture)


def test_twin_that_tells_it_of_a_few_is_caught() -> None:
    def careless(mistakes: Sequence[Mistake], effects: Sequence[Effect], **more: object) -> Culture:
        return culture(mistakes, effects, **{**more, "people": 99})  # type: ignore[arg-type]

    with pytest.raises(AssertionError):
        check_held(careless)


def test_no_field_has_room_for_a_person() -> None:
    names = {field.name for field in fields(Culture)}
    assert not names & {"agent", "agents", "user", "users", "by", "owner", "team"}


# Self-reports: one number a quarter


def test_reports_are_counted_by_quarter_once_it_is_over_and_from_five_on() -> None:
    spring = [report("2026-04-06"), report("2026-05-04"), report("2026-06-01", "read"), report("2026-06-29", "closed")]
    assert self_reports(spring, now=NOW, zone=ZONE) == (Quarter("2026 Q2", None),)
    assert self_reports([*spring, spring[0]], now=NOW, zone=ZONE) == (Quarter("2026 Q2", 5),)
    aside = report("2026-05-04", "excluded")
    assert self_reports([*spring, aside], now=NOW, zone=ZONE) == (Quarter("2026 Q2", None),)


def test_nobody_sees_a_quarter_grow() -> None:
    many = [report("2026-04-06")] * 9
    last_week_ends = hear_moment("2026-07-06T00:00:00+02:00")
    assert self_reports(many, now=Moment(last_week_ends - 1), zone=ZONE) == ()
    assert self_reports(many, now=last_week_ends, zone=ZONE) == (Quarter("2026 Q2", 9),)


def test_quarters_are_told_newest_first_and_fewer_than_five_as_such() -> None:
    both = [*[report("2026-04-06")] * 5, report("2026-01-12")]
    quarters = self_reports(both, now=NOW, zone=ZONE)
    told = culture([], [], since=SINCE, until=UNTIL, people=12, quarters=quarters).sentences(ZONE)
    assert told[-1] == "Reports made in confidence: 5 in 2026 Q2, fewer than 5 in 2026 Q1."


# Intervals


def test_a_share_has_its_exact_interval_and_of_nothing_there_is_none() -> None:
    assert share(0, 0) is None
    none = share(0, 300)
    assert none is not None
    assert none.lo == 0
    assert none.hi == pytest.approx(0.00994, abs=1e-5)  # the rule of three


def test_the_median_of_fewer_than_six_is_not_told() -> None:
    assert median([1, 2, 3, 4, 5]) is None
    six = median([6, 1, 5, 2, 4, 3])
    assert six is not None
    assert (six.seconds, six.lo, six.hi) == (3.5, 1, 6)


@pytest.mark.parametrize(("size", "lower"), [(10, 2), (20, 6), (50, 18)])
def test_the_interval_of_the_median_is_that_of_the_tables(size: int, lower: int) -> None:
    """Order statistics of the 95 % interval as in tables of the sign test: 2 of 10, 6 of 20, 18 of 50."""
    found = median(list(range(1, size + 1)))
    assert found is not None
    assert (found.lo, found.hi) == (lower, size + 1 - lower)


def test_the_interval_of_the_median_holds_it_in_95_percent() -> None:
    rng = Random(7)
    runs = [median([rng.expovariate(1) for _ in range(15)]) for _ in range(2_000)]
    held = sum(one is not None and one.lo <= 0.6931 <= one.hi for one in runs)
    assert 0.94 <= held / len(runs) <= 0.98


def test_the_interval_of_a_median_is_that_of_coins_for_few_and_for_many() -> None:
    """Told coin by coin: as many as come in no more than 2.5 % of throws lie outside on each side."""
    for size in (6, 7, 25, 400):
        below = [sum(comb(size, n) for n in range(k + 1)) / 2**size for k in range(size)]
        left = next(k for k, share in enumerate(below) if share > 0.025)
        found = median(list(range(size)))
        assert found is not None
        assert (found.lo, found.hi) == (left - 1, size - left)
    many = median(list(range(100_000)))
    assert many is not None
    assert (many.lo, many.hi) == (49_689, 100_000 - 49_690)
