"""A record is not its own witness; independent witnesses may disagree; a person's second look overrules."""

from dataclasses import replace
from itertools import pairwise

import pytest

from amends.facts import Bundle, Opinion
from amends.opinion import asked_about, opinions, superseded
from stories import BANK, GATEWAY, POLICY, SHOP, at, bundle, judge, looked, money, told, verdict

NOW = "2026-07-15 12:00"
OURS = SHOP.refund("R-1", "129.00 EUR", "2026-05-04 14:20", gateway_ref="re_1")


def theirs(state: str, when: str, teller=GATEWAY, **more: object):
    return teller.refund("re_1", "129.00 EUR", when, state, **more)


def history(story: Bundle, now: str) -> tuple[Opinion, ...]:
    present = opinions(story, (), now=at(now), policy=POLICY)
    return superseded(story, (), present, now=at(now), policy=POLICY)


def test_our_stored_copy_of_a_settlement_is_our_word():
    copy = told("warehouse", "us").refund("re_1", "129.00 EUR", "2026-05-06 10:00", "settled", arn="74")
    assert verdict(OURS, copy, now=NOW)[0] == "cannot_tell"


def test_a_row_that_repeats_ours_under_another_root_is_a_copy():
    copy = replace(OURS, source=GATEWAY.refund("x", "1.00 EUR", "2026-05-04 14:20").source)
    settled = SHOP.refund("R-1", "129.00 EUR", "2026-05-06 10:00", "settled", gateway_ref="re_1")
    copied = replace(settled, source=copy.source)
    assert verdict(OURS, settled, copy, copied, now=NOW)[0] == "cannot_tell"


def test_the_customers_word_is_no_witness():
    hers = told("mail", "customer").refund("re_1", "129.00 EUR", "2026-05-06 10:00", "failed", customer_id="C-7")
    assert verdict(OURS, hers, now=NOW)[0] == "cannot_tell"


def test_two_roots_contradict_each_other():
    failed = theirs("failed", "2026-05-06 10:00")
    settled = BANK.refund("b-1", "129.00 EUR", "2026-05-08 10:00", "settled", gateway_ref="re_1")
    (opinion,) = judge(OURS, failed, settled, now=NOW)
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "witnesses_disagree")
    assert {w.root for w in opinion.witnesses} == {"gateway", "bank"}


def test_a_failure_after_the_settlement_is_a_story_and_no_contradiction():
    settled = BANK.refund("b-1", "129.00 EUR", "2026-05-06 10:00", "settled", gateway_ref="re_1")
    assert verdict(OURS, theirs("failed", "2026-05-08 10:00"), settled, now=NOW) == ("customer_right", "failed_later")


def test_two_roots_tell_two_amounts():
    bank = BANK.refund("b-1", "128.99 EUR", "2026-05-08 10:00", "settled", gateway_ref="re_1")
    assert verdict(OURS, theirs("settled", "2026-05-06 10:00"), bank, now=NOW)[1] == "witnesses_disagree"


FAILED = theirs("failed", "2026-05-09 02:11")


def test_a_second_look_overrules_with_its_reason():
    look = looked("refund:R-1", "record_right", "customer_right", "2026-05-21 10:00")
    (opinion,) = judge(OURS, FAILED, look, now=NOW)
    assert (opinion.verdict, opinion.reason, opinion.owed) == ("record_right", "second_look", None)
    assert opinion.overruled_by == look.id
    assert "she called the bank" in opinion.sentence


def test_a_second_look_for_the_customer_makes_it_owed():
    look = looked("refund:R-1", "customer_right", "cannot_tell", "2026-05-21 10:00")
    (opinion,) = judge(OURS, look, now=NOW)
    assert (opinion.verdict, opinion.owed) == ("customer_right", money("129.00 EUR"))


def test_a_look_that_stands_by_the_rules_changes_nothing():
    look = looked("refund:R-1", "customer_right", "customer_right", "2026-05-21 10:00")
    assert judge(OURS, FAILED, look, now=NOW) == judge(OURS, FAILED, now=NOW)


def test_the_last_look_counts():
    first = looked("refund:R-1", "record_right", "customer_right", "2026-05-21 10:00")
    last = looked("refund:R-1", "cannot_tell", "customer_right", "2026-05-22 10:00")
    assert verdict(OURS, FAILED, first, last, now=NOW) == ("cannot_tell", "second_look")


def test_evidence_after_the_look_brings_the_rules_back_and_says_so():
    look = looked("refund:R-1", "record_right", "too_early", "2026-05-08 10:00")
    accepted = theirs("accepted", "2026-05-04 14:21")
    (before,) = judge(OURS, accepted, look, now="2026-05-09 02:10")
    (after,) = judge(OURS, accepted, FAILED, look, now="2026-05-09 02:11")
    assert (before.reason, before.contradicts_look) == ("second_look", False)
    assert (after.verdict, after.reason, after.contradicts_look) == ("customer_right", "failed_later", True)


def test_the_mere_passing_of_time_does_not_contradict_a_look():
    look = looked("refund:R-1", "customer_right", "too_early", "2026-05-08 10:00")
    (opinion,) = judge(OURS, theirs("settled", "2026-05-05 10:00"), look, now=NOW)
    assert (opinion.verdict, opinion.contradicts_look) == ("customer_right", False)


def test_earlier_opinions_are_kept_oldest_first():
    story = bundle(OURS, theirs("accepted", "2026-05-04 14:21"), theirs("settled", "2026-05-06 10:00"), FAILED)
    earlier = history(story, NOW)
    assert [(str(o.verdict), str(o.reason)) for o in earlier] == [("too_early", "in_window")]
    later = history(story, "2026-05-05 00:00")
    assert later == ()


@pytest.mark.parametrize("now", ["2026-05-05 10:00", "2026-05-10 10:00", NOW])
def test_history_ends_where_the_present_begins(now: str):
    story = bundle(OURS, theirs("accepted", "2026-05-04 14:21"), FAILED)
    present = opinions(story, (), now=at(now), policy=POLICY)
    earlier = history(story, now)
    chain = [(o.verdict, o.reason) for o in (*earlier, *present)]
    assert all(one != other for one, other in pairwise(chain))


def test_two_roots_that_contradict_each_other_at_one_instant():
    settled = BANK.refund("b-1", "129.00 EUR", "2026-05-06 10:00", "settled", gateway_ref="re_1")
    assert verdict(OURS, theirs("failed", "2026-05-06 10:00"), settled, now=NOW)[1] == "witnesses_disagree"


def test_evidence_of_the_very_moment_of_the_look_was_known_to_it():
    look = looked("refund:R-1", "record_right", "customer_right", "2026-05-09 02:11")
    assert verdict(OURS, FAILED, look, now=NOW) == ("record_right", "second_look")


@pytest.mark.parametrize(
    ("now", "state"), [("2026-05-06 09:59:59.999999", "accepted"), ("2026-05-06 10:00", "settled")]
)
def test_a_settlement_counts_from_its_very_moment(now: str, state: str):
    (opinion,) = judge(OURS, theirs("settled", "2026-05-04 14:21", settled="2026-05-06 10:00"), now=now)
    assert [w.state for w in opinion.witnesses] == [state]


def test_a_row_that_repeats_ours_is_no_silence_of_the_gateway_either():
    copy = replace(OURS, source=GATEWAY.refund("x", "1.00 EUR", "2026-05-04 14:20").source)
    whole = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-07-01 00:00")
    (opinion,) = judge(OURS, copy, whole, now=NOW)
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "only_our_word")
    assert "repeats ours" in opinion.missing[0]
    assert verdict(OURS, whole, now=NOW) == ("customer_right", "never_sent")


@pytest.mark.parametrize("state", ["failed", "canceled", "came_back"])
def test_a_refund_that_we_ourselves_call_failed_is_answered_when_asked_by_its_number(state: str):
    story = bundle(
        OURS, SHOP.refund("R-1", "129.00 EUR", "2026-05-08 10:00", state), theirs("settled", "2026-05-06 10:00")
    )
    assert not opinions(story, (), now=at(NOW), policy=POLICY)
    opinion = asked_about(story, "R-1", now=at(NOW), policy=POLICY)
    assert opinion is not None
    assert (opinion.matter, opinion.reason) == ("refund:R-1", "customer_has_it")
    assert ("state", state, "settled") in [
        (d.field, d.ours, d.theirs) for w in opinion.witnesses for d in w.differences
    ]
    assert asked_about(story, "re_1", now=at(NOW), policy=POLICY) is None
