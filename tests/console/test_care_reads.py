"""Who asked about whom: everybody sees his own part of it. And who may ask at all."""

import json
import re
from html import unescape
from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from desk_stories import NOW
from my_day_story import known
from test_roles import person

ROUTE = "/api/v1/care/route"
NOBODY = "no such system has asked with you among those who are free"


@pytest.fixture
def here(desk: Any) -> Any:
    """Ruth and Omar may log in, and the phone system's names for them are known."""
    known(desk)
    for name in ("Ruth", "Omar"):
        person(name, ())
    return desk


def router(desk: Any, name: str = "switch", roles: tuple[str, ...] = ("integration",)) -> Any:
    from amends.console.people.tokens import make_token

    token = make_token(person(name, roles), now=desk.world.now())
    return desk.anonymous(headers={"authorization": f"Bearer {token}"})


def ask(client: Any, *agents: str) -> Any:
    body = {"contacts": [], "agents": [{"agent": name, "skills": []} for name in agents]}
    return client.post(ROUTE, json.dumps(body), content_type="application/json")


def told_to(desk: Any, name: str) -> str:
    """What the page says of who asked."""
    page = desk.browser(name).get("/mine/day").content.decode()
    return unescape(page.partition('<li id="reads">')[2].partition("</li>")[0])


def write() -> None:
    from amends.console.care import reads

    reads.write()


def check_seen(desk: Any, ruth: str, omar: str) -> None:
    assert ruth in told_to(desk, "Ruth")
    assert omar in told_to(desk, "Omar")


@pytest.mark.promise
def test_each_sees_who_asked_about_him_and_when(here: Any) -> None:
    assert NOBODY in told_to(here, "Ruth")
    switch = router(here)
    assert ask(switch, "PJSIP/ruth").status_code == 200  # by the phone system's own name for her
    check_seen(here, "switch asked once today, last at 9:00.", NOBODY)
    write()
    here.at(Moment(NOW + 5 * MINUTE_US))
    ask(switch, "Ruth", "Omar", "Ruth")
    check_seen(here, "switch asked 2 times today, last at 9:05.", "once today")
    ask(router(here, "night-switch"), "Ruth")
    assert "night-switch asked once today, last at 9:05. switch asked 2 times today" in told_to(here, "Ruth")
    here.at(Moment(NOW + DAY_US))
    write()
    assert "switch asked 2 times, last on 18 June at 9:05." in told_to(here, "Ruth")
    ask(switch, "Ruth")
    assert "switch asked once today, last at 9:00, and 2 times in the days before." in told_to(here, "Ruth")


def test_twin_that_answers_without_a_note_is_caught(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import reads

    monkeypatch.setattr(reads, "note", lambda asker, users, now: None)
    ask(router(here), "Ruth")
    with pytest.raises(AssertionError):
        check_seen(here, "once today", NOBODY)


def test_what_was_asked_and_refused_is_counted_as_well(here: Any) -> None:
    body = {"contacts": [{"contact_id": "c", "channel": "smoke"}], "agents": [{"agent": "Ruth", "skills": []}]}
    assert router(here).post(ROUTE, json.dumps(body), content_type="application/json").status_code in (200, 422)
    assert "once today" in told_to(here, "Ruth")


def test_it_is_sealed_and_names_nobody(here: Any) -> None:
    from amends.console.models import CareRead

    ask(router(here), "Ruth", "Omar")
    write()
    [row] = CareRead.objects.all()
    assert row.day % DAY_US == 0
    assert not re.search("ruth|omar|switch", row.body, re.IGNORECASE)
    before = row.body
    write()
    assert CareRead.objects.get().body == before  # nothing waited


def test_names_that_nobody_logs_in_by_are_not_stored(here: Any) -> None:
    from amends.console.care import reads
    from amends.console.models import CareRead

    ask(router(here), *(f"made-up-{number}" for number in range(500)), "Ruth")
    write()
    [told] = reads._opened(CareRead.objects.get()).values()
    assert len(told) == 1


@pytest.mark.promise
def test_it_goes_after_two_weeks(here: Any) -> None:
    from amends.console.care.forgetting import Forgetting
    from amends.console.models import CareRead

    ask(router(here), "Ruth")
    follower = Forgetting()
    follower.round(NOW)
    assert CareRead.objects.count() == 1  # written by the follower
    follower.round(Moment(NOW + 12 * DAY_US))
    assert CareRead.objects.count() == 1
    follower.round(Moment(NOW + 13 * DAY_US))
    assert CareRead.objects.count() == 0
    assert NOBODY in told_to(here, "Ruth")


def test_what_cannot_be_written_waits(here: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    from amends.console.care import reads
    from amends.console.care.forgetting import Forgetting
    from amends.console.models import CareRead

    def full(days: Any) -> None:
        raise OSError("Ruth has no room")

    ask(router(here), "Ruth")
    whole = reads._write
    monkeypatch.setattr(reads, "_write", full)
    Forgetting().round(NOW)
    assert "could not be written: OSError" in caplog.text
    assert "Ruth" not in caplog.text
    ask(router(here), "Ruth")
    monkeypatch.setattr(reads, "_write", whole)
    Forgetting().round(NOW)
    assert CareRead.objects.count() == 1
    assert "2 times today" in told_to(here, "Ruth")


@pytest.mark.postgres
def test_on_postgresql_too(postgres_desk: Any) -> None:
    known(postgres_desk)
    person("Ruth", ())
    for hour in range(2):
        postgres_desk.at(Moment(NOW + hour * HOUR_US))
        ask(router(postgres_desk), "Ruth")
        write()
    assert "switch asked 2 times today, last at 10:00." in told_to(postgres_desk, "Ruth")


# Who may ask at all


def check_no_such_page(answer: Any, absent: Any) -> None:
    assert (answer.status_code, answer.content) == (absent.status_code, absent.content)
    assert answer.status_code == 404


def in_a_browser(desk: Any) -> tuple[Any, Any]:
    """Somebody chose a password for the system's user, and asks from a browser."""
    person("switch", ("integration",))
    browser = desk.browser("switch")
    return ask(browser, "Ruth"), browser.post(f"{ROUTE}s", "{}", content_type="application/json")


def as_a_colleague(desk: Any) -> tuple[Any, Any]:
    """Omar takes contacts himself, and has the role by mistake or by a friend."""
    omar = router(desk, "Omar")
    return ask(omar, "Ruth"), omar.post(f"{ROUTE}s", "{}", content_type="application/json")


@pytest.mark.promise
@pytest.mark.parametrize("way", [in_a_browser, as_a_colleague])
def test_a_person_cannot_ask_as_if_he_were_the_router(here: Any, way: Any) -> None:
    check_no_such_page(*way(here))
    assert NOBODY in told_to(here, "Ruth")


@pytest.mark.parametrize("way", [in_a_browser, as_a_colleague])
def test_twin_that_lets_people_ask_is_caught(here: Any, monkeypatch: pytest.MonkeyPatch, way: Any) -> None:
    from amends.console import access

    monkeypatch.setattr(access, "NOT_FOR_COLLEAGUES", frozenset())
    with pytest.raises(AssertionError):
        check_no_such_page(*way(here))


def test_a_wrong_token_beside_a_session_is_no_token(here: Any) -> None:
    person("switch", ("integration",))
    browser = here.browser("switch", headers={"authorization": "Bearer wrong"})
    assert ask(browser, "Ruth").status_code == 404


def test_nobody_in_between_keeps_the_answer(here: Any) -> None:
    assert ask(router(here), "Ruth")["Cache-Control"] == "no-store"
