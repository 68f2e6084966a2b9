"""Lessons: planned, overdue, done, given up; judged by what witnesses saw; drawn beside a table."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import learning_told as told
from amends.console.figures.before_after import Told, before_after
from amends.console.figures.cusum import cusum
from amends.console.lesson_series import points, walk, width_of
from amends.facts import Entry, Moment
from amends.facts.kinds import LessonChanged
from amends.facts.moments import DAY_US
from amends.learning.judged import judge
from amends.learning.rates import rate_interval
from amends.learning.rows import Rows
from desk_stories import NOW, at
from learning_told import LESSON, form

PAGE = f"/lessons/{LESSON}"


def shown(desk: Any, path: str = PAGE, who: str = "Ruth") -> str:
    answer = desk.browser(who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def heading(html: str) -> str:
    return html.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]


def changes(desk: Any) -> list[LessonChanged]:
    return [entry.what for entry in desk.acts() if isinstance(entry.what, LessonChanged)]


def worked() -> list[Entry]:
    return [*told.refunds(120, 100, failing_before=24, failing_after=1), told.lesson(), told.done()]


def test_no_lesson_yet(desk: Any) -> None:
    assert "No lesson has been made yet." in shown(desk, "/lessons")


def test_planned_then_overdue_by_time_alone(desk: Any) -> None:
    desk.at(at("05-12T09:00"))
    desk.tell([told.lesson()])
    assert "Lessons: 1 planned." in shown(desk, "/lessons")
    assert heading(shown(desk)) == "To be done by 19 May 2026."
    desk.at(NOW)
    assert "Lessons: 1 overdue." in shown(desk, "/lessons")
    assert "do it, move it, or give it up with a reason" in heading(shown(desk))


def test_done_the_verdict_comes_first_in_words(desk: Any) -> None:
    desk.tell(worked())
    html = shown(desk)
    assert heading(html).startswith("Worked. Surely more than half of the 80%")
    assert "24 of 120, 20.00%" in html
    assert "1 of 93, 1.08%" in html
    assert html.count("<svg") == 2
    assert html.count('<circle class="before-mark"') == 4
    assert html.count('<polygon class="slice-mark"') == 3


def test_when_the_mistake_is_back_the_page_says_since_when_and_shows_where(desk: Any) -> None:
    again = told.refunds(120, 80, failing_before=24, failing_after=0, again=80, failing_again=40)
    desk.tell([*again, told.lesson(), told.done()])
    html = shown(desk)
    assert heading(html).startswith("Came back on 2026-06-0")
    assert "It reached the limit after" in html
    assert "▲ look" in html


def test_where_it_helped_nothing_the_page_says_so(desk: Any) -> None:
    """The twin: the same lesson over refunds that go on failing."""
    desk.tell([*told.refunds(120, 100, failing_before=24, failing_after=20), told.lesson(), told.done()])
    assert not heading(shown(desk)).startswith("Worked")


def test_reports_and_notes_move_no_verdict(desk: Any) -> None:
    desk.tell(worked())
    before = shown(desk).partition("<main")[2].partition('id="c"')[0]
    more = [told.note(f"noted:{n}", step="refund.send", what="It failed again", by="Ruth") for n in range(60)]
    desk.tell(more)
    assert shown(desk).partition("<main")[2].partition('id="c"')[0] == before


def test_contacts_are_judged_by_whether_the_customer_came_back(desk: Any) -> None:
    from amends.console.models import DeskTaken

    DeskTaken.objects.bulk_create(taken(number) for number in range(200))
    desk.tell([told.lesson(population="contacts", slice=("reason=refund",)), told.done()])
    html = shown(desk)
    assert heading(html).startswith("Worked.")
    assert "50 of 100, 50.00%" in html
    assert "0 of 50, 0.00%" in html, "and not those of another reason"


def taken(number: int) -> Any:
    """Before the change every second customer comes back; since then nobody. A quarter is about something else."""
    from amends.console.models import DeskTaken

    return DeskTaken(
        row_key=f"customer:T-{number}",
        contact=f"chat/{number}",
        case=f"chat/{number}",
        seq=1,
        agent="dora",
        started_at=at("04-15T00:00") + number * 30 * DAY_US // 100,
        window_start=0,
        reason="refund" if number < 100 or number % 2 else "invoice",
        product="",
        channel="chat",
        tier="",
        at_random=False,
        invited_by="",
        answer=None,
        returned=number < 100 and number % 2 == 0,
        inherited="[]",
        refused="[]",
        left_out="",
        mark=0,
        look_again=None,
    )


def change(desk: Any, event: str, who: str = "Ruth", **fields: str) -> Any:
    return desk.browser(who).post(f"{PAGE}/changes", form(event=event, **fields))


def test_its_owner_says_since_when_it_holds_once(desk: Any) -> None:
    desk.tell([*told.refunds(120, 100, failing_before=24, failing_after=1), told.lesson()])
    sent = form(event="done", since="2026-05-15", since_time="00:00")
    for _ in range(2):
        assert desk.browser().post(f"{PAGE}/changes", sent).status_code == 302
    assert [(one.event, one.since) for one in changes(desk)] == [("done", at("05-15T00:00"))]
    assert heading(shown(desk)).startswith("Worked.")


def test_nobody_else_may_and_a_lead_may(desk: Any) -> None:
    from test_reports_pages import give

    desk.tell([told.lesson()])
    assert "What becomes of it" not in shown(desk, who="Sam")
    assert change(desk, "dropped", "Sam", words="Not mine").status_code == 409
    assert changes(desk) == []
    give(desk, "Lena", "lead")
    assert change(desk, "dropped", "Lena", words="The page goes away altogether").status_code == 302
    assert heading(shown(desk)) == "Given up: The page goes away altogether"


@pytest.mark.parametrize(
    ("event", "fields", "words"),
    [
        ("done", {"since": ""}, "has no time in the past"),
        ("done", {"since": "2026-12-01"}, "has no time in the past"),
        ("done", {"since": "2026-05-15", "since_time": "late"}, "The time"),
        ("moved", {"due": "2026-06-01", "words": "Later"}, "has no day in the future"),
        ("moved", {"due": "2026-07-01"}, "has no reason"),
        ("dropped", {}, "has no reason"),
        ("paid", {}, "is not one that is known"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Any, event: str, fields: dict[str, str], words: str) -> None:
    desk.tell([told.lesson()])
    answer = change(desk, event, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert changes(desk) == []


def test_the_reason_is_looked_through_for_names(desk: Any) -> None:
    desk.tell([told.lesson()])
    desk.browser("Marek")
    answer = change(desk, "moved", due="2026-07-01", words="Marek is away")
    assert answer.status_code == 422
    assert '<mark class="named">Marek</mark> is away' in answer.content.decode()
    assert change(desk, "moved", due="2026-07-01", words="Other things came first").status_code == 302
    assert heading(shown(desk)) == "To be done by 1 July 2026."


def test_one_that_is_not_known_is_not_there(desk: Any) -> None:
    assert desk.browser().get("/lessons/no-such").status_code == 404
    assert change(desk, "done", since="2026-05-15").status_code == 404


def test_a_lesson_without_rows_says_that_nothing_can_be_compared(desk: Any) -> None:
    desk.tell([told.lesson(slice=("gateway=nowhere",)), told.done()])
    html = shown(desk)
    assert "Nothing can be compared yet" in html
    assert "There is nothing to draw" in html


SINCE = at("05-15T00:00")


def rows(before: list[bool], after: list[bool], control: list[bool] | None = None) -> Rows:
    times = [SINCE - (len(before) - n) * DAY_US // 2 for n in range(len(before))]
    times += [SINCE + n * DAY_US // 2 for n in range(len(after))]
    marks = None if control is None else np.array(control, np.bool_)
    return Rows(np.array(times, np.int64), np.array([*before, *after], np.bool_), marks)


BOTH = st.lists(st.booleans(), min_size=1, max_size=120)


@given(BOTH, BOTH)
def test_no_week_lies_on_both_sides_of_the_change_and_nothing_is_lost(before: list[bool], after: list[bool]) -> None:
    given_rows = rows(before, after)
    found = points(given_rows, SINCE, told.UTC, width_of(given_rows))
    sides = [[one.here for one in found if (one.number < 0) == is_before] for is_before in (True, False)]
    assert [sum(one.rows for one in side) for side in sides] == [len(before), len(after)]
    assert [sum(one.failed for one in side) for side in sides] == [sum(before), sum(after)]


@given(BOTH, BOTH)
def test_everything_drawn_lies_within_the_picture(before: list[bool], after: list[bool]) -> None:
    weeks = points(rows(before, after), SINCE, told.UTC, 7)
    drawn = before_after(
        [Told(one.number, one.first, one.here, rate_interval(one.here), one.beside) for one in weeks],
        sum(before) / len(before),
        "changed",
    )
    assert drawn is not None
    assert len(drawn.marks) == len([one for one in weeks if one.here.rows])
    for mark in drawn.marks:
        assert drawn.left <= mark.x <= drawn.right
        assert drawn.top <= mark.high <= mark.y <= mark.low <= drawn.bottom
        assert (mark.x < drawn.change) == (mark.shape == "")


def test_the_rows_of_the_control_are_drawn_beside() -> None:
    marks = [False, True] * 30
    found = points(rows([True, False] * 15, [False] * 30, marks), SINCE, told.UTC, 7)
    assert sum(one.here.rows for one in found) == sum(one.beside.rows for one in found) == 30
    assert sum(one.here.failed for one in found) == 15


def came_back() -> Rows:
    """One in four before, none for a hundred days, then one in four again."""
    again = [False] * 200 + [number % 4 == 0 for number in range(120)]
    return rows([number % 4 == 0 for number in range(400)], again)


def test_the_path_reaches_its_limit_where_the_chart_signals_and_not_before() -> None:
    judged = judge(came_back(), SINCE, zone=told.UTC)
    found = walk(came_back(), SINCE, told.UTC, judged.watched)
    assert found is not None
    assert found.signal is not None
    above = [number for number, evidence in zip(found.at, found.evidence, strict=True) if evidence >= found.limit]
    assert above[0] == found.signal
    drawn = cusum(found.at, found.evidence, found.limit, found.signal)
    assert drawn is not None
    assert drawn.signal is not None
    assert drawn.signal[1] <= drawn.limit


def test_while_it_stays_away_there_is_a_path_and_no_signal() -> None:
    quiet = rows([number % 4 == 0 for number in range(400)], [False] * 200)
    found = walk(quiet, SINCE, told.UTC, judge(quiet, SINCE, zone=told.UTC).watched)
    assert found is not None
    assert found.signal is None
    assert max(found.evidence) < found.limit
    assert "NaN" not in str(cusum(found.at, found.evidence, found.limit, None))


def test_a_picture_of_nothing_is_none() -> None:
    assert before_after([], 0.1, "changed") is None
    assert cusum([], [], 4.0, None) is None
    assert points(Rows(np.zeros(0, np.int64), np.zeros(0, np.bool_)), Moment(0), told.UTC, 7) == ()


def test_the_list_of_the_command_line_is_the_one_of_the_desk(desk: Any) -> None:
    import json

    from click.testing import CliRunner

    from amends.cli import amends
    from amends.console.world import close_world

    desk.tell(worked())
    close_world()
    home = ["--home", str(desk.home), "lesson", "list"]
    found = json.loads(CliRunner().invoke(amends, [*home, "--json"], standalone_mode=False).stdout)
    assert [(one["lesson"], one["state"], one["verdict"]) for one in found] == [(LESSON, "done", "worked")]
    assert found[0]["judged"]["counts"]["after"]["failed"] == 1
    said = CliRunner().invoke(amends, home, standalone_mode=False).stdout
    assert said.startswith(f"{LESSON}: Ask the gateway before we say that it was sent\n  Worked.")
