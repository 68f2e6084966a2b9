"""What others may read of reports: the reviewer's words, where nobody can be guessed."""

from pathlib import Path
from typing import Any

import pytest

from amends.facts import Moment, hear_moment
from amends.facts.moments import DAY_US
from desk_stories import NOW
from test_reports_pages import change, form, key, made, the_report

__all__ = ["key"]


def took(desk: Any, people: int, contacts: int = 3) -> None:
    """So many of us took so many contacts each about refunds, in the week of the report."""
    from amends.console.models import DeskTaken

    fields = {
        "case": "c", "seq": 1, "started_at": NOW, "window_start": 0, "reason": "refund_not_received", "product": "",
        "channel": "mail", "tier": "", "at_random": False, "invited_by": "", "inherited": "[]", "refused": "[]",
        "left_out": "", "mark": 0,
    }  # fmt: skip
    DeskTaken.objects.bulk_create(
        DeskTaken(row_key=f"k{n}-{m}", contact=f"c{n}-{m}", agent=f"agent-{n}", **fields)
        for n in range(people)
        for m in range(contacts)
    )


def shown(desk: Any, name: str = "Lena") -> str:
    return str(desk.browser(name).get("/report/shared").content.decode())


@pytest.mark.parametrize(("people", "seen"), [(6, True), (5, False)])
def test_others_read_what_was_learnt_where_nobody_can_be_guessed(desk: Any, key: Path, people: int, seen: bool) -> None:
    took(desk, people)
    made(desk)
    change(desk, the_report(desk), "shared", step="refund.send", summary="A refund went out twice")
    assert "Nothing that others may read yet." in shown(desk)  # its week is not over
    desk.at(Moment(NOW + 200 * DAY_US))
    page = shown(desk)
    assert ("A refund went out twice" in page) is seen
    assert ("The week of 15 June 2026" in page) is seen
    assert ("1 report: sending a refund" in page) is seen


def test_what_is_not_shared_or_set_aside_is_not_counted(desk: Any, key: Path) -> None:
    took(desk, 9)
    made(desk)
    desk.at(Moment(NOW + 200 * DAY_US))
    assert "Nothing that others may read yet." in shown(desk)
    change(desk, the_report(desk), "shared", step="refund.send", summary="A refund went out twice")
    assert "1 report" in shown(desk)
    change(desk, the_report(desk), "excluded", words="It was no mistake")
    assert "Nothing that others may read yet." in shown(desk)


def test_a_report_of_a_lead_is_a_report(desk: Any, key: Path) -> None:
    took(desk, 9)
    desk.browser("Lena").post("/report", form(text="I told him a wrong balance"))
    change(desk, the_report(desk), "shared", step="refund.send", summary="A wrong balance was told")
    desk.at(hear_moment("2026-07-20T00:00:00Z"))
    assert "A wrong balance was told" in shown(desk, "Sam")
