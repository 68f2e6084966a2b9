"""Roles: who lacks one is told what somebody is told who asks for a page that does not exist."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from amends.facts import Refused
from test_access import routes

LEAD, REVIEWER = "lead", "reviewer"
PEOPLE = {
    "nobody in particular": (),
    "a reviewer": (REVIEWER,),
    "a lead": (LEAD,),
    "both": (LEAD, REVIEWER),
}
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
BEHIND_ROLES = re.compile(r"^/(api/v1/)?(scores/agents|appeals)")  # whatever has such an address needs a role


def person(name: str, roles: tuple[str, ...] = (), **more: Any) -> Any:
    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    user = User.objects.get_or_create(username=name, defaults=more)[0]
    for role in roles:
        give(user, role)
    return user


def behind_roles() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every route that needs a role: its name, its address, and the roles that open it."""
    from amends.console.access import ROLE_ROUTES

    for name, address in routes():
        if name in ROLE_ROUTES:
            yield name, address, ROLE_ROUTES[name]


def wrongly_answered(desk: Any) -> set[tuple[str, str]]:
    """(who, route) of everybody without the role who got anything but what is said where nothing is, and of everybody
    with the role who got that.
    """
    found = set()
    for who, roles in PEOPLE.items():
        person(who, roles)
        client = desk.browser(who)
        for name, address, needed in behind_roles():
            hidden = [looks_absent(client, address, method) for method in ("get", "post", "put")]
            lacks = set(roles).isdisjoint(needed)
            if not all(hidden) if lacks else all(hidden):
                found.add((who, name))
    return found


def looks_absent(client: Any, address: str, method: str) -> bool:
    """Whether it is answered as an address is that leads to nothing."""
    nothing = "/api/v1/nothing" if address.startswith("/api/") else "/nothing"
    answer, absent = (getattr(client, method)(each) for each in (address, nothing))
    return told(answer) == told(absent)


def told(answer: Any) -> tuple[Any, ...]:
    """All that reaches a browser, without the token that is another one in every answer."""
    return answer.status_code, CSRF.sub(b"", answer.content), sorted(answer.headers.items())


@pytest.mark.promise
def test_who_lacks_the_role_sees_what_is_seen_where_nothing_is(desk: Any) -> None:
    assert {name for name, _, _ in behind_roles()} >= {"scores_agents", "api:scores_agents"}
    assert wrongly_answered(desk) == set()


@pytest.mark.promise
def test_a_route_that_asks_for_no_role_would_be_seen(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import access

    monkeypatch.setattr(access, "_has_role", lambda user, route: True)
    assert ("a reviewer", "scores_agents") in wrongly_answered(desk)


def test_every_address_about_people_names_its_roles(desk: Any) -> None:
    from amends.console.access import ROLE_ROUTES

    about_people = {name for name, address in routes() if BEHIND_ROLES.match(address)}
    assert about_people <= set(ROLE_ROUTES)
    assert "scores_agents" in about_people


def test_every_role_of_a_route_is_one_that_can_be_given() -> None:
    from amends.console.access import ROLE_ROUTES
    from amends.console.people.roles import ROLES

    assert {role for roles in ROLE_ROUTES.values() for role in roles} <= set(ROLES)


def test_the_administrator_sees_no_more_than_others_until_he_takes_a_role_openly(desk: Any) -> None:
    from amends.console.people.roles import give, take_away

    admin = person("admin", is_superuser=True, is_staff=True)
    client = desk.browser("admin")
    assert client.get("/scores/agents").status_code == 404
    give(admin, LEAD)
    assert client.get("/scores/agents").status_code == 200
    take_away(admin, LEAD)
    assert client.get("/scores/agents").status_code == 404


def test_a_token_acts_with_the_roles_of_its_user(desk: Any) -> None:
    from amends.console.people.tokens import make_token

    tokens = {name: make_token(person(name, roles), now=desk.world.now()) for name, roles in PEOPLE.items()}
    seen = {
        name: desk.anonymous(headers={"authorization": f"Bearer {token}"}).get("/api/v1/scores/agents").status_code
        for name, token in tokens.items()
    }
    assert seen == {"nobody in particular": 404, "a reviewer": 404, "a lead": 200, "both": 200}


def test_of_a_token_and_a_session_the_token_says_who_asks(desk: Any) -> None:
    from amends.console.people.tokens import make_token

    lead, other = person("Lena", (LEAD,)), person("Otto")
    weaker = {"authorization": f"Bearer {make_token(other, now=desk.world.now())}"}
    stronger = {"authorization": f"Bearer {make_token(lead, now=desk.world.now())}"}
    assert desk.browser("Lena", headers=weaker).get("/api/v1/scores/agents").status_code == 404
    assert desk.browser("Otto", headers=stronger).get("/api/v1/scores/agents").status_code == 200
    assert desk.browser("Otto", headers=stronger).get("/scores/agents").status_code == 404  # pages are for people
    forged = {"authorization": "Bearer guess"}
    assert desk.browser("Lena", headers=forged).get("/api/v1/scores/agents").status_code == 200


def test_who_left_has_no_role_any_more(desk: Any) -> None:
    from amends.console.people.roles import roles_of

    lead = person("Lena", (LEAD,))
    assert roles_of(lead) == {LEAD}
    lead.is_active = False
    lead.save()
    assert roles_of(lead) == frozenset()


def test_a_group_of_another_name_is_no_role(desk: Any) -> None:
    from django.contrib.auth.models import Group

    from amends.console.people.roles import give, roles_of

    user = person("Ruth")
    user.groups.add(Group.objects.create(name="choir"))
    assert roles_of(user) == frozenset()
    with pytest.raises(Refused, match="lead, reviewer"):
        give(user, "choir")


def amends(desk: Any, *args: str) -> str:
    """What `amends user` prints. An error for people comes as the exception it is."""
    from amends.cli.common import Home
    from amends.cli.user import command

    return str(CliRunner().invoke(command, args, obj=Home(desk.home), catch_exceptions=False).output)


def test_roles_are_given_taken_away_and_listed_by_command(desk: Any) -> None:
    assert "/welcome/" in amends(desk, "add", "Lena", "--role", LEAD, "--role", REVIEWER)
    assert "/welcome/" in amends(desk, "add", "Otto")
    assert amends(desk, "role", "Lena", REVIEWER, "--take-away") == "Lena: lead.\n"
    assert json.loads(amends(desk, "role", "Otto", REVIEWER, "--json")) == {"name": "Otto", "roles": [REVIEWER]}
    listed = json.loads(amends(desk, "list", "--json"))
    assert [(one["name"], one["roles"], one["password_chosen"]) for one in listed] == [
        ("Lena", [LEAD], False),
        ("Otto", [REVIEWER], False),
    ]
    assert amends(desk, "list") == "Lena: lead, no password chosen yet\nOtto: reviewer, no password chosen yet\n"


def test_a_role_that_is_none_and_a_person_who_is_nobody_are_said_in_words(desk: Any) -> None:
    assert amends(desk, "list") == "Nobody yet. Add somebody: amends user add NAME\n"
    with pytest.raises(Refused, match="Choose one of: lead, reviewer"):
        amends(desk, "add", "Lena", "--role", "boss")
    assert json.loads(amends(desk, "list", "--json")) == []  # nobody was half added
    with pytest.raises(Refused, match="amends user add Otto"):
        amends(desk, "role", "Otto", LEAD)
