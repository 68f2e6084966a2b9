"""What came up in a month, what we changed, and whether it helped."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from amends.facts import Moment, Money, Policy, Verdict
from amends.facts.moments import DAY_US, HOUR_US, hear_moment
from amends.learning.digest import Digest, digest, month_of
from amends.learning.effects import Effect, judge_lesson
from amends.learning.harm import Harm
from amends.learning.lessons import Lesson, LessonState
from amends.learning.mistakes import FoundBy, Mistake, Way
from amends.learning.names import known_names, names_in
from amends.learning.witnessed import WitnessedRefund

ZONE = ZoneInfo("Europe/Berlin")
JUNE = hear_moment("2026-06-10T12:00:00Z")
SINCE = hear_moment("2026-06-05T00:00:00Z")
END = hear_moment("2026-07-01T00:00:00+02:00")


def mistake(name: str, step: str, day: str, by: FoundBy | None, **more: object) -> Mistake:
    at = hear_moment(f"2026-{day}T10:00:00Z")
    ways = () if by is None else (Way(at, by, "somehow"),)
    more = {"what": "A refund was recorded and never sent.", "harm": Harm((Money(12_900, "EUR"),), 1, 2), **more}
    return Mistake(f"noted:{name}", step, happened=Moment(at - HOUR_US), ways=ways, **more)  # type: ignore[arg-type]


MISTAKES = [
    mistake("1", "refund.send", "06-03", FoundBy.CUSTOMER),
    mistake("2", "refund.send", "06-20", FoundBy.MONITOR, contacts=("mail/1",), about="customer:C-1"),
    mistake("3", "balance.tell", "06-29", None, what="A wrong amount was told.", harm=Harm((), 1, 0)),
    mistake("4", "refund.send", "05-31", FoundBy.AGENT),
    mistake("5", "refund.send", "07-01", FoundBy.AGENT),
]


def effect(name: str, every_after: int, title: str, **more: object) -> Effect:
    told = {"state": LessonState.DONE, "since": SINCE, **more}
    state, since = told["state"], told["since"]
    lesson = Lesson(name, title, "", "ruth", state, Moment(SINCE - 30 * DAY_US), "omar", "refunds", 80, since=since)  # type: ignore[arg-type]
    lesson = replace(lesson, due=END)
    rows = [
        WitnessedRefund(
            Moment(SINCE + n * HOUR_US // 4), Verdict.CUSTOMER_RIGHT if n % every == 0 else Verdict.RECORD_RIGHT
        )
        for every, span in ((5, range(-2_000, 0)), (every_after, range(2_000)))
        for n in span
    ]
    return judge_lesson(lesson, rows, END, zone=ZONE)


def of_june(*effects: Effect, told: tuple[str, ...] = ()) -> Digest:
    return digest(JUNE, MISTAKES, effects, zone=ZONE, told=told)


def test_what_came_up_stands_by_step_the_most_frequent_first() -> None:
    month = of_june()
    assert [(one.step, one.count, one.found, one.found_by_us) for one in month.came_up] == [
        ("refund.send", 2, 2, 1),
        ("balance.tell", 1, 0, 0),
    ]
    assert month.came_up[0].sentence == (
        "Sending a refund to the gateway: 2 times. A refund was recorded and never sent. Harm: 258.00 EUR, 2 people, "
        "4 contacts that need not have been. Found by ourselves: 1 of 2."
    )
    assert month.came_up[1].sentence == "Telling a customer his balance: once. A wrong amount was told. Harm: 1 person."


def test_what_worked_and_what_did_not_stand_apart() -> None:
    sections = dict(of_june(effect("a", 400, "Ask the gateway"), effect("b", 5, "A sticker")).sections(ZONE))
    assert sections["What worked"] == ("Ask the gateway: worked.",)
    assert sections["What came back or did not help"] == ("A sticker: no change.",)
    assert sections["What we changed"][0] == "Ask the gateway. Changed on 5 June 2026."


def test_what_cannot_be_told_and_what_comes_next_is_said() -> None:
    unknown = replace(effect("a", 5, "Ask"), judged=None, words="not enough yet")
    planned = effect("b", 5, "Call back", state=LessonState.PLANNED, since=None)
    sections = dict(of_june(unknown, planned).sections(ZONE))
    assert sections["What cannot be told yet"] == ("Ask: not enough yet.",)
    assert sections["What comes next"] == ("Call back. To be done by 30 June 2026.",)
    assert "What worked" not in sections


def test_a_lesson_of_an_earlier_month_is_still_judged_and_not_changed_again() -> None:
    earlier = effect("a", 400, "Ask the gateway", since=Moment(SINCE - 20 * DAY_US))
    month = of_june(earlier)
    assert (month.changed, month.effects) == ((), (earlier,))


def test_what_was_told_in_confidence_stands_in_the_words_that_others_may_read() -> None:
    month = of_june(told=("A refund went to an old card.",))
    sections = dict(month.sections(ZONE))
    assert sections["What was told in confidence"] == ("A refund went to an old card.",)
    assert sections["Thank you"][0].endswith("Some of it was told in confidence, which takes courage.")


def test_thanks_are_to_all_together_and_only_where_there_is_something_to_thank_for() -> None:
    assert of_june().thanks == (
        "To everybody who looked, asked and said what went wrong. 1 of 2 mistakes were found before a customer had to "
        "tell us."
    )
    assert digest(JUNE, MISTAKES[:1], [], zone=ZONE).thanks == ""


def test_a_month_without_anything_has_no_sections() -> None:
    empty = digest(hear_moment("2026-01-10T00:00:00Z"), MISTAKES, [], zone=ZONE)
    assert (empty.month, empty.sections(ZONE)) == ("January 2026", ())


@pytest.mark.parametrize(
    ("at", "begin", "end"),
    [
        ("2026-05-31T22:00:00Z", "2026-06-01T00:00:00+02:00", "2026-07-01T00:00:00+02:00"),
        ("2026-12-31T12:00:00Z", "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"),
        ("2026-03-29T01:00:00Z", "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00"),
    ],
)
def test_a_month_begins_and_ends_by_the_clock_of_the_zone(at: str, begin: str, end: str) -> None:
    assert month_of(hear_moment(at), ZONE)[:2] == (hear_moment(begin), hear_moment(end))


def lines(month: Digest) -> str:
    return "\n".join(line for _, some in month.sections(ZONE) for line in some)


def check_nobody(text: str) -> None:
    known = known_names(Policy(agents={"ruth": (), "omar": ()}))
    assert not names_in(text, known)
    assert not any(private in text for private in ("C-1", "mail/1"))


@pytest.mark.promise
def test_no_owner_customer_or_contact_stands_in_it() -> None:
    check_nobody(lines(of_june(effect("a", 400, "Ask the gateway"))))


def test_twin_that_thanks_the_owner_by_name_is_caught() -> None:
    month = of_june(effect("a", 400, "Ask the gateway"))
    with pytest.raises(AssertionError):
        check_nobody(lines(replace(month, thanks=f"To {month.effects[0].lesson.owner}.")))


def test_calls_that_ended_from_our_side_are_told_only_where_they_are_many() -> None:
    """One call in a month, and somebody would look for whose it was."""
    calls = [mistake(f"c{n}", "contact.answer", "06-08", FoundBy.MONITOR, by_week=True, harm=Harm()) for n in range(5)]
    few, many = (digest(JUNE, some, [], zone=ZONE) for some in (calls[:4], calls))
    assert few.came_up == ()
    assert [(one.step, one.count, one.found) for one in many.came_up] == [("contact.answer", 5, 0)]
