"""Which day somebody means who says "yesterday": in the past, by the clock where he is."""

from zoneinfo import ZoneInfo

import pytest

from amends.facts import Moment
from amends.opinion.conversation.days_meant import Span, days_meant
from stories import at

BERLIN = ZoneInfo("Europe/Berlin")
WROTE = at("2026-05-20 10:00")  # a Wednesday


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("today", "2026-05-19 22:00"),
        ("this morning", "2026-05-19 22:00"),
        ("yesterday", "2026-05-18 22:00"),
        ("the day before yesterday", "2026-05-17 22:00"),
        ("last night", "2026-05-19 15:00"),
        ("three days ago", "2026-05-16 22:00"),
        ("2 weeks ago", "2026-05-05 22:00"),
        ("Monday", "2026-05-17 22:00"),
        ("last Friday", "2026-05-14 22:00"),
        ("3 May", "2026-05-02 22:00"),
        ("May 3rd, 2026", "2026-05-02 22:00"),
        ("2026-05-03", "2026-05-02 22:00"),
        ("03.05.2026", "2026-05-02 22:00"),
        ("24 December", "2025-12-23 23:00"),
    ],
)
def test_a_day_in_words(words: str, start: str):
    (span,) = days_meant([words], WROTE, BERLIN)
    assert span.start == at(start)
    assert span.end <= WROTE


@pytest.mark.parametrize("words", ["03/04/2026", "31 February", "24 December 2026", "in 2 weeks", "next Monday"])
def test_what_nobody_can_work_out_is_the_day_before_he_wrote(words: str):
    assert days_meant([words], WROTE, BERLIN) == [Span(Moment(WROTE - 86_400_000_000), WROTE)]


def test_a_day_on_which_clocks_change_is_as_long_as_it_is():
    (span,) = days_meant(["29 March"], WROTE, BERLIN)
    assert span.end + 1 - span.start == 23 * 3_600_000_000
