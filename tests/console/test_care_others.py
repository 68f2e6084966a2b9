"""Nobody but Ruth: whoever else asks whatever address there is gets the same whether her day was hard or not."""

import json
import logging
from typing import Any

import pytest

import test_team
from my_day_story import HARD_MAIL, known, tell
from test_care_reads import router
from test_roles import person
from test_team import addresses, told_apart


def colleague(desk: Any) -> Any:
    """Somebody who had no contact himself: his own page changes with the table of weights."""
    return desk.browser("Ben")


def reviewer(desk: Any) -> Any:
    person("Vera", ("reviewer",))
    return desk.browser("Vera")


def administrator(desk: Any) -> Any:
    """Whoever set everything up, with every role that he gave himself."""
    root = person("root", ("lead", "reviewer", "integration"))
    root.is_superuser = root.is_staff = True
    root.save()
    return desk.browser("root")


def script_of_a_lead(desk: Any) -> Any:
    return router(desk, "Lena", ("lead", "integration"))


ASKERS = [colleague, reviewer, administrator, script_of_a_lead]


@pytest.mark.promise
@pytest.mark.parametrize("asker", ASKERS)
def test_no_answer_to_anybody_else_depends_on_her_day(desk: Any, monkeypatch: pytest.MonkeyPatch, asker: Any) -> None:
    monkeypatch.setattr(test_team, "lead", asker)
    tell(desk)
    assert told_apart(desk, [*addresses(), "/mine/day?user=Ruth", "/team?user=Ruth", "/mine/mirror?case=Ruth"]) == set()


def test_twin_with_a_word_of_hers_on_a_page_of_everybody_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import shell
    from amends.console.care.taps import taps_of

    monkeypatch.setattr(test_team, "lead", colleague)
    monkeypatch.setattr(shell, "something_waits", lambda user: "threat" in taps_of("Ruth").values())
    tell(desk)
    assert told_apart(desk, ["/promises"]) == {"/promises"}


def answers_to_forms(desk: Any) -> list[tuple[int, bytes]]:
    """What Omar is told who sends her contact, and one that there is not, in every form of care."""
    known(desk)
    omar, found = desk.browser("Omar"), []
    for address in ("/mine/day/taps", "/mine/day/choices", "/mine/day/away", "/mine/mirror"):
        for contact in (HARD_MAIL, "mail/<nothing@example.org>"):
            form = {"contact": contact, "answer": contact, "user": "Ruth", "owner": "Ruth", "level": "threat"}
            answer = omar.post(address, form)
            found.append((answer.status_code, test_team.FRESH.sub(b"", answer.content)))
    return found


@pytest.mark.promise
def test_a_form_of_somebody_else_does_nothing_to_her_and_says_nothing_of_her(desk: Any) -> None:
    from amends.console.care.away import away_now
    from amends.console.care.choices import DEFAULT, choices_of
    from amends.console.care.taps import taps_of

    tell(desk)
    told = answers_to_forms(desk)
    assert told[::2] == told[1::2]
    assert (taps_of("Ruth"), choices_of("Ruth"), away_now(desk.world.now())) == ({}, DEFAULT, ())


def test_an_error_on_her_day_is_logged_without_her(
    desk: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from amends.console.care import exposed

    def fails(user: str, now: Any) -> None:
        raise ValueError(f"{user} had a threat")

    tell(desk)
    monkeypatch.setattr(exposed, "day_of", fails)
    ruth = desk.browser("Ruth")
    ruth.raise_request_exception = False
    assert ruth.get("/mine/day").status_code == 500
    assert "ValueError in fails" in caplog.text
    ours = " ".join(one.getMessage() for one in caplog.records if one.name != "django.request")  # that goes nowhere
    assert not [word for word in ("Ruth", "threat", "/mine/day") if word in ours]


def heard_by(name: str) -> list[str]:
    """The outputs that a line of this logger reaches, but for those that the test itself listens with."""
    found, logger = [], logging.getLogger(name)
    while logger is not None:
        found += [type(one).__name__ for one in logger.handlers if "Capture" not in type(one).__name__]
        logger = logger.parent if logger.propagate else None  # type: ignore[assignment]
    return [one for one in found if one != "NullHandler"]


@pytest.mark.promise
@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_what_logs_addresses_is_heard_by_nobody(desk: Any, name: str) -> None:
    """An address has a customer in it, and that of a form of care says that somebody sent it."""
    assert heard_by(name) == []
    assert heard_by("amends.console.problems")  # the twin: what logs no address is heard


def test_a_form_that_is_too_old_is_refused_and_leaves_nothing_behind(desk: Any) -> None:
    browser = desk.browser("Ruth", enforce_csrf_checks=True)
    assert browser.post("/mine/day/taps", {"contact": HARD_MAIL, "level": "threat"}).status_code == 403


def test_the_document_of_the_api_says_who_may_ask_the_router(desk: Any) -> None:
    told = json.dumps(desk.browser("Omar").get("/api/v1/openapi.json").json())
    assert "/api/v1/care/route" in told
    assert "can see that he was asked about" in told
