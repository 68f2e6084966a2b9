"""The mirror on the desk: for oneself alone, only when one asks, and nothing of it stays anywhere."""

import hashlib
import logging
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from amends.facts import Policy
from conversation_stories import answer
from desk_stories import WHO, failed_refund_story, mail

AGENTS = {"Ruth": ("PJSIP/ruth", "ruth@shop.example"), "Sam": ("sam@shop.example",)}
PAGE = "/mine/mirror"
ASKED = "<C-17-06-14T10:00@example.org>"
CANARY = "grosbeak-4471"
DRAFT = f"As I told you, {CANARY} was sent. Our system shows that it was refunded."
SENT = "As we have already explained, our system shows that your refund was sent on 3 May. Please wait."


@pytest.fixture
def told(desk: Any) -> Any:
    """Ruth wrote to M. Lindqvist on 17 June; the gateway says that the refund failed. The mirror is off."""
    desk.world.policy = Policy(agents=AGENTS)
    desk.tell([*failed_refund_story(), mail("06-14T10:00"), answer("06-17T09:00", SENT, references=(ASKED,))])
    for name in ("Ruth", "Sam"):
        desk.browser(name)
    return desk


@pytest.fixture
def on(told: Any) -> Any:
    """Ruth and Sam have switched it on."""
    for name in ("Ruth", "Sam"):
        assert told.browser(name).post(PAGE, {"wish": "on"}).status_code == 302
    return told


def asked(desk: Any, who: str = "Ruth", **fields: str) -> Any:
    return desk.browser(who).post(PAGE, fields)


def main_of(response: Any) -> str:
    return unescape(response.content.decode()).partition("<main")[2].partition("</main>")[0]


def key_of(desk: Any, who: str = "Ruth") -> str:
    """Of the newest answer that the page offers."""
    return main_of(desk.browser(who).get(PAGE)).partition('name="answer" value="')[2].partition('"')[0]


def test_it_is_off_at_first_and_the_page_says_how_to_switch_it_on(told: Any) -> None:
    page = main_of(told.browser("Ruth").get(PAGE))
    assert "Switch the mirror on" in page
    assert "<textarea" not in page
    assert "As I told you" not in main_of(asked(told, text=DRAFT))


def test_switched_off_again_it_leaves_no_row(on: Any) -> None:
    from amends.console.care.models import CareChoice

    asked(on, wish="off")
    asked(on, "Sam", wish="off")
    assert not CareChoice.objects.exists()
    assert "Switch the mirror on" in main_of(on.browser("Ruth").get(PAGE))


def test_a_draft_is_looked_at_and_comes_back(on: Any) -> None:
    response = asked(on, text=DRAFT)
    page = main_of(response)
    assert f"<q>As I told you, {CANARY} was sent.</q>" in page
    assert "the gateway, the bank, the carrier?" in page
    assert f">{DRAFT}</textarea>" in page
    assert response["Cache-Control"] == "no-store"
    assert on.browser("Ruth").get(PAGE)["Cache-Control"] == "no-store"


def test_a_draft_with_nothing_in_it_and_one_in_another_language(on: Any) -> None:
    assert "Nothing that the mirror knows of." in main_of(asked(on, text="Thank you, you will have it by Friday."))
    assert "knows English" in main_of(asked(on, text="Wie gesagt, das Geld ist schon lange bei Ihnen."))
    assert "There are no words of yours in it." in main_of(asked(on, text=""))


def test_a_draft_from_a_case_knows_what_the_second_opinion_says(on: Any) -> None:
    page = main_of(on.browser("Ruth").get(PAGE, {"case": WHO}))
    assert f'name="case" value="{WHO}"' in page
    page = main_of(asked(on, text=DRAFT, case=WHO))
    assert "The second opinion says now that the customer is right" in page
    for unknown in ("customer:nobody", "nothing"):
        assert asked(on, text=DRAFT, case=unknown).status_code == 404


def test_an_answer_that_she_sent_is_looked_at_with_its_case(on: Any) -> None:
    page = main_of(asked(on, answer=key_of(on)))
    assert f">{SENT}</textarea>" in page
    assert "sent on 17 June 2026" in page
    assert "The second opinion says now that the customer is right" in page


def who_can_look_at_it(desk: Any) -> set[str]:
    key = key_of(desk, "Ruth")
    assert key
    return {name for name in ("Ruth", "Sam") if SENT in main_of(asked(desk, name, answer=key))}


@pytest.mark.promise
def test_for_everybody_else_her_answer_does_not_exist(on: Any) -> None:
    assert who_can_look_at_it(on) == {"Ruth"}
    assert asked(on, "Sam", answer=key_of(on)).status_code == 404
    assert asked(on, "Sam", answer="none").status_code == 404
    assert "Look at it<span" not in main_of(on.browser("Sam").get(PAGE))
    assert on.anonymous().get(PAGE).status_code == 302


@pytest.mark.promise
def test_without_the_check_of_whose_it_is_others_could(on: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care.own_sent import own_sent
    from amends.console.pages import mirror

    monkeypatch.setattr(mirror, "own_sent", lambda user, now: own_sent("Ruth", now))
    assert who_can_look_at_it(on) == {"Ruth", "Sam"}


def test_what_is_older_than_fourteen_days_or_no_sent_answer_is_not_offered(on: Any) -> None:
    told = [("06-16T09:00", "note"), ("05-28T09:00", "sent"), ("06-15T09:00", "sent")]
    on.tell([answer(when, "It is sent.", record=record, references=(ASKED,)) for when, record in told])
    page = main_of(on.browser("Ruth").get(PAGE))
    assert [day in page for day in ("17 June", "16 June", "15 June", "28 May")] == [True, False, True, False]


def everything(home: Path) -> str:
    """A hash of all that is stored: every table row by row, and every file. A log of SQLite holds what tables hold, and
    the record moves its new handles into their index whenever nobody writes.
    """
    found = hashlib.sha256()
    for file in sorted(path for path in home.rglob("*") if path.is_file()):
        if file.name.endswith(("-wal", "-shm", "-journal")):
            continue
        found.update(str(file.relative_to(home)).encode())
        if file.suffix == ".sqlite":
            with closing(sqlite3.connect(file)) as connection:
                for line in sorted(line.replace('"handle_new"', '"handle"') for line in connection.iterdump()):
                    found.update(line.encode())
        else:
            found.update(file.read_bytes())
    return found.hexdigest()


def look_in_every_way(desk: Any) -> None:
    browser, key = desk.browser("Ruth"), key_of(desk)
    assert key
    before = everything(desk.home)  # a login is stored, so it comes first
    assert browser.post(PAGE, {"text": DRAFT}).status_code == 200
    assert browser.post(PAGE, {"text": DRAFT, "case": WHO}).status_code == 200
    assert browser.post(PAGE, {"answer": key}).status_code == 200
    assert browser.get(PAGE, {"case": WHO}).status_code == 200
    assert browser.post(PAGE, {"text": DRAFT, "case": "customer:nobody"}).status_code == 404
    if everything(desk.home) != before:
        raise AssertionError("something was stored")


@pytest.mark.promise
def test_nothing_is_stored_by_looking(on: Any) -> None:
    look_in_every_way(on)
    assert not any(CANARY.encode() in file.read_bytes() for file in on.home.rglob("*") if file.is_file())


@pytest.mark.promise
@pytest.mark.parametrize("where", ["row", "session", "file"])
def test_a_mirror_that_stores_is_caught(on: Any, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    from django.contrib.auth.models import Group

    from amends.console.pages import mirror

    looking = mirror._page

    def storing(request: Any, user: str) -> Any:
        if where == "row":
            Group.objects.create(name=f"{CANARY}-{Group.objects.count()}")
        elif where == "session":
            request.session["mirror"] = request.session.get("mirror", "") + CANARY
        else:
            with (on.home / "mirror.txt").open("a") as file:
                file.write(CANARY)
        return looking(request, user)

    monkeypatch.setattr(mirror, "_page", storing)
    with pytest.raises(AssertionError, match="something was stored"):
        look_in_every_way(on)


def logged(desk: Any, caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(logging.DEBUG):
        asked(desk, text=DRAFT)
        asked(desk, text=DRAFT, case="customer:nobody")
    return [one.getMessage() for one in caplog.records if CANARY in one.getMessage() + str(one.args)]


@pytest.mark.promise
def test_no_line_of_a_log_has_it(on: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert logged(on, caplog) == []


@pytest.mark.promise
def test_a_mirror_that_logs_is_caught(on: Any, caplog: pytest.LogCaptureFixture, monkeypatch: Any) -> None:
    from amends.console.pages import mirror

    looking = mirror._look

    def telling(given: Any, sent: Any) -> Any:
        logging.getLogger("amends").warning("looked at %s", given.text)
        return looking(given, sent)

    monkeypatch.setattr(mirror, "_look", telling)
    assert logged(on, caplog) == [f"looked at {DRAFT}"]


def test_that_she_uses_it_stands_on_no_page_of_others(on: Any) -> None:
    lead = on.browser("Sam")
    for address in ("/", f"/customers/{WHO}", "/mine", "/mine/mirror"):
        page = main_of(lead.get(address))
        assert SENT not in page or address.startswith("/customers")
        assert "Ruth" not in page or address.startswith("/customers")
