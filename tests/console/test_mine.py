"""A private task is for one person alone: nobody else finds it, on no page, in no list, in no number."""

import json
from typing import Any

import pytest

from amends.facts import Policy
from amends.facts.kinds import FollowUpTold
from amends.facts.moments import DAY_US
from conversation_stories import call, profile
from desk_stories import NOW, WHO, failed_refund_story

AGENTS = {"Ruth": ("PJSIP/ruth", "ruth@shop.example"), "Sam": ("PJSIP/sam",)}
APOLOGY = f"/mine/{WHO}/apologies"


@pytest.fixture
def told(desk: Any) -> Any:
    """Ruth hung up on a customer on 16 June."""
    desk.world.policy = Policy(agents=AGENTS)
    ended = call("1", "06-16T09:00", "06-16T09:01", "06-16T09:05", ended_by="us")
    desk.tell([*failed_refund_story(), profile(), *ended])
    return desk


def task_id() -> str:
    from amends.console import files

    file = files.load(WHO)
    assert file is not None
    [task] = file.tasks
    return task.id


def who_finds_it(desk: Any) -> set[str]:
    """Everybody on whose page the task stands, the administrator included."""
    people = ("Ruth", "Sam", "admin", "PJSIP/ruth")
    return {name for name in people if "ended from our side" in desk.browser(name).get("/mine").content.decode()}


def test_its_owner_sees_it_in_kind_words(told: Any) -> None:
    page = told.browser("Ruth").get("/mine").content.decode()
    assert "1 thing for you alone." in page
    assert "only you see this" in page


@pytest.mark.promise
def test_nobody_else_sees_it(told: Any) -> None:
    assert who_finds_it(told) == {"Ruth"}


@pytest.mark.promise
def test_without_the_check_of_the_name_others_would(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import mine

    monkeypatch.setattr(mine, "customers_of", lambda *_: [WHO])
    assert who_finds_it(told) == {"Ruth"}  # the second check still holds
    monkeypatch.setattr(mine, "_tasks", lambda file, user: list(file.tasks))
    assert who_finds_it(told) > {"Ruth"}


def test_for_others_it_does_not_exist(told: Any) -> None:
    assert told.browser("Sam").post(APOLOGY, {"task": task_id()}).status_code == 404
    assert told.browser("Sam").post(APOLOGY, {"task": "call_ended:none"}).status_code == 404
    assert told.anonymous().get("/mine").status_code == 302
    assert told.acts() == []


def test_who_put_it_right_is_rid_of_it_and_nobody_is_told(told: Any) -> None:
    task = task_id()
    browser = told.browser("Ruth")
    for _ in range(2):
        assert browser.post(APOLOGY, {"task": task}).status_code == 302
    [entry] = told.acts()
    assert entry.what == FollowUpTold(task, "apologised", by="Ruth", about=WHO)
    assert "Nothing for you alone." in browser.get("/mine").content.decode()
    page = told.browser("Sam").get(f"/customers/{WHO}").content.decode()
    assert "apologised" not in page.lower()


def leaks(desk: Any) -> list[str]:
    """Where the task, or that there is one, can be read by somebody else; and where its owner's name stands."""
    from amends.console.desk import dump

    client = desk.browser("Sam")
    found = []
    for address in ("/", "/promises", f"/customers/{WHO}", f"/brief/{WHO}", "/sources"):
        page = client.get(address).content.decode()
        found += [address for word in ("call_ended", "only you see this", "PJSIP/ruth") if word in page]
    for address in ("/api/v1/queue", f"/api/v1/customers/{WHO}", "/api/v1/balance"):
        said = json.dumps(client.get(address).json())
        found += [address for word in ("call_ended", "task", "PJSIP") if word in said]
    stored = b"\n".join(line for line in dump().splitlines() if b'"at_random"' not in line)  # who took a contact
    return found + [word for word in ("Ruth", "PJSIP", "call_ended") if word.encode() in stored]


@pytest.mark.promise
def test_it_is_in_no_list_no_answer_and_no_table(told: Any) -> None:
    assert leaks(told) == []


@pytest.mark.promise
def test_a_table_with_names_would_show(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import private, rebuild

    monkeypatch.setattr(private, "digest", lambda key, user: f"{key}:{user}")
    rebuild(told.record, told.world.policy, NOW)
    assert leaks(told) == ["Ruth"]


def what_leads_from_a_task_to_who_took_the_contact() -> list[str]:
    """Whatever stands in a row of a task and in a row of a contact: there the two could be put together."""
    from amends.console.desk.models import DeskTaken, DeskTask

    tasks, taken = list(DeskTask.objects.values()), list(DeskTaken.objects.values())
    assert tasks
    assert taken
    words = [str(value) for row in taken for value in row.values() if len(str(value)) > 4]
    return [name for row in tasks for name, value in row.items() if any(word in str(value) for word in words)]


@pytest.mark.promise
def test_no_table_that_says_who_took_a_contact_leads_to_whose_task_it_is(told: Any) -> None:
    assert what_leads_from_a_task_to_who_took_the_contact() == []


@pytest.mark.promise
def test_a_table_with_customers_would_show(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import private, rebuild

    monkeypatch.setattr(private, "sealed", lambda key: key)
    rebuild(told.record, told.world.policy, NOW)
    assert what_leads_from_a_task_to_who_took_the_contact() == ["customer"]


def test_the_tasks_go_with_the_customer(told: Any) -> None:
    from amends.console.desk import renew
    from amends.console.desk.models import DeskTask

    told.record.erase({WHO, "phone:+493012345", "email:c-17@example.org"})
    renew(told.record, told.world.policy, NOW, [WHO, "phone:+493012345"])
    assert not DeskTask.objects.exists()


def test_the_same_person_has_another_mark_with_each_customer(told: Any) -> None:
    from amends.console.desk.private import digest

    marks = {digest("customer:C-17", "Ruth"), digest("customer:C-18", "Ruth"), digest("customer:C-17", "Sam")}
    assert len(marks) == 3


def test_after_some_weeks_it_is_let_go(told: Any) -> None:
    told.at(NOW + 60 * DAY_US)
    assert "Nothing for you alone." in told.browser("Ruth").get("/mine").content.decode()


def test_what_was_sealed_under_another_secret_is_nobodys_and_breaks_no_page(told: Any) -> None:
    from django.test import override_settings

    assert "Nothing for you alone." not in told.browser("Ruth").get("/mine").content.decode()
    with override_settings(SECRET_KEY="another secret, as after moving a home without its keys"):
        answer = told.browser("Ruth").get("/mine")
    assert (answer.status_code, "Nothing for you alone." in answer.content.decode()) == (200, True)
