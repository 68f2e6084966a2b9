"""The whole account on the desk: pane, brief, page, watch list and API; who may see what."""

import json
from typing import Any

import pytest

from account_story import ANNA, DAUGHTER, NORDWIND, everything, told, wrote
from amends.facts import US, Source
from amends.facts.kinds import AnswerGiven
from desk_stories import WHO, at, failed_refund_story

MAIL_OF_ANNA = "email:anna@nordwind.example"
PANE = "The whole account"
SHARE = "This ticket is about Circuit 2: less than 1 % of the revenue and 86 % of the contacts of the last 90 days."


@pytest.fixture
def lead(desk: Any) -> Any:
    """A browser of somebody who leads people."""
    from django.contrib.auth.models import User

    from amends.console.people import roles

    client = desk.browser("Lena")
    roles.give(User.objects.get(username="Lena"), roles.LEAD)
    return client


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_the_case_of_the_cheap_circuit_shows_the_account(desk: Any) -> None:
    desk.tell(everything())
    page = text(desk.browser(), f"/customers/{MAIL_OF_ANNA}")
    assert PANE in page
    assert SHARE in page
    assert "12 services, 6780.00 EUR a month" in page
    assert "Next renewal: Nordwind, 20 August 2026" in page
    assert "uncalibrated" in page
    assert "3 for four contacts or more in 30 days" in page
    assert 'this ticket</span></th><td class="num">30.00 EUR' in page


def test_a_customer_without_an_account_has_no_pane(desk: Any) -> None:
    desk.tell([*everything(), *failed_refund_story()])
    assert PANE not in text(desk.browser(), f"/customers/{WHO}")


def test_the_brief_and_its_api_say_the_same(desk: Any) -> None:
    desk.tell(everything())
    browser = desk.browser()
    page = text(browser, f"/brief/{MAIL_OF_ANNA}")
    lines = json.loads(text(browser, "/api/v1/brief?email=anna@nordwind.example"))["account_lines"]
    assert SHARE in lines
    assert all(line in page for line in lines[1:])
    past = text(browser, "/api/v1/brief?email=anna@nordwind.example&as_of=2026-06-10T12:00:00Z")
    assert json.loads(past)["account_lines"] == []


def test_a_brief_changes_its_tag_with_the_account(desk: Any) -> None:
    desk.tell(everything())
    address = "/api/v1/brief?email=anna@nordwind.example"
    browser = desk.browser()
    tag = browser.get(address)["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304
    desk.tell(wrote("ben", "06-17T08:00", "zendesk/72", "And the one after?"))
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_page_of_an_account_is_found_by_any_account_of_its_tree(desk: Any) -> None:
    desk.tell(everything())
    browser = desk.browser()
    for account in (NORDWIND, DAUGHTER):
        page = text(browser, f"/accounts/{account}")
        assert "<h1>Nordwind, with 1 account below it.</h1>" in page
        assert "Nordwind Kiel" in page
        assert page.count('aria-current="true"') == 1
    assert browser.get("/accounts/crm/nobody").status_code == 404


def test_the_watch_list_is_the_leads(desk: Any, lead: Any) -> None:
    desk.tell(everything())
    page = text(lead, "/accounts")
    assert "by points of listed rules" in page.lower()
    listed = page[page.index('id="list"') :]
    assert listed.index("Nordwind") < listed.index("Brise"), "those with most points first"
    assert 'href="/accounts"' in page
    for address in ("/accounts", "/api/v1/accounts"):
        hidden, absent = desk.browser("Ruth").get(address), desk.browser("Ruth").get(f"{address}-none")
        assert hidden.status_code == absent.status_code == 404
    assert 'href="/accounts"' not in text(desk.browser("Ruth"), "/")


def test_a_page_that_anybody_may_see_would_be_caught(desk: Any, monkeypatch: pytest.MonkeyPatch, lead: Any) -> None:
    from amends.console import access

    monkeypatch.setattr(access, "ROLE_ROUTES", {})
    with pytest.raises(AssertionError):
        test_the_watch_list_is_the_leads(desk, lead)


def test_who_crossed_this_week_stands_first_and_only_this_week(desk: Any, lead: Any) -> None:
    from amends.facts import Moment
    from amends.facts.moments import DAY_US

    desk.tell(everything())
    early = at("06-05T09:00")
    for days, heading in ((0, "1 account crossed the line this week."), (20, "No account crossed the line this week.")):
        desk.at(Moment(early + days * DAY_US))
        desk.tell([])
        from amends.console.desk import rebuild

        rebuild(desk.record, desk.world.policy, desk.world.now())
        assert heading in text(lead, "/accounts"), days


def test_the_api_tells_the_account_and_the_list(desk: Any, lead: Any) -> None:
    desk.tell(everything())
    one = json.loads(text(desk.browser("Ruth"), f"/api/v1/accounts/{DAUGHTER}"))
    assert (one["account"], one["mark"]) == (NORDWIND, "uncalibrated")
    assert one["points"] == sum(rule["points"] for rule in one["rules"])
    assert len(one["services"]) == 12
    assert [node["depth"] for node in one["tree"]] == [0, 1]
    told_list = json.loads(text(lead, "/api/v1/accounts"))
    assert [row["account"] for row in told_list["rows"]] == [NORDWIND, "crm/B-1"]
    assert told_list["currencies"] == [{"currency": "EUR", "accounts": 2}]
    assert json.loads(text(lead, "/api/v1/accounts?page=2"))["rows"] == []
    assert desk.browser("Ruth").get("/api/v1/accounts/crm/nobody").status_code == 404


def check_no_agent(desk: Any, lead: Any) -> None:
    answer = AnswerGiven("mail", language="en", ticket="zendesk/71", agent="gudrun", text="We look into it.")
    desk.tell([*everything(), told(Source("zendesk", US), "answer", answer, "06-05T10:00")])
    for address in ("/accounts", f"/accounts/{NORDWIND}", "/api/v1/accounts", f"/api/v1/accounts/{NORDWIND}"):
        assert "gudrun" not in text(lead, address)


@pytest.mark.promise
def test_no_agent_stands_on_a_page_of_accounts(desk: Any, lead: Any) -> None:
    check_no_agent(desk, lead)


def test_an_agent_in_the_list_would_be_caught(desk: Any, lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.accounts import watch

    monkeypatch.setattr(watch, "lines_of", lambda text: ("gudrun",))
    monkeypatch.setattr("amends.console.account_view.lines_of", lambda text: ("gudrun",))
    with pytest.raises(AssertionError):
        check_no_agent(desk, lead)


def test_currencies_are_listed_apart(desk: Any, lead: Any) -> None:
    from amends.facts import Money
    from amends.facts.kinds import ServiceTold

    dollars = ServiceTold("KI-US", DAUGHTER, Money(9_900, "USD"), name="Boston 10M")
    desk.tell([*everything(), told(Source("billing", US), "us", dollars)])
    assert "USD (1)" in text(lead, "/accounts")
    shown = json.loads(text(lead, "/api/v1/accounts?currency=USD"))
    assert [row["per_month"] for row in shown["rows"]] == [{"amount_minor": 9_900, "currency": "USD"}]
    assert "6780.00 EUR and 99.00 USD a month" in text(lead, f"/accounts/{NORDWIND}")


def test_the_customer_number_opens_it_as_well(desk: Any) -> None:
    desk.tell(everything())
    assert PANE in text(desk.browser(), f"/customers/{ANNA}")


def test_where_no_account_is_known_the_list_names_the_commands_that_tell_them(desk: Any, lead: Any) -> None:
    empty = text(lead, "/accounts")
    assert "No account is known yet." in empty
    for kind in ("accounts", "services", "members"):
        assert f"--as {kind}</code>" in empty
    desk.tell(everything())
    assert "--as accounts" not in text(lead, "/accounts")
