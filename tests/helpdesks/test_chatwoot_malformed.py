"""What cannot be understood is named with its place and waits with its bytes; the rest of the file is taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.chatwoot import hear
from amends.intake.heard import Heard
from chatwoot_story import (
    Run,
    as_json,
    changed,
    contact,
    conversation,
    everything,
    lines,
    message,
    messages,
    run,
    survey,
)

ONE = messages()[0]


def test_a_broken_line_is_named_and_the_lines_around_it_are_taken() -> None:
    found = Run([("events.jsonl", lines(messages()[0], b'{"event": "mess', messages()[3]))])
    assert len(found.whats("contact.received")) == len(found.whats("answer.given")) == 1
    (problem,) = found.problems
    assert (problem.where, problem.line) == ("events.jsonl", 2)


@pytest.mark.parametrize(
    ("told", "column", "says"),
    [
        ({**ONE, "message_type": "odd"}, "message_type", "came in or went out"),
        ({**ONE, "message_type": 7}, "message_type", "came in or went out"),
        ({**ONE, "id": None}, "id", "has no id"),
        ({**ONE, "conversation": {}}, "conversation.id", "has no id"),
        ({**ONE, "created_at": "soon"}, "created_at", "not a time"),
        ({**ONE, "created_at": None}, "created_at", "no time"),
        (survey({"rating": 9}), "content_attributes.submitted_values.csat_survey_response.rating", "no rating"),
        (
            survey({"feedback_message": "x"}),
            "content_attributes.submitted_values.csat_survey_response.rating",
            "no rating",
        ),
        ({**changed(), "id": None}, "conversation.id", "has no id"),
        (
            {**conversation(created_at=None, updated_at=None, last_activity_at=None, timestamp=None)},
            "updated_at",
            "when",
        ),
        ({"event": "contact_created", "name": "x"}, "updated_at", "no time"),
        ({"event": "strange"}, None, "known here"),
        ({"free": "text"}, None, "known here"),
        ({"ticket": {"id": 1}}, None, "amends intake zammad"),
        ({"event": "newCall", "callId": "1"}, None, "amends intake zammad"),
        ({"responder_id": 1}, None, "amends intake freshdesk"),
        ({"author_id": 1}, None, "amends intake zendesk"),
        ({"thread": "t", "channel": "chat"}, None, "amends intake messages"),
    ],
)
def test_what_lacks_something_waits_and_says_what(told: dict[str, Any], column: str | None, says: str) -> None:
    found = Run([("x.jsonl", lines(told, messages()[3]))])
    (problem,) = found.problems
    assert (problem.column, problem.line) == (column, 1)
    assert says in f"{problem.what} {problem.next_step}"
    assert len(found.waiting) == 1
    assert len(found.whats("answer.given")) == 1


def test_an_empty_file_and_one_of_another_kind_are_said() -> None:
    assert "is empty" in Run([("empty.json", b"")]).problems[0].what
    found = Run([("mail.eml", b"From: marta@example.org\n\nHello")])
    assert (len(found.problems), len(found.waiting)) == (1, 1)


def test_quarantine_has_the_same_id_when_it_comes_again() -> None:
    bad = [{"free": "text"}, {**ONE, "message_type": "odd"}, {"event": "strange"}]
    assert {one.source_id for one in run(*bad).waiting} == {one.source_id for one in run(*bad[::-1]).waiting}
    assert len({one.source_id for one in run(*bad).waiting}) == 3


RECORDS: list[Any] = [
    *everything(),
    {"event": "webwidget_triggered", "contact": contact()},
    {"event": "conversation_typing_on", "conversation": conversation()},
    {**ONE, "content_attributes": {"deleted": True}, "conversation": {"id": 207}, "sender": None},
    {**contact(), "event": "contact_updated", "type": "user", "created_at": 1},
    {"payload": [7]},
    {},
    [7, None],
    "text",
]


def is_lost(told: Any) -> bool:
    found = Run([("record.json", as_json(told))])
    return not (found.entries or found.waiting or found.problems)


@pytest.mark.promise
@pytest.mark.parametrize("told", RECORDS, ids=range(len(RECORDS)))
def test_no_record_is_lost(told: Any) -> None:
    assert not is_lost(told)


def test_the_broken_twin_that_forgets_what_it_leaves_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear, "left_out", lambda where, counts: Heard())
    assert any(is_lost(told) for told in RECORDS)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=5)
    | st.sampled_from(["message_created", "incoming"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "event id message_type conversation meta sender payload data content_attributes submitted_values"
                " messages csat_survey_response rating changed_attributes status created_at content email".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(json_values, st.sampled_from(["", "message_updated", "conversation_updated", "contact_updated"]))
def test_whatever_an_event_holds_it_never_stops_the_run(told: Any, event: str) -> None:
    told = {**told, "event": event} if event and isinstance(told, dict) else told
    found = Run([("events.jsonl", lines(told, ONE))])
    assert len(found.whats("contact.received")) >= 1
    assert all(problem.next_step for problem in found.problems)


@given(st.dictionaries(st.sampled_from(list(ONE)), json_values, max_size=4))
def test_a_message_with_any_of_its_fields_spoiled_never_stops_the_run(spoiled: dict[str, Any]) -> None:
    found = Run([("events.jsonl", lines({**ONE, **spoiled}, message(9, "2026-05-18T08:00:00Z", "x")))])
    assert found.whats("contact.received")
