"""Story 5: a customer with a dozen circuits is about to leave over the cheapest. What the desk shows, since when."""

from pathlib import Path
from typing import Any

import pytest

from story_5_scene import ANNA, CIRCUITS, NORDWIND, AccountScene, copy_of, open_desk, set_scene

NOBODY = "No account crossed the line this week."


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> AccountScene:
    """Everything up to six weeks before they leave."""
    told = set_scene(tmp_path_factory.mktemp("story-5"))
    told.tell_accounts()
    told.tell_weeks(8, 6)
    return told


@pytest.fixture(scope="module")
def whole_story(story: AccountScene, tmp_path_factory: pytest.TempPathFactory) -> AccountScene:
    """The same up to the day on which they leave."""
    told = copy_of(story, tmp_path_factory.mktemp("story-5-whole"))
    told.tell_weeks(6, 0)
    told.at(0)
    return told


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def page_of_the_list(told: AccountScene, weeks_before: float) -> str:
    told.at(weeks_before)
    with open_desk(told, weeks_before) as browsers:
        return text(browsers["lead"], "/accounts")


def test_weeks_earlier_the_account_was_on_the_leads_list(story: AccountScene) -> None:
    page = page_of_the_list(story, 6)
    assert "1 account crossed the line this week." in page
    band = page[page.index('id="crossed"') : page.index('id="list"')]
    assert "Nordwind" in band
    assert "four contacts or more in 30 days" in band
    assert "Brise" not in band, "it pays more, and nothing went wrong"
    listed = page[page.index('id="list"') :]
    assert listed.index("Nordwind") < listed.index("Brise")


def test_before_anything_went_wrong_it_was_not(story: AccountScene, tmp_path: Path) -> None:
    quiet = set_scene(tmp_path / "quiet")
    quiet.tell_accounts()
    assert NOBODY in page_of_the_list(quiet, 6)


def test_the_ticket_on_the_cheap_circuit_shows_the_account(whole_story: AccountScene) -> None:
    with open_desk(whole_story, 0) as browsers:
        page = text(browsers["agent"], f"/customers/email:{ANNA}")
    assert "The whole account" in page
    assert f"{CIRCUITS} services, " in page
    assert "This ticket is about Circuit 2: less than 1 % of the revenue and all of the contacts" in page
    assert "Next renewal: Nordwind" in page
    assert "contacts in the last 90 days" in page
    assert "uncalibrated" in page, "with too little history it is a rule, and marked as such"
    assert page.count('<th scope="row"') >= CIRCUITS
    assert page.count("this ticket</span>") == 1


def test_the_account_has_a_page_and_the_list_is_the_leads_alone(whole_story: AccountScene) -> None:
    with open_desk(whole_story, 0) as browsers:
        assert "Nordwind Kiel" in text(browsers["agent"], f"/accounts/{NORDWIND}")
        assert browsers["agent"].get("/accounts").status_code == 404
        lead = text(browsers["lead"], "/accounts")
    assert "Nordwind" in lead


def test_whoever_looks_at_the_price_of_the_ticket_alone_sees_nothing(whole_story: AccountScene) -> None:
    """The twin: without what the circuits are a part of, the pane is not there."""
    bare = set_scene(whole_story.scene.folder / "bare")
    bare.tell_weeks(6, 0)
    bare.at(0)
    with open_desk(bare, 0) as browsers:
        assert "The whole account" not in text(browsers["agent"], f"/customers/email:{ANNA}")
