"""Promises at the desk: made in a window of the customer's clock, ended only as the rules allow, never out of sight."""

from typing import Any

import pytest

from amends.console.queue_row import Band
from amends.facts import PromiseState
from amends.facts.kinds import CallTried, PromiseMade, PromiseMoved
from conversation_stories import NUMBER, answer, call, profile, promise
from desk_stories import MATTER, WHO, at, failed_refund_story, quiet_customers

PAGE = f"/customers/{WHO}"
TOMORROW = ("2026-06-19T09:00", "2026-06-19T12:00")
AHEAD = ("06-19T09:00", "06-19T12:00")
PAST = ("06-17T13:00", "06-17T15:00")


def row(key: str = WHO) -> Any:
    from amends.console.desk.models import DeskRow

    return DeskRow.objects.filter(key=key).first()


def state_of(desk: Any) -> PromiseState:
    from amends.console import files

    file = files.load(WHO)
    assert file is not None
    state: PromiseState = file.conversation.promises[-1].state
    return state


def test_the_page_offers_three_windows_by_his_clock_and_one_is_promised(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), profile()])
    browser = desk.browser("Ruth")
    page = browser.get(PAGE).content.decode()
    assert page.count('name="window" value="2026-06-') == 3
    assert "The clock is that of Europe/Berlin." in page
    assert browser.post(f"{PAGE}/promises", form(window=" ".join(TOMORROW), words="I call you.")).status_code == 302
    [entry] = desk.acts()
    told = entry.what
    assert isinstance(told, PromiseMade)
    assert (told.window_from, told.window_to, told.zones) == (*TOMORROW, ("Europe/Berlin",))
    assert (told.by, told.owner, told.about, told.matter, told.words) == ("Ruth", "Ruth", WHO, MATTER, "I call you.")
    assert row().promised_due == at("06-19T10:00")  # noon in Berlin
    assert "I call you." in browser.get(PAGE).content.decode()


def test_a_window_of_his_own_words_and_place(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    own = form(
        window="", day="2026-06-22", to="11:00", zone="America/New_York", owner="Sam", chosen="yes", **{"from": "09:30"}
    )
    assert desk.browser("Ruth").post(f"{PAGE}/promises", own).status_code == 302
    [entry] = desk.acts()
    told = entry.what
    assert (told.window_from, told.window_to) == ("2026-06-22T09:30", "2026-06-22T11:00")
    assert (told.zones, told.owner, told.chosen_by_customer) == (("America/New_York",), "Sam", True)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 422, "needs a day and a time"),
        ({"day": "2026-06-19", "from": "soon", "to": "12:00"}, 422, "needs a day and a time"),
        ({"window": "2026-06-17T09:00 2026-06-17T12:00"}, 409, "lies in the past"),
        ({"window": "2026-06-19T12:00 2026-06-19T09:00"}, 422, "ends before it begins"),
        ({"window": "2026-06-19T23:00 2026-06-19T23:30"}, 409, "quiet hours"),
        ({"window": " ".join(TOMORROW), "zone": "Berlin"}, 422, "time zone that there is not"),
        ({"window": " ".join(TOMORROW), "supersedes": "desk/of-somebody-else"}, 422, "not one of this customer"),
    ],
)
def test_what_cannot_be_kept_is_not_promised(
    desk: Any, form: Any, fields: dict[str, str], status: int, words: str
) -> None:
    desk.tell(failed_refund_story())
    answered = desk.browser().post(f"{PAGE}/promises", form(**fields))
    assert answered.status_code == status
    assert words in answered.content.decode()
    assert desk.acts() == []


def test_our_word_that_we_called_is_kept_apart_from_the_phone_log(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), profile(), promise("1", AHEAD)])
    desk.at(at("06-19T08:00"))
    browser = desk.browser("Ruth")
    assert browser.post(f"{PAGE}/promises/tried", form(promise="desk/1", outcome="reached")).status_code == 302
    assert desk.acts()[-1].what == CallTried("desk/1", "reached", by="Ruth", about=WHO)
    assert state_of(desk) is PromiseState.SAID_KEPT
    assert "as we say" in browser.get(PAGE).content.decode()
    assert row().promised_due is None  # a witness is waited for, not one of us
    assert browser.post(f"{PAGE}/promises/tried", form(promise="desk/1", outcome="maybe")).status_code == 422


def test_nobody_answered_so_it_stays_in_the_queue(desk: Any, form: Any) -> None:
    desk.tell([*quiet_customers(1), profile("Q-0000"), promise("1", AHEAD, about="customer:Q-0000")])
    desk.at(at("06-19T08:00"))
    told = {**form(promise="desk/1", outcome="no_answer"), "matter": ""}
    assert desk.browser().post("/customers/customer:Q-0000/promises/tried", told).status_code == 302
    assert row("customer:Q-0000").band == Band.PROMISED


def test_the_customer_releases_us_only_in_his_words(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), promise("1", AHEAD)])
    browser = desk.browser("Ruth")
    assert browser.post(f"{PAGE}/promises/moved", form(promise="desk/1", event="released")).status_code == 409
    words = "Do not call, I have what I need."
    done = form(promise="desk/1", event="released", words=words)
    assert browser.post(f"{PAGE}/promises/moved", done).status_code == 302
    assert desk.acts()[-1].what == PromiseMoved("desk/1", "released", words=words, by="Ruth", about=WHO)
    assert state_of(desk) is PromiseState.RELEASED
    assert browser.post(f"{PAGE}/promises/moved", form(promise="desk/1", event="reminded")).status_code == 409


def test_handed_over_to_who_is_there_tomorrow(desk: Any, form: Any) -> None:
    from amends.console.desk.models import DeskPromise

    desk.tell([*failed_refund_story(), promise("1", AHEAD)])
    told = form(promise="desk/1", event="handed_over", owner="Sam")
    assert desk.browser("Ruth").post(f"{PAGE}/promises/moved", told).status_code == 302
    assert DeskPromise.objects.get().owner == "Sam"


def test_a_broken_promise_is_owned_by_telling_him_or_made_anew(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), promise("1", PAST), promise("2", PAST)])
    browser = desk.browser("Ruth")
    page = browser.get(PAGE).content.decode()
    assert page.count("Promise anew ...") == 2
    owned = form(promise="desk/1", event="owned", words="I told her that we did not call, and apologised.")
    assert browser.post(f"{PAGE}/promises/moved", owned).status_code == 302
    again = form(supersedes="desk/2", window=" ".join(TOMORROW))
    assert browser.post(f"{PAGE}/promises", again).status_code == 302
    from amends.console import files

    file = files.load(WHO)
    assert file is not None
    states = {p.id: p.state for p in file.conversation.promises}
    assert states["desk/1"] is states["desk/2"] is PromiseState.OWNED
    assert list(states.values())[2] is PromiseState.SCHEDULED


def test_an_offer_waits_for_his_word(desk: Any, form: Any) -> None:
    desk.tell([*quiet_customers(1), promise("1", AHEAD, about="customer:Q-0000", offered=True)])
    assert row("customer:Q-0000").band == Band.WAITING  # what he wrote is still unanswered
    told = {**form(promise="desk/1", event="accepted"), "matter": ""}
    assert desk.browser().post("/customers/customer:Q-0000/promises/moved", told).status_code == 302
    assert row("customer:Q-0000").band == Band.PROMISED


def test_evidence_is_an_entry_of_his_own(desk: Any, form: Any) -> None:
    desk.tell([*failed_refund_story(), answer(), promise("1", AHEAD, what="info")])
    browser = desk.browser()
    foreign = form(promise="desk/1", event="done", evidence="helpdesk/of-somebody-else")
    assert browser.post(f"{PAGE}/promises/moved", foreign).status_code == 422
    assert "answer.given" in browser.get(PAGE).content.decode()


@pytest.mark.promise
def test_time_alone_breaks_a_promise_and_the_queue_knows(desk: Any) -> None:
    assert broken_seen(desk) == (PromiseState.DUE, PromiseState.BROKEN)


@pytest.mark.promise
def test_a_row_that_forgets_when_to_look_again_would_show(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import queue_row

    monkeypatch.setattr(queue_row, "look_again", lambda file: None)
    assert broken_seen(desk) != (PromiseState.DUE, PromiseState.BROKEN)


def broken_seen(desk: Any) -> tuple[str, str]:
    """What the list of promises says in the window and after it, when nothing but the clock has moved."""
    from amends.console.desk import catch_up
    from amends.console.desk.models import DeskPromise

    desk.tell([*failed_refund_story(), promise("1", AHEAD)])
    seen = []
    for now in ("06-19T08:00", "06-19T11:00"):
        desk.at(at(now))
        catch_up(desk.record, desk.world.policy, desk.world.now())
        seen.append(PromiseState(DeskPromise.objects.get().state))
    return seen[0], seen[1]


def test_the_promises_page_has_the_overdue_first(desk: Any) -> None:
    later = promise("3", ("06-25T09:00", "06-25T12:00"), about="customer:Q-0001")
    today = promise("2", ("06-18T14:00", "06-18T16:00"), about="customer:Q-0000")
    desk.tell([*failed_refund_story(), *quiet_customers(2), later, today, promise("1", PAST)])
    page = desk.browser().get("/promises").content.decode()
    assert "1 promise is overdue, 1 more is due today." in page
    assert page.index("Overdue") < page.index("M. Lindqvist") < page.index("Due today") < page.index("Quiet 0")
    assert page.index("Quiet 0") < page.index("Later") < page.index("Quiet 1")


def test_nothing_promised_is_said_so(desk: Any) -> None:
    assert "Nothing that we promised is due today." in desk.browser().get("/promises").content.decode()


def test_a_promise_to_somebody_who_never_wrote_stands_in_the_queue(desk: Any) -> None:
    desk.tell([promise("1", AHEAD, about=f"phone:{NUMBER}")])
    assert row(f"phone:{NUMBER}").band == Band.PROMISED


def test_a_call_back_in_the_log_keeps_it(desk: Any) -> None:
    back = call("7", "06-19T08:30", "06-19T08:31", "06-19T08:36", direction="outbound")
    desk.at(at("06-19T12:00"))
    desk.tell([*quiet_customers(1), profile("Q-0000"), promise("1", AHEAD, about="customer:Q-0000"), *back])
    assert row("customer:Q-0000").promised_due is None
