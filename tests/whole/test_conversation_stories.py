"""Small stories that are easily understood wrongly, each told to the whole pipeline and judged by its outcome."""

import pytest

from amends.facts import PHONE, US, CallOutcome, Entry, Policy, PromiseState, Source, iso
from amends.facts.kinds import CallTried, ContactEnded
from amends.recovery import brief
from conversation_world import (
    BERLIN,
    FAILED_REFUND,
    NUMBER,
    OTHERS,
    WHO,
    allowed,
    at,
    complete,
    entry,
    file_of,
    invoice,
    noted,
    opinions,
    order,
    outage,
    paid,
    parcel,
    posting,
    profile,
    promise,
    rang,
    shape,
    survey,
    verdict,
    we_said,
    wrote,
)

RUTH = Policy(zone="Europe/Berlin", agents={"ruth": ("PJSIP/ruth", "zendesk/3301")})


# Cases


def test_two_matters_of_one_week_are_two_cases() -> None:
    one = wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",))
    other = wrote("My order 10-2 did not arrive.", "2026-05-21 10:00", named=("order:10-2",))
    assert shape(file_of(one, other, now="2026-06-20 10:00")) == [1, 1]


def test_a_case_goes_from_mail_to_the_phone_to_a_public_post() -> None:
    mail = wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",))
    post = wrote("@shop still no refund!", "2026-05-23 10:00", "social", public=True)
    [case] = file_of(
        profile(phone=NUMBER), mail, rang("2026-05-22 10:00"), post, now="2026-06-20 10:00"
    ).conversation.cases
    assert (case.channels, case.public, case.repeats) == (("mail", "phone", "social"), True, 2)


@pytest.mark.parametrize(("again", "resolved"), [("2026-05-27 10:00", False), ("2026-05-27 10:01", True)])
def test_within_seven_days_is_at_most_seven_times_24_hours(again: str, resolved: bool) -> None:
    [case] = file_of(
        wrote("A question", "2026-05-20 10:00"), wrote("Another", again), now="2026-07-20 10:00"
    ).conversation.cases
    assert case.resolved_first is resolved


def test_after_exactly_seven_days_it_is_still_too_early_to_say() -> None:
    question = wrote("A question", "2026-05-20 10:00")
    assert file_of(question, now="2026-05-27 10:00").conversation.cases[0].resolved_first is None
    assert file_of(question, now="2026-05-27 10:01").conversation.cases[0].resolved_first is True


def test_seven_days_over_a_change_of_clocks_are_168_hours() -> None:
    """The wall clock shows the same time a week later, but only 167 hours have passed."""
    told = (wrote("A question", "2026-03-25 10:00"), wrote("Another", "2026-04-01 11:00"))
    assert file_of(*told, now="2026-07-20 10:00").conversation.cases[0].resolved_first is False


def test_one_of_us_under_two_names_hands_nobody_back() -> None:
    agents = ("PJSIP/ruth", "zendesk/3301", "PJSIP/ruth")
    calls = [rang(f"2026-05-2{day} 10:00", agent=agent) for day, agent in enumerate(agents)]
    known = profile(phone=NUMBER)
    assert file_of(known, *calls, now="2026-06-20 10:00", policy=RUTH).conversation.cases[0].hand_backs == 0
    assert file_of(known, *calls, now="2026-06-20 10:00").conversation.cases[0].hand_backs == 1


# Promises in words


@pytest.mark.parametrize(
    ("zone", "window", "until"),
    [
        ("Europe/Berlin", "2026-05-23T12:00", "2026-05-23T10:00:00Z"),
        ("America/Los_Angeles", "2026-05-23T12:00", "2026-05-23T19:00:00Z"),
        ("Asia/Kolkata", "2026-05-23T12:00", "2026-05-23T06:30:00Z"),
        ("Pacific/Auckland", "2026-05-24T12:00", "2026-05-24T00:00:00Z"),  # it is Saturday there already
    ],
)
def test_tomorrow_before_noon_is_by_his_clock(zone: str, window: str, until: str) -> None:
    one = promise(
        file_of(
            profile(zone=zone),
            we_said("We will call you tomorrow before noon.", "2026-05-22 16:00"),
            now="2026-05-22 16:30",
        )
    )
    assert (one.window_to, iso(one.due_to)) == (window, until)  # type: ignore[arg-type]


def test_tomorrow_before_noon_on_the_day_before_the_clocks_change() -> None:
    said = we_said("We will call you tomorrow before noon.", "2026-03-28 16:00")
    one = promise(file_of(said, now="2026-03-28 16:30"))
    assert one.due_to == at("2026-03-29 12:00")
    assert one.sentence.startswith("Promised a call on 29 March 2026 before 12:00")


MONDAY = (
    profile(phone=NUMBER, zone="Europe/Berlin"),
    we_said("We will call you back on Monday between 9 and 11.", "2026-05-22 16:00"),  # a Friday
)
SAID = f"said:{MONDAY[1].id}:0"


def test_monday_said_on_a_friday_is_the_next_one_and_the_phone_log_proves_it() -> None:
    one = promise(file_of(*MONDAY, rang("2026-05-25 09:30", direction="outbound"), now="2026-05-26 10:00"))
    assert (one.state, one.dialled_in_window, one.reached) == (PromiseState.KEPT, True, True)


def test_whoever_calls_first_is_owed_no_call() -> None:
    one = promise(file_of(*MONDAY, rang("2026-05-24 14:30"), now="2026-05-26 10:00"))
    assert one.state is PromiseState.SUPERSEDED


def test_three_attempts_and_then_a_note() -> None:
    tries = [rang(f"2026-05-25 {time}", direction="outbound", seconds=0) for time in ("09:05", "09:25", "10:40")]
    one = promise(file_of(*MONDAY, *tries, now="2026-05-26 10:00"))
    assert (one.state, len(one.attempts)) == (PromiseState.UNREACHABLE, 3)
    assert promise(file_of(*MONDAY, *tries[:2], now="2026-05-26 10:00")).state is PromiseState.RETRY


def test_our_own_word_does_not_stand_against_a_complete_phone_log() -> None:
    tried = entry(Source("desk", US), "2026-05-25 09:40", CallTried(SAID, "reached", by="ruth", about=WHO))
    whole = complete("calls", "2026-05-01 00:00", "2026-05-26 00:00")
    assert promise(file_of(*MONDAY, tried, now="2026-05-26 10:00")).state is PromiseState.SAID_KEPT
    assert promise(file_of(*MONDAY, tried, whole, now="2026-05-26 10:00")).state is PromiseState.BROKEN


def test_a_country_with_many_zones_is_called_when_it_is_decent_in_all_of_them() -> None:
    """+1 may be New York or Honolulu: nine there is three in the afternoon here."""
    told = profile(phone="+12125550100"), we_said("We will call you back on Monday.", "2026-05-22 16:00")
    one = promise(file_of(*told, now="2026-05-25 09:30"))
    assert one.next_try is not None
    assert iso(one.next_try) == "2026-05-25T19:00:00Z"


def test_what_another_organisation_promises_is_no_promise_of_ours() -> None:
    theirs = we_said("We will refund you by Friday.", "2026-05-18 10:00", "letter", root=OTHERS)
    assert file_of(theirs, now="2026-06-20 10:00").conversation.promises == ()
    ours = we_said("We will refund you by Friday.", "2026-05-18 10:00", "letter")
    assert promise(file_of(ours, now="2026-06-20 10:00")).state is PromiseState.BROKEN


# What was told

TOLD = wrote("You told me on the phone that I would get a refund for the fare, but now you refuse.", "2026-05-20 10:00")
NO = "The fare is non-refundable and cannot be refunded."


def test_told_otherwise_our_own_note_decides_nothing() -> None:
    note = noted("Told customer we cannot refund the fare.", "2026-05-10 10:00")
    assert verdict(file_of(TOLD, note, now="2026-05-26 10:00"), "told_otherwise") == ("cannot_tell", "only_a_note")


def test_told_otherwise_another_organisations_letter_is_quoted_as_theirs() -> None:
    letter = we_said("We will refund the fare to the traveller.", "2026-05-10 10:00", "letter", root=OTHERS)
    [one] = opinions(file_of(TOLD, letter, now="2026-05-26 10:00"), "told_otherwise")
    assert one.verdict == "customer_right"
    assert one.sentence.startswith("Another organisation wrote it, on 10 May 2026")


def test_told_otherwise_a_transcript_by_the_phone_system_is_of_our_own_words() -> None:
    """It is no letter of others: with another talk on the phone unrecorded, it cannot say what was never said."""
    said = we_said(NO, "2026-05-10 10:00", "phone", record="transcript", call="asterisk/77", root=PHONE)
    talk = rang("2026-05-12 10:00")
    file = file_of(profile(phone=NUMBER), TOLD, said, talk, now="2026-05-26 10:00")
    assert verdict(file, "told_otherwise")[0] == "cannot_tell"


BOOKS = (
    invoice("I-1", "409.00", "2026-03-01 10:00"),
    posting("L-1", "409.00", "2026-03-01 10:00", "invoice"),
    paid("pi_1", "400.00", "2026-04-01 10:00"),
    posting("L-2", "-400.00", "2026-04-01 10:00", "payment"),
)


def wrong_amount(words: str, when: str = "2026-05-10 10:00", *more: Entry, root: str = US) -> bool:
    file = file_of(BOOKS, we_said(words, when, root=root), *more, now="2026-05-26 10:00")
    return any(o.reason == "wrong_amount_told" for o in file.opinions)


@pytest.mark.parametrize("words", ["You still owe 400.00 EUR.", "Your outstanding balance is €400.00."])
def test_four_hundred_instead_of_nine(words: str) -> None:
    assert wrong_amount(words)


@pytest.mark.parametrize(
    "words",
    [
        "The new phone costs 400.00 EUR.",  # a price
        "You owe 400.00 USD.",  # another currency
        "You owe 5.00 EUR.",  # it may be one invoice of two
        "The customer says that he owes 400.00 EUR.",
        "You owe 9.00 EUR.",
    ],
)
def test_no_wrong_amount_in(words: str) -> None:
    assert not wrong_amount(words)


def test_an_amount_is_judged_by_the_books_of_its_time() -> None:
    later = (paid("pi_2", "9.00", "2026-05-20 10:00"), posting("L-3", "-9.00", "2026-05-20 10:00", "payment"))
    assert not wrong_amount("You owe 409.00 EUR.", "2026-03-15 10:00")
    assert not wrong_amount("You owe 9.00 EUR.", "2026-05-10 10:00", *later)
    assert wrong_amount("You owe 9.00 EUR.", "2026-05-25 10:00", *later)


def test_what_somebody_else_says_that_he_owes_was_not_told_by_us() -> None:
    assert not wrong_amount("You owe 400.00 EUR.", root=OTHERS)


FAILED = (
    *FAILED_REFUND,
    wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",)),
    wrote("I have written to you before about my refund.", "2026-06-01 10:00"),
)


@pytest.mark.parametrize(
    ("words", "wrongly"),
    [
        ("Our system shows that the refund was sent on 3 May.", 1),
        ("Our system shows that the refund failed and was returned to us.", 0),  # who admits it says the truth
        ("Our records show that 129.00 EUR was charged on 20 April.", 0),  # so it was
        ("We have refunded order 10-9.", 0),  # another order
    ],
)
def test_told_wrongly_is_one_rule_for_the_card_and_for_the_contact(words: str, wrongly: int) -> None:
    file = file_of(*FAILED, we_said(words, "2026-05-20 12:00"), now="2026-06-20 10:00")
    assert brief(file, policy=BERLIN).told_wrongly == wrongly
    [again] = opinions(file, "already_contacted")
    assert ("told it wrongly" in again.sentence) is bool(wrongly)
    assert len(again.disputed) == wrongly


# Surveys


def test_dont_bother_is_a_remark_and_an_opt_out_is_an_opt_out() -> None:
    bad = survey(1, "2026-05-20 10:00", "Don't bother, you guys are absolute idiots", no_feedback_call=True)
    [one] = file_of(bad, now="2026-05-26 10:00").follow_ups
    assert (one.state, len(one.remarks)) == ("open", 2)
    [one] = file_of(bad, allowed("opt_out", "2026-05-19 10:00"), now="2026-05-26 10:00").follow_ups
    assert one.state == "opted_out"
    [one] = file_of(bad, allowed("opt_out", "2026-05-19 10:00", "mail"), now="2026-05-26 10:00").follow_ups
    assert one.state == "open"  # he may be called
    [one] = file_of(bad, allowed("objection", "2026-05-19 10:00"), now="2026-05-26 10:00").follow_ups
    assert one.state == "released"


def test_a_mail_of_ours_reaches_nobody() -> None:
    bad = survey(1, "2026-05-20 10:00")
    [one] = file_of(bad, we_said("We are sorry.", "2026-05-21 10:00"), now="2026-05-26 10:00").follow_ups
    assert one.state == "open"
    called = rang("2026-05-21 11:00", direction="outbound")
    [one] = file_of(profile(phone=NUMBER), bad, called, now="2026-05-26 10:00").follow_ups
    assert (one.state, one.proved) == ("reached", True)


# Things

NOT_HERE = wrote("I never got my parcel for order 10-1.", "2026-05-20 10:00", named=("order:10-1",))
ORDER = order("10-1", "2026-05-01 10:00")


@pytest.mark.parametrize(
    ("parcels", "expected"),
    [
        ([parcel("lost", "2026-05-10 10:00")], ("customer_right", "not_arrived")),
        ([parcel("returned", "2026-05-10 10:00")], ("customer_right", "not_arrived")),
        ([parcel("delivered", "2026-05-10 10:00", detail="left with a neighbour")], ("record_right", "arrived")),
        ([parcel("delivered", "2026-05-10 10:00", root=US)], ("cannot_tell", "witness_incomplete")),
        ([parcel("lost", "2026-05-10 10:00"), parcel("delivered", "2026-05-18 10:00")], ("record_right", "arrived")),
        (
            [parcel("delivered", "2026-05-10 10:00"), parcel("on_its_way", "2026-05-19 10:00", "1Z8")],
            ("too_early", "not_arrived"),
        ),
    ],
)
def test_a_parcel_is_where_its_carrier_says(parcels: list[Entry], expected: tuple[str, str]) -> None:
    assert verdict(file_of(ORDER, NOT_HERE, *parcels, now="2026-05-26 10:00"), "not_delivered") == expected


def test_where_it_went_is_said() -> None:
    with_a_neighbour = parcel("delivered", "2026-05-10 10:00", detail="left with a neighbour")
    [one] = opinions(file_of(ORDER, NOT_HERE, with_a_neighbour, now="2026-05-26 10:00"), "not_delivered")
    assert "left with a neighbour" in one.sentence


def test_a_parcel_that_came_after_he_asked_does_not_make_him_wrong() -> None:
    came = parcel("delivered", "2026-05-21 10:00")
    [one] = opinions(file_of(ORDER, NOT_HERE, came, now="2026-05-26 10:00"), "not_delivered")
    assert one.sentence.startswith("It had not come when the customer said so")


DOWN = wrote("My internet was down last night.", "2026-05-20 10:00")
WATCHED = complete("outages", "2026-05-01 00:00", "2026-05-30 00:00", "probe", "monitor")


@pytest.mark.parametrize(
    ("start", "end"), [("2026-05-19 23:00", "2026-05-20 02:00"), ("2026-05-20 01:00", "2026-05-20 03:00")]
)
def test_last_night_does_not_end_at_midnight(start: str, end: str) -> None:
    file = file_of(DOWN, outage(start, end), WATCHED, now="2026-05-31 10:00")
    assert verdict(file, "service_down") == ("customer_right", "outage_seen")


def test_last_night_is_not_the_morning_before() -> None:
    file = file_of(DOWN, outage("2026-05-19 04:00", "2026-05-19 05:00"), WATCHED, now="2026-05-31 10:00")
    assert verdict(file, "service_down") == ("record_right", "no_outage_seen")


def test_down_since_yesterday_is_down_until_he_writes() -> None:
    since = wrote("The internet has been down since yesterday.", "2026-05-20 00:30")
    file = file_of(since, outage("2026-05-20 00:10", "2026-05-20 02:00"), WATCHED, now="2026-05-31 10:00")
    assert verdict(file, "service_down") == ("customer_right", "outage_seen")


WRONG = wrote("You have the wrong address for me, I live at 2 New Road.", "2026-05-20 10:00")
CARRIERS = profile(name="ups", root="carrier", address="2 New Road")


def test_an_address_that_was_put_right_after_he_said_so_was_wrong() -> None:
    old, new = profile(address="1 Old Street"), profile("2026-05-21 10:00", address="2 New Road")
    assert verdict(file_of(old, CARRIERS, WRONG, now="2026-05-26 10:00"), "record_wrong")[0] == "customer_right"
    [one] = opinions(file_of(old, CARRIERS, WRONG, new, now="2026-05-26 10:00"), "record_wrong")
    assert one.sentence.endswith("it has been put right since.")


def test_an_automatic_answer_is_no_answer() -> None:
    mail = wrote("Where is my refund?", "2026-05-20 10:00", ticket="zendesk/1")
    automatic = we_said("Thank you, we got it.", "2026-05-20 10:00", ticket="zendesk/1", automatic=True)
    again = wrote("Nobody answers my mails.", "2026-05-25 10:00", ticket="zendesk/1")
    assert verdict(file_of(mail, automatic, again, now="2026-05-26 10:00"), "no_response") == (
        "customer_right",
        "not_answered",
    )


def test_what_another_organisation_wrote_is_no_answer_of_ours() -> None:
    ours = Policy(zone="Europe/Berlin", our_addresses=("help@shop.example",))
    mail, theirs = (
        wrote("Where is my refund?", "2026-05-20 10:00"),
        we_said("We looked into it.", "2026-05-20 12:00", root=OTHERS),
    )
    again = wrote("Nobody answers my mails.", "2026-05-25 10:00")
    file = file_of(mail, theirs, again, now="2026-05-26 10:00", policy=ours)
    assert verdict(file, "no_response") == ("customer_right", "not_answered")


# Calls that we ended


def test_who_hung_up_under_pressure_has_a_task_and_who_ended_for_abuse_has_none() -> None:
    known, call = profile(phone=NUMBER), rang("2026-05-20 10:00", ended_by="us", call="asterisk/9")
    file = file_of(known, call, now="2026-05-21 10:00")
    assert [task.agent for task in file.tasks] == ["PJSIP/ruth"]
    assert file.conversation.calls[0].outcome is CallOutcome.REACHED
    abuse = entry(Source("desk", US), "2026-05-20 10:07", ContactEnded("abuse", call="asterisk/9", about=WHO))
    file = file_of(known, call, abuse, now="2026-05-21 10:00")
    assert (file.tasks, [one.why for one in file.follow_ups]) == ((), ["ended_for_abuse"])
