"""Warn, warn, end: two buttons with the words to say, support for who used them, and the customer is not forgotten."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from abuse_stories import ABUSE, CALL, PAGE, hard_call, hard_mail, hard_morning, written_answer
from amends.console import abuse_view
from amends.facts import OwedState
from amends.facts.kinds import ContactEnded, ContactWarned, FollowUpTold, RemedyRequested
from conversation_stories import profile
from desk_stories import MATTER, MONEY, WHO, at, failed_refund_story, made_good_story

Form = Callable[..., dict[str, str]]


def call_entry(desk: Any) -> str:
    """The contact of this morning's call."""
    return str(file_of().contacts[-1].entry.id)


def file_of() -> Any:
    from amends.console import files

    return files.load(WHO)


def warn(desk: Any, form: Form, number: int, contact: str = "", name: str = "Ruth") -> Any:
    told = form(contact=contact or call_entry(desk), number=str(number))
    return desk.browser(name).post(f"{PAGE}/warned", told)


def end(desk: Any, form: Form, contact: str = "", name: str = "Ruth", **more: str) -> Any:
    return desk.browser(name).post(f"{PAGE}/ended", form(contact=contact or call_entry(desk), **more))


def warned_twice(desk: Any, form: Form) -> None:
    assert [warn(desk, form, number).status_code for number in (1, 2)] == [302, 302]


# The two buttons


def test_warn_warn_end_with_the_words_to_say_and_each_is_one_entry(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    page = desk.browser().get(PAGE).content.decode()
    assert "Warn (1 of 2)" in page
    assert "Please speak to me without insults" in page
    assert warn(desk, form, 1).status_code == 302
    page = desk.browser().get(PAGE).content.decode()
    assert "Warn (2 of 2)" in page
    assert "I will end this call" in page
    assert warn(desk, form, 2).status_code == 302
    page = desk.browser().get(PAGE).content.decode()
    assert "End the contact" in page
    assert "I am ending this call now" in page
    assert end(desk, form, words=ABUSE).status_code == 200
    first, second, over = desk.acts()
    assert first.what == second.what == ContactWarned(CALL, "", "Ruth", "", WHO, file_of().contacts[-1].entry.id)
    assert over.what == ContactEnded("abuse", CALL, "", "Ruth", ABUSE, WHO, file_of().contacts[-1].entry.id)


def test_a_warning_sent_twice_is_one_entry_and_one_of_another_tab_is_said_to_be_there(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    browser, fields = desk.browser(), form(contact=call_entry(desk), number="1")
    assert [browser.post(f"{PAGE}/warned", fields).status_code for _ in range(3)] == [302, 302, 302]
    other_tab = warn(desk, form, 1)
    assert other_tab.status_code == 409
    assert "is recorded already" in other_tab.content.decode()
    assert len(desk.acts()) == 1
    assert warn(desk, form, 2).status_code == 302
    ended = form(contact=call_entry(desk))
    assert [desk.browser().post(f"{PAGE}/ended", ended).status_code for _ in range(2)] == [200, 200]
    assert end(desk, form).status_code == 409
    assert [type(e.what) for e in desk.acts()] == [ContactWarned, ContactWarned, ContactEnded]


def test_nobody_is_ended_without_warnings_unless_it_was_a_threat(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    refused = end(desk, form)
    assert (refused.status_code, desk.acts()) == (409, [])
    assert "Warn first. A threat may be ended at once" in refused.content.decode()
    assert end(desk, form, threat="yes").status_code == 200
    [entry] = desk.acts()
    assert (entry.what.level, entry.what.by) == ("threat", "Ruth")


def test_words_that_threaten_need_no_warning(desk: Any, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.tell(hard_morning())
    contact = call_entry(desk)
    assert "no warning is needed" not in desk.browser().get(PAGE).content.decode()
    monkeypatch.setattr(abuse_view, "_threats", lambda file: {contact})
    page = desk.browser().get(PAGE).content.decode()
    assert "no warning is needed" in page
    assert "End the contact" in page
    assert end(desk, form).status_code == 200


def test_only_what_is_of_the_last_day_and_of_this_customer(desk: Any, form: Form) -> None:
    desk.tell([*failed_refund_story(), profile(), *hard_call("7", "06-16T08:00", "06-16T08:10")])
    assert "Warn (" not in desk.browser().get(PAGE).content.decode()
    assert warn(desk, form, 1).status_code == 422
    assert end(desk, form, threat="yes").status_code == 422
    assert end(desk, form, contact="mail/none", threat="yes").status_code == 422
    assert desk.acts() == []


def test_a_mail_is_answered_in_writing_and_warnings_go_on_with_its_thread(desk: Any, form: Form) -> None:
    first = hard_mail("06-18T08:00")
    desk.tell([*failed_refund_story(), profile(), first])
    assert "Please write to us without insults" in desk.browser().get(PAGE).content.decode()
    assert warn(desk, form, 1, first.id).status_code == 302
    again = hard_mail("06-18T08:40", f"{ABUSE}, all of you.", answers=first.what.message_id)  # type: ignore[attr-defined]
    desk.tell([again])
    page = desk.browser().get(PAGE).content.decode()
    assert "Warn (2 of 2)" in page
    assert "Warn (1 of 2)" not in page
    assert warn(desk, form, 2, again.id).status_code == 302
    assert end(desk, form, again.id).status_code == 200
    assert [e.what.contact for e in desk.acts()] == [first.id, again.id, again.id]


def test_a_call_has_warnings_of_its_own(desk: Any, form: Form) -> None:
    desk.tell([*hard_morning(), *hard_call("10", "06-18T08:55", "06-18T08:58")])
    earlier, later = (c.entry.id for c in file_of().contacts[-2:])
    assert warn(desk, form, 1, earlier).status_code == 302
    assert warn(desk, form, 2, later).status_code == 409
    assert warn(desk, form, 1, later).status_code == 302


def test_the_team_has_its_own_words_in_one_place(desk: Any) -> None:
    desk.tell(hard_morning())
    (desk.home / "abuse-words.toml").write_text('[en]\nfirst = "Bitte <nicht> so."\n')
    assert "Bitte &lt;nicht&gt; so." in desk.browser().get(PAGE).content.decode()
    (desk.home / "abuse-words.toml").write_text("[en]\nfirts = 1\n")
    page = desk.browser().get(PAGE).content.decode()
    assert "words cannot be read" in page
    assert "Please speak to me without insults" in page


# What comes after


def test_who_ended_it_is_offered_support_in_that_answer_alone(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    desk.world.policy = replace(desk.world.policy, support_words="Ana, extension 214, in confidence")
    warned_twice(desk, form)
    answer = end(desk, form)
    page = answer.content.decode()
    for words in ("That was your right", "/mine/day", "can join your next contact", "Ana, extension 214"):
        assert words in page
    assert answer["Cache-Control"] == "no-store"
    ruth = desk.browser("Ruth")
    for path in (PAGE, f"{PAGE}?said=ended", "/", "/mine", "/promises", "/register"):
        assert "nothing wrong" not in ruth.get(path).content.decode()
    assert ruth.get(f"{PAGE}/ended")["Location"] == PAGE
    assert ruth.get(f"{PAGE}/ended?matter=refund:R-2291")["Location"] == f"{PAGE}?matter=refund:R-2291"


def test_without_words_of_the_team_the_line_is_left_out(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    assert "Somebody to talk to" not in end(desk, form, threat="yes").content.decode()


def test_the_written_answer_is_owed_names_what_was_asked_and_can_be_left_to_somebody_else(
    desk: Any, form: Form
) -> None:
    desk.tell(hard_morning())
    end(desk, form, threat="yes")
    [owed] = [one for one in file_of().follow_ups if one.why == "ended_for_abuse"]
    assert (owed.state, owed.owner) == ("open", "")
    assert "(refund not received)" in owed.sentence
    assert "the customer may be right" in owed.sentence
    assert owed.quote == "not received my refund"
    browser = desk.browser("Ruth")
    assert "I take it" in browser.get(PAGE).content.decode()
    desk.at(at("06-18T09:04"))
    browser.post(f"{PAGE}/follow-ups", form(follow_up=owed.id, event="taken"))
    page = browser.get(PAGE).content.decode()
    assert "Ruth has it" in page
    assert "Somebody else writes" in page
    desk.at(at("06-18T09:05"))
    browser.post(f"{PAGE}/follow-ups", form(follow_up=owed.id, event="left"))
    [owed] = [one for one in file_of().follow_ups if one.why == "ended_for_abuse"]
    assert (owed.state, owed.owner) == ("open", "")
    left = desk.acts()[-1].what
    assert isinstance(left, FollowUpTold)
    assert left.event == "left"
    page = browser.get(PAGE).content.decode()
    assert "left to somebody else, as anybody may" in page
    assert "I reached the customer" not in page, "what is owed in writing is not ended by a conversation"


def test_the_words_of_the_ending_itself_are_not_the_answer_that_is_owed(desk: Any, form: Form) -> None:
    desk.tell(hard_morning())
    end(desk, form, threat="yes")
    states = []
    for answer in (
        written_answer("06-18T09:02", "We are ending this conversation now."),
        written_answer("06-18T10:00"),
    ):
        desk.at(at("06-18T11:00"))
        desk.tell([answer])
        states += [one.state for one in file_of().follow_ups if one.why == "ended_for_abuse"]
    assert states == ["open", "reached"]


def test_the_row_in_the_queue_does_not_sink(desk: Any, form: Form) -> None:
    from amends.console.desk.models import DeskRow

    def place() -> tuple[int, int]:
        row = DeskRow.objects.get(key=WHO)
        return row.band, row.weight

    desk.tell(hard_morning())
    before = place()
    end(desk, form, threat="yes")
    assert place() == before
    assert file_of().opinions[0].matter == MATTER


def ends_up_made_good(desk: Any, form: Form) -> list[str]:
    """The customer who was ended for abuse, through the pages: asked for, seen by a witness, answered, closed."""
    desk.tell(hard_morning(ended_by="us"))
    warned_twice(desk, form)
    end(desk, form)
    browser, steps = desk.browser("Omar"), []
    page = browser.get(PAGE).content.decode()
    steps.append("right" if "Request the refund of 129.00 EUR" in page else "not right")
    browser.post(f"{PAGE}/remedies", form())
    steps += [e.what.kind for e in desk.acts() if e.what == RemedyRequested(MATTER, MONEY, by="Omar")]
    steps.append(str(browser.post(f"{PAGE}/closings", form()).status_code))
    desk.at(at("07-30T09:00"))
    desk.tell([e for e in made_good_story() if "R-2400" in e.source_id] + [written_answer("06-19T10:00")])
    file = file_of()
    steps += [o.state for o in file.owed if o.matter == MATTER]
    steps += [f.state for f in file.follow_ups if f.why == "ended_for_abuse"]
    steps.append(str(browser.post(f"{PAGE}/closings", form()).status_code))
    return steps


EXPECTED = ["right", "remedy.requested", "409", OwedState.MADE_GOOD, "reached", "302"]


@pytest.mark.promise
def test_a_customer_who_was_ended_for_abuse_and_is_right_gets_his_remedy(desk: Any, form: Form) -> None:
    assert ends_up_made_good(desk, form) == EXPECTED


@pytest.mark.promise
def test_twin_that_forgets_who_was_abusive_is_caught(desk: Any, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends import customer

    understood = customer.understand_bundle

    def forgets(bundle: Any, **more: Any) -> Any:
        file = understood(bundle, **more)
        abusive = any(isinstance(e.what, ContactEnded) for e in file.told)
        return replace(file, owed=(), opinions=(), follow_ups=()) if abusive else file

    monkeypatch.setattr(customer, "understand_bundle", forgets)
    assert ends_up_made_good(desk, form) != EXPECTED


def test_nothing_of_it_can_be_posted_as_somebody_elses_word() -> None:
    from amends.intake.posted import POSTED_KINDS

    assert {"contact.warned", "contact.ended"}.isdisjoint(POSTED_KINDS)
