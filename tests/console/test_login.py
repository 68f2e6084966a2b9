"""Logging in: one-time links, passwords, and a brake on guessing. There is no default password anywhere."""

from typing import Any

import pytest

from amends.console.people.throttle import FAILURES_MAX, WAIT_SECONDS, Throttle
from amends.facts import Moment
from amends.facts.moments import HOUR_US
from desk_stories import NOW

PASSWORD = "correct horse battery"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


def link_for(desk: Any, name: str = "admin") -> str:
    from django.contrib.auth.models import User

    from amends.console.people.tokens import make_link

    user = User.objects.get_or_create(username=name)[0]
    return f"/welcome/{make_link(user, now=desk.world.now())}"


def test_a_link_lets_one_person_choose_a_password_once(desk: Any) -> None:
    link, browser = link_for(desk), desk.anonymous()
    assert browser.get(link).status_code == 200
    assert browser.post(link, CHOSEN)["Location"] == "/"
    assert browser.get("/").status_code == 200  # logged in by it
    assert desk.anonymous().post(link, CHOSEN).status_code == 404  # used
    somebody = desk.anonymous()
    assert somebody.post("/login", {"username": "admin", "password": PASSWORD}).status_code == 302


def test_a_link_is_stored_only_as_a_digest(desk: Any) -> None:
    from amends.console.people.models import OneTimeLink

    token = link_for(desk).removeprefix("/welcome/")
    stored = str(list(OneTimeLink.objects.values()))
    assert token not in stored
    assert len(token) >= 43  # 256 bits


def test_a_link_ends_after_a_day(desk: Any) -> None:
    link = link_for(desk)
    desk.at(Moment(NOW + 24 * HOUR_US - 1))
    assert desk.anonymous().get(link).status_code == 200
    desk.at(Moment(NOW + 24 * HOUR_US))
    assert desk.anonymous().get(link).status_code == 404


def test_a_newer_link_voids_the_older_one(desk: Any) -> None:
    older, newer = link_for(desk), link_for(desk)
    assert desk.anonymous().get(older).status_code == 404
    assert desk.anonymous().get(newer).status_code == 200


def test_a_weak_password_is_refused_and_the_link_stays_good(desk: Any) -> None:
    link = link_for(desk)
    assert desk.anonymous().post(link, {"new_password1": "password", "new_password2": "password"}).status_code == 422
    assert desk.anonymous().get(link).status_code == 200


def test_the_session_gets_a_new_key_at_login(desk: Any) -> None:
    from django.contrib.auth.models import User

    User.objects.create_user("Ruth", password=PASSWORD)
    browser = desk.anonymous()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    browser.post("/login", {"username": "Ruth", "password": PASSWORD})
    cookie = browser.cookies["sessionid"]
    assert cookie.value != planted
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_after_login_only_addresses_of_our_own_are_followed(desk: Any) -> None:
    from django.contrib.auth.models import User

    User.objects.create_user("Ruth", password=PASSWORD)
    told = {"username": "Ruth", "password": PASSWORD}
    assert desk.anonymous().post("/login", {**told, "next": "/sources"})["Location"] == "/sources"
    assert desk.anonymous().post("/login", {**told, "next": "//evil.example/"})["Location"] == "/"


def test_guessing_is_slowed_down_per_name_and_address() -> None:
    now = [0.0]
    throttle = Throttle(clock=lambda: now[0])
    for _ in range(FAILURES_MAX):
        assert not throttle.blocks("Ruth", "10.0.0.1")
        throttle.failed("Ruth", "10.0.0.1")
    assert throttle.blocks("Ruth", "10.0.0.1")
    assert not throttle.blocks("Ruth", "10.0.0.2")  # she herself gets in from her own desk
    now[0] = WAIT_SECONDS + 1
    assert not throttle.blocks("Ruth", "10.0.0.1")


def test_the_login_page_brakes(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.people import views

    throttle = Throttle()
    monkeypatch.setattr(views, "throttle", throttle)
    for _ in range(FAILURES_MAX):
        throttle.failed("Ruth", "127.0.0.1")
    assert desk.anonymous().post("/login", {"username": "Ruth", "password": "x"}).status_code == 429


def test_logging_out_ends_the_session_on_the_server(desk: Any) -> None:
    browser = desk.browser()
    stolen = browser.cookies["sessionid"].value
    browser.post("/logout")
    thief = desk.anonymous()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/").status_code == 302
