"""The register on the desk: what is listed and how it is found again; the same rows when all are made anew."""

from typing import Any

import pytest

import learning_told as told
from amends.facts import CUSTOMER, US, Entry, Moment, Source
from amends.facts.kinds import AnswerGiven, ContactReceived, ContactRouted, FollowUpTold, InheritedTold
from amends.facts.moments import DAY_US, MINUTE_US
from amends.learning.steps import STEPS
from desk_stories import NOW, WHO, at, failed_refund_story, quiet_customers
from learning_told import DESK, MISTAKE, form, note

WAS_CLOSED = "A refund went to a card or account that is closed."
CHAT = Source("chat", CUSTOMER)


def page(desk: Any, path: str = "/register") -> str:
    answer = desk.browser().get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_what_a_witness_contradicts_comes_in_by_itself(desk: Any) -> None:
    desk.tell([*quiet_customers(3), *failed_refund_story()])
    shown = page(desk)
    assert "1 mistake is known" in shown
    assert WAS_CLOSED in shown
    assert "a customer told us, after 11 days" in shown
    assert "129.00 EUR, 1 person, 1 contact that need not have been" in shown


def test_an_empty_register_says_so(desk: Any) -> None:
    assert "No mistake is known yet." in page(desk)


def test_it_is_searched_by_words_step_and_cause(desk: Any) -> None:
    more = note("noted:1", step="record.keep", what="The price list was from 2024", cause=("system=erp",), by="Ruth")
    desk.tell([*failed_refund_story(), more])
    for query, refund, prices in (
        ("q=PRICE+list", False, True),
        ("q=price+closed", False, False),
        ("q=R-2291", True, False),
        ("step=refund.send", True, False),
        ("cause=system%3Derp", False, True),
        ("cause=system%3Der", False, False),
    ):
        shown = page(desk, f"/register?{query}")
        assert (WAS_CLOSED in shown, "The price list" in shown) == (refund, prices), query


def test_a_remediation_gives_its_slice_as_the_cause(desk: Any) -> None:
    from amends.console.desk import mistakes

    desk.tell([note("noted:1", step="refund.send", what="Nothing was sent", programme="acme-4", by="Ruth")])
    slices = {"acme-4": ("gateway=acme",), "other": ("gateway=other",)}
    assert mistakes.by_cause(slices) == {"gateway=acme": 1}
    assert [one.cause for one in mistakes.page(mistakes.Filter(cause="gateway=acme"), 1, slices).rows] == [
        ("gateway=acme",)
    ]
    assert mistakes.page(mistakes.Filter(cause="gateway=other"), 1, slices).count == 0


def test_pages_hold_fifty_and_lead_on(desk: Any) -> None:
    desk.tell([note(f"noted:{n}", step="other", what=f"Mistake number {n}.", by="Ruth") for n in range(51)])
    assert 'rel="next"' in page(desk)
    second = page(desk, "/register?page=2")
    assert second.count("Mistake number") == 1
    assert 'rel="prev"' in second


def test_figures_are_of_eight_people_or_more_and_have_their_intervals(desk: Any) -> None:
    from django.contrib.auth.models import User

    desk.tell(failed_refund_story())
    assert "of fewer they would speak of persons" in page(desk)
    for number in range(8):
        User.objects.create(username=f"person-{number}")
    assert "0 of 1 (0 % to 95 %)" in page(desk)


def test_the_figures_are_made_anew_when_something_is_known(desk: Any) -> None:
    from django.contrib.auth.models import User

    for number in range(8):
        User.objects.create(username=f"person-{number}")
    desk.tell(failed_refund_story())
    assert "0 of 1 (0 % to 95 %)" in page(desk)
    for number in range(2):
        desk.browser().post("/register", form(what=f"Price {number} was old", step="record.keep"))
        assert f"{number + 1} of {number + 2} (" in page(desk)


def test_confidential_reports_are_in_no_figure(desk: Any) -> None:
    """Beside what others may read of them, their number would tell how many stayed unseen."""
    from django.contrib.auth.models import User

    from amends.record.reporting import SelfReport, record_report

    for number in range(8):
        User.objects.create(username=f"person-{number}")
    desk.tell(failed_refund_story())
    before = page(desk)
    for number in range(6):
        made = SelfReport("I erred", "", "", "refund.send")
        seed, begin = bytes([number]) * 16, at("01-10T00:00")
        record_report(desk.record, desk.home, made, seed=seed, now=begin, policy=desk.world.policy, steps=STEPS)
    assert without_form(page(desk)) == without_form(before)


def without_form(html: str) -> str:
    return html.partition('aria-labelledby="more"')[0].partition("<main")[2]


def test_a_new_mistake_that_concerns_no_customer_is_written_down_once(desk: Any) -> None:
    sent = form(
        what="The price list was old", step="record.keep", happened="2026-06-01", surprised="Nobody looks there"
    )
    for _ in range(2):
        answer = desk.browser().post("/register", sent)
        assert answer.status_code == 302
    assert [entry.what.kind for entry in desk.acts()] == ["mistake.noted"]
    assert "The price list was old" in page(desk)
    assert "Why it surprised us: Nobody looks there" in page(desk, answer["Location"])


@pytest.mark.parametrize("missing", ["what", "step"])
def test_a_note_that_says_nothing_is_refused_in_words(desk: Any, missing: str) -> None:
    fields = {"what": "The price list was old", "step": "record.keep"} | {missing: ""}
    answer = desk.browser().post("/register", form(**fields))
    assert answer.status_code == 422
    assert "Not done." in answer.content.decode()
    assert desk.acts() == []


def taken_over() -> list[Entry]:
    """Two chats of one customer on two days, with Dora and then with Ben, who says in which state it came to him."""
    found: list[Entry] = []
    for number, (agent, begin) in enumerate((("dora", at("06-10T09:00")), ("ben", at("06-12T09:00")))):
        times = [Moment(begin + minutes * MINUTE_US) for minutes in (0, 3, 5)]
        what = ContactReceived("chat", customer_id="C-5", ticket="desk/5", text="Where is my order?")
        answer = AnswerGiven("chat", agent=agent, text="Hello", ticket="desk/5")
        routed = ContactRouted(ticket="desk/5", reason="order", picked_up=times[1], agent=agent)
        found += [
            Entry(CHAT, f"k{number}", times[0], what),
            Entry(Source("router", US), f"r{number}", times[0], routed),
            Entry(Source("chat", US), f"a{number}", times[2], answer),
        ]
    words = InheritedTold("chat/k1", "chat/k0", "contact.hand_over", "Nothing was noted", "ben", "customer:C-5")
    return [*found, Entry(DESK, "inherited:1", at("06-13T09:00"), words)]


def test_what_was_inherited_waits_until_it_was_read_or_a_week_has_passed(desk: Any) -> None:
    from amends.console.desk import catch_up

    desk.tell(taken_over())
    assert "Nothing was noted" not in page(desk)
    desk.at(at("06-20T09:01"))
    catch_up(desk.record, desk.world.policy, desk.world.now())  # time alone
    assert "Nothing was noted" in page(desk)


def test_read_it_is_told_at_once(desk: Any) -> None:
    desk.tell(taken_over())
    seen = FollowUpTold("inherited:desk/inherited:1", "seen", by="dora", about="customer:C-5")
    desk.tell([Entry(DESK, "seen:1", at("06-14T09:00"), seen)])
    assert "Nothing was noted" in page(desk)


def everything() -> list[Entry]:
    return [
        *failed_refund_story(),
        *taken_over(),
        note("noted:1", step="record.keep", what="The price list was old", by="Ruth"),
        note(MISTAKE, surprised="It said refunded", by="Ruth", about=WHO),
    ]


@pytest.mark.promise
def test_made_again_the_rows_are_the_same_bytes(desk: Any) -> None:
    from amends.console.desk import dump, rebuild

    for entry in everything():
        desk.tell([entry])
    followed = dump()
    for words in (b"It said refunded", b"The price list was old", b'"known":false'):
        assert words in followed
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


@pytest.mark.promise
def test_a_row_changed_by_hand_would_show(desk: Any) -> None:
    from amends.console.desk import dump, rebuild
    from amends.console.models import DeskMistake

    desk.tell(everything())
    followed = dump()
    DeskMistake.objects.filter(row_key="").delete()
    assert dump() != followed
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


def test_an_erased_customer_leaves_the_register(desk: Any) -> None:
    from amends.console.desk.follow import renew
    from amends.record.gather import gather

    desk.tell(everything())
    entries = gather(desk.record, WHO, desk.world.policy)
    desk.record.erase({entry.subject_key for entry in entries})
    renew(desk.record, desk.world.policy, NOW, [WHO])
    shown = page(desk)
    assert WAS_CLOSED not in shown
    assert "The price list was old" in shown
    assert desk.browser().get(f"/register/{MISTAKE}").status_code == 404


def test_when_to_look_again_is_no_mistake(desk: Any) -> None:
    desk.tell(taken_over())
    assert "No mistake is known yet." in page(desk)
    assert desk.browser().get("/register/later").status_code == 404
    assert desk.browser().get("/register/later:1").status_code == 404


def test_what_was_done_for_good_is_looked_at_again_when_its_time_has_passed(desk: Any) -> None:
    from amends.console.desk import catch_up
    from amends.console.models import DeskDone

    cancelled = told.action("cancelled", at("06-10T09:00"))
    desk.tell([*failed_refund_story(), cancelled])
    assert [(row.action, row.checked, row.failed) for row in DeskDone.objects.all()] == [("cancel", False, None)]
    desk.at(Moment(at("06-10T09:00") + 31 * DAY_US))
    catch_up(desk.record, desk.world.policy, desk.world.now())
    assert [row.failed for row in DeskDone.objects.all()] == [False]
