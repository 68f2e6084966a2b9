"""What was inherited: known at the pick-up and vouched for by somebody else. A day of dora's, told as entries."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import US, Entry, MoneyState, Source
from amends.facts.kinds import CompletenessDeclared, SecondLook
from amends.facts.verdicts import Verdict
from amends.scores.inherited import taken
from amends.scores.taken import LATER, OWN, Taken
from conversation_world import at, entry, file_of, flat, order, paid, profile, refund
from dora_day import (
    ANSWERED,
    BEN_TOLD_WRONG,
    DAY,
    DORA_HAS_IT,
    GATEWAY_FAILED,
    NOW,
    PICKED_UP,
    POLICY,
    REFUND_FAILED,
    action,
    chat,
    noted,
    of,
    refused,
    routed,
    rows,
    rule,
    said,
    values,
)


def test_everything_that_dora_inherited_with_who_vouches_and_since_when() -> None:
    dora = of("dora", rows(DAY))
    assert values(dora) == {
        "prior_contacts": (1.0, "link", at(PICKED_UP)),
        "wrong_information": (1.0, "gateway", at("2026-07-10 11:06")),
        "irreversible_action": (1.0, "marek", at("2026-07-11 15:00")),
        "fixable": (0.0, "rules", at("2026-07-12 09:00")),
        "waiting_minutes": (5.0, "router", at(PICKED_UP)),
    }
    assert dora.refused == ()
    assert (dora.seq, dora.started_at, dora.channel, dora.left_out) == (2, at(PICKED_UP), "chat", "")
    assert (dora.reason, dora.product, dora.tier, dora.at_random) == ("refund", "card", "gold", True)
    assert (dora.invited_by, dora.answer, dora.returned) == ("system", 1, False)


def test_whoever_had_it_before_inherited_nothing_of_what_he_did_himself() -> None:
    ben = of("ben", rows(DAY))
    assert values(ben) == {
        "prior_contacts": (0.0, "link", at("2026-07-10 11:00")),
        "wrong_information": (0.0, "gateway", at(GATEWAY_FAILED)),
        "fixable": (1.0, "gateway", at(GATEWAY_FAILED)),
    }
    assert (ben.case, ben.seq, ben.returned) == (of("dora", rows(DAY)).case, 1, True)
    assert (ben.reason, ben.invited_by, ben.answer) == ("refund_not_received", "", None)


# What does not count, each beside the twin that does


def check_refused(row: Taken, field: str, author: str, why: str) -> None:
    assert refused(row).get(field) == (author, why)
    assert field not in values(row)


OWN_RULE = {"by": "zendesk/77", "ticket": "desk/2"}
BEFORE = "2026-07-15 10:03"
LATE = "2026-07-15 10:10"
CASES = {
    "her own word that it cannot be refunded": ([rule(BEFORE, **OWN_RULE)], "fixable", "dora", OWN),
    "her own word, under her user name": ([rule(BEFORE, by="Dora ", ticket="desk/2")], "fixable", "dora", OWN),
    "her own word, under the helpdesk's name in capitals": (
        [rule(BEFORE, by="ZENDESK/77", ticket="desk/2")],
        "fixable",
        "dora",
        OWN,
    ),
    "the rules, asked after she had it": ([rule(LATE)], "fixable", "rules", LATER),
    "what she cancelled herself before": ([action(by="zendesk/77")], "irreversible_action", "dora", OWN),
}
TWINS = {
    "her own word that it cannot be refunded": [rule(BEFORE, by="PJSIP/ben", ticket="desk/2")],
    "her own word, under her user name": [rule(BEFORE, by="Dorothy", ticket="desk/2")],
    "her own word, under the helpdesk's name in capitals": [rule(BEFORE, by="ZENDESK/78", ticket="desk/2")],
    "the rules, asked after she had it": [rule(BEFORE)],
    "what she cancelled herself before": [action(by="PJSIP/ben")],
}


@pytest.mark.promise
@pytest.mark.parametrize("story", CASES)
def test_what_she_wrote_herself_or_what_came_later_is_refused_and_shown(story: str) -> None:
    told, field, author, why = CASES[story]
    check_refused(of("dora", rows(DORA_HAS_IT, told)), field, author, why)


@pytest.mark.parametrize("story", TWINS)
def test_twin_the_same_by_somebody_else_in_time_would_count(story: str) -> None:
    _, field, author, why = CASES[story]
    row = of("dora", rows(DORA_HAS_IT, TWINS[story]))
    assert field in values(row)
    with pytest.raises(AssertionError):
        check_refused(row, field, author, why)


@pytest.mark.promise
@pytest.mark.parametrize("by", ["dora", "ben"])
def test_a_note_vouches_for_nothing(by: str) -> None:
    note = noted("This cannot be refunded. I cancelled it.", "2026-07-15 10:03", by)
    row = of("dora", rows(DORA_HAS_IT, note))
    assert set(values(row)) == {"prior_contacts", "waiting_minutes"}
    assert row.refused == ()


def test_what_was_done_after_she_had_it_was_not_inherited() -> None:
    row = of("dora", rows(DORA_HAS_IT, action(LATE)))
    assert "irreversible_action" not in values(row) | refused(row)


def test_of_two_rules_the_one_known_last_counts_and_a_later_one_is_not_shown() -> None:
    told = [rule("2026-07-12 09:00"), rule("2026-07-13 09:00", allowed=True), rule("2026-07-20 09:00")]
    row = of("dora", rows(DORA_HAS_IT, told))
    assert values(row)["fixable"] == (1.0, "rules", at("2026-07-13 09:00"))
    assert row.refused == ()


# Wrong information: both must have spoken before the pick-up, who told him and who shows that it is wrong


def failing(when: str) -> tuple[Entry, ...]:
    return (*REFUND_FAILED[:3], refund(MoneyState.FAILED, when))


def check_told_wrong(row: Taken, since: str) -> None:
    assert values(row).get("wrong_information") == (1.0, "gateway", at(since))


@pytest.mark.promise
def test_wrong_information_counts_from_when_the_gateway_shows_it() -> None:
    check_told_wrong(of("dora", rows(failing("2026-07-09 02:11"), BEN_TOLD_WRONG, DORA_HAS_IT)), "2026-07-10 11:06")


@pytest.mark.promise
def test_a_refund_that_failed_after_she_had_it_was_no_wrong_information_yet() -> None:
    row = of("dora", rows(failing("2026-07-16 02:11"), BEN_TOLD_WRONG, DORA_HAS_IT))
    assert "wrong_information" not in values(row)
    check_refused(row, "fixable", "gateway", LATER)
    with pytest.raises(AssertionError):  # the twin
        check_told_wrong(row, "2026-07-10 11:06")


def test_what_a_witness_shows_without_anything_wrong_said_is_nought() -> None:
    before = chat("I have not received my refund for order 10-1.", "2026-07-10 11:00", "desk/1")
    row = of("dora", rows(REFUND_FAILED, before, DORA_HAS_IT))
    assert values(row)["wrong_information"] == (0.0, "gateway", at(GATEWAY_FAILED))


def test_without_a_witness_nobody_knows() -> None:
    row = of("dora", rows(REFUND_FAILED[:2], BEN_TOLD_WRONG, DORA_HAS_IT))
    assert not {"wrong_information", "fixable"} & set(values(row))


def looked(by: str) -> Entry:
    over, of_ = Verdict.CUSTOMER_RIGHT, "refund:R-1"
    return entry(Source("desk", US), "2026-07-14 09:00", SecondLook(of_, Verdict.RECORD_RIGHT, over, by, "She has it."))


def test_a_second_look_is_authored_by_who_took_it() -> None:
    told = (REFUND_FAILED, BEN_TOLD_WRONG, DORA_HAS_IT)
    assert values(of("dora", rows(*told, looked("marek"))))["fixable"] == (0.0, "marek", at("2026-07-14 09:00"))
    check_refused(of("dora", rows(*told, looked("dora"))), "fixable", "dora", OWN)


def test_a_silence_counts_once_it_reaches_far_enough() -> None:
    """Complete until a day after our record, and nothing there: from then on it was known that it never left."""
    record = (order("10-1", "2026-06-20 10:00"), refund(MoneyState.ACCEPTED, "2026-07-08 14:20", US, order_id="10-1"))
    day = [_silent(f"2026-07-{number:02d} 00:00", f"2026-07-{number + 1:02d} 00:00") for number in range(1, 20)]
    row = of("dora", rows(record, BEN_TOLD_WRONG, DORA_HAS_IT, day, paid("pi_1", "129.00", "2026-06-20 10:00", "10-1")))
    assert values(row)["fixable"] == (1.0, "gateway", at("2026-07-10 00:00"))


def _silent(start: str, end: str) -> Entry:
    return entry(Source("stripe", "gateway"), end, CompletenessDeclared("refunds", at(start), at(end)))


# Nothing done that cannot be undone: only where a system tells all of it


def complete(start: str, end: str) -> Entry:
    return entry(Source("shop", US), end, CompletenessDeclared("actions", at(start), at(end)))


def test_a_system_that_tells_every_action_vouches_for_none() -> None:
    row = of("dora", rows(DORA_HAS_IT, complete("2026-07-01 00:00", "2026-08-01 00:00")))
    assert values(row)["irreversible_action"] == (0.0, "shop", at(PICKED_UP))
    row = of("dora", rows(DORA_HAS_IT, action(ticket="desk/2"), complete("2026-07-01 00:00", "2026-08-01 00:00")))
    assert values(row)["irreversible_action"][0] == 1.0


@pytest.mark.parametrize(
    ("start", "end"), [("2026-07-15 10:02", "2026-08-01 00:00"), ("2026-07-01 00:00", "2026-07-15 10:04")]
)
def test_twin_one_that_was_not_complete_by_then_says_nothing(start: str, end: str) -> None:
    assert "irreversible_action" not in values(of("dora", rows(DORA_HAS_IT, complete(start, end))))


# Which case it is about


OTHER_CASE = (
    chat("My parcel never came.", "2026-07-14 09:00", "desk/9", "10-2"),
    said("Let me see.", "2026-07-14 09:05", "marek", "desk/9"),
)


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        (rule(order_id="10-1"), {"dora"}),
        (rule(ticket="desk/9"), {"marek"}),
        (rule(when="2026-07-14 08:00", order_id="10-7"), set()),
        (rule(rule="30 days"), set()),
    ],
)
def test_a_rule_is_about_the_case_that_names_it_and_about_none_where_it_could_be_two(
    told: Entry, whose: set[str]
) -> None:
    found = rows(DORA_HAS_IT, OTHER_CASE, order("10-2", "2026-07-01 10:00"), order("10-1", "2026-07-01 10:00"), told)
    assert {row.agent for row in found if "fixable" in values(row)} == whose


def test_a_rule_that_names_nothing_is_about_the_only_matter_he_has() -> None:
    assert "fixable" in values(of("dora", rows(DORA_HAS_IT, rule(rule="30 days"))))
    assert "fixable" not in values(of("dora", rows(DORA_HAS_IT, rule("2026-01-12 09:00", rule="30 days"))))


def test_the_tier_is_the_one_held_at_the_pick_up_where_nothing_was_routed() -> None:
    told = (*DORA_HAS_IT[:1], *DORA_HAS_IT[2:], profile("2026-07-01 10:00", more=("tier=basic",)))
    row = of("dora", rows(told, profile("2026-07-14 10:00", more=("tier=gold",)), profile(LATE, more=("tier=vip",))))
    assert (row.tier, row.product, row.reason, row.at_random) == ("gold", "", "refund_not_received", False)
    assert row.started_at == at("2026-07-15 10:00"), "the earliest it can have been"


def test_a_reason_that_was_set_at_the_end_is_her_own_word() -> None:
    late = routed("2026-07-15 10:40", reason="goodwill", product="other")
    row = of("dora", rows(DORA_HAS_IT[0], DORA_HAS_IT[2], late))
    assert (row.reason, row.product) == ("refund_not_received", "")


# Order of arrival


EVERYTHING = flat([*DAY, *OTHER_CASE, rule(BEFORE, **OWN_RULE), action(LATE), profile("2026-07-14 10:00")])


@pytest.mark.promise
@given(st.permutations(EVERYTHING), st.lists(st.sampled_from(EVERYTHING), max_size=5))
def test_the_order_of_arrival_and_repetition_change_nothing(told: list[Entry], again: list[Entry]) -> None:
    assert rows(told, again) == rows(EVERYTHING)


def test_twin_one_entry_less_is_seen() -> None:
    for gone in (rule(), action()):
        fewer = [one for one in EVERYTHING if one.what != gone.what]
        assert rows(fewer) != rows(EVERYTHING)


def test_what_is_told_in_any_order_inside_the_file_changes_nothing() -> None:
    """A file is a function of a set; taken looks at its entries again, and must not trust their order."""
    file = file_of(EVERYTHING, now=NOW, policy=POLICY)
    assert taken(replace(file, told=file.told[::-1]), POLICY) == taken(file, POLICY)


def test_the_answer_moves_nothing_that_was_inherited() -> None:
    without, whole = rows(*DAY[: -len(ANSWERED)]), rows(DAY)
    assert [row.inherited for row in without] == [row.inherited for row in whole]


@pytest.mark.parametrize(("root", "counts"), [("customer", False), ("gateway", True)])
def test_what_the_customer_says_of_the_rules_vouches_for_nothing(root: str, counts: bool) -> None:
    told = [replace(one, source=Source("chat", root)) for one in (rule(), action())]
    assert ({"fixable", "irreversible_action"} <= set(values(of("dora", rows(DORA_HAS_IT, told))))) is counts
