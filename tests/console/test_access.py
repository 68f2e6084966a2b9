"""Who may see what: every address that exists is asked by a stranger, and closed unless it is named as open."""

from collections.abc import Iterator
from typing import Any

import pytest

OPEN = {"login", "welcome", "health", "api:webhook", "api:webhook_with_secret"}
EXAMPLES = {
    "key": "customer:C-17",
    "token": "nobody-has-this",
    "refund_id": "R-2291",
    "system": "stripe",
    "secret": "guess",
    "name": "app-4.2",
    "at": "1781773200000000",
    "seed": "7",
    "mistake": "desk:mistake-1",
    "account": "crm/A-17",
    "month": "2026-06",
    "action": "cancel",
}
OF_ROUTES = {"my_contact": {"key": "cGhvbmUvMTE"}}  # where the same word stands for something else


def routes() -> Iterator[tuple[str, str]]:
    """Every (name, address) of the router, with example values; a new route appears here by itself."""
    from django.urls import get_resolver, reverse

    def walk(patterns: Any, namespace: str) -> Iterator[tuple[str, str]]:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                yield from walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
            elif entry.name:
                name = namespace + entry.name
                examples = EXAMPLES | OF_ROUTES.get(name, {})
                fits = {k: v for k, v in examples.items() if k in entry.pattern.regex.groupindex}
                yield name, reverse(name, kwargs=fits)

    yield from walk(get_resolver().url_patterns, "")


def strangers_see(desk: Any) -> dict[str, int]:
    """The statuses with which a stranger's GET and POST got further than to the door."""
    client, seen = desk.anonymous(), {}
    for name, address in routes():
        for answer in (client.get(address), client.post(address, {}), client.put(address)):
            to_login = answer.status_code == 302 and answer["Location"].startswith("/login")
            if not to_login and answer.status_code != 401:
                seen[name] = answer.status_code
    return seen


def test_a_stranger_gets_no_further_than_the_door(desk: Any) -> None:
    assert len(list(routes())) >= 20
    assert set(strangers_see(desk)) == OPEN


def test_a_route_left_open_by_mistake_would_be_seen(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import access

    monkeypatch.setattr(access, "OPEN_ROUTES", access.OPEN_ROUTES | {"customer"})
    assert "customer" in strangers_see(desk)


def test_absent_and_hidden_look_the_same_to_a_stranger(desk: Any) -> None:
    from desk_stories import failed_refund_story

    desk.tell(failed_refund_story())
    client = desk.anonymous()
    there, not_there = client.get("/customers/customer:C-17"), client.get("/customers/customer:C-99")
    assert there.status_code == not_there.status_code == 302
    assert (
        client.get("/api/v1/customers/customer:C-17").content == client.get("/api/v1/customers/customer:C-99").content
    )


def test_everybody_who_is_logged_in_gets_in(desk: Any) -> None:
    client = desk.browser()
    for address in ("/", "/sources", "/sources/quarantine", "/search?q="):
        assert client.get(address).status_code == 200


def test_a_form_from_elsewhere_is_refused(desk: Any, form: Any) -> None:
    from desk_stories import failed_refund_story

    desk.tell(failed_refund_story())
    client = desk.browser(enforce_csrf_checks=True)
    answer = client.post("/customers/customer:C-17/remedies", form())
    assert answer.status_code == 403
    assert "not sent from a page of yours" in answer.content.decode()
    assert client.post("/api/v1/check", {"refund": "R-2291"}, content_type="application/json").status_code == 403
    assert desk.acts() == []


def test_a_token_acts_without_a_session_and_ends_when_revoked(desk: Any) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.models import ApiToken
    from amends.console.people.tokens import make_token

    token = make_token(User.objects.create(username="script"), now=desk.world.now())
    assert token not in str(list(ApiToken.objects.values()))
    script = desk.anonymous(headers={"authorization": f"Bearer {token}"}, enforce_csrf_checks=True)
    assert script.get("/api/v1/queue").status_code == 200
    assert script.get("/").status_code == 302  # pages are for people
    ApiToken.objects.all().delete()
    assert script.get("/api/v1/queue").status_code == 401


def test_somebody_who_left_loses_his_token_at_once(desk: Any) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.tokens import make_token

    user = User.objects.create(username="script")
    script = desk.anonymous(headers={"authorization": f"Bearer {make_token(user, now=desk.world.now())}"})
    User.objects.update(is_active=False)
    assert script.get("/api/v1/queue").status_code == 401
