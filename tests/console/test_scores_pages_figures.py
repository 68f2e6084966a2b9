"""The pictures of scores: limits that hold what they say, intervals whole, people by key, labels that can be read."""

import dataclasses
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.console.figures.arrows import arrows
from amends.console.figures.burden import burden, usual_burden
from amends.console.figures.excess import BARS_MAX, excess_bars
from amends.console.figures.funnel import Z_OUTER, Funnel, Where, answer_sd, funnel, weighed, where
from amends.console.figures.intervals import PAGE, Ranged, intervals, pages_of
from amends.console.figures.labels import LINE, Box, Label, labelled, short, spread, width_of
from amends.console.figures.rates import rates
from amends.console.figures.shares import SHARE_WORDS, shares
from amends.console.scores_view import pairs_of, pictured_by_key, totals_of
from amends.scores.pictured import Pictured
from amends.scores.system import Excess, Share
from scored_windows import found

places = st.floats(0, 700)


def check_apart(labels: Sequence[Label]) -> None:
    """No label lies on another one, or outside the picture."""
    for one, other in itertools.combinations(labels, 2):
        assert not one.box.meets(other.box), (one.words, other.words)


@given(st.lists(st.tuples(st.text("abcdefg0123", min_size=1, max_size=18), places, st.floats(0, 400)), max_size=40))
def test_labels_never_lie_on_one_another(marks: list[tuple[str, float, float]]) -> None:
    frame = Box(0, 0, 720, 420)
    found_ = labelled(marks, frame)
    check_apart(found_)
    assert all(label.box.within(frame) for label in found_)
    for label in found_:
        assert not any(label.box.meets(Box(x - 3, y - 3, 6, 6)) for _, x, y in marks)


def test_twin_labels_that_are_only_put_beside_their_marks_are_caught() -> None:
    marks = [("a001", 100.0, 100.0), ("a002", 104.0, 103.0)]
    beside = [Label(words, Box(x + 7, y - 7, width_of(words), LINE), x, y, False) for words, x, y in marks]
    with pytest.raises(AssertionError):
        check_apart(beside)
    assert len(labelled(marks, Box(0, 0, 720, 420))) == 2


@given(st.lists(st.tuples(places, st.floats(5, 60)), min_size=1, max_size=10))
def test_labels_on_one_line_keep_their_order_and_their_room(wanted: list[tuple[float, float]]) -> None:
    wanted = sorted(wanted)
    middles = spread(wanted, 0, 720)
    for (one, wide), (other, next_wide) in itertools.pairwise(zip(middles, (w for _, w in wanted), strict=True)):
        assert other - one >= (wide + next_wide) / 2 - 0.2


def test_a_long_name_is_cut_and_says_so() -> None:
    assert short("maria.lindqvist@example.org", 18) == "maria.lindqvist@e…"
    assert short("ruth", 18) == "ruth"


def person(agent: str, excess: float, answers: int = 100, sd: float = 4.8, burden_pp: float = 40.0) -> Pictured:
    sd = sd * (100 / answers) ** 0.5
    return Pictured(agent, answers, excess, sd, burden_pp, burden_pp - 2, burden_pp + 2, excess, excess - 8, excess + 8)


def limits_at(picture: Funnel, line: str, x: float) -> float:
    """The height of a limit at a place, between its points."""
    points = [tuple(float(part) for part in point.split(",")) for point in line.split()]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if x1 <= x <= x2 and x2 > x1:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return float(picture.top)


@given(
    st.lists(st.tuples(st.floats(-40, 40), st.integers(30, 900), st.floats(3.5, 5.0)), min_size=2, max_size=30),
    st.floats(1, 4),
)
def test_a_dot_lies_outside_the_drawn_limit_exactly_where_it_is_said_to(
    told: list[tuple[float, int, float]], dispersion: float
) -> None:
    people = [person(f"a{n:02}", excess, answers, sd) for n, (excess, answers, sd) in enumerate(told)]
    picture = funnel(people, dispersion)
    assert picture is not None
    for one, dot in zip(people, picture.dots, strict=True):
        assert dot.where is where(one, dispersion)
        if one.excess_pp > 0:
            drawn = limits_at(picture, picture.outer[0], dot.x)
            assert (dot.y < drawn) == (dot.where is Where.OUTSIDE) or abs(dot.y - drawn) < 2.5
    assert {label.words for label in picture.labels} <= {
        one.agent for one in people if where(one, dispersion) is Where.OUTSIDE
    }
    check_apart(picture.labels)


def test_limits_are_widened_by_the_root_of_the_dispersion() -> None:
    one = person("ann", 4.8 * Z_OUTER * 1.5)
    assert where(one, 1.0) is Where.OUTSIDE
    assert where(one, 2.2) is Where.OUTSIDE
    assert where(one, 2.3) is Where.BETWEEN
    assert where(one, 9.0) is Where.INSIDE


def test_only_who_lies_outside_is_named() -> None:
    people = [person(f"a{n:02}", 0.1 * n) for n in range(20)] + [person("zed", 25.0), person("yan", 11.0)]
    picture = funnel(people, 1.0)
    assert picture is not None
    assert [label.words for label in picture.labels] == ["zed"]
    assert sorted(dot.where for dot in picture.dots if dot.where is not Where.INSIDE) == ["between", "outside"]
    assert picture.unlabelled == 0


def test_four_hundred_people_with_sixty_far_out_can_be_read() -> None:
    people = [person(f"agent-{n:03}", (n % 7) * 0.9 - 3 + (30.0 if n % 7 == 0 else 0), 40 + n) for n in range(400)]
    picture = funnel(people, 1.0)
    assert picture is not None
    outside = sum(dot.where is Where.OUTSIDE for dot in picture.dots)
    assert outside > 50
    assert len(picture.labels) + picture.unlabelled == outside
    check_apart(picture.labels)


def test_who_has_a_mix_that_tells_more_counts_for_more_answers() -> None:
    sure, unsure = person("ann", 0.0, sd=4.0), person("ben", 0.0, sd=5.0)
    sd = answer_sd([sure, unsure])
    assert weighed(sure, sd) > 100 > weighed(unsure, sd)
    assert weighed(person("cy", 0.0, sd=4.5), 45.0) == pytest.approx(100)


def check_whole(lines: Sequence[Ranged]) -> None:
    """No point without its interval."""
    assert lines
    assert all(one.low < one.value < one.high for one in lines)


@pytest.mark.promise
def test_every_point_has_its_interval_and_people_stand_by_key() -> None:
    told = found()
    totals = totals_of(told)
    check_whole(totals)
    check_whole([one for pair in pairs_of(told) for one in pair])
    check_whole([Ranged(one.agent, one.burden_pp, one.burden_lo, one.burden_hi) for one in pictured_by_key(told)])
    names = [one.name for one in totals]
    assert names == sorted(names)
    with pytest.raises(AssertionError):
        check_whole([dataclasses.replace(totals[0], low=totals[0].value)])  # the twin


@pytest.mark.promise
def test_order_is_that_of_keys_whatever_the_order_told() -> None:
    told = found()
    by_score = sorted(told.agents, key=lambda row: row.total_pp or 0.0)
    turned = dataclasses.replace(told, agents=tuple(by_score), pictured=tuple(reversed(told.pictured)))
    assert totals_of(turned) == totals_of(told)
    assert pairs_of(turned) == pairs_of(told)
    assert pictured_by_key(turned) == pictured_by_key(told)
    assert [row.agent for row in by_score] != sorted(row.agent for row in by_score)  # the twin is another order


def test_lines_that_reach_the_middle_have_another_shape_than_those_that_do_not() -> None:
    lines = [Ranged("ann", 5, 1, 9), Ranged("ben", 1, -3, 5), Ranged("cy", -5, -9, -1)]
    picture = intervals(lines, lines, band=3.0)
    assert picture is not None
    assert [line.clear for line in picture.lines] == [True, False, True]
    assert [line.low < line.x < line.high for line in picture.lines] == [True] * 3
    assert picture.band_x + picture.band_width / 2 == pytest.approx(picture.middle, abs=0.2)


def test_pages_share_one_scale() -> None:
    lines = [Ranged(f"a{n:03}", n / 40, n / 40 - 3, n / 40 + 3) for n in range(400)]
    pictures = [intervals(lines[at : at + PAGE], lines) for at in range(0, 400, PAGE)]
    assert len(pictures) == pages_of(400) == 10
    assert len({picture.ticks for picture in pictures if picture}) == 1
    assert pages_of(0) == pages_of(1) == pages_of(PAGE) == 1
    assert pages_of(PAGE + 1) == 2


def test_of_nobody_there_is_no_picture() -> None:
    assert funnel([], 1.0) is None
    assert intervals([], []) is None
    assert burden([], []) is None
    assert arrows([], []) is None
    assert excess_bars([]) is None
    assert rates([]) is None
    assert rates([("2026 Q1", Share(0.0, 0.0, 1.0, 0))]) is None


def test_the_middle_of_burdens_is_what_is_usual_by_answers() -> None:
    people = [person("ann", 0, 300, burden_pp=60.0), person("ben", 0, 100, burden_pp=20.0)]
    assert usual_burden(people) == 50.0
    picture = burden(people, people)
    assert picture is not None
    assert [line.words for line in picture.lines] == ["heavier", "lighter"]


def test_arrows_point_from_raw_to_fair() -> None:
    pair = (Ranged("ann", 20, 10, 30), Ranged("ann", 2, -2, 6))
    picture = arrows([pair], [pair])
    assert picture is not None
    arrow = picture.arrows[0]
    assert arrow.raw_x > arrow.fair_x
    assert arrow.head.split()[0] == f"{arrow.fair_x:.1f},{arrow.fair_y:.1f}"
    same = (Ranged("ben", 2, -2, 6), Ranged("ben", 2, -2, 6))  # nothing moves: still a picture
    assert arrows([same], [same]) is not None


def test_bars_are_the_largest_and_whole() -> None:
    told = [Excess("reason", f"r{n}", 100, 40.0 - n * 3, 30.0 - n * 3, 50.0 - n * 3) for n in range(20)]
    picture = excess_bars(told)
    assert picture is not None
    assert len(picture.bars) == BARS_MAX
    assert all(bar.low < bar.x + bar.width < bar.high for bar in picture.bars)
    assert excess_bars([Excess("reason", "r", 10, -4.0, -9.0, 1.0)]) is None


def test_parts_of_the_bar_add_up_and_their_labels_are_apart() -> None:
    picture = shares(found().system.variance)
    assert [part.name for part in picture.parts] == list(SHARE_WORDS)
    assert sum(part.width for part in picture.parts) == pytest.approx(704, abs=12)
    for one, other in itertools.pairwise(picture.parts):
        assert other.label_x - one.label_x >= (width_of(one.words) + width_of(other.words)) / 2
    odd = {"agent": 0.004, "reason": 0.002, "product": 0.001, "inherited": 0.002, "unexplained": 0.991}
    labels = [(part.label_x, width_of(part.words)) for part in shares(odd).parts]
    assert all(b - a >= (w + v) / 2 for (a, w), (b, v) in itertools.pairwise(labels))


def test_rates_over_time_have_whiskers_and_leave_out_what_is_not_known() -> None:
    told = [("Q1", Share(0.4, 0.35, 0.45, 900)), ("Q2", Share(0, 0, 1, 0)), ("Q3", Share(0.5, 0.44, 0.56, 800))]
    picture = rates(told)
    assert picture is not None
    assert len(picture.marks) == 2
    assert all(mark.high < mark.y < mark.low for mark in picture.marks)  # upwards is less
    assert [tick.words for tick in picture.ticks_x] == ["Q3", "Q2", "Q1"]
