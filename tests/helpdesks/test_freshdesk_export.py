"""Freshdesk's tickets, conversations, contacts and ratings; each trap of its formats, once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshdesk_story import (
    MARTA,
    RUTH,
    Record,
    Run,
    as_json,
    contacts,
    conversation,
    conversations,
    export,
    ratings,
    run,
    ticket,
)


def test_the_first_message_is_the_description() -> None:
    first, again = export().whats("contact.received")
    assert (first.text, first.subject) == ("My refund for order 10-4471 never arrived.", "Refund missing")
    assert (first.channel, first.customer_id, first.ticket) == ("mail", f"freshdesk/{MARTA}", "freshdesk/2001")
    assert first.named == ("order:10-4471",)
    assert (again.text, again.sender, again.mailbox) == ("Still nothing.", "marta@example.org", "help@shop.example")


def test_conversations_are_put_in_order_by_their_times() -> None:
    answer, note = export().whats("answer.given")
    assert (answer.text, answer.record, answer.agent) == ("We refunded you on 3 May.", "sent", f"freshdesk/{RUTH}")
    assert (answer.to, answer.medium) == ("marta@example.org", "mail")
    assert (note.text, note.record, note.to) == ("Customer insists.", "note", "")


def test_the_responder_of_the_day_is_not_read() -> None:
    assert not any("9999" in repr(entry) for entry in export().entries)
    assert not [what for what in export().whats("ticket.told") if what.event == "assigned"]


def test_an_html_description_is_read_where_there_is_no_text() -> None:
    (first,) = run(tickets=[ticket(description_text=None)]).whats("contact.received")
    assert first.text == "My refund for order 10-4471 never arrived."


def test_what_a_ticket_says_of_itself() -> None:
    told = run(tickets=[ticket(deleted=True)]).whats("ticket.told")
    assert [(what.event, what.value) for what in told] == [("opened", ""), ("deleted", ""), ("status", "resolved")]
    assert (told[0].customer_id, told[0].organisation) == (f"freshdesk/{MARTA}", "freshdesk/77")


@pytest.mark.parametrize(
    ("source", "channel"),
    [(0, "mail"), (1, "mail"), (2, "form"), (3, "phone"), (5, "social"), (7, "chat"), (9, "form"), (13, "chat")],
)
def test_source_codes(source: int, channel: str) -> None:
    found = run(tickets=[ticket(source=source)])
    (first,) = found.whats("contact.received")
    assert first.channel == channel
    assert first.public == (channel == "social")
    assert not found.problems


def test_an_outbound_mail_is_what_we_said() -> None:
    found = run(tickets=[ticket(source=10)])
    assert not found.whats("contact.received")
    assert [what.text for what in found.whats("answer.given")] == ["My refund for order 10-4471 never arrived."]


def test_a_code_that_nobody_knows_is_a_form_and_is_said_once() -> None:
    found = run(tickets=[ticket(id=number, source=99) for number in range(50)])
    assert {what.channel for what in found.whats("contact.received")} == {"form"}
    assert [(problem.column, problem.value) for problem in found.problems] == [("source", "99")]


def test_a_web_chat_repeats_its_first_message_in_the_description_and_it_counts_once() -> None:
    chat = {"source": 20, "from_email": None, "to_emails": None, "ticket_id": 2101}
    said = conversation(3102, "2026-05-18T08:00:01Z", "The brew is cold.", incoming=True, user_id=MARTA, **chat)
    greeting = conversation(3101, "2026-05-18T08:00:00Z", "How can we help?", **{**chat, "source": 15, "user_id": None})
    described = ticket(
        id=2101, source=15, description_text="Ticket Description: The brew is cold.", conversations=[said, greeting]
    )
    found = run(tickets=[described])
    assert [what.text for what in found.whats("contact.received")] == ["The brew is cold."]
    assert [(what.automatic, what.medium) for what in found.whats("answer.given")] == [(True, "chat")]


def test_spam_is_kept_and_is_no_contact() -> None:
    (spam,) = run(tickets=[ticket(spam=True)]).whats("contact.received")
    assert (spam.is_contact, spam.why_not) == (False, "spam")


def test_what_he_wrote_into_a_survey_is_no_further_contact() -> None:
    (said,) = run(conversations=[{**conversations()[0], "source": 6}]).whats("contact.received")
    assert (said.is_contact, said.why_not) == (False, "survey")


def test_an_answer_to_two_people_joins_nobody() -> None:
    two = ["a@example.org", "b@example.org"]
    (answer,) = run(conversations=[{**conversations()[1], "to_emails": two}]).whats("answer.given")
    assert answer.to == ""


@pytest.mark.parametrize(
    ("told", "score", "label"),
    [
        (103, 103, "good"),
        (101, 101, "good"),
        (100, 100, "neutral"),
        (-101, -101, "bad"),
        (-103, -103, "bad"),
        (103.0, 103, "good"),
        ("-103", -103, "bad"),
        ("Extremely Happy", 103, "good"),
        ("neutral", 100, "neutral"),
        ("very_unhappy", -102, "bad"),
    ],
)
def test_numbers_and_words_of_a_rating(told: object, score: int, label: str) -> None:
    (answer,) = run(satisfaction_ratings=[{**ratings()[0], "ratings": {"default_question": told}}]).whats(
        "survey.answered"
    )
    assert (answer.score, answer.label, answer.lowest, answer.highest) == (score, label, -103, 103)


def test_a_rating_names_its_agent_ticket_and_words() -> None:
    (answer,) = export().whats("survey.answered")
    assert (answer.agent, answer.ticket, answer.text) == (f"freshdesk/{RUTH}", "freshdesk/2001", "Nobody looked.")
    assert answer.survey == "freshdesk/rating/62"


@pytest.mark.parametrize("told", [5, "great", None, True, 104, {}])
def test_a_rating_that_nobody_knows_waits(told: object) -> None:
    found = run(satisfaction_ratings=[{**ratings()[0], "ratings": {"default_question": told}}])
    assert [bad.source_id for bad in found.waiting] == ["rating:62"]
    assert found.problems[0].column == "satisfaction_ratings[0].ratings.default_question"


def test_a_contact_with_two_addresses_is_one_person() -> None:
    profiles = export().whats("profile.told")
    assert sorted(what.email for what in profiles) == ["m@work.example", "marta@example.org"]
    assert {(what.customer_id, what.aliases, what.phone, what.zone) for what in profiles} == {
        ("C-77", (f"freshdesk/{MARTA}",), "+4930901820", "Europe/Berlin")
    }


def test_a_requester_inside_a_ticket_is_a_contact() -> None:
    requester = {"id": MARTA, "name": "Marta", "email": "marta@example.org", "mobile": None}
    (profile,) = run(tickets=[ticket(requester=requester)]).whats("profile.told")
    assert profile.customer_id == f"freshdesk/{MARTA}"


def test_one_ticket_with_its_conversations_beside_it() -> None:
    bare = [{k: v for k, v in told.items() if k != "ticket_id"} for told in conversations()]
    found = Run([("export.json", as_json({"ticket": ticket(), "conversations": bare}))])
    assert not found.waiting
    assert set(found.entries) == set(run(tickets=[ticket()], conversations=conversations()).entries)
    by_name = Run([("conversations_2001.json", as_json(bare))])
    assert set(by_name.entries) == set(run(conversations=conversations()).entries)


def test_an_edited_note_is_a_further_entry_and_not_a_changed_one() -> None:
    note = conversations()[2]
    edited = {**note, "body_text": "Customer insists, twice.", "updated_at": "2026-05-19T08:00:00Z"}
    assert [what.text for what in run(conversations=[note, edited]).whats("answer.given")]
    ids = {entry.id for entry in run(conversations=[note, edited]).entries}
    assert len(ids) == 2


def test_a_broken_line_costs_itself_and_a_foreign_record_is_told_where_it_belongs() -> None:
    zendesk = {"id": 1, "requester_id": 2, "submitter_id": 2, "status": "open"}
    raw = b"\n".join([as_json(ticket()), b'{"id": 2, "requester', as_json(zendesk), as_json(conversations()[0])])
    found = Run([("export.jsonl", raw)])
    assert len(found.whats("contact.received")) == 2
    assert [problem.line for problem in found.problems] == [2, 3]
    assert "intake zendesk" in found.problems[1].next_step
    assert len(found.waiting) == 2


def test_an_empty_file_and_one_that_is_no_json_are_problems() -> None:
    assert [problem.what for problem in Run([("a.json", b"")]).problems] == ["is empty"]
    assert [problem.what for problem in Run([("a.csv", b"id,subject\n1,x\n")]).problems] == ["is not JSON"]


@pytest.mark.parametrize("field", ["incoming", "ticket_id", "created_at"])
def test_a_conversation_that_lacks_what_is_needed_waits_under_its_own_id(field: str) -> None:
    found = Run([("c.json", as_json([{k: v for k, v in conversations()[0].items() if k != field}]))])
    assert [bad.source_id for bad in found.waiting] == ["conversation:3003"]
    assert found.problems[0].column == f"[0].{field}"


ALL: list[tuple[str, Record]] = [
    *(("tickets", told) for told in (ticket(), ticket(id=2002, spam=True), ticket(id=2003, source=99))),
    *(("conversations", told) for told in conversations()),
    *(("contacts", told) for told in contacts()),
    *(("satisfaction_ratings", told) for told in ratings()),
]
EXPECTED = frozenset(Run([("all.jsonl", b"\n".join(as_json({"stream": k, "data": told}) for k, told in ALL))]).entries)


@given(st.permutations(range(len(ALL))), st.lists(st.integers(0, len(ALL) - 1), max_size=5), st.booleans())
def test_shuffled_and_repeated_it_tells_the_same(order: list[int], again: list[int], lines: bool) -> None:
    records = [ALL[i] for i in (*order, *again)]
    if lines:
        found = Run([("all.jsonl", b"\n".join(as_json({"stream": kind, "data": told}) for kind, told in records))])
    else:
        found = Run(
            [(f"{n}.json".replace("1", "x"), as_json({kind: [told]})) for n, (kind, told) in enumerate(records)]
        )
    assert frozenset(found.entries) == EXPECTED
    assert len({entry.id for entry in found.entries}) == len(EXPECTED)


def numbered_as_they_come(records: list[Any]) -> set[str]:
    """The broken twin: an id by position instead of the record's own."""
    return {f"{n}:{entry.id}" for n, told in enumerate(records) for entry in run(conversations=[told]).entries}


def test_the_broken_twin_depends_on_the_order() -> None:
    assert numbered_as_they_come(conversations()) != numbered_as_they_come(conversations()[::-1])
