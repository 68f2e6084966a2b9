"""An appeal from the contact's page to its answers: kept, reasoned, seen by leads and reviewers, decided by two."""

import re
import uuid
from html import unescape
from typing import Any

import pytest

from amends.console.contact_key import contact_key
from amends.facts.kinds import AppealAnswered, AppealMade
from desk_stories import WHO
from my_score_story import OWN, tell

PAGE = f"/mine/score/{contact_key(OWN)}"
WHY = "The rules had refused it a day before I had the call."
ROLES = {"Lena": ("lead",), "Leo": ("lead",), "Omar": ("reviewer",), "Ida": ("reviewer",), "Sam": ()}


@pytest.fixture
def told(desk: Any) -> Any:
    """The case, two closed windows, and people with their roles."""
    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    tell(desk)
    for name, roles in ROLES.items():
        user = User.objects.get_or_create(username=name)[0]
        for role in roles:
            give(user, role)
    return desk


def text(body: bytes) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body.decode())))


def page(desk: Any, address: str, name: str) -> str:
    return text(desk.browser(name).get(address).content)


def appeal(desk: Any, reason: str = WHY, name: str = "Ruth", form_id: str = "") -> Any:
    return desk.browser(name).post(PAGE, {"reason": reason, "form_id": form_id or str(uuid.uuid4())})


def key(desk: Any) -> str:
    """The one appeal's own."""
    from amends.console.appeal_view import key_of
    from amends.console.pages.appealing import all_appeals

    [found] = all_appeals(desk.record)
    return key_of(found)


def answer(desk: Any, name: str, way: str = "uphold", reason: str = "So it was.", **more: str) -> Any:
    desk.at(desk.world.now() + 1)  # nobody answers twice within a microsecond
    fields = {"appeal": key(desk), "way": way, "reason": reason, "form_id": str(uuid.uuid4()), **more}
    return desk.browser(name).post("/appeals/answers", fields)


def left_out(desk: Any) -> str:
    from amends.console.desk.models import DeskTaken

    return str(DeskTaken.objects.get(contact=OWN).left_out)


def test_an_appeal_is_recorded_and_stands_on_the_page(told: Any) -> None:
    response = appeal(told)
    assert response.status_code == 302
    assert response["Location"].endswith("?said=appealed#appeal")
    [entry] = told.acts()
    assert entry.what == AppealMade(OWN, "Ruth", WHY, WHO)
    shown = page(told, f"{PAGE}?said=appealed", "Ruth")
    assert "Your appeal is on record." in shown
    assert "Open. Two people must agree, at least one of whom leads nobody." in shown
    assert WHY in shown
    assert WHY in page(told, "/mine/score", "Ruth")
    assert WHY in page(told, "/mine/contacts", "Ruth")


def test_without_a_reason_it_is_refused_and_nothing_is_written(told: Any) -> None:
    response = appeal(told, "   ")
    assert response.status_code == 422
    assert "Write in a sentence why this contact should not count" in text(response.content)
    assert told.acts() == []


@pytest.mark.promise
def test_a_form_that_is_sent_twice_is_one_appeal(told: Any) -> None:
    form_id = str(uuid.uuid4())
    for _ in range(2):
        assert appeal(told, form_id=form_id).status_code == 302
    assert len(told.acts()) == 1


@pytest.mark.promise
def test_one_that_does_not_look_would_be_caught(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import appealing

    monkeypatch.setattr(appealing, "_sent_before", lambda record, entry_id, about: False)
    monkeypatch.setattr(appealing, "form_id_of", lambda request: str(uuid.uuid4()))
    form_id = str(uuid.uuid4())
    for _ in range(2):
        appeal(told, form_id=form_id)
    assert len(told.acts()) == 2


def test_a_form_without_a_number_is_refused(told: Any) -> None:
    assert told.browser("Ruth").post(PAGE, {"reason": WHY}).status_code == 422
    assert told.acts() == []


def test_two_uphold_it_and_the_contact_counts_for_nobody(told: Any) -> None:
    appeal(told)
    assert answer(told, "Lena").status_code == 302
    assert left_out(told) == ""
    shown = page(told, "/appeals", "Omar")
    assert "1 appeal is open." in shown
    assert "1 says that it should not count: somebody who leads nobody must agree." in shown
    assert answer(told, "Omar", reason="The rule of 5 May shows it.").status_code == 302
    assert left_out(told) == "left out on appeal"
    shown = page(told, PAGE, "Ruth")
    assert "Upheld: the contact counts for nobody." in shown
    assert "Omar (leads nobody): it should not count. The rule of 5 May shows it." in shown
    assert "Lena (a lead): it should not count. So it was." in shown
    assert "It counts for nobody: left out on appeal." in shown
    assert "No appeal is open." in page(told, "/appeals", "Omar")


def test_two_decline_it_and_it_counts_as_before(told: Any) -> None:
    appeal(told)
    answer(told, "Omar", "decline", "Nothing shows it.")
    answer(told, "Lena", "decline", "I see it so too.")
    assert left_out(told) == ""
    shown = page(told, PAGE, "Ruth")
    assert "Declined: the contact counts as before." in shown
    assert "Nothing shows it." in shown
    assert "Add to the appeal" not in shown
    assert appeal(told, "But look again.").status_code == 409


@pytest.mark.promise
def test_leads_alone_decide_nothing(told: Any) -> None:
    appeal(told)
    answer(told, "Lena")
    answer(told, "Leo")
    assert left_out(told) == ""
    assert [entry.what.lead for entry in told.acts() if isinstance(entry.what, AppealAnswered)] == [True, True]


@pytest.mark.promise
def test_who_is_a_lead_as_well_as_a_reviewer_is_a_lead(told: Any) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    give(User.objects.get(username="Leo"), "reviewer")
    appeal(told)
    answer(told, "Lena")
    answer(told, "Leo")
    assert left_out(told) == ""


@pytest.mark.promise
def test_a_desk_that_takes_leads_for_others_would_be_caught(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import appeals

    monkeypatch.setattr(appeals, "LEAD", "another role")
    monkeypatch.setattr(appeals, "REVIEWER", "lead")
    appeal(told)
    answer(told, "Lena")
    answer(told, "Leo")
    assert left_out(told) == "left out on appeal"


def test_nobody_answers_his_own(told: Any) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    give(User.objects.get_or_create(username="Ruth")[0], "reviewer")
    appeal(told)
    shown = page(told, "/appeals", "Ruth")
    assert "This appeal is your own: others answer it." in shown
    response = answer(told, "Ruth")
    assert response.status_code == 409
    assert "is your own" in text(response.content)
    assert len(told.acts()) == 1


def test_an_answer_needs_a_reason_and_a_way(told: Any) -> None:
    appeal(told)
    assert answer(told, "Omar", reason=" ").status_code == 422
    refused = answer(told, "Omar", "perhaps", "I typed a long reason.")
    assert refused.status_code == 422
    assert "Choose whether the contact should count" in text(refused.content)
    assert "I typed a long reason." in refused.content.decode()
    assert len(told.acts()) == 1


def test_an_answer_to_no_appeal_leads_nowhere(told: Any) -> None:
    appeal(told)
    assert answer(told, "Omar", appeal="0" * 20).status_code == 404


def test_whoever_thinks_again_is_heard(told: Any) -> None:
    appeal(told)
    answer(told, "Omar", "decline", "Nothing shows it.")
    answer(told, "Omar", "uphold", "Now I found the rule.")
    answer(told, "Ida")
    assert left_out(told) == "left out on appeal"
    assert "no longer counted" in page(told, PAGE, "Ruth")


@pytest.mark.promise
def test_without_a_role_the_page_is_not_there(told: Any) -> None:
    appeal(told)
    for name in ("Sam", "Ruth"):
        browser = told.browser(name)
        hidden, absent = browser.get("/appeals"), browser.get("/appealed")
        assert hidden.status_code == absent.status_code == 404
        assert text(hidden.content) == text(absent.content)
        assert answer(told, name).status_code == 404
    assert len(told.acts()) == 1


def test_who_answers_finds_the_page_from_his_own(told: Any) -> None:
    assert 'href="/appeals"' in told.browser("Omar").get("/mine").content.decode()
    assert 'href="/appeals"' not in told.browser("Sam").get("/mine").content.decode()


@pytest.mark.promise
def test_no_score_and_no_name_of_who_appealed_is_on_it(told: Any) -> None:
    appeal(told)
    answer(told, "Ida")
    shown = page(told, "/appeals", "Omar")
    assert WHY in shown
    assert "The rules did not allow what was wanted." in shown
    assert "Ida (leads nobody): it should not count." in shown
    assert "Ruth" not in shown
    for figure in ("in a hundred", "fewer", "same as everyone", "64"):
        assert figure not in shown.lower(), figure


def test_an_appeal_is_on_no_page_of_the_customer(told: Any) -> None:
    appeal(told)
    answer(told, "Omar")
    for address in (f"/customers/{WHO}", f"/brief/{WHO}", f"/api/v1/customers/{WHO}"):
        body = told.browser("Sam").get(address).content.decode()
        assert WHY not in body, address
        assert "So it was." not in body, address
        assert "appeal" not in body.lower(), address


def test_who_is_forgotten_takes_the_appeal_with_him(told: Any) -> None:
    appeal(told)
    told.record.erase([WHO])
    assert "No appeal is open." in page(told, "/appeals", "Omar")


def test_the_oldest_open_one_stands_first(told: Any) -> None:
    from amends.facts.moments import HOUR_US
    from my_score_story import AFTER, FIRST

    appeal(told)
    told.at(AFTER + HOUR_US)
    address = f"/mine/score/{contact_key(FIRST)}"
    told.browser("Sam").post(address, {"reason": "The later one.", "form_id": str(uuid.uuid4())})
    shown = page(told, "/appeals", "Omar")
    assert "2 appeals are open." in shown
    assert shown.index(WHY) < shown.index("The later one.")
