"""Contacts that somebody handled: one row for each of us, when it was over for him, and what could be done about it."""

import random
from dataclasses import replace
from typing import Any

import pytest

from amends.care.handled import HandledContact, handled
from amends.facts import GATEWAY, US, Entry, Money, MoneyState, Source
from amends.facts.kinds import (
    ContactEnded,
    ContactReceived,
    ContactRouted,
    OrderTold,
    PolicyTold,
    RefundTold,
    RemedyRequested,
)
from handled_stories import DESK, HELPDESK, MAIL, POLICY, WHO, answer, at, call, file_of, judged, mail

SHOP, RULES, BANK = Source("shop", US), Source("rules", US), Source("stripe", GATEWAY)
EURO = Money(1_290, "EUR")


def of(*entries: Entry) -> tuple[HandledContact, ...]:
    return handled(file_of(entries), POLICY)


def profile() -> Entry:
    what = OrderTold("10-1", EURO, "paid", customer_id="C-1", email="mia@example.org", phone="+493012345")
    return Entry(SHOP, "order:10-1", at("01T08:00"), what)


def test_a_mail_is_over_when_it_was_answered_and_nobody_has_one_that_nobody_answered() -> None:
    found = of(mail("09:00", "Where is my refund?"), answer("10:00"), mail("11:00", "Hello?", "desk/2"))
    assert [(one.user, one.ended, one.began, one.channel, one.level) for one in found] == [
        ("Ruth", at("10:00"), None, "mail", "none")
    ]


def test_each_of_us_who_answered_has_it_with_the_worst_that_was_written() -> None:
    found = of(
        mail("09:00", "Are you stupid? I will find you and hurt you."),
        answer("10:00"),
        answer("11:00", "omar@shop.example"),
        mail("12:00", "Thank you."),
    )
    assert [(one.user, one.ended, one.level) for one in found] == [
        ("Ruth", at("10:00"), "threat"),
        ("Omar", at("11:00"), "threat"),
    ]


def test_a_shared_address_and_an_automatic_answer_are_nobody() -> None:
    shared = replace(POLICY, our_addresses=("help@shop.example",))
    told = [mail("09:00", "Hello?"), answer("10:00", "help@shop.example"), mail("11:00", "Hm", "desk/2")]
    told.append(answer("11:01", "ruth@shop.example", "desk/2", automatic=True))
    assert handled(file_of(told, shared), shared) == ()


def test_a_call_lasts_from_the_answer_to_its_end_and_has_no_words() -> None:
    (one,) = of(profile(), *call("1", "09:00", "09:05", "09:40"))
    assert (one.user, one.began, one.ended, one.channel, one.level) == (
        "Ruth",
        at("09:05"),
        at("09:40"),
        "phone",
        "none",
    )


def test_a_sitting_at_a_chat_is_one_contact_from_the_first_answer_to_the_last() -> None:
    chat = [mail(f"09:{m:02d}", text, channel="chat") for m, text in ((0, "Hi"), (4, "You idiots"), (9, "Well?"))]
    (one,) = of(*chat, answer("09:02"), answer("09:06"), answer("09:12"))
    assert (one.contact, one.began, one.ended, one.level) == (chat[0].id, at("09:02"), at("09:12"), "insult")


def test_when_it_was_picked_up_is_when_it_began() -> None:
    routed = ContactRouted(ticket="desk/1", picked_up=at("09:30"), agent="ruth@shop.example", customer_id="C-1")
    (one,) = of(mail("09:00", "Hi"), Entry(HELPDESK, "routed", at("09:30"), routed), answer("10:00"))
    assert (one.began, one.ended) == (at("09:30"), at("10:00"))


def ended(**more: Any) -> Entry:
    return Entry(DESK, "ended", at("09:41"), ContactEnded("abuse", by="Ruth", about=WHO, **more))


@pytest.mark.parametrize("named", [{"call": "pbx/1"}, {}])
def test_what_was_ended_for_abuse_is_at_least_an_insult(named: dict[str, str]) -> None:
    (one,) = of(profile(), *call("1", "09:00", "09:05", "09:40"), ended(**named))
    assert one.level == "insult"


def test_a_threat_stays_one_when_the_contact_was_ended() -> None:
    (one,) = of(mail("09:00", "I will find you and hurt you."), answer("09:30"), ended(ticket="desk/1"))
    assert one.level == "threat"


def thrice(last: str) -> list[Entry]:
    """Omar has the first, and the third of the case comes to somebody."""
    return [
        mail("09:00", "Where is my refund?"),
        answer("09:30", "omar@shop.example"),
        mail("10:00", "And?"),
        answer("10:30", "omar@shop.example"),
        mail("11:00", "And now?"),
        answer("11:30", last),
    ]


def test_the_third_contact_of_a_case_that_others_began_is_inherited() -> None:
    assert [one.repeat for one in of(*thrice("ruth@shop.example"))] == [False, False, True]
    assert [one.repeat for one in of(*thrice("omar@shop.example"))] == [False, False, False]


def ruled(when: str, allowed: bool, by: str = "", ticket: str = "desk/1") -> Entry:
    what = PolicyTold(allowed, wish="refund", ticket=ticket, by=by, customer_id="C-1")
    return Entry(RULES, f"ruled:{when}", at(when), what)


def fixable(*more: Entry) -> list[bool | None]:
    return [one.fixable for one in of(mail("09:00", "I want my money back."), answer("10:00"), *more)]


def test_the_rules_said_no_so_he_could_not() -> None:
    assert fixable() == [None]
    assert fixable(ruled("09:30", False)) == [False]
    assert fixable(ruled("09:30", True)) == [None]
    assert fixable(ruled("09:30", False), ruled("09:45", True)) == [None]  # the last word holds
    assert fixable(ruled("10:30", False)) == [None]  # after he had it
    assert fixable(ruled("09:30", False, by="Ruth")) == [None]  # his own decision was in his power
    assert fixable(ruled("09:30", False, ticket="desk/9"), mail("01T09:00", "Other", "desk/9")) == [None]


def test_money_that_finance_was_asked_for_and_that_has_not_come_waits_for_somebody_else() -> None:
    asked = Entry(DESK, "asked", at("03T12:00"), RemedyRequested("refund:R-1", EURO, by="Omar"))
    refund = RefundTold("R-1", EURO, MoneyState.FAILED, order_id="10-1", customer_id="C-1")
    failed = Entry(BANK, "R-1:failed", at("02T12:00"), refund)
    contact = ContactReceived("mail", customer_id="C-1", text="And?", message_id="<1>", named=("order:10-1",))
    told = [profile(), failed, Entry(MAIL, "1", at("09:00"), contact), answer("10:00", ticket="", references=("<1>",))]
    assert [one.fixable for one in of(*told)] == [None]
    assert [one.fixable for one in of(*told, asked)] == [False]
    later = replace(asked, occurred=at("09:30"))
    assert [one.fixable for one in of(*told, later)] == [None]  # he asked himself: that is what he could do


@pytest.mark.promise
def test_the_order_in_which_it_was_told_changes_nothing() -> None:
    told = [profile(), *thrice("ruth@shop.example"), *call("1", "12:00", "12:02", "12:30"), ruled("10:10", False)]
    told += [judged(told[1].id, "added", 0, 5)]
    expected = of(*told)
    assert len(expected) == 4
    for seed in range(6):
        shuffled = [*told, told[2]]
        random.Random(seed).shuffle(shuffled)
        assert of(*shuffled) == expected


def test_only_those_that_were_over_since_then_are_asked_for() -> None:
    told = file_of([mail("03T09:00", "Where is it, you idiots?"), answer("18T10:00"), mail("04T09:00", "Hm", "desk/2")])
    assert [one.ended for one in handled(told, POLICY, since=at("18T10:00"))] == [at("18T10:00")]
    assert handled(told, POLICY, since=at("18T10:01")) == ()
    assert handled(told, POLICY) == handled(told, POLICY, since=at("03T00:00"))
