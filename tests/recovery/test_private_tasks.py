"""A call that our side ended is a private matter between one of us and the customer (story 3)."""

import pytest

from amends.facts import Call, CallOutcome, Entry, Policy, PrivateTask
from amends.facts.kinds import ContactEnded, FollowUpTold
from amends.recovery import private_tasks
from promise_stories import POLICY, WHO, answer, at, call, told

HUNG_UP = call("2026-05-20 10:00", direction="inbound", ended_by="us", agents=("PJSIP/ann", "PJSIP/ruth"))


def tasks(*entries: Entry, calls: tuple[Call, ...] = (HUNG_UP,), policy: Policy = POLICY) -> tuple[PrivateTask, ...]:
    return private_tasks(entries, calls=calls, now=at("2026-05-22 10:00"), policy=policy)


def test_a_call_that_our_side_ended_opens_a_task_for_whoever_was_on_it_last():
    (task,) = tasks()
    assert (task.agent, task.call, task.why, task.done) == ("PJSIP/ruth", HUNG_UP.id, "call_ended_by_us", False)
    assert "It happens, and only you see this" in task.sentence


@pytest.mark.parametrize(
    "change",
    [
        {"ended_by": "customer"},
        {"ended_by": "system"},
        {"ended_by": ""},
        {"direction": "outbound"},
        {"outcome": CallOutcome.MENU},
        {"agents": ()},
    ],
)
def test_other_calls_open_none(change):
    like = {"direction": "inbound", "ended_by": "us", "agents": ("PJSIP/ruth",), **change}
    assert tasks(calls=(call("2026-05-20 10:00", **like),)) == ()


def test_a_call_ended_for_abuse_opens_none_for_that_is_a_right():
    named = told("2026-05-20 10:09", ContactEnded("abuse", call=HUNG_UP.id, by="Ruth", about=WHO))
    unnamed = told("2026-05-20 10:09", ContactEnded("abuse", by="Ruth", about=WHO))
    other = told("2026-05-20 10:09", ContactEnded("abuse", call="asterisk/other", by="Ruth", about=WHO))
    assert tasks(named) == ()
    assert tasks(unnamed) == ()
    assert len(tasks(other)) == 1


def test_an_apology_or_a_word_to_the_customer_puts_it_right():
    (task,) = tasks()
    apologised = told("2026-05-20 11:00", FollowUpTold(task.id, "apologised", by="Ruth", about=WHO))
    assert [t.done for t in tasks(apologised)] == [True]
    again = call("2026-05-20 12:00", agents=("PJSIP/ruth",))
    assert [t.done for t in tasks(calls=(HUNG_UP, again))] == [True]
    in_vain = call("2026-05-20 12:00", CallOutcome.NO_ANSWER, agents=("PJSIP/ruth",))
    assert [t.done for t in tasks(calls=(HUNG_UP, in_vain))] == [False]


def test_his_names_in_two_systems_are_one_person_and_a_colleague_is_another():
    policy = Policy(zone="Europe/Berlin", agents={"ruth": ("PJSIP/ruth", "ruth@shop.example")})
    mail = answer("2026-05-20 12:00", "I am sorry that I hung up.")  # by "ruth"
    assert [t.done for t in tasks(mail, policy=policy)] == [True]
    colleague = call("2026-05-20 12:00", agents=("PJSIP/ann",))
    assert [t.done for t in tasks(calls=(HUNG_UP, colleague), policy=policy)] == [False]
    note = answer("2026-05-20 12:00", "Hung up.", record="note")
    assert [t.done for t in tasks(note, policy=policy)] == [False]


def test_a_task_names_nobody_in_its_words_and_holds_no_number():
    (task,) = tasks()
    assert "ruth" not in task.sentence.lower()
    assert not {field for field in PrivateTask.__slots__ if "count" in field or "rank" in field}
