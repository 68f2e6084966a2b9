"""What cannot be understood is named with its place and waits with its bytes; the rest of the file is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.heard import Heard
from amends.intake.zammad import hear
from zammad_story import Run, article, articles, as_json, cti, everything, history, lines, run, ticket, user, webhook


def test_a_broken_line_is_named_and_the_lines_around_it_are_taken() -> None:
    found = Run([("hooks.jsonl", lines(webhook(104), b'{"ticket": {"id"', webhook(105)))])
    assert len(found.whats("contact.received")) == len(found.whats("answer.given")) == 1
    (problem,) = found.problems
    assert (problem.where, problem.line) == ("hooks.jsonl", 2)
    assert [bad.raw.strip() for bad in found.waiting] == [b'{"ticket": {"id"']


@pytest.mark.parametrize(
    ("told", "column", "says"),
    [
        ({"ticket": {"id": 81, "title": "x"}}, "ticket.number", "without its number"),
        ({"article": {"body": "x", "sender": "Customer", "ticket_id": 81}}, "article.id", "without its id"),
        ({"article": {"id": 1, "body": "x", "sender": "Customer"}}, "article.ticket_id", "to which ticket"),
        ({"article": {"id": 1, "body": "x", "ticket_id": 82, "sender": "Agent"}}, "article.ticket_id", "no file tells"),
        (article(1, "2026-05-18T08:00:00Z", "x", sender=None, sender_id=None), "sender", "who sent it"),
        (article(1, "soon", "x"), "created_at", "is not a time"),
        (article(1, "", "x"), "created_at", "has no time"),
        (article(1, "2026-05-18T08:00:00Z", "x" * 1_000_001), None, "characters"),
        ({"text": "New ticket!", "channel": "#support"}, None, "is neither a ticket"),
        ({"tickets": [7]}, "tickets[0]", "is neither a ticket"),
        ({"ticket": {}}, None, "is neither a ticket"),
        ({"responder_id": 1, "requester_id": 2}, None, "amends intake freshdesk"),
        ({"author_id": 1, "body": "x"}, None, "amends intake zendesk"),
        ({"event": "message_created", "message_type": "incoming"}, None, "amends intake chatwoot"),
    ],
)
def test_what_lacks_something_waits_and_says_what(told: dict[str, Any], column: str | None, says: str) -> None:
    found = run(ticket(), told)
    assert [e.what.kind for e in found.entries] == ["ticket.told", "ticket.told"]
    (problem,) = found.problems
    assert (problem.column or None) == column
    assert says in f"{problem.what} {problem.next_step}"
    assert len(found.waiting) == 1


def test_an_empty_file_and_one_of_another_kind_are_said() -> None:
    assert "is empty" in Run([("empty.json", b"")]).problems[0].what
    found = Run([("mail.eml", b"From: marta@example.org\n\nHello")])
    assert (len(found.problems), len(found.waiting)) == (1, 1)


def test_a_page_cut_off_gives_what_was_whole() -> None:
    raw = as_json({"articles": articles(), "tickets": [ticket()]})
    cut = raw[: raw.index(b'"id": 106') + 4]
    found = Run([("tickets.json", as_json(ticket())), ("page.json", cut)])
    assert len(found.whats("contact.received")) == len(found.whats("answer.given")) == 1
    assert len(found.waiting) == 1


def test_quarantine_has_the_same_id_when_it_comes_again() -> None:
    bad = [{"free": "text"}, article(1, "soon", "x"), {"ticket": {"title": "x"}}]
    first, second = run(*bad), run(*bad[::-1])
    assert {one.source_id for one in first.waiting} == {one.source_id for one in second.waiting}
    assert len({one.source_id for one in first.waiting}) == 3


RECORDS: list[Any] = [
    *everything(),
    *(webhook(number) for number in (104, 105, 106)),
    *({"history": [row]} for row in history()),
    *(cti(event) for event in ("newCall", "answer", "hangup")),
    {"assets": {"Group": {"3": {"id": 3}}}},
    {"users": [user(3)]},
    {},
    [],
    [7, None, "x"],
    {"tickets": None},
    {"assets": {"Ticket": {"81": None}}},
    "text",
    7,
]


def is_lost(told: Any) -> bool:
    found = Run([("record.json", as_json(told))])
    return not (found.entries or found.waiting or found.problems)


@pytest.mark.promise
@pytest.mark.parametrize("told", [one for one in RECORDS if one != []], ids=str)
def test_no_record_is_lost(told: Any) -> None:
    assert not is_lost(told)


def test_the_broken_twin_that_forgets_what_it_leaves_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    silent: Callable[..., Heard] = lambda *told: Heard()  # noqa: E731
    monkeypatch.setattr(hear, "left_out", silent)
    assert any(is_lost(told) for told in RECORDS if told != [])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "ticket article id number ticket_id sender type body created_at customer assets history object o_id"
                " event callId Ticket User tickets users articles preferences roles".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_whatever_a_customised_body_holds_it_never_stops_the_run(told: Any) -> None:
    found = Run([("hooks.jsonl", lines(told, webhook(104)))])
    assert len(found.whats("contact.received")) >= 1
    assert all(problem.next_step for problem in found.problems)


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_run(raw: bytes) -> None:
    found = Run([("x.json", raw)])
    assert found.problems or not raw.strip() or found.entries
