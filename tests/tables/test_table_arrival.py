"""How contacts came to somebody, what the rules allow, what was done for good, and who asked: as tables."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.facts import CUSTOMER, US, Entry, Source, entry_of, head_and_body, hear_moment
from amends.facts.kinds import ActionTold, CompletenessDeclared, ContactRouted, PolicyTold, SurveyAnswered, What
from amends.intake.posted import hear_posted
from amends.intake.survey import hear_survey
from amends.intake.table import Mapping
from amends.record import open_record
from table_rows import hear

AT = "2026-07-15T10:01:00Z"
ROUTER = Source("router", US)
ROUTED = "routed_id,occurred_at,picked_up_at,ticket,call,message_id,customer_id,routing,reason,product,tier,agent"
POLICIES = "policy_id,occurred_at,allowed,wish,rule,order_id,ticket,call,by,customer_id"
ACTIONS = "action_id,occurred_at,action,by,order_id,ticket,call,customer_id"


def one(kind: str, header: str, row: str, mapping: Mapping | None = None) -> Entry:
    heard = hear(f"{header}\n{row}\n", kind, mapping, ROUTER)
    assert not heard.problems
    (entry,) = heard.entries
    assert entry_of(*head_and_body(entry)) == entry
    return entry


def test_a_contact_was_routed_at_random_and_picked_up() -> None:
    row = f"7,{AT},2026-07-15T10:05:00Z,desk/2,,,C-17,random,refund,card,gold,PJSIP/dora"
    entry = one("routed", ROUTED, row)
    picked_up = hear_moment("2026-07-15T10:05:00Z")
    assert entry.what == ContactRouted(
        routing="random", ticket="desk/2", reason="refund", product="card", tier="gold", picked_up=picked_up,
        agent="PJSIP/dora", customer_id="C-17",
    )  # fmt: skip
    assert (entry.source_id, entry.occurred) == ("routed:7", hear_moment(AT))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (f"7,{AT},,4711,,,,,,,,", ContactRouted(ticket="zendesk/4711")),
        (f"7,{AT},,,1699.12,,,,,,,", ContactRouted(call="asterisk/1699.12")),
        (f"7,{AT},,,,<m1@x>,C-17,Policy,,,,", ContactRouted(message_id="m1@x", customer_id="C-17")),
        (f"7,{AT},,desk/2,,,,chance,,,,", ContactRouted(routing="random", ticket="desk/2")),
    ],
)
def test_a_contact_is_named_by_ticket_call_or_message(row: str, what: What) -> None:
    mapping = Mapping(states={"chance": "random"}, helpdesk="zendesk", phone_system="asterisk")
    assert one("routed", ROUTED, row, mapping).what == what


@pytest.mark.parametrize(("word", "allowed"), [("yes", True), ("no", False), ("true", True), ("0", False)])
def test_the_rules_allow_it_or_not(word: str, allowed: bool) -> None:
    row = f"12,{AT},{word},refund,30 days after delivery,10-1,desk/2,,marek,C-17"
    assert one("policies", POLICIES, row).what == PolicyTold(
        allowed, "refund", "30 days after delivery", "10-1", "desk/2", by="marek", customer_id="C-17"
    )


def test_a_rule_that_says_otherwise_later_is_a_further_word() -> None:
    told = [one("policies", POLICIES, f"12,{at},{word},,,10-1,,,,") for at, word in
            ((AT, "no"), (AT, "yes"), ("2026-07-16T10:00:00Z", "no"))]  # fmt: skip
    assert len({entry.id for entry in told}) == 3


def test_something_was_done_that_cannot_be_undone() -> None:
    what = one("actions", ACTIONS, f"A-1,{AT},cancelled,PJSIP/marek,10-1,,,C-17").what
    assert what == ActionTold("cancelled", "10-1", by="PJSIP/marek", customer_id="C-17")


@pytest.mark.parametrize(
    ("kind", "header", "row", "column", "what"),
    [
        ("routed", ROUTED, f",{AT},,desk/2,,,,,,,,", "routed_id", "is empty"),
        ("routed", ROUTED, f"7,{AT},,,,,C-17,,,,,", "ticket", "no call or message is named"),
        ("routed", ROUTED, f"7,{AT},,,,m1@x,,,,,,", "ticket", "no call or message is named"),
        ("routed", ROUTED, f"7,{AT},,4711,,,,,,,,", "ticket", "does not say whose number"),
        ("routed", ROUTED, f"7,{AT},,desk/2,,,,fair,,,,", "routing", "is not a word known here"),
        ("routed", ROUTED, f"7,{AT},soon,desk/2,,,,,,,,", "picked_up_at", "is not a time"),
        ("policies", POLICIES, f"12,{AT},,,,10-1,,,,", "allowed", "is empty"),
        ("policies", POLICIES, f"12,{AT},perhaps,,,10-1,,,,", "allowed", "neither ticked nor not"),
        ("policies", POLICIES, f"12,{AT},yes,,,,,,,", "customer_id", "is empty"),
        ("actions", ACTIONS, f"A-1,{AT},,marek,10-1,,,", "action", "is empty"),
        ("actions", ACTIONS, f"A-1,{AT},cancelled,marek,,,,", "customer_id", "is empty"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(kind: str, header: str, row: str, column: str, what: str) -> None:
    good = {"routed": f"8,{AT},,desk/3,,,,,,,,", "policies": f"13,{AT},yes,,,10-2,,,,",
            "actions": f"A-2,{AT},shipped,,10-2,,,"}[kind]  # fmt: skip
    heard = hear(f"{header}\n{row}\n{good}\n", kind, source=ROUTER)
    assert len(heard.entries) == len(heard.not_understood) == 1
    (problem,) = heard.problems
    assert (problem.line, problem.column, what in problem.what) == (2, column, True)
    assert problem.next_step


def test_a_system_may_tell_every_action(tmp_path: Path) -> None:
    file = tmp_path / "actions.csv"
    file.write_text(f"{ACTIONS}\nA-1,{AT},cancelled,,10-1,,,\n")
    args = [
        "--home",
        str(tmp_path),
        "intake",
        "table",
        str(file),
        "--as",
        "actions",
        "--source",
        "shop",
        "--root",
        "us",
    ]
    span = ["--complete-from", "2026-07-01T00:00:00Z", "--complete-to", "2026-08-01T00:00:00Z"]
    assert CliRunner().invoke(amends, [*args, *span, "--json"], catch_exceptions=False).exit_code == 0
    with open_record(tmp_path) as record:
        (told,) = [e.what for e in record.organisation() if isinstance(e.what, CompletenessDeclared)]
    assert told.of == "actions"


# Who chose to ask him


def surveyed(inviter: str, answered: str = AT) -> tuple[SurveyAnswered, list[str]]:
    body = f"survey_id,asked_at,answered_at,score,scale,ticket,invited_by\n1,{AT},{answered},4,1-5,desk/2,{inviter}\n"
    (heard,) = hear_survey(io.BytesIO(body.encode()), "surveys.csv")
    (entry,) = heard.entries
    assert isinstance(entry.what, SurveyAnswered)
    return entry.what, [problem.what for problem in heard.problems]


@pytest.mark.parametrize("answered", ["", AT])
@pytest.mark.parametrize(("word", "inviter"), [("system", "system"), ("Agent", "agent"), ("", "")])
def test_who_asked_is_told_with_the_question_and_with_the_answer(word: str, inviter: str, answered: str) -> None:
    what, problems = surveyed(word, answered)
    assert (what.invited_by, what.answered, problems) == (inviter, bool(answered), [])


def test_a_link_that_somebody_changed_does_not_cost_the_answer() -> None:
    what, problems = surveyed("the boss")
    assert (what.invited_by, what.score) == ("", 4)
    assert problems == ["is nobody who asks; the row was taken without it"]


@pytest.mark.parametrize(
    ("kind", "what"),
    [("contact.routed", '"routing":"fair"'), ("survey.answered", '"survey":"s/1","invited_by":"boss"')],
)
def test_a_posted_word_that_is_not_known_is_a_problem(kind: str, what: str) -> None:
    body = f'{{"kind":"{kind}","source":"x","root":"{CUSTOMER}","source_id":"1","occurred":"{AT}","what":{{{what}}}}}'
    heard = hear_posted(body.encode(), "application/json")
    assert not heard.entries
    assert heard.problems
