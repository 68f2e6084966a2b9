"""Story 1: the refund that never left. Real mail, real tables, an independent gateway, the real commands and pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_in_use import PASSWORD, Desk, desk
from story_1_scene import AGAIN, FIRST_CONTACT, MAIL_2, POST, Scene, amends, set_scene
from turning_gateway import gateway

LATER = "2026-07-20T12:00:00Z"
CASE = "/customers/customer:C-77120"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with gateway() as turning:
        yield set_scene(tmp_path, turning)


def test_before_anybody_asks_the_gateway_our_own_record_is_not_believed(scene: Scene) -> None:
    said = scene.check(FIRST_CONTACT)
    assert (said["verdict"], said["reason"]) == ("cannot_tell", "only_our_word")
    assert said["witnesses"] == []
    assert said["missing"]


def test_on_the_first_contact_the_customer_is_right_and_the_gateway_says_so(scene: Scene) -> None:
    scene.ask_gateway()
    believed = scene.check("2026-05-08T12:00:00Z")
    assert believed["verdict"] == "too_early"
    assert believed["look_again"] > "2026-05-09"
    said = scene.check(FIRST_CONTACT)
    assert (said["verdict"], said["reason"]) == ("customer_right", "failed_later")
    assert {w["root"] for w in said["witnesses"]} == {"gateway"}
    assert (scene.refund, "failed", "2026-05-09T02:11:00Z") in {
        (w["id"], w["state"], w["at"]) for w in said["witnesses"]
    }
    assert {(w["root"], w["id"]) for w in said["our_record"]} == {("us", "R-2291")}
    assert "129.00 EUR" in said["sentence"]
    assert said["owed"] == {"amount_minor": 12900, "currency": "EUR"}


def test_the_second_mail_and_the_public_post_join_the_same_customer(scene: Scene) -> None:
    scene.ask_gateway()
    amends(scene.home, "intake", "mail", scene.file("second.eml", MAIL_2), "--json")
    told = ("--as", "contacts", "--source", "posts", "--root", "customer", "--json")
    amends(scene.home, "intake", "table", scene.file("posts.csv", POST), *told)
    file = scene.customer("2026-06-20T00:00:00Z")
    assert len(file["contacts"]) == 3
    assert file["customer"] == "customer:C-77120"
    assert "refund_not_received" in {claim["kind"] for claim in file["claims"]}
    assert [(o["verdict"], o["reason"]) for o in file["opinions"] if o["matter"] == "refund:R-2291"] == [
        ("customer_right", "failed_later")
    ]
    assert "too_early" in {o["verdict"] for o in file["superseded"]}  # what was thought before is kept


def test_it_closes_only_when_the_gateway_shows_a_new_refund_past_its_window(scene: Scene) -> None:
    scene.ask_gateway()
    with desk(scene.home) as open_desk:
        _says_the_same_as_the_command(scene, open_desk)
        _closing_is_refused(open_desk)
        scene.shop_refund("R-2292", "", AGAIN)
        _closing_is_refused(open_desk)  # "refunded" written again is our own word again
        again = scene.pay_back_again()
        scene.ask_gateway()
        states = [_owed(scene, moment) for moment in ("2026-06-24T00:00:00Z", "2026-06-26T12:00:00Z", LATER)]
        assert states == ["owed", "under_way", "made_good"]
        proof = next(o["proof"] for o in scene.customer(LATER)["owed"] if o["matter"] == "refund:R-2291")
        assert any(again in entry for entry in proof)
        status, text = open_desk.post(f"{CASE}/closings", matter="refund:R-2291")
        assert status == 200, text
    assert amends(scene.home, "verify", "--json")["ok"] is True


def _owed(scene: Scene, moment: str) -> str:
    return str(next(o["state"] for o in scene.customer(moment)["owed"] if o["matter"] == "refund:R-2291"))


def _closing_is_refused(open_desk: Desk) -> None:
    status, text = open_desk.post(f"{CASE}/closings", matter="refund:R-2291")
    assert status == 409
    assert "Not done." in text
    assert "129.00 EUR" in text


def _says_the_same_as_the_command(scene: Scene, open_desk: Desk) -> None:
    import json

    status, text = open_desk.get(f"/api/v1/opinions/refund/R-2291?as_of={FIRST_CONTACT}")
    assert status == 200
    assert json.loads(text) == scene.check(FIRST_CONTACT)
    status, text = open_desk.get(f"/api/v1/customers/email:m.lindqvist@example.org?as_of={FIRST_CONTACT}")
    assert json.loads(text) == scene.customer(FIRST_CONTACT)


@pytest.mark.browser
def test_the_page_shows_the_sentence_first_and_refuses_to_close(scene: Scene, chromium_path: str) -> None:
    from playwright.sync_api import expect, sync_playwright

    scene.ask_gateway()
    sentence = scene.check(LATER)["sentence"]
    with desk(scene.home) as open_desk, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.goto(open_desk.address + "login")
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.goto(open_desk.address + CASE.lstrip("/"))
        expect(page.get_by_role("heading", level=1)).to_have_text(sentence)
        expect(page.get_by_text("The customer is right").first).to_be_visible()
        expect(page.get_by_text("R-2291").first).to_be_visible()
        browser.close()
