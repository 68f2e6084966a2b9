"""A Zendesk export says who wrote what and who held the ticket when; each trap of its formats, once."""

import pytest

from amends.facts import CUSTOMER, US, Handle, HandleKind, Tie
from amends.facts.kinds import AnswerGiven, ContactReceived, ProfileTold, SurveyAnswered, TicketTold
from zendesk_story import (
    JONAS,
    MARTA,
    RUTH,
    TICKET,
    TRIGGER,
    WORDS,
    Run,
    as_json,
    audits,
    comment,
    comments,
    export,
    ratings,
    run,
    ticket,
    users,
    without,
)


def words_of(found: Run) -> list[str]:
    return [entry.what.text for entry in found.of("contact.received") if isinstance(entry.what, ContactReceived)]


def told(found: Run, event: str) -> list[TicketTold]:
    whats = [entry.what for entry in found.of("ticket.told")]
    return [what for what in whats if isinstance(what, TicketTold) and what.event == event]


def test_what_marta_wrote_is_hers_and_counts_once() -> None:
    found = Run(export())
    first, again = found.of("contact.received")
    assert isinstance(first.what, ContactReceived)
    assert isinstance(again.what, ContactReceived)
    assert (first.what.text, first.what.subject) == (WORDS, "Refund missing")
    assert (first.what.channel, first.what.sender, first.what.mailbox) == (
        "mail",
        "marta@example.org",
        "help@shop.example",
    )
    assert first.what.customer_id == f"zendesk/{MARTA}"
    assert first.what.ticket == again.what.ticket == "zendesk/4711"
    assert first.what.named == ("order:10-4471",)
    assert first.what.language == ""
    assert again.what.text == "Still nothing."
    assert "We sent it." in again.what.quoted
    assert first.source.root == CUSTOMER
    assert not found.waiting


def test_what_we_said_is_ours_and_a_note_is_no_answer() -> None:
    answer, note = (entry.what for entry in Run(export()).of("answer.given"))
    assert isinstance(answer, AnswerGiven)
    assert isinstance(note, AnswerGiven)
    assert (answer.agent, answer.record, answer.medium) == (f"zendesk/{RUTH}", "sent", "mail")
    assert (note.agent, note.record) == (f"zendesk/{JONAS}", "note")


def test_who_held_the_ticket_comes_from_the_audits_never_from_the_assignee_of_the_day() -> None:
    found = Run(export())
    held = [(what.value, what.previous, what.automatic) for what in told(found, "assigned")]
    ruth, jonas = f"zendesk/{RUTH}", f"zendesk/{JONAS}"
    assert held == [(ruth, "", False), (jonas, ruth, False), (ruth, jonas, True)]
    assert not any("9999" in repr(entry) for entry in found.entries)
    assert [what.by for what in told(found, "assigned")] == [ruth, jonas, ""]
    assert [what.previous for what in told(found, "reopened")] == ["solved"]


def test_the_status_of_a_ticket_without_audits_is_told_by_the_ticket() -> None:
    assert [what.value for what in told(run(tickets=[ticket()]), "status")] == ["solved"]
    assert [what.value for what in told(Run(export()), "status")] == ["new", "solved"]


def test_the_description_is_the_first_message_where_nothing_else_tells_it() -> None:
    alone = run(tickets=[ticket()])
    (first,) = alone.of("contact.received")
    with_the_comments = Run(export())
    assert first == with_the_comments.of("contact.received")[0]
    assert len(with_the_comments.of("contact.received")) == 2


def test_a_ticket_taken_in_first_and_its_comments_later_or_the_other_way_round_count_once() -> None:
    alone = run(tickets=[ticket()], users=users())
    later = run(comments=comments(), tickets=[ticket()], users=users())
    with_audits = run(ticket_audits=audits(), users=users())
    first = {e.id: e for e in alone.of("contact.received")}
    for other in (later, with_audits):
        assert first.items() <= {e.id: e for e in other.of("contact.received")}.items()
        assert len(other.of("contact.received")) == 2


def test_a_deleted_ticket_tells_no_words_and_does_not_vanish() -> None:
    gone = ticket(status="deleted", description="Scrubbed", subject="SCRUBBED", requester_id=MARTA)
    found = run(tickets=[{**gone, "id": number} for number in range(1, 516)])
    assert len(told(found, "deleted")) == len(told(found, "opened")) == 515
    assert not found.of("contact.received")
    assert not found.waiting


def test_ids_that_an_exporter_made_floats_are_the_same_ids() -> None:
    as_floats = run(tickets=[ticket(id=4711.0, requester_id=float(MARTA), submitter_id=f"{MARTA}.0")])
    assert set(as_floats.entries) == set(run(tickets=[ticket()]).entries)


def test_when_a_ticket_changed_is_updated_at_not_the_time_the_export_was_made() -> None:
    one, other = (run(tickets=[ticket(generated_timestamp=at)]) for at in (1784541600, 1787137110))
    assert set(one.entries) == set(other.entries)


def test_place_address_and_client_of_the_writer_are_not_taken_in() -> None:
    assert "203.0.113.7" not in repr(Run(export()).entries)
    assert "Faketown" not in repr(Run(export()).entries)
    assert b"203.0.113.7" in export()["comments_4711.json"]


def test_a_customer_is_told_with_the_shops_own_number_and_zendesks_beside_it() -> None:
    marta, petra = (entry.what for entry in Run(export()).of("profile.told"))
    assert isinstance(marta, ProfileTold)
    assert isinstance(petra, ProfileTold)
    assert (marta.customer_id, marta.aliases) == ("C-77", (f"zendesk/{MARTA}",))
    assert Handle(HandleKind.CUSTOMER, f"zendesk/{MARTA}", Tie.OWN) in marta.handles()
    assert (marta.email, marta.phone, marta.zone) == ("marta@example.org", "+4930901820", "Europe/Berlin")
    assert marta.more == ("organisation=zendesk/360033549136",)
    assert (petra.customer_id, petra.email, petra.zone) == ("zendesk/7241018004225", None, "America/Bogota")


def test_agents_are_no_customers() -> None:
    names = [entry.what.name for entry in Run(export()).of("profile.told") if isinstance(entry.what, ProfileTold)]
    assert names == ["Marta", "Petra"]
    assert any("agents and admins" in problem.what for problem in Run(export()).problems)


def test_a_telephone_that_many_share_identifies_nobody() -> None:
    shared = {**users()[0], "shared_phone_number": True}
    (entry,) = run(users=[shared]).of("profile.told")
    assert isinstance(entry.what, ProfileTold)
    assert entry.what.phone is None


def test_a_rating_names_who_held_the_ticket_when_it_was_given() -> None:
    asked, bad = (entry.what for entry in Run(export()).of("survey.answered"))
    assert isinstance(asked, SurveyAnswered)
    assert isinstance(bad, SurveyAnswered)
    assert (asked.answered, asked.agent, asked.survey) == (False, "", "zendesk/rating/62")
    assert (bad.answered, bad.label, bad.agent, bad.text) == (True, "bad", f"zendesk/{JONAS}", "Nobody looked.")
    assert bad.reason == "The issue was not resolved"
    assert bad.survey == asked.survey


def test_a_rating_that_was_never_offered_is_no_survey() -> None:
    found = run(satisfaction_ratings=[{**ratings()[0], "score": "unoffered"}])
    assert not found.entries
    assert "never offered" in found.problems[0].what


def test_a_score_of_one_to_five_keeps_its_scale() -> None:
    (entry,) = run(satisfaction_ratings=[{**ratings()[1], "score": "2"}]).of("survey.answered")
    assert isinstance(entry.what, SurveyAnswered)
    assert (entry.what.score, entry.what.lowest, entry.what.highest, entry.what.label) == (2, 1, 5, "")


def test_a_survey_response_of_a_newer_account_is_an_answer_too() -> None:
    at = {"created_at": "2026-05-20T09:00:00Z", "updated_at": "2026-05-20T09:00:00Z"}
    response = {
        "id": "01JX",
        "responder_id": MARTA,
        "subjects": [{"id": TICKET, "type": "ticket"}],
        "answers": [
            {"type": "rating_scale", "rating": 1, "rating_category": "bad", **at},
            {"type": "open_ended", "value": "Still no money.", **at},
        ],
    }
    (entry,) = run(survey_responses=[response]).of("survey.answered")
    assert isinstance(entry.what, SurveyAnswered)
    assert (entry.what.score, entry.what.label, entry.what.ticket) == (1, "bad", "zendesk/4711")
    assert entry.what.text == "Still no money."


@pytest.mark.parametrize(
    ("via", "channel", "public"),
    [
        ({"channel": "email"}, "mail", False),
        ({"channel": "web"}, "form", False),
        ({"channel": 5}, "form", False),
        ({"channel": "native_messaging"}, "chat", False),
        ({"channel": "chat"}, "chat", False),
        ({"channel": "voice"}, "phone", False),
        ({"channel": "twitter", "source": {"rel": "mention"}}, "social", True),
        ({"channel": "twitter", "source": {"rel": "direct_message"}}, "social", False),
        ({"channel": "facebook", "source": {"rel": "post"}}, "social", True),
        ({"channel": "facebook", "source": {"rel": "message"}}, "social", False),
        ({"channel": "any_channel"}, "social", True),
        ({"channel": "carrier_pigeon"}, "form", False),
        ({}, "form", False),
    ],
)
def test_channels(via: dict[str, object], channel: str, public: bool) -> None:
    (first, *_) = run(comments=[comment(1, MARTA, "Hello?", "2026-05-18T08:00:00Z", via=via)], users=users()).of(
        "contact.received"
    )
    assert isinstance(first.what, ContactReceived)
    assert (first.what.channel, first.what.public) == (channel, public)


def test_what_a_rule_sends_nobody_said() -> None:
    sent = comment(7, -1, "We received your request.", "2026-05-18T08:00:01Z", via=TRIGGER)
    (entry,) = run(comments=[sent]).of("answer.given")
    assert isinstance(entry.what, AnswerGiven)
    assert (entry.what.automatic, entry.what.agent) == (True, "")


def test_a_voicemail_is_the_customers_words_and_a_talk_is_a_transcript() -> None:
    call = {
        "from": "+493090182000",
        "to": "+493012345",
        "call_duration": 61,
        "transcription_text": "Where is my money?",
    }
    via = {"channel": "voice", "source": {"rel": "voicemail"}}
    left = {**comment(8, MARTA, "Call from: +49...", "2026-05-18T08:00:00Z", via=via), "type": "VoiceComment"}
    talk = {
        "from": "+493090182000",
        "answered_by_id": RUTH,
        "via_id": 34,
        "transcription_text": "Ruth: we refunded it.",
    }
    held = {
        **comment(9, RUTH, "Inbound call", "2026-05-19T08:00:00Z", via={"channel": "voice"}),
        "type": "VoiceComment",
    }
    found = run(comments=[{**left, "data": call}, {**held, "data": talk}], users=users())
    voicemail, inbound = (entry.what for entry in found.of("contact.received"))
    assert isinstance(voicemail, ContactReceived)
    assert isinstance(inbound, ContactReceived)
    assert (voicemail.channel, voicemail.text, voicemail.sender) == ("phone", "Where is my money?", "+493090182000")
    assert (inbound.text, inbound.sender, inbound.customer_id) == ("", "+493090182000", None)
    (transcript,) = (entry.what for entry in found.of("answer.given"))
    assert isinstance(transcript, AnswerGiven)
    assert (transcript.record, transcript.agent) == ("transcript", f"zendesk/{RUTH}")


def test_a_voicemails_description_is_zendesks_text_not_the_callers() -> None:
    via = {"channel": "voice", "source": {"rel": "voicemail", "from": {"phone": "+493090182000", "name": "Caller"}}}
    (entry,) = run(tickets=[ticket(via=via, description="Call from: +49 30 90182000\\nTime of call: ...")]).of(
        "contact.received"
    )
    assert isinstance(entry.what, ContactReceived)
    assert (entry.what.channel, entry.what.sender, entry.what.text) == ("phone", "+493090182000", "")


def test_a_merge_is_told_on_both_tickets_and_counts_once() -> None:
    via = {"channel": "web", "source": {"from": {"ticket_id": 4800}, "to": {}, "rel": "merge"}}
    here = comment(10, RUTH, 'This request was closed and merged into request #4800 "Refund".', "2026-05-22T08:00:00Z")
    there = comment(
        11, RUTH, 'Request #4711 "Refund missing" was closed and merged into this request.', "2026-05-22T08:00:00Z"
    )
    found = run(comments=[{**here, "via": via}, {**there, "via": via, "ticket_id": 4800}], users=users())
    (merged,) = told(found, "merged")
    assert (merged.ticket, merged.value) == ("zendesk/4711", "zendesk/4800")


def test_comments_of_a_page_belong_to_the_ticket_of_the_file_or_of_its_address() -> None:
    bare = without(comment(1, MARTA, "Hello?", "2026-05-18T08:00:00Z"), "ticket_id")
    people = ("users.json", as_json({"users": users()}))
    by_name = Run([("comments_4711.json", as_json({"comments": [bare]})), people])
    page = {"comments": [bare], "next_page": "https://shop.zendesk.example/api/v2/tickets/4711/comments.json?page=2"}
    by_address = Run([("page.json", as_json(page)), people])
    nested = Run([("ticket.json", as_json({"ticket": {**ticket(), "comments": [bare]}})), people])
    assert by_name.of("contact.received") == by_address.of("contact.received")
    assert words_of(by_name) == ["Hello?"]
    assert "Hello?" in words_of(nested)


def test_ticket_events_are_audits_in_another_layout() -> None:
    children = [
        {"id": 6, "event_type": "Change", "assignee_id": str(RUTH), "previous_value": None, "via": "Web form"},
        {"id": 7, "event_type": "Change", "status": "solved", "previous_value": "new", "via": "Web form"},
    ]
    row = {"id": 1_000_902, "ticket_id": TICKET, "timestamp": 1779096600, "updater_id": RUTH, "child_events": children}
    by_rows = {entry for entry in run(ticket_events=[row]).entries if entry.source.root == US}
    assert by_rows
    assert by_rows <= set(run(ticket_audits=audits(), users=users()).entries)


def test_a_profile_that_changed_later_is_a_further_entry() -> None:
    moved = {**users()[0], "email": "marta@new.example", "updated_at": "2026-06-01T00:00:00Z"}
    first, second = run(users=[users()[0], moved]).of("profile.told")
    assert first.id != second.id
