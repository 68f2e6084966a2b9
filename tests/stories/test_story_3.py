"""Story 3: "you told me otherwise". Words are kept, a call ended by our side is put right in private, promises end."""

import time
from pathlib import Path
from typing import Any

import pytest

from amends.console.queue_row import Band
from amends.facts import US, Entry, Source, hear_moment
from amends.facts.kinds import PromiseMade
from amends.record import open_record
from desk_in_use import browsed
from story_1_scene import amends, epoch
from story_2_scene import Scene, outbound_call
from story_3_scene import NUMBER, OUR_MAIL, OUR_NOTE, inbound_call, set_scene

AFTER = "2026-05-18T17:30:00Z"
WINDOW = ("2026-05-19T10:00", "2026-05-19T11:00")  # in London: 9 to 10 UTC


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return set_scene(Scene(tmp_path))


def told_otherwise(scene: Scene) -> dict[str, Any]:
    (opinion,) = [o for o in scene.customer(AFTER, "C-512")["opinions"] if o["claim"] == "told_otherwise"]
    return opinion


def test_the_agents_own_note_alone_cannot_tell_and_both_sides_are_quoted(scene: Scene) -> None:
    scene.table("answers", OUR_NOTE)
    opinion = told_otherwise(scene)
    assert (opinion["verdict"], opinion["reason"]) == ("cannot_tell", "only_a_note")
    said = str([w["says"] for w in (*opinion["witnesses"], *opinion["our_record"])])
    assert "cannot be returned" in said
    assert opinion["missing"]


def test_the_mail_that_was_sent_is_a_record_of_what_was_said(scene: Scene) -> None:
    sent = scene.file("sent.eml", OUR_MAIL)
    amends(scene.home, "intake", "mail", sent, "--source", "sent", "--ours", "help@shop.example", "--json")
    opinion = told_otherwise(scene)
    assert (opinion["verdict"], opinion["reason"]) == ("record_right", "record_of_words")
    assert "cannot be returned after 30 days" in str(opinion["witnesses"])


def test_whoever_outside_she_will_turn_to_is_marked_with_her_words(scene: Scene) -> None:
    signals = scene.customer(AFTER, "C-512")["signals"]
    assert {signal["kind"] for signal in signals} == {"regulator", "lawyer"}
    assert any("ombudsman" in signal["quote"] for signal in signals)


def test_her_mails_and_her_call_are_one_case(scene: Scene) -> None:
    (case,) = scene.customer(AFTER, "C-512")["cases"]
    assert len(case["contacts"]) == 3
    assert set(case["channels"]) == {"mail", "phone"}
    assert case["resolved_first"] is False
    assert all(join["why"] for join in case["joins"])


def test_who_ended_the_call_is_told_to_nobody_else(scene: Scene) -> None:
    said = scene.customer(AFTER, "C-512")
    assert [(c["direction"], c["outcome"]) for c in said["calls"]] == [("inbound", "reached")]
    for told in (said, scene.brief(AFTER, "--phone", NUMBER), amends(scene.home, "promises", "--due-before", AFTER)):
        text = str(told)
        assert "hung up" not in text
        assert "ended_by" not in text
        assert "marek" not in text


def promise(scene: Scene, made: str = "2026-05-18T17:05:00Z") -> None:
    """Marek promises to call her back tomorrow; written by the desk."""
    what = PromiseMade(
        "pr-1",
        window_from=WINDOW[0],
        window_to=WINDOW[1],
        zones=("Europe/London",),
        words="Marek calls you tomorrow between ten and eleven.",
        by="marek",
        owner="marek",
        about="customer:C-512",
    )
    with open_record(scene.home) as record:
        record.append([Entry(Source("desk", US), "promise:pr-1", hear_moment(made), what)], source="desk")


def promised(scene: Scene, as_of: str) -> dict[str, Any]:
    return next(p for p in scene.customer(as_of, "C-512")["promises"] if p["promise"] == "pr-1")


def test_the_promise_is_kept_when_the_phone_log_shows_the_call(scene: Scene) -> None:
    promise(scene)
    before = promised(scene, AFTER)
    assert (before["state"], before["due_from"]) == ("scheduled", "2026-05-19T09:00:00Z")  # summer time in London
    due = amends(scene.home, "promises", "--due-before", "2026-05-20T00:00:00Z", "--json")
    assert "pr-1" in {p["promise"] for p in due}
    assert promised(scene, "2026-05-19T09:30:00Z")["state"] == "due"
    log = scene.file("back.csv", outbound_call(NUMBER, epoch("2026-05-19T09:20:00Z"), 180, "marek"))
    amends(scene.home, "intake", "asterisk-cel", log, "--json")
    kept = promised(scene, "2026-05-19T12:00:00Z")
    assert (kept["state"], kept["dialled_in_window"], kept["reached"]) == ("kept", True, True)
    due = amends(scene.home, "promises", "--due-before", "2026-05-20T00:00:00Z", "--json")
    assert "pr-1" not in {p["promise"] for p in due}


def test_without_a_call_it_is_broken_and_stays_until_somebody_owns_it(scene: Scene) -> None:
    promise(scene)
    late = promised(scene, "2026-05-19T12:00:00Z")
    assert (late["state"], late["open"]) == ("broken", True)
    year_later = promised(scene, "2027-05-19T12:00:00Z")
    assert (year_later["state"], year_later["open"]) == ("broken", True)
    file = scene.customer("2026-05-19T12:00:00Z", "C-512")
    assert "promise_broken" in {o["reason"] for o in file["opinions"]}


@pytest.mark.browser
@pytest.mark.parametrize("ended_by_us", [True, False])
def test_a_call_ended_by_our_side_is_put_right_in_private_and_a_call_back_is_promised(
    scene: Scene, chromium_path: str, ended_by_us: bool
) -> None:
    from playwright.sync_api import expect

    (scene.home / "policy.toml").write_text('[agents]\nadmin = ["PJSIP/marek"]\n')
    log = scene.file("now.csv", inbound_call(int(time.time()) - 7_200, 95, ended_by_us))
    amends(scene.home, "intake", "asterisk-cel", log, "--json")
    with browsed(scene.home, chromium_path) as (open_desk, page):
        page.goto(open_desk.address + f"?band={Band.DONE:d}")  # she was spoken to: nobody has to answer her any more
        for _ in range(60):  # the desk follows the record within seconds
            if page.get_by_text("R. Achterberg").count():
                break
            page.wait_for_timeout(500)
            page.reload()
        page.goto(open_desk.address + "mine")
        mine = "1 thing for you alone." if ended_by_us else "Nothing for you alone."
        expect(page.get_by_role("heading", level=1)).to_have_text(mine)
        page.goto(open_desk.address + "customers/customer:C-512")
        page.keyboard.press("p")
        page.wait_for_function("document.activeElement.name === 'window'")
        page.keyboard.press("Enter")
        page.wait_for_url("**said=callback**")
        page.goto(open_desk.address + "promises")
        expect(page.get_by_text("R. Achterberg").first).to_be_visible()
    (promise_made,) = scene.customer("2030-01-01T00:00:00Z", "C-512")["promises"]
    assert promise_made["zones"] == ["Europe/London"]
    assert promise_made["state"] == "broken"  # nobody called by 2030, and it was not forgotten
