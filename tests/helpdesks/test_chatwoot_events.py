"""What Chatwoot's events tell, and what must not be believed of them."""

from typing import Any

import pytest

from amends.facts import Policy, hear_moment
from amends.link import bundle
from chatwoot_story import (
    ASKED,
    BEGAN,
    RUTH,
    TOKEN,
    Run,
    as_json,
    changed,
    contact,
    conversation,
    everything,
    lines,
    message,
    messages,
    nested,
    run,
    survey,
)


def test_what_she_wrote_is_a_contact() -> None:
    (told,) = run(messages()[0]).whats("contact.received")
    assert (told.channel, told.text, told.ticket) == ("chat", ASKED, "chatwoot/207")
    assert (told.customer_id, told.public, told.message_id) == ("chatwoot/6", False, "chatwoot/message/651")
    assert "order:10-4471" in told.named


def test_only_a_person_of_ours_is_named_for_an_answer() -> None:
    receipt, bot, answer, note, activity = run(*messages()).whats("answer.given")
    assert [told.automatic for told in (receipt, bot, answer, note, activity)] == [True, True, False, False, True]
    assert [told.agent for told in (receipt, bot, answer, note, activity)] == ["", "", "chatwoot/3", "chatwoot/3", ""]
    assert [told.record for told in (receipt, bot, answer, note, activity)] == ["sent", "sent", "sent", "note", "note"]
    assert answer.customer_id == "chatwoot/6"


def test_the_assignee_of_the_day_is_never_read() -> None:
    assert "9999" not in repr(run(*everything()).entries)


def test_a_campaign_or_a_rule_in_a_persons_name_is_automatic() -> None:
    by_rule = message(1, "2026-05-18T08:00:00Z", "x", "outgoing", content_attributes={"automation_rule_id": 4})
    campaign = message(2, "2026-05-18T08:00:00Z", "x", "outgoing", additional_attributes={"campaign_id": 4})
    assert all(told.automatic and not told.agent for told in run(by_rule, campaign).whats("answer.given"))


def test_words_on_top_and_numbers_inside_are_the_same_message() -> None:
    for told in messages():
        inside = {**conversation(messages=[nested(told)]), "event": "conversation_updated", "changed_attributes": []}
        same = ("contact.received", "answer.given")
        assert [run(told).whats(kind) for kind in same] == [run(inside).whats(kind) for kind in same]
        ids = {e.id for e in run(told).entries if e.what.kind in same}
        assert ids == {e.id for e in run(inside).entries if e.what.kind in same}


def test_the_sender_may_be_missing_and_then_stands_in_meta() -> None:
    with_sender, without = messages()[0], {**messages()[0], "sender": None}
    assert set(run(without).entries) == set(run(with_sender).entries)
    old = {
        **without,
        "contact": contact(),
        "conversation": {"display_id": "207"},
        "created_at": "2026-05-18 08:00:05 UTC",
    }
    assert run(old).whats("contact.received") == run(with_sender).whats("contact.received")


def test_who_a_contact_is_may_be_told_later_and_changes_no_message() -> None:
    unknown = contact(email=None, phone_number=None, identifier=None, name="misty-lake-1")
    before = {**messages()[0], "sender": unknown, "conversation": conversation(meta={"sender": unknown})}
    first, second = run(before), run({**messages()[0], "event": "message_updated"})
    assert first.whats("contact.received") == second.whats("contact.received")
    both = {*first.entries, *second.entries}
    assert len({entry.id for entry in both}) == len(both) == 3


def test_the_shops_own_number_finds_what_was_said() -> None:
    entries = run(*everything()).entries
    found = bundle(entries, "customer:C-77", Policy())
    assert found is not None
    assert {"customer:chatwoot/6", "email:marta@example.org", "phone:+4930901820"} <= set(found.identity.handles)
    kinds = {entry.what.kind for entry in (*found.own, *found.about)}
    assert kinds == {"contact.received", "answer.given", "ticket.told", "profile.told", "survey.answered"}


def test_a_survey_is_asked_and_answered_and_bound_to_nobody() -> None:
    asked, rated, said = run(survey(), survey({"rating": 1}), everything()[9]).whats("survey.answered")
    assert (asked.answered, rated.answered) == (False, True)
    assert asked.survey == rated.survey == said.survey == "chatwoot/csat/660"
    assert (rated.score, rated.lowest, rated.highest, said.text) == (1, 1, 5, "Nobody looked.")
    assert {told.agent for told in (asked, rated, said)} == {""}
    assert (said.message_id, said.ticket, said.customer_id) == ("chatwoot/message/660", "chatwoot/207", "chatwoot/6")
    assert not run(survey()).whats("answer.given")


def test_an_answer_is_dated_when_the_message_changed_and_not_when_it_was_asked() -> None:
    answered = run(survey({"rating": 5}))
    at = {
        entry.occurred
        for entry in answered.entries
        if entry.source_id.startswith("csat:660:") and ":asked:" not in entry.id
    }
    assert at == {hear_moment("2026-05-18T09:00:00Z")}
    copy = {"id": 660, "updated_at": "2026-05-18T08:30:00.5Z", "message_type": 3}
    told = run(survey({"rating": 5}, conversation=conversation(messages=[copy])))
    assert hear_moment("2026-05-18T08:30:00Z") in {entry.occurred for entry in told.entries}


def test_a_conversation_is_opened_held_and_resolved() -> None:
    opened, held, moved, resolved = (
        run(everything()[0]).whats("ticket.told") + run(*everything()[10:13]).whats("ticket.told")[1:]
    )
    assert (opened.event, opened.channel, opened.customer_id) == ("opened", "chat", "chatwoot/6")
    by_event = {(told.event, told.previous, told.value) for told in (held, moved, resolved)}
    assert by_event == {
        ("assigned", "", "chatwoot/3"),
        ("assigned", "chatwoot/3", "chatwoot/4"),
        ("status", "open", "resolved"),
    }


def test_two_events_about_one_change_tell_it_once() -> None:
    change: dict[str, Any] = {"status": ("open", "resolved"), "updated_at": (None, "2026-05-18T08:10:00.12Z")}
    both = run(changed(**change), changed("conversation_status_changed", **change))
    assert [told.event for told in both.whats("ticket.told")] == ["opened", "status"]


def test_a_status_change_without_its_changes_and_one_back() -> None:
    plain = {**conversation(status="resolved"), "event": "conversation_status_changed"}
    assert [told.value for told in run(plain).whats("ticket.told")] == ["", "resolved"]
    back = run(changed("conversation_status_changed", status=("resolved", "open"))).whats("ticket.told")
    assert back[1].event == "reopened"


def test_labels_and_teams() -> None:
    told = run(changed(label_list=(["a"], ["b", "a"]), team_id=(None, 12))).whats("ticket.told")
    assert {(one.event, one.value) for one in told[1:]} == {("tagged", "a, b"), ("group", "chatwoot/12")}


@pytest.mark.parametrize(
    ("inbox", "more", "channel", "public"),
    [
        ("Channel::Email", {}, "mail", False),
        ("Channel::Api", {}, "chat", False),
        ("Channel::Whatsapp", {}, "chat", False),
        ("Channel::FacebookPage", {}, "social", False),
        ("Channel::Instagram", {}, "social", False),
        ("Channel::TwitterProfile", {"type": "tweet"}, "social", True),
        ("Channel::TwitterProfile", {"type": "direct_message"}, "social", False),
        ("Channel::Voice", {}, "phone", False),
    ],
)
def test_the_inbox_says_the_channel(inbox: str, more: dict[str, str], channel: str, public: bool) -> None:
    around = conversation(channel=inbox, additional_attributes=more)
    (told,) = run({**messages()[0], "conversation": around}).whats("contact.received")
    assert (told.channel, told.public) == (channel, public)


def test_a_mail_keeps_its_thread_and_only_its_new_words() -> None:
    mail = {"message_id": "a@mail.example", "in_reply_to": "<b@mail.example>", "subject": "Refund", "auto_reply": False}
    body = "Still nothing.\n\nOn 18 May 2026, Ruth wrote:\n> We refunded you."
    told = message(1, "2026-05-18T08:00:00Z", body, content_type="incoming_email", content_attributes={"email": mail})
    (his,) = run(told).whats("contact.received")
    assert (his.text, his.message_id, his.references) == ("Still nothing.", "a@mail.example", ("b@mail.example",))
    away = {**told, "content_attributes": {"email": {**mail, "auto_reply": True}}}
    assert run(away).whats("contact.received")[0].why_not == "automatic reply"


def test_an_answer_names_what_it_answers() -> None:
    told = message(1, "2026-05-18T08:00:00Z", "x", "outgoing", content_attributes={"in_reply_to": 651})
    assert run(told).whats("answer.given")[0].references == ("chatwoot/message/651",)


def test_a_message_that_was_deleted_puts_no_words_in_her_mouth() -> None:
    gone = {**messages()[0], "content": "This message was deleted", "content_attributes": {"deleted": True}}
    assert not run(gone).whats("contact.received")
    assert run(gone).whats("profile.told")


def test_an_edited_message_is_a_further_entry_and_an_update_without_one_is_none() -> None:
    edited = {**messages()[0], "event": "message_updated", "content": "My refund for 10-4472"}
    again = {**messages()[0], "event": "message_updated", "status": "read"}
    assert len(run(messages()[0], again).whats("contact.received")) == 1
    entries = [e for e in run(messages()[0], edited).entries if e.what.kind == "contact.received"]
    assert len({e.id for e in entries}) == 2


def test_a_contact_without_a_time_counts_from_when_it_came() -> None:
    told = {**contact(), "event": "contact_updated", "changed_attributes": [{"name": {"previous_value": "x"}}]}
    came = hear_moment("2026-05-19T00:00:00Z")
    (entry,) = Run([("c.json", as_json(told))], received=came).entries
    assert entry.occurred == came
    dated = [{"updated_at": {"previous_value": None, "current_value": "2026-05-18T10:00:00Z"}}]
    (entry,) = Run([("c.json", as_json({**told, "changed_attributes": dated}))], received=came).entries
    assert entry.occurred == hear_moment("2026-05-18T10:00:00Z")


def test_one_of_us_is_no_customer() -> None:
    assert not run({**RUTH, "event": "contact_updated", "created_at": BEGAN}).entries


def test_pages_of_the_api_are_read() -> None:
    page = {"meta": {"contact": contact(), "channel": "Channel::WebWidget"}, "payload": [nested(m) for m in messages()]}
    assert run(page).whats("contact.received") == run(messages()[0]).whats("contact.received")
    listed = {"data": {"meta": {}, "payload": [conversation(messages=[nested(messages()[0])])]}}
    found = run(listed)
    assert len(found.whats("contact.received")) == 1
    assert [told.event for told in found.whats("ticket.told")] == ["opened", "status"]
    people = run({"meta": {}, "payload": [contact(last_activity_at=BEGAN)]})
    assert people.whats("profile.told")[0].aliases == ("chatwoot/6",)


def test_one_event_a_file_an_array_or_lines_are_the_same() -> None:
    files: list[list[tuple[str, bytes]]] = [
        [(f"{n}.json", as_json(told)) for n, told in enumerate(everything())],
        [("all.json", as_json(everything()))],
        [("all.jsonl", lines(*everything()))],
    ]
    first, *others = [set(Run(one).entries) for one in files]
    assert all(one == first for one in others)
    assert not Run(files[1]).waiting


def test_the_token_of_her_session_is_nowhere() -> None:
    bad: list[Any] = [{**messages()[0], "message_type": "odd"}, {**conversation(), "event": "strange"}]
    torn = as_json(messages()[1])[:-5]
    found = Run([("all.jsonl", lines(*everything(), *bad, torn))])
    assert len(found.waiting) == 3
    assert TOKEN not in repr((found.entries, found.waiting, found.problems))
    assert TOKEN in repr(everything())
