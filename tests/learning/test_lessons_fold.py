"""Lessons: what is changed, by whom and when; what may be written down; and what they are judged on."""

from collections.abc import Sequence
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import CustomerFile, Entry, Moment, Money, NotAllowed, Reason, Refused, Source, SweptRefund, Verdict
from amends.facts.entries import in_order_of_happening
from amends.facts.kinds import LessonChanged, LessonMade, ReportMade
from amends.facts.moments import DAY_US, HOUR_US, spoken_day
from amends.learning import lessons as lessons_module
from amends.learning.effects import NO_ROWS, NOT_DONE, judge_lesson, judge_lessons, population
from amends.learning.judged import Verdict as Judgement
from amends.learning.lessons import Lesson, LessonState, check_change, check_lesson, check_traits, lessons, texts_of
from amends.learning.witnessed import Witnessed, WitnessedContact, WitnessedRefund, contacts_of, refunds_of
from whole.conversation_world import BERLIN, at, entry, file_of, wrote

DESK = Source("desk", "us")
ZONE = ZoneInfo("Europe/Berlin")
NOW = at("2026-06-20 10:00")
DUE = at("2026-06-10 10:00")


def made(name: str = "check-state", **more: object) -> LessonMade:
    told = {"title": "Ask the gateway", "population": "refunds", "expected_percent": 80, "due": DUE, **more}
    told = {"change": "The gateway is asked a day later.", "owner": "ruth", "by": "omar", **told}
    return LessonMade(name, **told)  # type: ignore[arg-type]


def story(*changes: tuple[str, LessonChanged], **more: object) -> list[Entry]:
    told = [entry(DESK, "2026-05-20 10:00", made(**more), "made")]
    return [*told, *(entry(DESK, when, what, f"{when}:{what.event}") for when, what in changes)]


def lesson_of(*changes: tuple[str, LessonChanged], now: Moment = NOW, **more: object) -> Lesson:
    (lesson,) = lessons(story(*changes, **more), now)
    return lesson


DONE = ("2026-06-05 10:00", LessonChanged("check-state", "done", since=at("2026-06-04 10:00"), by="ruth"))
MOVED = ("2026-06-01 10:00", LessonChanged("check-state", "moved", due=at("2026-07-01 10:00"), words="Ill", by="ruth"))
DROPPED = ("2026-06-07 10:00", LessonChanged("check-state", "dropped", words="The gateway does it now.", by="omar"))


# The fold


@pytest.mark.promise
def test_a_day_that_is_over_at_midnight_is_told_as_that_day_and_not_as_the_next() -> None:
    """Whoever writes 10 June into the form has until midnight, and reads 10 June."""
    over = at("2026-06-11 00:00")
    assert lesson_of(now=at("2026-06-01 10:00"), due=over).sentence(ZONE) == "To be done by 10 June 2026."
    moved = ("2026-06-01 10:00", LessonChanged("check-state", "moved", due=over, words="Ill", by="ruth"))
    (event,) = lesson_of(moved).events
    assert event.last_moment == over - 1
    assert spoken_day(over, ZONE) == "11 June 2026", "the twin: the border itself is the next day"


def test_a_lesson_is_planned_until_its_day_and_overdue_from_then_on() -> None:
    assert lesson_of(now=Moment(DUE - 1)).state is LessonState.PLANNED
    late = lesson_of(now=DUE)
    assert (late.state, late.open) == (LessonState.OVERDUE, True)
    assert late.sentence(ZONE) == "It was to be done by 10 June 2026: do it, move it, or give it up with a reason."


def test_a_lesson_that_was_moved_is_due_later() -> None:
    moved = lesson_of(MOVED)
    assert (moved.state, moved.due) == (LessonState.PLANNED, at("2026-07-01 10:00"))
    assert moved.sentence(ZONE) == "To be done by 1 July 2026."


def test_a_lesson_that_is_done_is_judged_from_when_the_change_holds() -> None:
    done = lesson_of(DONE)
    assert (done.state, done.since, done.open) == (LessonState.DONE, at("2026-06-04 10:00"), False)
    assert done.sentence(ZONE) == "Changed on 4 June 2026."


def test_what_was_given_up_says_why() -> None:
    dropped = lesson_of(DONE, DROPPED)
    assert (dropped.state, dropped.dropped_because) == (LessonState.DROPPED, "The gateway does it now.")
    assert dropped.sentence(ZONE) == "Given up: The gateway does it now."


def test_of_two_under_one_name_the_first_counts_and_the_future_has_not_happened() -> None:
    again = entry(DESK, "2026-05-21 10:00", made(title="Another"), "again")
    later = entry(DESK, "2026-12-01 10:00", made("later"), "later")
    assert [one.title for one in lessons([later, again, *story()], NOW)] == ["Ask the gateway"]


def test_what_has_to_be_done_comes_first() -> None:
    told = [
        *story(DONE),
        entry(DESK, "2026-05-20 10:00", made("soon", due=at("2026-07-05 10:00"))),
        entry(DESK, "2026-05-20 10:00", made("late", due=at("2026-06-01 10:00"))),
    ]
    assert [one.id for one in lessons(told, NOW)] == ["late", "soon", "check-state"]


def check_order(seed: int) -> None:
    told = [*story(DONE, MOVED, DROPPED), entry(DESK, "2026-05-19 10:00", made("other"), "o")]
    mixed = [*told, told[1]]
    Random(seed).shuffle(mixed)
    assert lessons(mixed, NOW) == lessons(told, NOW)


def check_many_orders() -> None:
    for seed in range(20):
        check_order(seed)


@pytest.mark.promise
@given(st.integers(0, 2**32))
def test_the_order_of_arrival_never_matters(seed: int) -> None:
    check_order(seed)


def test_twin_that_folds_as_it_came_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons_module, "in_order_of_happening", tuple)
    with pytest.raises(AssertionError):
        check_many_orders()
    assert lessons_module.in_order_of_happening is not in_order_of_happening


# What may be written down


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (made("No!"), "stand in an address"),
        (made("taken"), "another one has"),
        (made(title=" "), "no title"),
        (made(change=""), "what is changed"),
        (made(owner=""), "no owner"),
        (made(by=""), "who wrote it"),
        (made(title="x" * 4_001), "4000 characters"),
        (made(due=None), "no day in the future"),
        (made(due=at("2026-05-01 10:00")), "no day in the future"),
        (made(expected_percent=0), "1 to 100"),
        (made(expected_percent=101), "1 to 100"),
        (made(population="reports"), "reports are never"),
        (made(slice=("gateway",)), "gateway=acme"),
        (made(slice=("agent=ruth",)), "a person is never a cause"),
        (made(slice=("gateway=a",), control=("gateway=a",)), "slice itself"),
        (made(steps=("tea",)), "not one of the list"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_said(told: LessonMade, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_lesson(told, known=["taken"], now=at("2026-05-20 10:00"))


KNOWN = {"gateway=acme", "gateway=stripe", "method=card", "agent=ruth"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {"slice": ("gatway=acme",)},
            "The slice: 'gatway=acme' is in none of the refunds so far. Did you mean gateway=ac",
        ),
        ({"slice": ("gateway=acme", "method=cart")}, "The slice: 'method=cart' is in none"),
        (
            {"control": ("colour=red",)},
            "The control: 'colour=red' is in none of the refunds so far. Known are for examp",
        ),
    ],
)
def test_a_slice_that_nothing_is_in_is_asked_about_before_it_is_too_late(more: dict[str, object], says: str) -> None:
    with pytest.raises(Refused) as refused:
        check_traits(made(**more), KNOWN)
    assert says in str(refused.value)
    assert "ruth" not in str(refused.value)


def test_a_slice_that_is_there_passes_however_it_is_spaced_and_where_nothing_is_known_yet_all_do() -> None:
    for told, known in ((("gateway = acme", "method=card"), KNOWN), ((), KNOWN), (("gatway=acme",), ())):
        one = made(slice=told)
        assert check_traits(one, known) is one


def test_a_good_lesson_passes() -> None:
    told = made(slice=("gateway=acme",), control=("gateway=other",), steps=("refund.send",))
    assert check_lesson(told, known=[], now=at("2026-05-20 10:00")) is told
    assert texts_of(told) == ("Ask the gateway", "The gateway is asked a day later.")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (LessonChanged("check-state", "done", by="ruth"), "no time in the past"),
        (LessonChanged("check-state", "done", since=at("2026-07-01 10:00"), by="ruth"), "no time in the past"),
        (LessonChanged("check-state", "moved", words="Ill", by="ruth"), "no day in the future"),
        (LessonChanged("check-state", "moved", due=at("2026-07-01 10:00"), by="ruth"), "no reason"),
        (LessonChanged("check-state", "dropped", by="omar"), "no reason"),
        (LessonChanged("check-state", "dropped", words="x" * 4_001, by="omar"), "4000 characters"),
        (LessonChanged("check-state", "won", by="omar"), "not one that is known"),
    ],
)
def test_what_is_wrong_with_a_change_is_said(told: LessonChanged, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_change(told, lesson_of(), now=NOW, is_lead=False)


def test_the_owner_whoever_wrote_it_and_a_lead_may_change_it() -> None:
    for by, is_lead in (("ruth", False), ("omar", False), ("lena", True)):
        told = LessonChanged("check-state", "done", since=at("2026-06-04 10:00"), by=by)
        assert check_change(told, lesson_of(), now=NOW, is_lead=is_lead) is told
    with pytest.raises(NotAllowed, match="somebody else's"):
        check_change(LessonChanged("check-state", "done", since=DUE, by="lena"), lesson_of(), now=NOW, is_lead=False)


def test_what_is_done_can_be_given_up_and_what_was_given_up_is_at_its_end() -> None:
    rolled_back = DROPPED[1]
    assert check_change(rolled_back, lesson_of(DONE), now=NOW, is_lead=False) is rolled_back
    for lesson, event in ((lesson_of(DONE), MOVED[1]), (lesson_of(DROPPED), DONE[1])):
        with pytest.raises(NotAllowed, match="already"):
            check_change(event, lesson, now=NOW, is_lead=True)


# What it is judged on


def refunds(every: int, since: Moment, days: int, gateway: str = "acme") -> list[WitnessedRefund]:
    """20 a day, of which each `every`th failed."""
    found = []
    for number in range(20 * days):
        verdict = Verdict.CUSTOMER_RIGHT if number % every == 0 else Verdict.RECORD_RIGHT
        found.append(WitnessedRefund(Moment(since + number * DAY_US // 20), verdict, (f"gateway={gateway}",)))
    return found


def test_a_lesson_that_worked_says_so() -> None:
    lesson = lesson_of(DONE, slice=("gateway=acme",))
    assert lesson.since is not None
    rows = [*refunds(5, Moment(lesson.since - 60 * DAY_US), 60), *refunds(200, lesson.since, 60)]
    effect = judge_lesson(lesson, rows, Moment(lesson.since + 60 * DAY_US), zone=ZONE)
    assert (effect.words, effect.worked, effect.known) == ("worked", True, True)
    assert any("95 %" in line for line in effect.sentences)


def test_what_happens_outside_the_slice_and_after_now_changes_nothing() -> None:
    lesson = lesson_of(DONE, slice=("gateway=acme",))
    assert lesson.since is not None
    rows: list[Witnessed] = [*refunds(5, Moment(lesson.since - 60 * DAY_US), 60), *refunds(200, lesson.since, 60)]
    now = Moment(lesson.since + 60 * DAY_US)
    beside = [*refunds(2, lesson.since, 30, "other"), *refunds(1, Moment(now + HOUR_US), 10)]
    assert judge_lesson(lesson, rows, now, zone=ZONE) == judge_lesson(lesson, [*beside, *rows], now, zone=ZONE)


def test_the_control_is_beside_it_and_what_is_in_both_counts_for_the_slice() -> None:
    lesson = lesson_of(DONE, slice=("gateway=acme",), control=("method=card",))
    rows = [
        WitnessedRefund(NOW, Verdict.CUSTOMER_RIGHT, ("gateway=acme", "method=card")),
        WitnessedRefund(NOW, Verdict.RECORD_RIGHT, ("gateway=other", "method=card")),
        WitnessedRefund(NOW, Verdict.RECORD_RIGHT, ("gateway=other", "method=debit")),
        WitnessedRefund(NOW, Verdict.CANNOT_TELL, ("gateway=acme",)),
    ]
    chosen = population(rows, lesson, NOW)
    assert chosen.control is not None
    assert (chosen.failed.tolist(), chosen.control.tolist()) == ([True, False], [False, True])


def test_what_is_not_done_is_not_judged_and_what_has_no_rows_is_not_enough() -> None:
    assert judge_lesson(lesson_of(), [], NOW, zone=ZONE).words == NOT_DONE
    effect = judge_lesson(lesson_of(DONE), [], NOW, zone=ZONE)
    assert (effect.words, effect.known) == (NO_ROWS, False)
    assert effect.sentences[0].startswith("Nothing can be compared yet: ")


def test_all_lessons_are_judged_each_on_its_own_rows() -> None:
    told = [*story(DONE), entry(DESK, "2026-05-20 10:00", made("of-contacts", population="contacts"))]
    found = judge_lessons(lessons(told, NOW), {"refunds": refunds(5, at("2026-05-01 00:00"), 60)}, NOW, zone=ZONE)
    assert [one.lesson.id for one in found] == ["of-contacts", "check-state"]
    assert found[1].judged is not None
    assert found[1].judged.verdict is Judgement.NO_CHANGE


def check_never_reports(rows: Sequence[object], lesson: Lesson) -> None:
    with pytest.raises(TypeError, match="is not judged on"):
        population(rows, lesson, NOW)  # type: ignore[arg-type]


@pytest.mark.promise
def test_a_report_and_a_row_of_the_other_population_cannot_come_in() -> None:
    report = ReportMade("1", "digest", "refund.send")
    for row in (report, WitnessedContact(NOW, came_back=True), made()):
        check_never_reports([row], lesson_of(DONE))
    check_never_reports([WitnessedRefund(NOW, Verdict.CUSTOMER_RIGHT)], lesson_of(DONE, population="contacts"))


def test_twin_that_takes_whatever_has_an_outcome_is_caught() -> None:
    with pytest.raises(pytest.fail.Exception):
        check_never_reports([WitnessedRefund(NOW, Verdict.CUSTOMER_RIGHT)], lesson_of(DONE))


def test_the_refunds_of_a_sweep_are_rows() -> None:
    swept = SweptRefund(
        "refund:R-1", "customer:C-1", NOW, Money(1, "EUR"), Verdict.TOO_EARLY, Reason.IN_WINDOW, ("a=b",)
    )
    (row,) = refunds_of([swept])
    assert (row.at, row.failed, row.traits) == (NOW, None, ("a=b",))


def talked(now: str) -> CustomerFile:
    return file_of(
        wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", ticket="zendesk/1"),
        wrote("Still nothing.", "2026-05-23 10:00", ticket="zendesk/1"),
        now=now,
    )


def test_whether_he_came_back_is_what_he_did() -> None:
    first, second = contacts_of(talked("2026-05-24 10:00"), BERLIN)
    assert (first.failed, second.failed) == (True, None)
    assert first.traits == ("channel=mail", "claim=refund_not_received")
    assert [one.failed for one in contacts_of(talked("2026-05-30 10:00"), BERLIN)] == [True, False]
