"""Which contacts are one matter: told as small stories."""

import sys
from dataclasses import replace

import pytest

from amends.facts import CUSTOMER, GATEWAY, US, Entry, Money, MoneyState, Policy, Source
from amends.facts.kinds import ContactReceived, PromiseMade, RefundTold, SurveyAnswered
from case_stories import HIS, answered, called, cases_of, judged, merged, on, shape, wrote


def test_a_contact_soon_after_the_last_that_names_nothing_else_is_the_same_matter() -> None:
    (case,) = cases_of([wrote("m1", 0), wrote("m2", 9), wrote("m3", 22)])
    assert case.repeats == 2
    assert case.id == "desk/m1"
    assert [join.how for join in case.joins] == ["time", "time"]
    assert case.joins[0].why == "9 days after the contact before; neither names another matter"


def test_the_window_is_counted_from_the_last_contact_and_its_end_is_within() -> None:
    window = Policy().chain_window_days
    a_minute_late = [wrote("m1", 0), wrote("m2", window, minute=1)]
    assert shape(cases_of(a_minute_late)) == [["m1"], ["m2"]]
    assert shape(cases_of([wrote("m1", 0), wrote("m2", window)])) == [["m1", "m2"]]
    assert shape(cases_of(a_minute_late, policy=Policy(chain_window_days=window + 1))) == [["m1", "m2"]]


def test_a_contact_that_names_another_order_is_another_matter() -> None:
    told = [wrote("m1", 0, named=("order:10-1",)), wrote("m2", 1, named=("order:10-2",)), wrote("m3", 2)]
    assert shape(cases_of(told)) == [["m1"], ["m2", "m3"]]  # the third goes with what was active last


def test_an_order_that_is_named_only_later_belongs_to_the_case_that_named_nothing_yet() -> None:
    told = [wrote("m1", 0), wrote("m2", 1, named=("order:10-1",)), wrote("m3", 2, named=("order:10-2",))]
    assert shape(cases_of(told)) == [["m1", "m2"], ["m3"]]


def test_both_name_the_same_order_however_long_ago() -> None:
    told = [wrote("m1", 0, named=("order:10-1",)), wrote("m2", 200, named=("order:10-1",))]
    (case,) = cases_of(told)
    assert (case.joins[0].how, case.joins[0].why) == ("named", "both name order 10-1")


def test_a_refund_and_its_order_are_one_matter_because_a_witness_ties_them() -> None:
    told = [wrote("m1", 0, named=("order:10-1",)), wrote("m2", 40, named=("refund:R-1",))]
    assert shape(cases_of(told)) == [["m1"], ["m2"]]
    refund = RefundTold("R-1", Money(100, "EUR"), MoneyState.ACCEPTED, order_id="10-1")
    (case,) = cases_of([*told, Entry(Source("gate", GATEWAY), "R-1", on(1), refund)])
    assert case.joins[0].why == "one names order 10-1, the other refund R-1, which belong together"


def test_what_a_survey_or_a_promise_names_counts_for_the_contact_it_is_about() -> None:
    first, second = wrote("m1", 0, ticket="zendesk/1"), wrote("m2", 40, named=("order:10-1",))
    survey = SurveyAnswered("zendesk/rating/1", ticket="zendesk/1", named=("order:10-1",))
    promise = PromiseMade("p1", contact=first.id, matter="order:10-1")
    for what in (survey, promise):
        assert shape(cases_of([first, second, Entry(Source("desk", US), "more", on(2), what)])) == [["m1", "m2"]]
    assert shape(cases_of([first, second])) == [["m1"], ["m2"]]


def test_one_ticket_is_one_case_and_so_are_merged_tickets() -> None:
    told = [
        wrote("m1", 0, channel="chat", ticket="zendesk/1"),
        wrote("m2", 100, channel="form", ticket="zendesk/1", named=("order:10-9",)),
        wrote("m3", 200, channel="chat", ticket="zendesk/2"),
    ]
    first, second = cases_of(told)
    assert (first.joins[0].how, first.joins[0].why) == ("ticket", "both are on ticket zendesk/1")
    assert second.contacts == ("desk/m3",)
    (case,) = cases_of([*told, merged("zendesk/2", "zendesk/1")])
    assert case.joins[1].why == "tickets zendesk/1 and zendesk/2 were merged, or hold the same mail or call"


def test_a_reply_to_our_answer_belongs_to_the_mail_that_we_answered() -> None:
    told = [wrote("m1", 0), answered("a1", 1, "ruth", answers=("m1",)), wrote("m2", 90, answers=("a1",))]
    (case,) = cases_of(told)
    assert (case.joins[0].how, case.joins[0].why) == ("thread", "both are on one mail thread")
    assert shape(cases_of([told[0], told[2]])) == [["m1"], ["m2"]]  # without our answer nothing leads there


def test_a_call_on_a_ticket_and_a_public_post_belong_to_the_chain() -> None:
    row, call = called("7.1", 30, "PJSIP/ruth", ticket="zendesk/1")
    told = [wrote("m1", 0, ticket="zendesk/1"), row, wrote("post", 40, channel="social", public=True)]
    (case,) = cases_of(told, [call])
    assert case.channels == ("mail", "phone", "social")
    assert case.public
    assert not cases_of(told[:2], [call])[0].public
    assert [join.how for join in case.joins] == ["ticket", "time"]
    assert case.last == on(40)


def test_a_person_joins_what_nothing_else_would() -> None:
    one, other = wrote("m1", 0, named=("order:10-1",)), wrote("m2", 90, named=("order:10-2",))
    (case,) = cases_of([one, other, judged(one, other, same=True)])
    assert (case.joins[0].how, case.joins[0].why) == ("judged", "joined by Ruth")


def test_undoing_a_join_splits_exactly_there_and_the_last_word_wins() -> None:
    told = [wrote(f"m{day}", day, ticket="zendesk/1") for day in range(4)]
    told += [wrote("x", 2.5, named=("order:10-1",)), wrote("y", 50)]
    assert shape(cases_of(told)) == [["m0", "m1", "m2", "x", "m3"], ["y"]]
    cut = judged(told[1], told[2], same=False, day=60)
    assert shape(cases_of([*told, cut])) == [["m0", "m1"], ["m2", "x", "m3"], ["y"]]
    again = judged(told[1], told[2], same=True, day=61)
    assert shape(cases_of([*told, cut, again])) == shape(cases_of(told))
    cut_again = judged(told[1], told[2], same=False, day=62)
    assert shape(cases_of([again, cut_again, *told, cut])) == [["m0", "m1"], ["m2", "x", "m3"], ["y"]]


def test_what_is_taken_apart_stays_alone_and_does_not_drift_to_another_case() -> None:
    one, other, third = wrote("x1", 0, named=("order:10-1",)), wrote("y1", 1, named=("order:10-2",)), wrote("m", 2)
    assert shape(cases_of([one, other, third])) == [["x1"], ["y1", "m"]]
    assert shape(cases_of([one, other, third, judged(other, third, same=False)])) == [["x1"], ["y1"], ["m"]]


def test_two_that_are_not_joined_directly_are_parted_at_the_weakest_join_between_them() -> None:
    first, second, third = wrote("m1", 0, ticket="z/1"), wrote("m2", 9, ticket="z/1"), wrote("m3", 10)
    told = [first, second, third, judged(first, third, same=False)]
    assert shape(cases_of(told)) == [["m1", "m2"], ["m3"]]


def test_a_call_is_found_by_any_of_its_rows_when_a_person_judges() -> None:
    row, call = called("7.1", 1, "PJSIP/ruth")
    told = [wrote("m1", 0), row]
    assert shape(cases_of([*told, judged(told[0], row, same=False)], [call])) == [["m1"], ["7.1"]]


def test_who_took_each_contact_and_how_often_he_was_handed_back() -> None:
    told = [wrote("m1", 0, ticket="z/1")]
    told += [answered("a1", 1, "ruth", ticket="z/1"), answered("a2", 1.5, "ben", ticket="z/1")]
    told += [wrote("m2", 2, ticket="z/1"), answered("a3", 3, "ben", ticket="z/1")]
    told += [wrote("m3", 4, ticket="z/1"), answered("a4", 5, "ruth", ticket="z/1")]
    (case,) = cases_of(told)
    assert case.agents == ("ruth", "ben", "ben", "ruth")
    assert case.hand_backs == 1
    policy = Policy(agents={"ruth": ("ben",)})
    assert cases_of(told, policy=policy)[0].hand_backs == 0  # two names of one person are no hand-over


def test_a_receipt_by_a_rule_a_note_and_another_organisation_took_nothing() -> None:
    told = [
        wrote("m1", 0, ticket="z/1"),
        answered("a1", 1, "robot", ticket="z/1", automatic=True),
        answered("a2", 2, "ben", ticket="z/1", record="note"),
        Entry(Source("letters", "other"), "l", on(3), answered("l", 3, "bank", ticket="z/1").what),
    ]
    assert cases_of(told)[0].agents == ()
    assert cases_of([*told, answered("a4", 4, "ruth", ticket="z/1")])[0].agents == ("ruth",)


def test_who_took_a_call_is_the_phone_logs_word_and_a_note_only_where_it_has_none() -> None:
    note = answered("n", 0.1, "ben", call="asterisk/7.1", record="note")
    for agents, expected in ((("PJSIP/ruth",), ("PJSIP/ruth",)), ((), ("ben",))):
        row, call = called("7.1", 0, *agents)
        assert cases_of([row, note], [call])[0].agents == expected


@pytest.mark.parametrize(
    ("next_day", "now_day", "resolved"), [(7, 100, False), (8, 100, True), (3, 3, False), (50, 6, None)]
)
def test_resolved_at_first_contact_is_told_by_his_next_contact(
    next_day: float, now_day: float, resolved: bool | None
) -> None:
    told = [wrote("m1", 0)] + ([wrote("m2", next_day)] if next_day <= now_day else [])
    assert cases_of(told, now=on(now_day))[0].resolved_first is resolved


def test_the_messages_of_one_sitting_at_a_chat_are_no_repeats_and_the_next_day_is() -> None:
    chat = [wrote(f"c{i}", 0, channel="chat", ticket="w/1", minute=40 * i) for i in range(3)]
    assert cases_of(chat)[0].repeats == 0
    assert cases_of(chat)[0].resolved_first is True
    (case,) = cases_of([*chat, wrote("c9", 1, channel="chat", ticket="w/1")])
    assert (case.repeats, case.resolved_first, len(case.contacts)) == (1, False, 4)
    mails = [wrote(f"m{i}", 0, ticket="w/1", minute=40 * i) for i in range(3)]
    assert cases_of(mails)[0].repeats == 2


def test_nobody_who_never_contacted_us_has_a_case() -> None:
    assert cases_of([]) == ()


@pytest.mark.parametrize("each", ["one ticket", "an order each", "nothing named", "one order"])
def test_ten_times_the_contacts_are_not_a_hundred_times_the_work(each: str) -> None:
    def contact(i: int) -> Entry:
        named = {"an order each": (f"order:10-{i}",), "one order": ("order:10-1",)}.get(each, ())
        return wrote(f"m{i:05}", i / 500, named=named, ticket="z/1" if each == "one ticket" else "")

    def steps(number: int) -> int:
        """Calls of functions, Python's own included: the same on every machine, however busy."""
        told, count = [contact(i) for i in range(number)], 0

        def step(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(step)
        try:
            found = cases_of(told)
        finally:
            sys.setprofile(None)
        assert sum(len(case.contacts) for case in found) == number
        return count

    assert steps(3_000) < 20 * steps(300)  # ten times as many; a square would be a hundred times


def test_a_mail_told_by_the_mailbox_and_by_the_helpdesk_is_one_contact() -> None:
    by_mailbox = wrote("m1", 0)
    assert isinstance(by_mailbox.what, ContactReceived)
    by_helpdesk = Entry(
        Source("zammad", CUSTOMER), "article:9", on(0, minute=1), replace(by_mailbox.what, ticket="zammad/7")
    )
    (case,) = cases_of([by_helpdesk, by_mailbox, wrote("m2", 1)])
    assert case.contacts == ("desk/m1", "desk/m2")
    assert case.repeats == 1
    without_ids = replace(by_mailbox.what, message_id="")
    two = [Entry(HIS, "a", on(0), without_ids), Entry(HIS, "b", on(1), without_ids)]
    assert cases_of(two)[0].repeats == 1  # the twin: no id, so nothing says that they are the same
