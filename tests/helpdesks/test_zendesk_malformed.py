"""What cannot be understood is named with its place and waits with its bytes; the rest of the file is taken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.helpdesk import number_in_name
from zendesk_story import MARTA, RUTH, Run, as_json, comment, comments, run, ticket, users, without

PEOPLE = ("users.json", as_json({"users": users()}))


def lines(*records: object) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else as_json(one) for one in records)


def test_a_broken_line_is_named_and_the_lines_around_it_are_taken() -> None:
    found = Run([("tickets.jsonl", lines(ticket(id=1), b'{"id": 2, "requester', ticket(id=3)))])
    assert {e.what.ticket for e in found.of("ticket.told") if hasattr(e.what, "ticket")} == {"zendesk/1", "zendesk/3"}
    (problem,) = found.problems
    assert (problem.where, problem.line) == ("tickets.jsonl", 2)
    assert problem.next_step
    assert [bad.raw.strip() for bad in found.waiting] == [b'{"id": 2, "requester']


def test_blank_lines_do_not_shift_the_numbers() -> None:
    found = Run([("tickets.jsonl", b"\n" + lines(ticket(id=1)) + b"\n\n\n{broken\n")])
    assert [problem.line for problem in found.problems] == [5]


def test_a_page_cut_off_in_the_middle_gives_what_was_whole() -> None:
    whole = json.dumps({"tickets": [ticket(id=number) for number in range(1, 6)], "end_time": 1}, indent=1)
    cut = whole[: whole.index('"id": 4') + 20].encode()
    found = Run([("page.json", cut)])
    assert len([e for e in found.of("ticket.told") if ":opened:" in e.source_id]) == 3
    assert len(found.waiting) == 1
    assert found.waiting[0].raw in cut
    assert found.problems[0].line == 1 + cut[: cut.index(found.waiting[0].raw)].count(b"\n")


def test_one_broken_record_in_the_middle_of_a_page_costs_only_itself() -> None:
    good = [json.dumps(ticket(id=number)) for number in (1, 2, 4, 5)]
    broken = '{"id": 3, "subject": "no end, "status": new}'
    page = '{"tickets": [' + ", ".join([*good[:2], broken, *good[2:]]) + "]}"
    found = Run([("page.json", page.encode())])
    opened = [e.source_id.split(":")[1] for e in found.of("ticket.told") if ":opened:" in e.source_id]
    assert sorted(opened) == ["1", "2", "4", "5"]
    assert [bad.raw for bad in found.waiting] == [broken.encode() + b", "]


def test_bytes_that_are_no_utf_8_cost_one_record() -> None:
    page = json.dumps([ticket(id=1), ticket(id=2, subject="Geld zurück"), ticket(id=3)], ensure_ascii=False)
    found = Run([("page.json", page.encode("latin-1"))])
    opened = [e.source_id.split(":")[1] for e in found.of("ticket.told") if ":opened:" in e.source_id]
    assert sorted(opened) == ["1", "3"]
    assert b"zur\xfcck" in found.waiting[0].raw


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_problem_and_no_silence(raw: bytes) -> None:
    (problem,) = Run([("tickets.json", raw)]).problems
    assert (problem.where, problem.what) == ("tickets.json", "is empty")


def test_an_empty_page_is_none() -> None:
    found = Run([("tickets.json", as_json({"tickets": [], "count": 0, "next_page": None}))])
    assert not found.problems
    assert not found.entries


@pytest.mark.parametrize("raw", [b"id,subject\n1,Refund\n", b"<tickets/>", b"PK\x03\x04zip"])
def test_a_file_that_is_no_json_is_named_and_kept(raw: bytes) -> None:
    found = Run([("export.csv", raw)])
    assert [problem.what for problem in found.problems] == ["is not JSON"]
    assert [bad.raw for bad in found.waiting] == [raw]


@pytest.mark.parametrize(
    ("told", "command"),
    [
        ({"id": 1, "requester_id": 2, "responder_id": 3, "status": 2, "source": 1}, "intake freshdesk"),
        ({"ticket": {"id": 1, "responder_id": 3, "requester_id": 2, "status": 2}}, "intake freshdesk"),
        ({"event": "message_created", "content": "Hi", "attachments": []}, "intake chatwoot"),
        ({"number": "1", "article_ids": [1], "title": "Hi"}, "intake zammad"),
    ],
)
def test_the_records_of_another_helpdesk_are_told_where_they_belong(told: object, command: str) -> None:
    found = Run([("export.json", as_json(told))])
    assert not found.entries
    assert any(command in problem.next_step for problem in found.problems)
    assert found.waiting


def test_what_is_no_concern_of_ours_is_left_out_and_said() -> None:
    told = [
        {"stream": "groups", "data": {"id": 7282640316815, "name": "Department 1"}},
        {"stream": "ticket_metrics", "data": {"id": 1, "ticket_id": 1}},
        {"stream": "article_comments", "data": {"id": 1, "body": "x", "author_id": 1, "source_type": "Article"}},
    ]
    found = Run([("records.jsonl", lines(*told))])
    assert not found.entries
    assert not found.waiting
    assert [p.what for p in found.problems] == [
        "holds records that were left out: article_comments (1), groups (1), ticket_metrics (1)"
    ]


def test_a_comment_whose_author_no_file_knows_waits_and_is_taken_with_the_users() -> None:
    alone = run(comments=comments())
    assert {bad.source_id for bad in alone.waiting} == {"comment:901", "comment:902", "comment:904"}
    assert all("users" in problem.next_step for problem in alone.problems)
    assert len(alone.of("answer.given")) == 1, "a note is ours, whoever wrote it"
    later = run(comments=comments(), users=users())
    assert not later.waiting
    assert len(later.of("contact.received")) == 2


def test_without_the_users_who_neither_asked_nor_is_in_copy_is_one_of_us() -> None:
    found = run(comments=comments(), tickets=[ticket()])
    assert not found.waiting
    assert len(found.of("answer.given")) == 2
    in_copy = run(comments=comments(), tickets=[ticket(email_cc_ids=[RUTH])])
    assert [bad.source_id for bad in in_copy.waiting] == ["comment:902"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (without(comments()[0], "created_at"), "created_at"),
        ({**comments()[0], "created_at": "yesterday"}, "created_at"),
        ({**comments()[0], "created_at": "2026-05-18T08:00:00"}, "created_at"),
        (without(comments()[0], "ticket_id"), "ticket_id"),
    ],
)
def test_a_comment_without_time_or_ticket_waits_under_its_own_id(told: dict[str, object], field: str) -> None:
    found = Run([("comments.json", as_json({"comments": [told]})), PEOPLE])
    assert [bad.source_id for bad in found.waiting] == ["comment:901"]
    (problem,) = (p for p in found.problems if p.column)
    assert (problem.line, problem.column) == (1, f"comments[0].{field}")


def test_an_unknown_author_in_an_audit_does_not_cost_the_change_of_hands() -> None:
    said = comment(1, MARTA, "Hello?", "2026-05-18T08:00:00Z")
    change = {"id": 5, "type": "Change", "field_name": "assignee_id", "value": "3301", "previous_value": None}
    audit = {
        "id": 9,
        "ticket_id": 1,
        "author_id": MARTA,
        "created_at": "2026-05-18T08:00:00Z",
        "events": [said, change],
    }
    found = run(ticket_audits=[audit])
    assert [bad.source_id for bad in found.waiting] == ["comment:1"]
    assert [e.source_id.split(":")[2] for e in found.of("ticket.told")] == ["assigned"]


def test_html_that_asks_for_too_much_waits() -> None:
    deep = without(comment(1, MARTA, "", "2026-05-18T08:00:00Z", html_body="<div>" * 300), "body", "plain_body")
    found = Run([("comments.json", as_json({"comments": [deep]})), PEOPLE])
    assert [bad.source_id for bad in found.waiting] == ["comment:1"]


def test_zeros_that_no_database_stores_are_taken_out() -> None:
    (entry,) = run(comments=[comment(1, MARTA, "Hel\x00lo", "2026-05-18T08:00:00Z")], users=users()).of(
        "contact.received"
    )
    assert getattr(entry.what, "text", "") == "Hello"


FIELDS = (
    set(ticket()) | set(comments()[0]) | {"events", "field_name", "value", "role", "score", "data", "stream", "answers"}
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**14) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(FIELDS)), inner, max_size=4),
    max_leaves=8,
)
LISTS = ["tickets", "comments", "ticket_audits", "users", "satisfaction_ratings", "ticket_events", "survey_responses"]
bases = st.sampled_from([ticket(), *comments(), *users()])


@given(st.sampled_from(LISTS), bases, st.dictionaries(st.sampled_from(sorted(FIELDS)), values, max_size=4))
def test_no_record_however_odd_stops_the_next_one(kind: str, base: dict[str, object], odd: dict[str, object]) -> None:
    found = Run(
        [("odd.json", as_json({kind: [{**base, **odd}]})), ("good.json", as_json({"tickets": [ticket(id=77)]}))]
    )
    assert any(entry.source_id.startswith("ticket:77:opened") for entry in found.entries)
    assert all(problem.next_step for problem in found.problems)
    assert all(bad.source_id and bad.raw for bad in found.waiting)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    found = Run([("any.json", raw)])
    assert found.problems or not raw.strip() or found.entries
    assert found.waiting or not found.entries


def test_a_broken_ticket_with_lists_inside_loses_none_of_its_bytes() -> None:
    whole = json.dumps({"ticket": {**ticket(), "custom_fields": [{"id": 1, "value": "x"}], "comments": comments()}})
    torn = whole[: len(whole) - 40].encode()
    found = Run([("ticket.json", torn)])
    assert b"".join(bad.raw for bad in found.waiting) == torn
    assert found.problems


def test_two_lists_in_a_torn_page_are_both_read() -> None:
    page = json.dumps({"users": users(), "count": 4, "tickets": [ticket(id=1), ticket(id=2)]})
    found = Run([("page.json", page[:-30].encode())])
    assert len(found.of("profile.told")) == 2
    assert {e.source_id.split(":")[1] for e in found.of("ticket.told")} == {"1"}
    assert len(found.waiting) == 1


@pytest.mark.parametrize(
    ("name", "ticket_of_it"),
    [
        ("comments_4711.json", "4711"),
        ("4711.json", "4711"),
        ("ticket-4711-comments.json", "4711"),
        ("4711_audits.jsonl", "4711"),
        ("ticket_comments_4711.json", "4711"),
        ("comments_page_2.json", ""),
        ("export-2026-05-18.json", ""),
        ("comments.json", ""),
    ],
)
def test_a_file_is_named_after_a_ticket_or_after_a_page(name: str, ticket_of_it: str) -> None:
    assert number_in_name(name) == ticket_of_it
