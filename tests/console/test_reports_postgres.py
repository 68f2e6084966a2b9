"""Reports and "I inherited this" with everything in the team's PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest

from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US
from amends.learning.reports import reports
from amends.record.report_entries import reports_told
from amends.record.reviewer_key import make_key
from desk_stories import NOW
from test_inherited_alone import AGENTS, EVERYBODY, LINE, customers_of_what_waits, mine, read_it, say, two_took_it
from test_reports_pages import CANARY, PASSPHRASE, change, give, made, opened, the_report

pytestmark = pytest.mark.postgres


def test_a_report_is_made_opened_closed_and_forgotten(postgres_desk: Any, tmp_path: Path) -> None:
    desk = postgres_desk
    make_key(desk.home, tmp_path / "key", PASSPHRASE)
    give(desk, "Noor", "reviewer")
    code = made(desk)
    assert CANARY in opened(desk, "Noor", the_report(desk), tmp_path / "key").content.decode()
    assert change(desk, the_report(desk), "closed", words="The button asks now").status_code == 302
    assert the_report(desk).identity is None
    page = desk.browser(CANARY).post("/report/status", {"code": code}).content.decode()
    assert "Your report is closed." in page
    assert desk.record.verify().ok


def test_a_name_that_is_due_is_destroyed_by_the_follower(postgres_desk: Any, tmp_path: Path) -> None:
    from amends.console.forgetting import Forgetting

    desk = postgres_desk
    make_key(desk.home, tmp_path / "key", PASSPHRASE)
    made(desk)
    assert Forgetting().round(desk.record, Moment(NOW + 80 * DAY_US)) == 0
    assert Forgetting().round(desk.record, Moment(NOW + 91 * DAY_US)) == 1
    [report] = reports(reports_told(desk.record))
    assert report.identity is None


def test_what_was_inherited_is_told_alone_and_then_the_register_has_it(postgres_desk: Any) -> None:
    from amends.console.desk import catch_up

    desk = postgres_desk
    desk.world.policy = Policy(agents=AGENTS)
    desk.tell(two_took_it())
    for name in EVERYBODY:
        desk.browser(name)
    assert say(desk).status_code == 302
    assert LINE in mine(desk, "ruth")
    assert customers_of_what_waits() == []
    catch_up(desk.record, desk.world.policy, Moment(NOW + 8 * DAY_US))
    assert LINE in desk.browser("lena").get("/register").content.decode()
    assert read_it(desk).status_code == 302
    assert "Nothing for you alone." in mine(desk, "ruth")
