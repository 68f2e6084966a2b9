"""The picture of a cause: its sentence, its shapes, its table, and the form that opens a remediation."""

from typing import Any

import pytest

from amends.causes import Point, Spell, Turn
from amends.console import picture as pictures
from amends.console.cause_words import money_words, number, percent, since_words, slice_words, sure_words, turn_words
from amends.facts import Moment, Money
from amends.facts.moments import DAY_US
from desk_stories import at
from fault_stories import SLICE, fault_story
from test_sweep_page import words_of

PAGE = f"/causes?{SLICE}"


def test_the_first_sentence_says_slice_beginning_and_the_others(desk: Any) -> None:
    desk.tell(fault_story(8, 40))
    words = words_of(desk.browser(), PAGE)
    assert (
        "8 of 15 refunds with version = 4.2 did not arrive as we said, since 8 May 2026; of all others 0 of 33."
        in words
    )
    assert "95 % interval" in words
    assert "Chance alone shows something like this in fewer than 1 of" in words


def test_the_picture_has_a_name_and_a_description_and_its_numbers(desk: Any) -> None:
    desk.tell(fault_story(8, 40))
    page = desk.browser().get(PAGE).content.decode()
    assert 'role="img" aria-labelledby="pic-title pic-desc"' in page
    assert "This slice: before it began 0 of 7, while it lasts 8 of 8. Over the whole time all others 0 of 33." in page
    assert page.count('class="slice-mark"') >= 4
    assert "began 8 May 2026" in page
    assert "<style" not in page
    assert "style=" not in page  # the browser is told to take none


def test_a_slice_that_was_only_chosen_is_said_to_be_that(desk: Any) -> None:
    desk.tell(fault_story(8, 40))
    words = words_of(desk.browser(), "/causes?slice=channel%3Dapp")
    assert "The search did not name this slice as a cause." in words


def test_an_unknown_slice_is_refused_in_words(desk: Any) -> None:
    desk.tell(fault_story(3, 5))
    browser = desk.browser()
    for query in ("", "?slice=version", "?slice=version%3D9.9", "?slice=colour%3Dred"):
        page = browser.get(f"/causes{query}")
        assert page.status_code == 422, query
        assert "This slice" in page.content.decode()


def test_who_would_be_in_it_is_counted_before_it_is_opened(desk: Any) -> None:
    desk.tell(fault_story(8, 40, large=1))
    browser = desk.browser()
    words = words_of(browser, PAGE)
    assert "8 refunds of 8 customers would be in it: 8 hit. Owed so far: 775.00 EUR. 1 has contacted us." in words
    fewer = words_of(browser, f"{PAGE}&chosen=yes&since=2026-05-08&until=2026-05-12")
    assert "2 refunds of 2 customers would be in it" in fewer
    assert "Nobody would be in it" in words_of(browser, f"{PAGE}&chosen=yes&reason=never_sent")
    wrong = browser.get(f"{PAGE}&chosen=yes&since=2026-05-32")
    assert "is no day of the calendar" in wrong.content.decode()
    upside_down = browser.get(f"{PAGE}&chosen=yes&since=2026-05-12&until=2026-05-01")
    assert "ends before it begins" in upside_down.content.decode()


# The shapes


def point(day: int, failures: int, rows: int, rest_failures: int = 0, rest_rows: int = 10) -> Point:
    return Point(Moment(at("05-01T00:00") + day * DAY_US), failures, rows, 0.0, 1.0, rest_failures, rest_rows, 0.0, 0.3)


def test_more_failures_stand_higher_and_later_days_further_right() -> None:
    drawn = pictures.picture([point(0, 0, 10), point(1, 5, 10), point(2, 10, 10)], Spell(None, None), 1)
    assert drawn is not None
    ys, xs = [m.y for m in drawn.marks], [m.x for m in drawn.marks]
    assert ys == sorted(ys, reverse=True)
    assert len(set(ys)) == 3
    assert xs == sorted(xs)
    assert drawn.left <= xs[0]
    assert xs[-1] <= drawn.right


def test_days_without_rows_break_the_line() -> None:
    drawn = pictures.picture([point(0, 1, 4), point(1, 0, 0), point(2, 1, 4)], Spell(None, None), 1)
    assert drawn is not None
    assert len(drawn.marks) == len(drawn.slice_lines) == 2
    assert len(drawn.rest_lines) == len(drawn.rest_bands) == 1


def test_beginning_and_end_stand_on_their_days_with_words_that_never_meet() -> None:
    days = [Moment(at("05-01T00:00") + i * DAY_US) for i in range(10)]
    spell = Spell(Turn(days[4], days[3], days[4]), Turn(days[5], days[5], days[6]))
    drawn = pictures.picture([point(i, i % 2, 2) for i in range(10)], spell, 1)
    assert drawn is not None
    began, ended = drawn.borders
    assert began.strip_x < began.x < ended.x
    assert began.words_y != ended.words_y
    assert (began.words, ended.words) == ("began 5 May 2026", "over since 6 May 2026")
    width = began.x - began.strip_x
    assert began.strip_width == pytest.approx(2 * width, abs=0.2)


def test_labels_at_the_end_are_kept_apart() -> None:
    drawn = pictures.picture([point(0, 0, 10), point(1, 0, 10)], Spell(None, None), 1)
    assert drawn is not None
    assert abs(drawn.slice_label_y - drawn.rest_label_y) >= 14


def test_there_is_no_picture_of_nothing() -> None:
    assert pictures.picture([], Spell(None, None), 1) is None
    assert pictures.picture([point(0, 0, 0)], Spell(None, None), 1) is None


@pytest.mark.parametrize(("days", "rows", "width"), [(20, 200, 1), (20, 20, 7), (300, 3_000, 7), (900, 9_000, 28)])
def test_a_point_holds_enough_and_there_are_not_too_many(desk: Any, days: int, rows: int, width: int) -> None:
    from amends.console.pages.cause import width_of

    assert width_of(days, rows) == width


def test_what_is_described_is_counted_by_days() -> None:
    """The fault began in the middle of a week: the week's own point has good days in it."""
    days = [point(i, int(i >= 3), 1) for i in range(7)]
    spell = Spell(Turn(days[3].day, days[3].day, days[3].day), None)
    assert pictures.described(days, spell).startswith("This slice: before it began 0 of 3, while it lasts 4 of 4.")
    week = [point(0, 4, 7)]
    assert "before it began 4 of 7" in pictures.described(week, spell)  # so a week would have said


def test_words_of_a_cause() -> None:
    day = at("05-08T00:00")
    assert slice_words(("gateway=acme", "version=")) == "gateway = acme and version not told"
    assert since_words(Spell(None, None)) == ""
    assert since_words(Spell(Turn(day, day, day), None)) == "since 8 May 2026"
    ended = Turn(Moment(day + DAY_US), day, Moment(day + DAY_US))
    assert since_words(Spell(None, ended)) == "from the first refund on, until 8 May 2026"
    assert turn_words(Spell(Turn(day, day, day), ended)) == (
        "It was over between 8 May 2026 and 9 May 2026 (95 % interval)."
    )
    assert (percent(0.003), percent(0.114), percent(0)) == ("0.3 %", "11 %", "0 %")
    assert (number(61.7), number(2.44)) == ("62", "2.4")
    assert sure_words(1e-9).endswith("1 of 1,000 searches.")
    assert sure_words(0.03).endswith("1 of 20 searches.")
    assert sure_words(0.4) == "It may be chance."
    sums = [Money(1, "EUR"), Money(2, "GBP"), Money(3, "JPY")]
    assert money_words(sums) == "0.01 EUR, 0.02 GBP and 3 JPY"
    assert money_words([]) == ""
