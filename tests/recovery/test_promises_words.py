"""What one of us promised in words, and by when: reckoned from when it was said, on the customer's clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Policy, hear_moment
from amends.recovery.hours.wall_times import hear_wall
from amends.recovery.promises.words import Spoken, read_promise

SAID = hear_moment("2026-05-20T10:00:00Z")  # a Wednesday, noon in Berlin


def read(quote: str) -> Spoken:
    return read_promise(quote, SAID, "Europe/Berlin", Policy(zone="Europe/Berlin"))


@pytest.mark.parametrize(
    ("quote", "what", "window_from", "window_to"),
    [
        ("I will call you back tomorrow before noon.", "callback", "2026-05-21T00:00", "2026-05-21T12:00"),
        ("I'll call you at 3 tomorrow", "callback", "2026-05-21T15:00", "2026-05-21T15:30"),
        ("I will phone you on Friday between 2 and 4 pm", "callback", "2026-05-22T14:00", "2026-05-22T16:00"),
        ("I'll ring you at 10:30", "callback", "2026-05-21T10:30", "2026-05-21T11:00"),
        ("I'll ring you this afternoon", "callback", "2026-05-20T12:00", "2026-05-20T18:00"),
        ("I will call you next Wednesday", "callback", "2026-05-27T00:00", "2026-05-27T23:59"),
        ("I will call you back next week", "callback", "2026-05-25T00:00", "2026-05-29T23:59"),
        ("Someone will call you in the next 24 hours.", "callback", "", "2026-05-21T12:00"),
        ("We'll refund you by 6 June.", "refund", "", "2026-06-06T23:59"),
        ("Your refund will be there by June 6th, 2026", "refund", "", "2026-06-06T23:59"),
        ("We will credit you within 3 to 5 days", "refund", "", "2026-05-25T23:59"),
        ("You will get your money back within 3 working days", "refund", "", "2026-05-25T23:59"),
        ("You will be refunded by 2026-06-01 at 5 pm", "refund", "", "2026-06-01T17:00"),
        ("A technician will come on 28.05.2026", "fix", "2026-05-28T00:00", "2026-05-28T23:59"),
        ("We will send a replacement by the 6th", "fix", "", "2026-06-06T23:59"),
        ("We will reply by end of day", "info", "", "2026-05-20T18:00"),
        ("We will let you know by the end of the week", "info", "", "2026-05-22T23:59"),
        ("We will get back to you.", "info", "", ""),
        ("I will call you about your refund", "callback", "", ""),
        ("We will refund 129.00 EUR for order 10-4471", "refund", "", ""),
    ],
)
def test_what_was_promised_and_by_when(quote, what, window_from, window_to):
    assert read(quote) == Spoken(what, window_from, window_to)


@given(st.text(alphabet="withn by beforat0123456789 :./-pmtorwhuscle&", max_size=60))
def test_whatever_was_written_a_window_can_be_read_and_its_end_is_not_before_it_was_said(text):
    spoken = read(text)
    if spoken.window_to:
        end = hear_wall(spoken.window_to, end=True)
        assert end is not None
        assert end >= hear_wall("2026-05-20T12:00")
    if spoken.window_from:
        assert hear_wall(spoken.window_from) < hear_wall(spoken.window_to)
