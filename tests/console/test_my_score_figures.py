"""The two figures: places follow values, labels have room, and an appeal says what is still missing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.console.appeal_view import needs
from amends.console.figures.over_time import Span, over_time
from amends.console.figures.waterfall import Stage, waterfall
from amends.facts import Moment
from amends.scores.appeals import Answer, Appeal, AppealState, Reason

LETTER = 6.4
NAMES = st.sampled_from(["2026 Q3", "July 2026", "September and October 2026", "2026 H1", "2026"])
FIGURES = st.tuples(st.floats(-40, 40), st.floats(0.1, 20)).map(lambda told: (told[0] - told[1], told[0], sum(told)))


@given(st.lists(st.tuples(NAMES, st.none() | FIGURES), min_size=1, max_size=12))
def test_names_of_windows_have_room_and_bars_follow_their_values(
    told: list[tuple[str, tuple[float, ...] | None]],
) -> None:
    spans = [
        Span(name, figures[1], figures[0], figures[2]) if figures else Span(name, None, None, None, "held")
        for name, figures in told
    ]
    drawn = over_time(spans, 3.0)
    if drawn is None:
        assert all(span.low is None for span in spans)
        return
    ends = [(tick.at - len(tick.words) * LETTER / 2, tick.at + len(tick.words) * LETTER / 2) for tick in drawn.ticks_x]
    assert all(right <= left for (_, right), (left, _) in pairwise(ends))
    assert drawn.ticks_x[-1].words == spans[-1].name
    known = [span for span in spans if span.low is not None and span.high is not None]
    for bar, span in zip(drawn.bars, known, strict=True):
        assert drawn.top <= bar.high <= bar.low <= drawn.bottom
        assert span.low is not None
        assert (bar.low <= drawn.zero) is (span.low >= 0) or bar.low == pytest.approx(drawn.zero, abs=0.2)


def test_no_figure_at_all_is_no_picture() -> None:
    assert over_time([Span("2026 Q1", None, None, None, "held")], 3.0) is None
    assert over_time([], 3.0) is None
    assert waterfall([]) is None


@given(st.lists(st.floats(5, 95), min_size=1, max_size=30), st.integers(0, 29))
def test_every_bar_goes_from_before_to_after(chances: list[float], at: int) -> None:
    after = [*chances[1:], None]
    stages = [
        Stage((f"contact {number}",), one, one - 5, one + 5, then, number == at % len(chances))
        for number, (one, then) in enumerate(zip(chances, after, strict=True))
    ]
    drawn = waterfall(stages)
    assert drawn is not None
    assert len(drawn.falls) + drawn.left_out == len(stages)
    assert sum(fall.own for fall in drawn.falls) == 1
    for fall, following in pairwise(drawn.falls):
        assert fall.bar_y is not None
        assert fall.bar_y == min(fall.before, following.before)
        assert fall.high <= fall.before <= fall.low
        assert fall.left + fall.width < following.cap_left  # bars and the lines beside them do not touch
        assert bool(fall.arrow) is (abs(fall.before - following.before) >= 15)
    assert all(drawn.left < fall.cap_left and fall.left + fall.width < drawn.right for fall in drawn.falls)


@given(st.floats(0, 100), st.sampled_from([0.0, 100.0]))
def test_the_words_of_an_answer_lie_on_no_words_of_the_contact(before: float, after: float) -> None:
    drawn = waterfall([Stage(("contact 1", "you"), before, before, before, after, own=True, end="not negative")])
    assert drawn is not None
    [fall] = drawn.falls
    assert fall.end
    assert 14 <= fall.end_y <= min(y for y, _ in fall.lines) - 14


def test_what_nobody_knows_the_end_of_is_a_line_and_no_bar() -> None:
    drawn = waterfall([Stage(("contact 1",), 40, 33, 47, None, own=True)])
    assert drawn is not None
    [fall] = drawn.falls
    assert (fall.bar_y, fall.arrow, fall.end) == (None, "", "")


def answer(by: str, *, upheld: bool = True, lead: bool = False, counts: bool = True) -> Answer:
    return Answer(Moment(1), by, upheld, lead, "So.", counts)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((), "Two people must agree, at least one of whom leads nobody."),
        ((answer("Omar", counts=False),), "Two people must agree, at least one of whom leads nobody."),
        ((answer("Omar"),), "1 says that it should not count: 1 more must agree."),
        (
            (answer("Lena", lead=True), answer("Leo", lead=True)),
            "2 say that it should not count: somebody who leads nobody must agree.",
        ),
        (
            (answer("Omar"), answer("Lena", lead=True, upheld=False)),
            "1 says that it should not count: 1 more must agree. "
            "1 says that it should count: somebody who leads nobody must agree.",
        ),
    ],
)
def test_an_open_appeal_says_what_is_still_missing(answers: tuple[Answer, ...], words: str) -> None:
    reasons = (Reason(Moment(0), "It had been cancelled."),)
    appeal = Appeal("a", "Ruth", "customer:C-17", Moment(0), reasons, answers, AppealState.OPEN, None)
    assert needs(appeal) == words
    decided = Appeal("a", "Ruth", "customer:C-17", Moment(0), reasons, answers, AppealState.UPHELD, Moment(2))
    assert needs(decided) == ""
