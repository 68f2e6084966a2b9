"""The card before you pick up, as a page, as JSON and as a note: found by whatever the phone or the helpdesk shows."""

import re
from typing import Any

import pytest

from amends.facts import US, Entry, Source
from amends.facts.kinds import OrderTold, PreferenceTold, TicketTold
from brief_entries import HARD, third_contact_story
from desk_stories import MONEY, NOW, WHO, at, mail_of, quiet_customers

PHONE = "+493087654321"
MAIL = mail_of("C-17")


def her_number() -> Entry:
    what = OrderTold("10-4472", MONEY, customer_id="C-17", phone=PHONE)
    return Entry(Source("shop", US), "order:10-4472", at("04-21T08:00"), what)


@pytest.fixture
def told(desk: Any) -> Any:
    """The desk after the third contact."""
    desk.record.append([*third_contact_story(), her_number(), *quiet_customers(2)])
    return desk


@pytest.mark.parametrize(
    "asked",
    [
        {"phone": "+49 30 8765 4321"},
        {"phone": "0049 (30) 87654321"},
        {"email": f" {MAIL.upper()} "},
        {"ticket": "4711"},
        {"ticket": "#4711"},
        {"ticket": "zendesk/4711"},
        {"customer": "C-17"},
        {"customer": WHO},
    ],
)
def test_it_is_found_by_whatever_is_at_hand(told: Any, asked: dict[str, str]) -> None:
    browser = told.browser()
    page = browser.get("/brief", asked)
    assert page.status_code == 200
    assert "failed at the gateway on 9 May 2026" in page.content.decode()
    found = browser.get("/api/v1/brief", asked).json()
    assert found["customer"] == WHO
    assert found["verdict"]["verdict"] == "customer_right"


def test_the_third_contact_told_wrongly_twice_and_no_culprit(told: Any) -> None:
    page = told.browser().get(f"/brief/{WHO}").content.decode()
    assert "Third contact about this, told wrongly twice" in page
    assert "Inherited, not charged to you." in page
    assert "One of us" in page
    assert "3301" not in page
    assert "3302" not in page


def test_hard_words_are_folded_on_the_page_and_told_to_nobody_else(told: Any) -> None:
    browser = told.browser()
    assert HARD not in browser.get("/api/v1/brief", {"customer": "C-17"}).content.decode()
    note = browser.get("/api/v1/brief.txt", {"customer": "C-17"}).content.decode()
    assert HARD not in note
    assert "ombudsman" in note
    page = browser.get(f"/brief/{WHO}").content.decode()
    assert HARD not in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)


def test_the_note_is_also_had_by_what_one_accepts(told: Any) -> None:
    browser = told.browser()
    note = browser.get("/api/v1/brief", {"customer": "C-17"}, headers={"Accept": "text/plain"})
    assert note["Content-Type"] == "text/plain; charset=utf-8"
    assert note.content == browser.get("/api/v1/brief.txt", {"customer": "C-17"}).content
    lines = note.content.decode().splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    "path", ["/brief?customer=C-17", "/api/v1/brief?customer=C-17", "/api/v1/brief.txt?customer=C-17"]
)
def test_unchanged_is_said_by_its_etag(told: Any, path: str) -> None:
    browser = told.browser()
    first = browser.get(path)
    told.at(NOW + 60_000_000)
    again = browser.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    told.record.append([Entry(Source("desk", US), "no:1", NOW, PreferenceTold("opt_out", "phone", about=WHO))])
    changed = browser.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_who_opted_out_of_calls_is_offered_none(told: Any) -> None:
    told.record.append([Entry(Source("desk", US), "no:1", NOW, PreferenceTold("opt_out", "phone", about=WHO))])
    browser = told.browser()
    assert "Call back at" not in browser.get(f"/brief/{WHO}").content.decode()
    found = browser.get("/api/v1/brief", {"customer": "C-17"}).json()
    assert found["opted_out"] == ["phone"]
    assert "call_back" not in {act["act"] for act in found["can"]}


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"phone": "+49 40 999999"}, 404, None),
        ({"ticket": "1"}, 404, None),
        ({"phone": "030 12345678"}, 422, "with its country"),
        ({"email": "nobody"}, 422, "is no e-mail address"),
        ({"phone": PHONE, "email": MAIL}, 422, "exactly one"),
        ({}, 422, "exactly one"),
        ({"customer": "C-17", "as_of": "yesterday"}, 422, "is not a time"),
        ({"customer": "C-17", "as_of": "2020-01-01T00:00:00Z"}, 404, None),
    ],
)
def test_what_cannot_be_answered_is_said(told: Any, asked: dict[str, str], status: int, words: str | None) -> None:
    answer = told.browser().get("/api/v1/brief", asked)
    assert answer.status_code == status
    assert words is None or words in answer.json()["problem"]


def test_a_number_that_two_helpdesks_have_is_never_guessed(told: Any) -> None:
    other = TicketTold("zammad/4711", "opened", customer_id="Q-0001")
    told.record.append([Entry(Source("zammad", US), "ticket:4711:opened", at("05-20T09:13"), other)])
    answer = told.browser().get("/api/v1/brief", {"ticket": "4711"})
    assert answer.status_code == 422
    assert "Write zendesk/4711 or zammad/4711" in answer.json()["problem"]
    assert told.browser().get("/api/v1/brief", {"ticket": "zammad/4711"}).json()["customer"] == "customer:Q-0001"


def test_without_a_question_there_is_a_form(told: Any) -> None:
    browser = told.browser()
    page = browser.get("/brief")
    assert page.status_code == 200
    assert page.content.decode().count('<form action="/brief"') == 4
    nobody = browser.get("/brief", {"ticket": "99"})
    assert nobody.status_code == 404
    assert "Nobody here is known by “99”" in nobody.content.decode()


def test_it_needs_a_login(told: Any) -> None:
    assert told.anonymous().get("/brief?customer=C-17").status_code == 302
    assert told.anonymous().get("/api/v1/brief?customer=C-17").status_code == 401


def test_earlier_it_stood_otherwise(told: Any) -> None:
    found = told.browser().get("/api/v1/brief", {"customer": "C-17", "as_of": "2026-05-21T00:00:00Z"}).json()
    assert found["contact_number"] == 1
    assert found["told_wrongly"] == 1


def test_the_two_buttons_lead_to_their_forms(told: Any) -> None:
    browser = told.browser()
    page = browser.get(f"/brief/{WHO}").content.decode()
    anchors = re.findall(rf'href="/customers/{WHO}#([\w-]+)"', page)
    assert len(anchors) == 2
    case = browser.get(f"/customers/{WHO}").content.decode()
    assert all(f'id="{anchor}"' in case for anchor in anchors)
