"""`amends demo` ends at a desk that is filled, in one command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_in_use import Desk, served


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("demo")
    with served("demo", "--dir", str(folder), "--customers", "100", "--port", "0", "--no-browser") as found:
        yield found


def page(desk: Desk, path: str) -> str:
    status, text = desk.get(path)
    assert status == 200, path
    return text


def test_the_first_page_of_the_demo_is_filled_and_leads_to_the_case_of_story_1(desk: Desk) -> None:
    assert "M. Lindqvist" in page(desk, "/")
    assert "failed at the gateway on 9 May" in page(desk, "/customers/refund:R-2291")
    assert "gateway-b" in page(desk, "/sources")


def test_the_card_of_story_1_says_how_often_she_was_told_wrongly(desk: Desk) -> None:
    card = page(desk, "/brief?customer=C-77120")
    assert "Third contact about this" in card
    assert "told wrongly twice" in card


def test_story_2_waits_in_the_queue_for_somebody_to_reach_him(desk: Desk) -> None:
    assert "T. Okafor" in page(desk, "/")
    case = page(desk, "/customers/customer:C-391")
    assert "it was 9.00 USD" in case
    assert "Nobody has reached the customer yet" in case


def test_story_3_is_promised_a_call_and_who_ended_hers_is_told_to_him_alone(desk: Desk) -> None:
    assert "R. Achterberg" in page(desk, "/promises")
    mine = page(desk, "/mine")
    assert "R. Achterberg" in mine
    assert "only you see this" in mine
    for path in ("/", "/promises", "/customers/customer:C-512", "/brief?customer=C-512"):
        assert "only you see this" not in page(desk, path)


def test_whoever_looks_at_the_demo_leads_people_and_sees_the_floor_in_the_order_of_keys(desk: Desk) -> None:
    assert "of a hundred answers were negative" in page(desk, "/scores")
    people = page(desk, "/scores/agents")
    table = people[people.index('id="table"') :].partition("</table>")[0]
    named = [part.partition("<")[0] for part in table.split('<th scope="row">')[1:]]
    assert {"dora", "goran", "kofi"} <= set(named)
    assert named == sorted(named)
    assert "kofi</th><td>not enough yet" in table


def test_the_demo_has_a_person_whose_own_page_no_lead_sees(desk: Desk) -> None:
    own = page(desk, "/mine/score")
    assert "as far as" not in own
    assert "dora" not in own


def test_the_case_of_the_cheapest_circuit_shows_the_account_and_it_is_on_the_list(desk: Desk) -> None:
    assert "3 % of the revenue and 41 % of the contacts" in page(desk, "/customers/customer:C-640")
    assert "12 services, 10000.00 EUR a month" in page(desk, "/accounts/crm/A-17")
    listed = page(desk, "/accounts")
    assert "1 account crossed the line this week." in listed
    assert "Nordwind" in listed[listed.index('id="crossed"') : listed.index('id="list"')]
    assert "uncalibrated" in listed
