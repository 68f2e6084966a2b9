""" "For you alone", in the menu: who has something sees a mark on every page, and nobody else does."""

from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import DAY_US
from desk_stories import NOW, WHO
from test_inherited_alone import EVERYBODY, read_it, said, told

__all__ = ["said", "told"]
MARK = "something is there for you alone"
PAGES = ("/", "/register", "/mine", f"/customers/{WHO}", "/report")


def who_sees_the_mark(desk: Any, *addresses: str) -> set[str]:
    clients = {name: desk.browser(name) for name in EVERYBODY}
    return {name for name, one in clients.items() for path in addresses if MARK in one.get(path).content.decode()}


@pytest.mark.promise
def test_who_has_something_sees_it_on_every_page_and_nobody_else_does(said: Any) -> None:
    assert all(who_sees_the_mark(said, path) == {"ruth"} for path in PAGES)


def test_nobody_does_where_there_is_nothing(told: Any) -> None:
    assert who_sees_the_mark(told, *PAGES) == set()


@pytest.mark.promise
def test_twin_that_asks_for_anybodys_marks_shows_it_to_all(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import menu_mark

    monkeypatch.setattr(menu_mark, "customers_of", lambda *_: [WHO])
    menu_mark._waits.cache_clear()
    assert who_sees_the_mark(said, "/") == set(EVERYBODY)
    menu_mark._waits.cache_clear()


def test_it_goes_when_he_has_read_it_and_comes_with_the_next(said: Any) -> None:
    assert who_sees_the_mark(said, "/") == {"ruth"}
    assert read_it(said).status_code == 302
    assert who_sees_the_mark(said, "/") == set()


def test_after_some_weeks_it_is_let_go_with_the_page(said: Any) -> None:
    said.at(Moment(NOW + 50 * DAY_US))
    assert who_sees_the_mark(said, "/") == set()


def test_no_customer_is_loaded_for_it_and_marks_are_tried_once(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import files, menu_mark

    tried: list[str] = []
    customers_of = menu_mark.customers_of
    monkeypatch.setattr(menu_mark, "customers_of", lambda user, now: tried.append(user) or customers_of(user, now))
    monkeypatch.setattr(files, "load", lambda *_: pytest.fail("a customer was loaded"))
    for _ in range(3):
        assert MARK in said.browser("ruth").get("/lessons").content.decode()
    assert tried in (["ruth"], [])


def test_the_list_that_a_browser_asks_for_again_and_again_is_the_same_with_it(said: Any) -> None:
    """The part of the queue that is renewed has no menu, and its ETag does not depend on who asks."""
    answers = [said.browser(name).get("/queue/list") for name in ("ruth", "omar")]
    assert answers[0]["ETag"] == answers[1]["ETag"]
    assert all(MARK not in answer.content.decode() for answer in answers)


def test_who_has_not_logged_in_sees_none(said: Any) -> None:
    assert MARK not in said.anonymous().get("/login").content.decode()
