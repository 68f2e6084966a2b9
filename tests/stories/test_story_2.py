"""Story 2: four hundred instead of nine. He is told a wrong sum, says "don't bother", and is reached all the same."""

from pathlib import Path

import pytest

from amends.intake.posted import hear_posted
from amends.record import open_record
from desk_in_use import browsed
from story_1_scene import amends, epoch
from story_2_scene import OPT_OUT, SURVEY, Scene, outbound_call, set_scene

AFTER_THE_CALL = "2026-05-06T15:30:00Z"
AFTER_THE_SURVEY = "2026-05-06T17:00:00Z"
CALLED_BACK = "2026-05-07T14:00:00Z"  # ten in the morning in New York
LATER = "2026-05-07T18:00:00Z"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return set_scene(tmp_path)


def answers_the_survey(scene: Scene) -> None:
    amends(scene.home, "intake", "survey", scene.file("survey.csv", SURVEY), "--json")


def calls_him(scene: Scene, talked_seconds: int) -> None:
    log = scene.file("cel.csv", outbound_call("+12125550143", epoch(CALLED_BACK), talked_seconds))
    assert amends(scene.home, "intake", "asterisk-cel", log, "--json")["applied"] > 0


def test_the_sum_he_was_told_is_compared_with_two_sums_of_the_books(scene: Scene) -> None:
    """He has not written a word: what one of us said opens the question."""
    said = scene.customer(AFTER_THE_CALL)
    told = [o for o in said["opinions"] if o["claim"] == "amount_disputed"]
    assert [(o["verdict"], o["reason"]) for o in told] == [("customer_right", "wrong_amount_told")]
    assert "400.00 USD" in told[0]["sentence"]
    assert "9.00 USD" in told[0]["sentence"]
    quoted = [s for s in said["statements"] if s["kind"] == "quoted_amount"]
    assert quoted
    assert not quoted[0]["independent"]


def test_where_the_books_say_four_hundred_nobody_was_told_a_wrong_sum(tmp_path: Path) -> None:
    """The twin: he had paid 9.00 of the 409.00, and what he was told was right."""
    said = set_scene(tmp_path, paid_minor=900).customer(AFTER_THE_CALL)
    assert said["statements"]
    assert "customer_right" not in {o["verdict"] for o in said["opinions"]}


def test_dont_bother_is_a_remark_and_the_follow_up_opens(scene: Scene) -> None:
    answers_the_survey(scene)
    said = scene.customer(AFTER_THE_SURVEY)
    assert [(f["why"], f["state"], f["open"]) for f in said["follow_ups"]] == [("survey", "open", True)]
    assert any("Don't bother" in remark for remark in said["follow_ups"][0]["remarks"])


def test_it_ends_when_the_phone_log_shows_that_he_was_spoken_to(scene: Scene) -> None:
    answers_the_survey(scene)
    calls_him(scene, talked_seconds=3)  # he picked up and put down again: nobody was reached
    assert scene.customer(LATER)["follow_ups"][0]["open"]
    again = outbound_call("+12125550143", epoch(CALLED_BACK) + 3_600, 240)
    amends(scene.home, "intake", "asterisk-cel", scene.file("again.csv", again), "--json")
    done = scene.customer(LATER)["follow_ups"][0]
    assert (done["state"], done["open"], done["proved"]) == ("reached", False, True)


def test_a_legal_opt_out_is_respected_and_shown(scene: Scene) -> None:
    answers_the_survey(scene)
    with open_record(scene.home) as record:
        record.append(hear_posted(OPT_OUT.encode()).entries, source="crm")
    follow_up = scene.customer(LATER)["follow_ups"][0]
    assert (follow_up["state"], follow_up["open"]) == ("opted_out", False)
    assert scene.brief(LATER, "--phone", "+1 212 555 0143")["opted_out"] == ["phone"]
    assert [o["reason"] for o in scene.customer(LATER)["opinions"]] == ["wrong_amount_told"]  # still put right


def test_the_card_says_it_before_anybody_picks_up(scene: Scene) -> None:
    answers_the_survey(scene)
    card = scene.brief(AFTER_THE_SURVEY, "--phone", "+12125550143")
    assert card["who"]["name"] == "T. Okafor"
    assert card["verdict"]["reason"] == "wrong_amount_told"
    assert card["follow_ups"][0]["state"] == "open"
    assert "idiots" not in str(card)  # folded away


@pytest.mark.browser
def test_the_card_by_phone_number_and_the_follow_up_on_the_page(scene: Scene, chromium_path: str) -> None:
    from playwright.sync_api import expect

    answers_the_survey(scene)
    with browsed(scene.home, chromium_path) as (open_desk, page):
        page.goto(open_desk.address + "brief?phone=%2B12125550143")
        expect(page.get_by_role("heading", level=1)).to_contain_text("400.00 USD")
        expect(page.get_by_text("idiots")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "it has to be scrolled"
        page.goto(open_desk.address + "customers/customer:C-391")
        expect(page.get_by_text("Nobody has reached the customer yet").first).to_be_visible()
        page.get_by_text("The customer releases us ...").click()
        page.get_by_role("main").get_by_label("In the customer's words").fill("It is fine now, thank you.")
        page.get_by_role("main").get_by_role("button", name="Record it").click()
        expect(page.get_by_text("Released", exact=True)).to_be_visible()
    follow_up = amends(scene.home, "check", "--customer", "C-391", "--json")["follow_ups"][0]
    assert (follow_up["state"], follow_up["open"]) == ("released", False)
