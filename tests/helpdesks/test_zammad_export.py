"""What Zammad tells of Marta's ticket, and what must not be believed of it."""

from typing import Any

import pytest

from amends.facts import CUSTOMER, US, Policy, hear_moment
from amends.link import bundle
from zammad_story import (
    HIS,
    JONAS,
    MARTA,
    RUTH,
    Run,
    article,
    articles,
    as_json,
    cti,
    everything,
    history,
    lines,
    run,
    ticket,
    user,
    webhook,
)


def test_what_she_wrote_is_a_contact_with_its_words_and_thread() -> None:
    found = run(ticket(), articles())
    (wrote,) = found.whats("contact.received")
    assert (wrote.channel, wrote.text) == ("mail", "My refund for order 10-4471 never arrived.")
    assert (wrote.sender, wrote.sender_name, wrote.customer_id) == ("marta@example.org", "Marta Adams", "zammad/8")
    assert (wrote.message_id, wrote.ticket, wrote.public) == ("104@mail.example", "zammad/10081", False)
    assert "order:10-4471" in wrote.named
    (entry,) = {e for e in found.entries if e.what is wrote}
    assert (entry.source.root, entry.occurred) == (CUSTOMER, hear_moment("2026-05-18T08:00:00.318Z"))


def test_who_answered_is_who_wrote_the_article_and_never_the_owner() -> None:
    answer, note = run(ticket(), articles()).whats("answer.given")
    assert (answer.record, answer.medium, answer.agent) == ("sent", "mail", f"zammad/{RUTH}")
    assert (answer.to, answer.references) == ("marta@example.org", ("104@mail.example",))
    assert (note.record, note.agent, note.to) == ("note", f"zammad/{JONAS}", "")
    assert not answer.automatic
    assert "9999" not in repr(run(*everything(), webhook()).entries)


def test_a_rule_that_answers_is_nobody() -> None:
    rule = article(110, "2026-05-18T08:00:01Z", "We have your mail.", sender="System", sender_id=3, created_by_id=1)
    (told,) = run(ticket(), rule).whats("answer.given")
    assert (told.automatic, told.agent) == (True, "")


@pytest.mark.parametrize(
    ("kind", "channel", "public"),
    [
        ("email", "mail", False),
        ("phone", "phone", False),
        ("web", "form", False),
        ("note", "form", False),
        ("chat", "chat", False),
        ("sms", "chat", False),
        ("telegram personal-message", "chat", False),
        ("whatsapp message", "chat", False),
        ("twitter status", "social", True),
        ("twitter direct-message", "social", False),
        ("facebook feed post", "social", True),
        ("facebook feed comment", "social", True),
        ("something new", "form", False),
    ],
)
def test_the_type_says_the_channel_and_who_can_read_it(kind: str, channel: str, public: bool) -> None:
    (his,) = run(ticket(), article(1, "2026-05-18T08:00:00Z", "x", **{**HIS, "type": kind})).whats("contact.received")
    assert (his.channel, his.public) == (channel, public)


def test_numbers_stand_for_names_where_only_they_are_told() -> None:
    """What the REST interface answers with `all=true` tells ids alone."""
    by_name = run(ticket(), articles())
    bare = [{k: v for k, v in one.items() if k not in ("type", "sender", "created_by")} for one in articles()]
    people = {str(MARTA): {**user(MARTA), "roles": None, "role_ids": [3]}}
    assets = {"Ticket": {"81": ticket()}, "TicketArticle": {str(one["id"]): one for one in bare}, "User": people}
    by_id = run(
        {"ticket_id": 81, "ticket_article_ids": [104, 105, 106], "assets": {**assets, "Group": {"3": {"id": 3}}}}
    )
    assert set(by_id.entries) > set(by_name.entries)
    (profile,) = by_id.whats("profile.told")
    assert profile.customer_id == "zammad/8"
    assert "Group (1)" in by_id.problems[0].what


def test_what_one_of_us_took_down_on_the_phone_is_hers() -> None:
    call = {**HIS, "type": "phone", "type_id": 5, "created_by_id": RUTH, "origin_by_id": MARTA}
    (told,) = run(ticket(), article(1, "2026-05-18T08:00:00Z", "Where is it?", **call)).whats("contact.received")
    assert (told.channel, told.customer_id) == ("phone", "zammad/8")
    older = {**call, "origin_by_id": None}
    (told,) = run(ticket(), article(1, "2026-05-18T08:00:00Z", "Where is it?", **older)).whats("contact.received")
    assert (told.customer_id, told.sender) == (None, "marta@example.org")


def test_what_one_of_us_said_on_the_phone_is_what_he_noted() -> None:
    called = article(1, "2026-05-18T08:00:00Z", "Told her it is on its way.", type="phone", type_id=5)
    (told,) = run(ticket(), called).whats("answer.given")
    assert (told.medium, told.record) == ("phone", "note")


def test_an_automatic_reply_of_hers_is_kept_and_is_no_contact() -> None:
    away = article(1, "2026-05-18T08:00:00Z", "I am away.", **HIS, preferences={"is-auto-response": True})
    away["preferences"] = {"is-auto-response": True}
    (told,) = run(ticket(), away).whats("contact.received")
    assert (told.is_contact, told.why_not) == (False, "automatic reply")


def test_a_number_or_a_name_may_stand_where_others_have_an_address() -> None:
    sms, chat = ({**HIS, "type": kind, "from": who} for kind, who in (("sms", "+49 30 901820"), ("chat", "Marta")))
    texted, chatted = run(
        ticket(), [article(1, "2026-05-18T08:00:00Z", "x", **sms)], [article(2, "2026-05-18T08:00:01Z", "y", **chat)]
    ).whats("contact.received")
    assert (texted.sender, chatted.sender, chatted.sender_name) == ("+4930901820", "", "Marta")


def test_a_message_without_an_id_of_its_own_gets_one_for_its_thread() -> None:
    *_, note = run(ticket(), articles()).whats("answer.given")
    assert note.message_id == "zammad/message/106"


def test_the_ticket_tells_for_whom_it_was_opened_and_its_state() -> None:
    opened, state = run(ticket()).whats("ticket.told")
    assert (opened.event, opened.channel, opened.customer_id, opened.organisation) == (
        "opened",
        "mail",
        "zammad/8",
        "zammad/7",
    )
    assert (state.event, state.value) == ("status", "open")


def test_a_state_without_its_name_is_not_guessed() -> None:
    bare = {name: value for name, value in ticket().items() if name != "state"}
    assert [told.event for told in run(bare).whats("ticket.told")] == ["opened"]


def test_the_history_tells_who_held_it_when() -> None:
    found = run(ticket(), {"history": history(), "assets": {"Ticket": {"81": ticket()}}})
    opened, held, closed, reopened = found.whats("ticket.told")
    assert (opened.event, held.event, closed.event, reopened.event) == ("opened", "assigned", "status", "reopened")
    assert (held.value, held.previous, held.by) == (f"zammad/{RUTH}", "", f"zammad/{RUTH}")
    assert (closed.value, closed.automatic, reopened.automatic, reopened.by) == ("closed", False, True, "")
    assert any("history of priority (1)" in problem.what for problem in found.problems)


def test_merged_tickets_are_one_thread_and_moved_articles_too() -> None:
    other = ticket(id=82, number="10082")
    rows = [
        {"object": "Ticket", "o_id": own, "type": kind, "id": own, "id_from": 81, "id_to": 82, "created_by_id": RUTH}
        for own, kind in ((81, "merged_into"), (82, "received_merge"))
    ]
    rows = [{**row, "created_at": "2026-05-21T08:00:00Z"} for row in rows]
    found = run([ticket(), other], rows)
    merged = [told for told in found.whats("ticket.told") if told.event == "merged"]
    assert {(told.ticket, told.value) for told in merged} == {("zammad/10081", "zammad/10082")}
    before = run(ticket(), articles()[0]).whats("contact.received")[0]
    after = run(other, {**articles()[0], "ticket_id": 82}).whats("contact.received")[0]
    assert (before.ticket, after.ticket) == ("zammad/10081", "zammad/10082")
    assert before.message_id == after.message_id
    assert (
        len(
            {
                e.id
                for e in (
                    *run(ticket(), articles()[0]).entries,
                    *run(other, {**articles()[0], "ticket_id": 82}).entries,
                )
            }
        )
        == 6
    )


def test_articles_need_their_ticket_and_find_it_in_any_file() -> None:
    alone = run(articles())
    assert not alone.entries
    assert [bad.source_id for bad in alone.waiting] == ["article:104", "article:105", "article:106"]
    assert "amends intake zammad FOLDER" in alone.problems[0].next_step
    assert set(run(articles(), ticket()).entries) == set(run(ticket(), articles()).entries)
    assert not run(articles(), ticket()).waiting


def test_a_profile_is_told_of_customers_only() -> None:
    found = run({"users": [user(MARTA, phone="0061 2 1234 7777", vip=True, organization_id=7), user(RUTH)]})
    (profile,) = found.whats("profile.told")
    assert (profile.email, profile.phone, profile.name) == ("marta@example.org", "+61212347777", "Marta Adams")
    assert profile.more == ("organisation=zammad/7", "vip=true")
    assert "users who are no customers (1)" in found.problems[0].what


def test_a_webhook_tells_the_same_as_the_rest_interface() -> None:
    exported = run(ticket(), articles(), user(MARTA, organization_id=7))
    posted = run(*(webhook(number) for number in (104, 105, 106)))
    same = ("contact.received", "answer.given", "ticket.told")
    assert all(posted.whats(kind) == exported.whats(kind) for kind in same)
    assert posted.whats("profile.told")[0].customer_id == "zammad/8"


def test_call_events_go_to_the_phones_reader() -> None:
    found = run([cti("newCall"), cti("answer", user="Ruth"), cti("hangup", cause="normalClearing")])
    assert {told.call for told in found.whats("call.told")} == {"zammad/call-1"}
    assert {e.source.root for e in found.entries} == {"phone"}
    assert not found.problems


def test_a_call_event_without_a_time_counts_from_when_its_file_was_written_and_says_so() -> None:
    written = hear_moment("2026-05-21T00:00:00Z")
    told = cti("newCall")
    del told["timestamp"]
    found = Run([("calls.jsonl", lines(told, told))], received=written)
    assert {entry.occurred for entry in found.entries} == {written}
    (problem,) = found.problems
    assert "without a time" in problem.what
    assert run(told).waiting


def test_the_customer_finds_all_of_it() -> None:
    entries = run(*everything()).entries
    found = bundle(entries, "email:marta@example.org", Policy())
    assert found is not None
    kinds = {entry.what.kind for entry in (*found.own, *found.about)}
    assert kinds == {"contact.received", "answer.given", "ticket.told", "profile.told"}
    assert {e.source.root for e in found.own if e.what.kind == "answer.given"} == {US}


def test_ids_that_became_floats_are_the_same_ids() -> None:
    floats: Any = {**articles()[0], "id": 104.0, "ticket_id": 81.0, "created_by_id": 8.0}
    assert run(ticket(), floats).whats("contact.received") == run(ticket(), articles()[0]).whats("contact.received")


def test_pages_search_answers_and_nested_articles_are_all_read() -> None:
    nested = {**ticket(), "articles": articles()}
    for told in ([nested], {"tickets": [nested]}, {"tickets": [ticket()], "articles": articles()}, lines(nested)):
        raw = told if isinstance(told, bytes) else as_json(told)
        assert len(Run([("x.json", raw)]).whats("contact.received")) == 1
    found = run({"tickets": [81], "tickets_count": 1, "assets": {"Ticket": {"81": ticket()}}})
    assert (len(found.whats("ticket.told")), found.waiting) == (2, ())
