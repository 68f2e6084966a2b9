"""The digest of a month: what came up, what we changed, what worked or came back; as a page, a mail, Markdown, JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import learning_told as told
from amends.cli import amends
from amends.console.digest_words import as_html, as_markdown, as_text, digest_json
from amends.facts import Moment
from amends.facts.moments import DAY_US
from amends.learning.digest import digest
from amends.learning.mistakes import FoundBy, Mistake, Way
from desk_stories import NOW, at, failed_refund_story
from learning_told import LESSON, UTC

HOSTILE = "<b>Shut</b> # [the](http://example.net) `line`"


@pytest.fixture
def known(desk: Any) -> Any:
    desk.tell([*failed_refund_story(), *told.refunds(120, 100, failing_before=24, failing_after=1)])
    desk.tell([told.lesson(), told.done()])
    return desk


def shown(desk: Any, path: str) -> str:
    answer = desk.browser().get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_month_says_what_came_up_what_was_changed_and_what_worked(known: Any) -> None:
    html = shown(known, "/digest/2026-05")
    for words in (
        "What we learnt in May 2026",
        '<h2 id="s1">What came up</h2>',
        "Sending a refund to the gateway:",
        "Ask the gateway before we say that it was sent. Changed on 15 May 2026.",
        "Ask the gateway before we say that it was sent: worked.",
    ):
        assert words in html
    assert "The month goes on" not in html


def test_before_anything_is_known_of_it_nothing_is_praised(known: Any) -> None:
    """The twin: at the end of April the lesson had not been made."""
    html = shown(known, "/digest/2026-04")
    assert "worked" not in html
    assert "Ask the gateway" not in html


def test_the_newest_is_the_last_whole_month_and_pages_lead_on(known: Any) -> None:
    assert known.browser().get("/digest")["Location"] == "/digest/2026-05"
    html = shown(known, "/digest/2026-05")
    assert 'href="/digest/2026-04" rel="prev"' in html
    assert 'href="/digest/2026-06" rel="next"' in html
    now = shown(known, "/digest/2026-06")
    assert "The month goes on" in now
    assert 'rel="next"' not in now


@pytest.mark.parametrize("month", ["2026-07", "2026-13", "0000-01", "9999-12"])
def test_a_month_that_is_none_or_still_to_come_is_refused_in_words(known: Any, month: str) -> None:
    answer = known.browser().get(f"/digest/{month}")
    assert answer.status_code == 422
    assert "The month" in answer.content.decode()


def test_a_month_in_which_nothing_came_up(desk: Any) -> None:
    assert "Nothing came up, and nothing was changed." in shown(desk, "/digest/2026-02")
    assert "Nothing came up" in shown(desk, "/digest/2026-02?format=text")
    assert "Nothing came up" in shown(desk, "/digest/2026-02?format=markdown")


def test_mail_and_markdown_say_the_same(known: Any) -> None:
    mail, markdown = (shown(known, f"/digest/2026-05?format={one}") for one in ("text", "markdown"))
    assert mail.startswith("What we learnt in May 2026\n==========================\n")
    assert markdown.startswith("# What we learnt in May 2026\n\n## What came up\n\n- ")
    assert max(map(len, mail.splitlines())) <= 76
    for words in ("before we say that it was sent: worked.", "What we changed"):
        assert words in " ".join(mail.split())
        assert words in " ".join(markdown.split())


def a_month(what: str) -> Any:
    found = (Way(at("05-03T00:00"), FoundBy.AGENT, "one of us wrote it down"),)
    return digest(at("05-01T00:00"), [Mistake("noted:1", "record.keep", what, ways=found)], [], zone=UTC)


def test_what_people_wrote_makes_no_marks_of_its_own() -> None:
    told_month = a_month(HOSTILE)
    assert "<b>" not in as_html(told_month, UTC)
    assert "&lt;b&gt;Shut&lt;/b&gt;" in as_html(told_month, UTC)
    assert r"\<b\>Shut\</b\> \# \[the\](http://example.net) \`line\`" in as_markdown(told_month, UTC)
    assert HOSTILE in " ".join(as_text(told_month, UTC).replace("\n  ", " ").split("\n"))


def test_a_line_of_several_stays_one_item() -> None:
    found = a_month("It broke\n# twice")
    assert "\n# twice" not in as_markdown(found, UTC)
    assert "\n- Keeping our own record: once. It broke Found" in as_markdown(found, UTC)
    assert [one["heading"] for one in digest_json(found, UTC)["sections"]] == ["What came up", "Thank you"]


def run(desk: Any, *words: str) -> Any:
    from amends.console.world import close_world

    close_world()
    return CliRunner().invoke(amends, ["--home", str(desk.home), "digest", *words], standalone_mode=False)


def test_the_command_gives_what_the_page_gives(known: Any) -> None:
    page = shown(known, "/digest/2026-05?format=markdown")
    assert run(known, "--month", "2026-05", "--format", "markdown").stdout == page
    found = json.loads(run(known, "--month", "2026-05", "--json").stdout)
    assert found["month"] == "May 2026"
    assert found["lessons"] == [{"lesson": LESSON, "verdict": "worked"}]
    assert sum(one["count"] for one in found["came_up"]) >= 10


def test_the_command_writes_a_file_whole_or_not_at_all(known: Any, tmp_path: Path) -> None:
    out = tmp_path / "may.html"
    assert run(known, "--month", "2026-05", "--format", "html", "--out", str(out)).exit_code == 0
    assert out.read_text("utf-8").startswith("<!doctype html>")
    missing = tmp_path / "none" / "may.html"
    refused = run(known, "--month", "2026-05", "--out", str(missing))
    assert "is in a folder that does not exist" in str(refused.exception)
    assert not missing.parent.exists()
    assert "The month: is none" in str(run(known, "--month", "May").exception).replace("'May' ", "")


def test_what_was_told_in_confidence_stands_there_as_others_may_read_it(desk: Any) -> None:
    """Only where nobody can be guessed, and in the month in which it came to be shown."""
    from test_reports_pages import change, give, made, the_report
    from test_reports_shared import took

    give(desk, "Noor", "reviewer")
    took(desk, 6)
    made(desk)
    change(desk, the_report(desk), "shared", step="refund.send", summary="A refund went out twice")
    assert "A refund went out twice" not in shown(desk, "/digest/2026-06")
    desk.at(Moment(NOW + 20 * DAY_US))
    assert "A refund went out twice" in shown(desk, "/digest/2026-06")
    assert "A refund went out twice" not in shown(desk, "/digest/2026-07")
