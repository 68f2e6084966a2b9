"""Who took a contact, when, what came of it, and whether it counts for anybody."""

from dataclasses import replace
from typing import Any

import pytest

from amends.facts import US, Entry, Refused, Source, policy_of
from amends.facts.kinds import AppealAnswered, AppealMade, ContactEnded
from amends.scores.inherited import taken
from amends.scores.inherited.users import Users
from amends.scores.taken import APPEALED, ENDED_FOR_ABUSE, SHARED, Taken
from conversation_world import NUMBER, at, entry, file_of, profile, rang, wrote
from dora_day import DAY, DORA_HAS_IT, NOW, POLICY, asked, chat, of, routed, rows, said, values

DESK = Source("desk", US)
HIS_NUMBER = profile(phone=NUMBER)


# Who took it


def test_what_nobody_took_is_nobodys_and_is_still_counted_among_what_was_before() -> None:
    abandoned, mail = rang("2026-07-14 09:00", seconds=0, agent="PJSIP/dora"), wrote("Hello?", "2026-07-14 11:00")
    assert rows(HIS_NUMBER, abandoned, mail) == ()
    dora = of("dora", rows(HIS_NUMBER, abandoned, mail, DORA_HAS_IT))
    assert (dora.seq, values(dora)["prior_contacts"][0]) == (1, 2.0)
    assert dora.case != dora.contact, "the case began with the call that nobody took"


def test_a_call_is_taken_by_who_answered_when_he_answered() -> None:
    (row,) = rows(HIS_NUMBER, rang("2026-07-14 09:00", agent="PJSIP/dora"))
    assert (row.agent, row.started_at, row.channel, row.returned) == ("dora", at("2026-07-14 09:00"), "phone", False)
    assert values(row)["waiting_minutes"] == (0.0, "asterisk", at("2026-07-14 09:00"))


def handed_on(*more: Any) -> tuple[Taken, ...]:
    return rows(chat("Hello", "2026-07-15 10:00"), said("I look.", "2026-07-15 10:05", "ben"),
                said("Here.", "2026-07-15 10:10", "dora"), *more)  # fmt: skip


def test_of_several_the_one_whom_the_survey_is_bound_to_took_it() -> None:
    (row,) = handed_on(asked("2026-07-15 12:00", 5, agent="zendesk/77"))
    assert (row.agent, row.answer, row.left_out) == ("dora", 0, "")


@pytest.mark.parametrize("agent", ["", "PJSIP/marek"])
def test_else_it_is_nobodys_and_stays_in_its_case(agent: str) -> None:
    (row,) = handed_on(asked("2026-07-15 12:00", 5, agent=agent))
    assert (row.agent, row.left_out) == ("", SHARED)
    assert [one.seq for one in handed_on(chat("Again", "2026-07-17 09:00"), said("Yes.", "2026-07-17 09:05"))] == [1, 2]


def test_two_names_of_one_user_are_one_person() -> None:
    (row,) = rows(chat("Hello", "2026-07-15 10:00"), said("I look.", "2026-07-15 10:05", "zendesk/77"),
                  said("Here.", "2026-07-15 10:10", "PJSIP/dora"))  # fmt: skip
    assert row.agent == "dora"


def test_an_address_that_several_share_is_no_person() -> None:
    shared = replace(POLICY, our_addresses=("help@shop.example",))
    told = (chat("Hello", "2026-07-15 10:00"), said("Here.", "2026-07-15 10:10", "help@shop.example"))
    (row,) = rows(*told, policy=shared)
    assert (row.agent, row.left_out) == ("", SHARED)
    assert rows(*told, routed(), policy=shared)[0].agent == "dora", "the router knows who it was"


def test_being_rung_is_not_picking_up() -> None:
    mail = chat("Hello", "2026-07-15 10:00")
    assert rows(mail, routed(picked_up="")) == ()
    assert rows(mail, routed())[0].agent == "dora"


def test_who_did_not_pick_it_up_says_nothing_of_when_it_was() -> None:
    row = of("dora", rows(DORA_HAS_IT, routed("2026-07-15 10:00", agent="PJSIP/ben", picked_up="2026-07-15 10:02")))
    assert (row.started_at, row.at_random) == (at("2026-07-15 10:05"), True)


def test_nobody_picks_up_before_the_customer_came() -> None:
    row = of("dora", rows(chat("Hello", "2026-07-15 10:00"), routed(picked_up="2026-07-15 09:00")))
    assert row.started_at == at("2026-07-15 10:00")
    assert values(row)["waiting_minutes"][0] == 0.0


# Cases


def test_the_messages_of_one_sitting_are_one_contact() -> None:
    found = rows(DORA_HAS_IT, chat("Are you there?", "2026-07-15 10:15"), chat("Thank you", "2026-07-15 10:30"),
                 said("Gladly.", "2026-07-15 10:31"))  # fmt: skip
    assert [(row.agent, row.returned) for row in found] == [("dora", False)]


def test_a_case_is_in_order_of_pick_up_not_of_arrival() -> None:
    """A mail waits while he calls: who took the call inherited no more than the mail, who took the mail both."""
    mail = chat("Where is my refund?", "2026-07-15 08:00", "desk/1")
    late = routed("2026-07-15 08:01", "desk/1", "2026-07-15 14:00", agent="PJSIP/ben")
    found = rows(mail, late, DORA_HAS_IT)
    assert [(row.agent, row.seq, row.started_at) for row in found] == [
        ("dora", 1, at("2026-07-15 10:05")),
        ("ben", 2, at("2026-07-15 14:00")),
    ]
    assert [values(row)["prior_contacts"][0] for row in found] == [1.0, 1.0]
    assert [row.returned for row in found] == [False, False], "nobody came again after they had it"


@pytest.mark.parametrize(("now", "returned"), [("2026-07-22 10:04", None), ("2026-07-22 10:05", False)])
def test_whether_he_returned_is_known_after_the_window_and_not_before(now: str, returned: bool | None) -> None:
    (row,) = rows(DORA_HAS_IT, now=now)
    assert row.returned is returned


@pytest.mark.parametrize(("again", "returned"), [("2026-07-22 10:05", True), ("2026-07-22 10:06", False)])
def test_he_returned_if_he_came_within_the_window(again: str, returned: bool) -> None:
    found = rows(DORA_HAS_IT, chat("Again", again))
    assert (found[0].agent, found[0].returned) == ("dora", returned)


def test_a_contact_that_two_cases_claim_is_in_the_first() -> None:
    file = file_of(*DAY, now=NOW, policy=POLICY)
    twice = replace(file, conversation=replace(file.conversation, cases=file.conversation.cases * 2))
    assert taken(twice, POLICY) == taken(file, POLICY)


# Answers


@pytest.mark.parametrize(
    ("surveys", "answer", "inviter"),
    [
        ([asked("2026-07-15 18:00", invited_by="system")], None, "system"),
        ([asked("2026-07-15 18:00", 3, invited_by="system")], 1, "system"),
        ([asked("2026-07-15 18:00", 4, invited_by="agent")], 0, "agent"),
        ([asked("2026-07-15 18:00", 4)], 0, "agent"),
        ([asked("2026-07-15 18:00", 1), asked("2026-07-15 19:00", 5)], 0, "agent"),
        ([asked("2026-07-15 18:00", invited_by="system"), asked("2026-07-15 19:00", 5)], 0, "system"),
        ([asked("2026-07-15 18:00", 5, invited_by="system"), asked("2026-07-16 18:00", 5, "s/3", invited_by="agent")],
         0, "agent"),
        ([asked("2026-07-15 09:00", 1, ticket="")], None, ""),
        ([asked("2026-07-15 18:00", 1, ticket="desk/77")], None, ""),
    ],
)  # fmt: skip
def test_what_he_answered_and_who_asked(surveys: list[Entry], answer: int | None, inviter: str) -> None:
    (row,) = rows(DORA_HAS_IT, surveys)
    assert (row.answer, row.invited_by) == (answer, inviter)


def test_words_without_a_score_are_neither_yes_nor_no() -> None:
    told = asked("2026-07-15 18:00", 1)
    wordless = replace(told, what=replace(told.what, score=None, text="Well."))  # type: ignore[call-arg]
    assert rows(DORA_HAS_IT, wordless)[0].answer is None


def check_unknown_is_no_system(inviter: str) -> None:
    assert inviter == "agent"


@pytest.mark.promise
def test_an_unknown_inviter_does_not_pass_for_the_system() -> None:
    check_unknown_is_no_system(rows(DORA_HAS_IT, asked("2026-07-15 18:00", 4))[0].invited_by)


def test_twin_only_a_team_can_say_that_its_tool_asks_everybody() -> None:
    by_rule = replace(POLICY, surveys_sent_by="system")
    (row,) = rows(DORA_HAS_IT, asked("2026-07-15 18:00", 4), policy=by_rule)
    with pytest.raises(AssertionError):
        check_unknown_is_no_system(row.invited_by)
    (row,) = rows(DORA_HAS_IT, asked("2026-07-15 18:00", 4, invited_by="agent"), policy=by_rule)
    assert row.invited_by == "agent", "what the source says comes first"


def test_a_setting_that_is_neither_is_refused_in_words() -> None:
    assert policy_of('surveys_sent_by = "system"').surveys_sent_by == "system"
    for word in ('"the boss"', "3", '["system"]'):
        with pytest.raises(Refused, match="is nobody who sends surveys"):
            policy_of(f"surveys_sent_by = {word}")


def test_a_survey_is_about_what_was_last_on_the_ticket_when_he_was_asked() -> None:
    again = (chat("Again", "2026-07-17 09:00"), said("Yes.", "2026-07-17 09:05", "ben"))
    answered = asked("2026-07-18 18:00", 1)
    found = rows(DORA_HAS_IT, again, asked("2026-07-15 18:00"), answered)
    assert [(row.agent, row.answer) for row in found] == [("dora", 1), ("ben", None)]
    assert [(row.agent, row.answer) for row in rows(DORA_HAS_IT, again, answered)] == [("dora", None), ("ben", 1)]
    bound = asked("2026-07-18 18:00", 1, agent="zendesk/77")
    assert [(row.agent, row.answer) for row in rows(DORA_HAS_IT, again, bound)] == [("dora", 1), ("ben", None)]


@pytest.mark.parametrize(("when", "answer"), [("2026-07-10 18:00", None), ("2026-07-15 03:00", 1)])
def test_an_answer_from_days_before_the_contact_is_not_about_it(when: str, answer: int | None) -> None:
    """By a clock that is some hours off it may be."""
    (row,) = rows(DORA_HAS_IT, asked(when, 1))
    assert row.answer == answer


def test_a_survey_on_a_reply_is_about_what_it_answers() -> None:
    mail = wrote("Hello", "2026-07-15 10:00", message_id="m1@x", customer_id="C-1")
    reply = said("Here.", "2026-07-15 10:10", "dora", "", message_id="m2@x", references=("m1@x",))
    (row,) = rows(mail, reply, asked("2026-07-16 10:00", 1, ticket="", message_id="m2@x"))
    assert (row.agent, row.answer) == ("dora", 1)


# What counts for nobody


def ended(when: str, **more: Any) -> Entry:
    return entry(DESK, when, ContactEnded("abuse", by="dora", about="customer:C-1", **more))


@pytest.mark.parametrize(
    ("told", "left_out"),
    [
        (ended("2026-07-15 10:30", ticket="desk/2"), ENDED_FOR_ABUSE),
        (ended("2026-07-15 10:30"), ENDED_FOR_ABUSE),
        (ended("2026-07-15 11:30"), ""),
        (ended("2026-07-15 09:30"), ""),
        (ended("2026-07-15 10:30", ticket="desk/77"), ""),
    ],
)
def test_a_contact_ended_for_abuse_counts_for_nobody(told: Entry, left_out: str) -> None:
    (row,) = rows(DORA_HAS_IT, told)
    assert (row.agent, row.left_out) == ("dora", left_out)


def appealed(contact: str, by: str = "dora", *, upheld: bool = True) -> list[Entry]:
    who = "customer:C-1"
    answers = [
        AppealAnswered(upheld, lead, contact, name, by, "So it is.", who)
        for name, lead in (("lea", True), ("rob", False))
    ]
    made = entry(DESK, "2026-07-20 09:00", AppealMade(contact, by, "I was told to.", who))
    return [made, *(entry(DESK, "2026-07-21 09:00", answer) for answer in answers)]


def test_an_appeal_that_was_upheld_takes_this_contact_out_for_this_person() -> None:
    before = rows(DAY)
    dora = of("dora", before)
    found = rows(DAY, appealed(dora.contact))
    assert [(row.agent, row.left_out) for row in found] == [("ben", ""), ("dora", APPEALED)]
    assert found == (before[0], replace(dora, left_out=APPEALED)), "it stays in its case as it was"


@pytest.mark.parametrize("told", [{"upheld": False}, {"by": "ben"}])
def test_twin_one_that_was_declined_or_is_another_persons_changes_nothing(told: dict[str, Any]) -> None:
    assert rows(DAY, appealed(of("dora", rows(DAY)).contact, **told)) == rows(DAY)


@pytest.mark.parametrize("name", ["dora", "PJSIP/ben", "zendesk/77", "nobody/1", "", "shared"])
def test_whoever_is_behind_a_name_is_the_same_everywhere(name: str) -> None:
    policy = replace(POLICY, agents={"zoe": ("shared",), **POLICY.agents, "amy": ("shared",)})
    assert Users(policy).behind(name) == policy.agent_behind(name)
