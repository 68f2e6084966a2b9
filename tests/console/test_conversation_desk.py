"""The conversation at the desk: chains that can be undone, follow-ups that end only with him, what was told to him."""

from typing import Any

import pytest

from amends.console.queue_row import Band
from amends.facts import CUSTOMER, Entry, FollowUp, Source
from amends.facts.kinds import ChainJudged, FollowUpTold, PreferenceTold
from conversation_stories import answer, bad_survey, call, profile
from desk_stories import WHO, at, charge, failed_refund_story, mail, order, quiet_customers

PAGE = f"/customers/{WHO}"
AGAIN = "Still no refund of 129.00 EUR for order 10-4471. I will talk to my lawyer."


def file_now() -> Any:
    from amends.console import files

    return files.load(WHO)


def row(key: str = WHO) -> Any:
    from amends.console.desk.models import DeskRow

    return DeskRow.objects.filter(key=key).first()


def follow_up() -> FollowUp:
    [found] = file_now().follow_ups
    assert isinstance(found, FollowUp)
    return found


def test_contacts_about_one_matter_stand_together_with_the_reason(desk: Any) -> None:
    desk.tell([*failed_refund_story(), mail("05-28T10:00", AGAIN)])
    page = desk.browser().get(PAGE).content.decode()
    assert "2 contacts about one matter" in page
    assert "Joined: " in page
    assert "Lawyer" in page


def test_a_join_is_undone_and_made_again(desk: Any, form: Any) -> None:
    later = mail("05-28T10:00", AGAIN)
    desk.tell([*failed_refund_story(), later])
    pair = {"one": mail().id, "other": later.id}
    assert len(file_now().conversation.cases) == 1
    browser = desk.browser("Ruth")
    undone = form(**pair, same="no", reason="The second one is about her other order.")
    assert browser.post(f"{PAGE}/chains", undone).status_code == 302
    [entry] = desk.acts()
    assert entry.what == ChainJudged(
        *pair.values(), same=False, by="Ruth", reason="The second one is about her other order.", about=WHO
    )
    assert len(file_now().conversation.cases) == 2
    assert "The same matter as" in browser.get(PAGE).content.decode()
    desk.at(at("06-18T09:05"))
    assert browser.post(f"{PAGE}/chains", form(**pair, same="yes")).status_code == 302
    assert len(file_now().conversation.cases) == 1


def test_contacts_of_somebody_else_are_joined_by_nobody(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), *quiet_customers(1)])
    foreign = mail("05-01T10:00", "When do you open?", "Q-0000").id
    for other in (foreign, mail().id, ""):
        answered = desk.browser().post(f"{PAGE}/chains", form(one=mail().id, other=other, same="yes"))
        assert answered.status_code == 422
    assert desk.acts() == []


def test_what_we_told_him_is_shown_with_its_record(desk: Any) -> None:
    desk.tell([*failed_refund_story(), answer("05-21T09:00", "We have refunded you 129.00 EUR on 3 May.")])
    page = desk.browser().get(PAGE).content.decode()
    assert "What we told the customer" in page
    assert "We have refunded you 129.00 EUR on 3 May." in page
    assert "There is a record of the words" in page


def test_whoever_said_what_was_wrong_was_one_of_us(desk: Any) -> None:
    """The refund had failed by then. Whoever said what is right is named: it helps to know whom to ask."""
    right = answer("05-22T09:00", "We open at nine. A new lamp costs 12.00 EUR.")
    desk.tell([*failed_refund_story(), answer("05-21T09:00", "We have refunded you 129.00 EUR on 3 May."), right])
    page = desk.browser().get(PAGE).content.decode()
    told = page[page.index("What we told the customer") :].partition("</section>")[0]
    wrong, _, rest = told.partition("A new lamp costs")
    assert "one of us" in wrong
    assert "ruth" not in wrong
    assert "ruth@shop.example" in rest


def test_an_answer_ends_the_waiting_and_a_confirmation_of_receipt_does_not(desk: Any) -> None:
    desk.tell([order(), charge(), mail("06-10T10:00", "When do you open?")])
    assert row().band == Band.WAITING
    desk.tell([answer("06-10T10:01", "We got your mail.", automatic=True), answer("06-10T10:02", "Hm.", record="note")])
    assert row().waiting_since == at("06-10T10:00")
    desk.tell([answer("06-10T11:00", "We open at nine.")])
    assert row().band == Band.DONE


def test_a_bad_survey_puts_him_in_the_queue_until_he_was_reached_or_releases_us(desk: Any, form: Any) -> None:
    desk.tell([bad_survey()])
    assert row().band == Band.FOLLOW_UP
    browser = desk.browser("Ruth")
    page = browser.get(PAGE).content.decode()
    assert "A remark, not a wish that we must obey" in page
    told = {**form(follow_up=follow_up().id, event="taken"), "matter": ""}
    assert browser.post(f"{PAGE}/follow-ups", told).status_code == 302
    assert row().band == Band.FOLLOW_UP
    without_words = {**form(follow_up=follow_up().id, event="released"), "matter": ""}
    assert browser.post(f"{PAGE}/follow-ups", without_words).status_code == 409
    words = "Leave it. I am fine."
    released = {**form(follow_up=follow_up().id, event="released", words=words), "matter": ""}
    assert browser.post(f"{PAGE}/follow-ups", released).status_code == 302
    assert desk.acts()[-1].what == FollowUpTold(follow_up().id, "released", words, by="Ruth", about=WHO)
    assert not follow_up().open
    assert row() is None or row().band == Band.DONE


def test_an_opt_out_is_shown_and_respected(desk: Any) -> None:
    what = PreferenceTold("opt_out", "phone", words="Take me off your list.", about=WHO)
    desk.tell([bad_survey(), Entry(Source("surveys", CUSTOMER), "pref:1", at("06-17T15:30"), what)])
    page = desk.browser().get(PAGE).content.decode()
    assert "Not to be contacted on" in page
    assert "Opted out" in page


def test_a_follow_up_cannot_be_called_an_apology(desk: Any, form: Any) -> None:
    desk.tell([bad_survey()])
    for told in ({"follow_up": follow_up().id, "event": "apologised"}, {"follow_up": "of-nobody", "event": "taken"}):
        assert desk.browser().post(f"{PAGE}/follow-ups", {**form(**told), "matter": ""}).status_code == 422


@pytest.mark.promise
def test_who_is_followed_up_first_is_decided_by_what_we_owe(desk: Any) -> None:
    assert first_in_the_queue() == "owed"


@pytest.mark.promise
def test_by_age_alone_another_would_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import queue_row

    monkeypatch.setattr(queue_row, "_SECONDS_SPAN", 0)
    assert first_in_the_queue() == "older"


def first_in_the_queue() -> str:
    """Of two follow-ups, the older one and the one whom we owe more, the one that stands first in the queue."""
    from dataclasses import replace

    from amends.console.queue_row import row_of
    from amends.facts import CustomerFile, Identity, Policy

    def weight(number: str, weight_minor: int, when: str) -> int:
        one = FollowUp(number, "survey", at(when), "open", "A bad answer.", weight_minor=weight_minor)
        empty = CustomerFile(Identity(number, (number,), ()), at("06-18T09:00"), (), (), (), (), (), ())
        found = row_of(replace(empty, follow_ups=(one,)), Policy())
        assert found is not None
        return found.weight

    return "owed" if weight("a", 39_100, "06-17T10:00") < weight("b", 0, "06-01T10:00") else "older"


def test_calls_are_shown_with_their_length_and_no_name(desk: Any) -> None:
    told = call("1", "06-12T09:00", "06-12T09:01", "06-12T09:05", ended_by="us")
    desk.tell([*failed_refund_story(), profile(), *told])
    page = desk.browser().get(PAGE).content.decode()
    assert "Call to us: spoke 4 min, ended from our side" in page
    assert "PJSIP/ruth" not in page


def test_what_the_customer_allows_is_taken_down_in_his_words_and_binds(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), profile(), bad_survey()])
    browser = desk.browser("Ruth")
    assert follow_up().open
    assert browser.post(f"{PAGE}/preferences", form(what="opt_out", channel="phone")).status_code == 422  # no words
    assert browser.post(f"{PAGE}/preferences", form(what="never", words="No.")).status_code == 422
    assert desk.acts() == []
    words = "Do not phone me again."
    assert browser.post(f"{PAGE}/preferences", form(what="opt_out", channel="phone", words=words)).status_code == 302
    assert desk.acts()[-1].what == PreferenceTold("opt_out", "phone", words, by="Ruth", about=WHO)
    assert follow_up().state == "opted_out"
    desk.at(at("06-18T09:05"))
    assert (
        browser.post(f"{PAGE}/preferences", form(what="opt_in", channel="phone", words="Call me.")).status_code == 302
    )
    assert follow_up().open


def test_notice_and_objection_are_recorded(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), profile(), bad_survey()])
    browser = desk.browser("Ruth")
    told = form(what="notice", channel="", words="Told in the invitation to the survey.")
    assert browser.post(f"{PAGE}/preferences", told).status_code == 302
    assert follow_up().open
    desk.at(at("06-18T09:05"))
    against = form(what="objection", channel="", words="I do not want to be asked again.")
    assert browser.post(f"{PAGE}/preferences", against).status_code == 302
    assert follow_up().state == "released"
    assert "I do not want to be asked again." in browser.get(PAGE).content.decode()
