"""The register: every mistake that a customer's entries tell of, once, and nobody's name."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from amends.facts import (
    Entry,
    Money,
    MoneyState,
    Owed,
    OwedState,
    Policy,
    Reason,
    Refused,
    Source,
    Verdict,
)
from amends.facts.kinds import (
    ContactEnded,
    MistakeNoted,
    ProgrammeOpened,
    RemedyRequested,
    SuspectListed,
)
from amends.learning.from_calls import call_id
from amends.learning.harm import Harm, harm_of, together
from amends.learning.mistake_json import mistake_json, mistake_of
from amends.learning.mistake_words import harm_words, sentences, spoken_seconds
from amends.learning.mistakes import Mistake
from amends.learning.notes import check_note, texts_of
from amends.learning.register import mistakes, noted_alone, with_causes
from amends.learning.steps import STEPS, step_of_opinion, step_words
from whole.conversation_words import WHO
from whole.conversation_world import (
    FAILED_REFUND,
    NUMBER,
    at,
    entry,
    file_of,
    flat,
    invoice,
    noted,
    order,
    paid,
    posting,
    profile,
    rang,
    refund,
    survey,
    we_said,
    wrote,
)

POLICY = Policy(zone="Europe/Berlin", agents={"ruth": ("PJSIP/ruth", "zendesk/3301")})
DESK = Source("desk", "us")
LOST = "verdict:refund:R-1:refund_not_received"
LATE = "2026-06-20 10:00"
WHERE = ("Where is my refund for order 10-1?", "2026-05-20 10:00")


def told_of(*story: Entry | Sequence[Entry], now: str = LATE) -> tuple[Mistake, ...]:
    return mistakes(file_of(*story, now=now, policy=POLICY), POLICY)


def one_of(*story: Entry | Sequence[Entry], now: str = LATE) -> Mistake:
    (mistake,) = told_of(*story, now=now)
    return mistake


def note(when: str, mistake: str = LOST, id_: str = "", **more: object) -> Entry:
    more.setdefault("about", WHO)
    return entry(DESK, when, MistakeNoted(mistake, **more), id_)  # type: ignore[arg-type]


def asked(when: str, **more: str) -> Entry:
    return entry(DESK, when, RemedyRequested("refund:R-1", Money(12_900, "EUR"), **more))


def listed(when: str) -> Entry:
    what = SuspectListed("p-1", "refund:R-1", Money(12_900, "EUR"), Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, WHO)
    return entry(DESK, when, what)


FOUR_HUNDRED = (
    profile(phone=NUMBER),
    invoice("I-1", "409.00", "2026-03-02 09:00"),
    posting("P-1", "409.00", "2026-03-02 09:00", "invoice"),
    posting("P-2", "-400.00", "2026-03-20 09:00", "payment"),
    paid("pi_1", "400.00", "2026-03-20 08:59"),
    *rang("2026-05-06 11:10", call="asterisk/4"),
    noted("Told him that he owes 400.00 EUR. Not happy.", "2026-05-06 11:16", call="asterisk/4"),
)
BAD_SURVEY = survey(1, "2026-05-06 12:04", "Don't bother, you guys are absolute idiots", call="asterisk/4")


# One mistake, and how it was found


def test_a_refund_that_failed_is_found_by_the_customer_who_asks_for_it() -> None:
    mistake = one_of(*FAILED_REFUND, wrote(*WHERE, named=("order:10-1",)))
    assert (mistake.id, mistake.step) == (LOST, "refund.send")
    assert mistake.what == "A refund failed after it was accepted, and nobody sent it again."
    assert (mistake.happened, mistake.found, mistake.found_by) == (
        at("2026-05-09 02:11"),
        at("2026-05-20 10:00"),
        "customer",
    )
    assert mistake.to_find_seconds == (at("2026-05-20 10:00") - at("2026-05-09 02:11")) // 1_000_000
    assert mistake.harm == Harm((Money(12_900, "EUR"),), 1, 1)
    assert mistake.found_by_us is False


def test_each_further_contact_is_one_that_need_not_have_been() -> None:
    again = wrote("I still have no refund for order 10-1.", "2026-05-24 10:00", named=("order:10-1",))
    mistake = one_of(*FAILED_REFUND, wrote(*WHERE, named=("order:10-1",)), again)
    assert mistake.harm.contacts_caused == 2
    assert len(mistake.ways) == 1


def test_a_sweep_that_comes_before_the_customer_found_it() -> None:
    story = (*FAILED_REFUND, listed("2026-05-15 09:00"), wrote(*WHERE, named=("order:10-1",)))
    mistake = one_of(*story)
    assert (mistake.found, mistake.found_by, mistake.found_by_us) == (at("2026-05-15 09:00"), "monitor", True)
    assert [way.by for way in mistake.ways] == ["monitor", "customer"]
    assert mistake.programme == "p-1"


def test_whoever_asks_finance_of_his_own_accord_found_it() -> None:
    mistake = one_of(*FAILED_REFUND, asked("2026-05-12 09:00"))
    assert (mistake.found_by, mistake.harm.contacts_caused) == ("agent", 0)


def test_who_claimed_it_before_it_went_wrong_and_again_after_found_it_after() -> None:
    early = wrote("I never got my refund for order 10-1.", "2026-05-06 10:00", named=("order:10-1",))
    alone = one_of(*FAILED_REFUND, early)
    assert (alone.found, alone.to_find_seconds, alone.found_by) == (at("2026-05-09 02:11"), 0, "customer")
    both = one_of(*FAILED_REFUND, early, wrote(*WHERE, named=("order:10-1",)))
    assert both.found == at("2026-05-20 10:00")


def test_a_claim_that_names_another_order_is_about_something_else() -> None:
    other = wrote("I never got my refund for order 10-9999.", "2026-05-20 10:00")
    (mistake,) = [one for one in told_of(*FAILED_REFUND, other) if one.id == LOST]
    assert (mistake.found_by, mistake.contacts) == ("", ())


def test_whoever_disputed_an_amount_before_it_was_told_wrongly_did_not_find_that() -> None:
    before = wrote("The amount on my bill is wrong, I do not owe that.", "2026-05-01 10:00")
    found = {one.step: one for one in told_of(*FOUR_HUNDRED, before)}
    assert found["balance.tell"].found_by == ""


def test_what_was_owed_is_told_also_after_it_was_made_good() -> None:
    mistake = one_of(*FAILED_REFUND, asked("2026-05-12 09:00"))
    assert mistake.harm.money == (Money(12_900, "EUR"),)


def test_what_nobody_has_acted_on_is_not_found_yet() -> None:
    mistake = one_of(*FAILED_REFUND)
    assert (mistake.ways, mistake.found, mistake.found_by, mistake.found_by_us) == ((), None, "", None)
    assert any("nobody has acted on it" in line for line in sentences(mistake, POLICY.zoneinfo))


def test_somebody_who_is_wrong_tells_of_no_mistake() -> None:
    arrived = (
        order("10-1", "2026-04-20 10:00"),
        refund(MoneyState.ACCEPTED, "2026-05-03 14:20", "us", order_id="10-1"),
        refund(MoneyState.SETTLED, "2026-05-04 14:21"),
    )
    assert told_of(*arrived, wrote(*WHERE, named=("order:10-1",)), now="2026-09-20 10:00") == ()


def test_that_he_wrote_before_is_no_mistake() -> None:
    story = (wrote("My lamp is dark.", "2026-05-01 10:00"), wrote("I wrote to you before.", "2026-05-02 10:00"))
    assert not [one for one in told_of(*story) if "already_contacted" in one.id]


def test_story_2_a_wrong_amount_was_told_and_a_survey_brought_it_up() -> None:
    mistake = one_of(*FOUR_HUNDRED, BAD_SURVEY)
    assert (mistake.step, step_words(mistake.step)) == ("balance.tell", "telling a customer his balance")
    assert mistake.what == "A wrong amount was told."
    assert mistake.happened == at("2026-05-06 11:16")
    assert [(way.by, way.at) for way in mistake.ways] == [("customer", at("2026-05-06 12:04"))]
    assert mistake.also == ("survey:s/1",)


def test_a_survey_about_another_call_is_not_about_it() -> None:
    other = survey(1, "2026-05-06 12:04", call="asterisk/99")
    assert one_of(*FOUR_HUNDRED, other).ways == ()
    unnamed = survey(1, "2026-05-06 12:04")
    assert one_of(*FOUR_HUNDRED, unnamed).found_by == "customer"


def test_a_survey_alone_proves_nothing_and_after_a_broken_promise_it_does() -> None:
    calm = wrote("My lamp is dark.", "2026-05-20 10:00")
    assert told_of(calm, survey(1, "2026-05-24 10:00")) == ()
    promised = we_said("We will call you back tomorrow before noon.", "2026-05-20 12:00")
    mistake = one_of(calm, promised, survey(1, "2026-05-24 10:00"))
    assert (mistake.step, mistake.what) == ("promise.keep", "A promise was not kept.")
    assert [way.how for way in mistake.ways] == ["a customer answered a survey badly after it"]


# Calls that our side ended


def test_a_call_that_our_side_ended_is_told_by_its_week_alone() -> None:
    call = [profile(phone=NUMBER), *rang("2026-06-03 10:00", ended_by="us", call="asterisk/9")]
    assert told_of(call, now="2026-06-05 10:00") == ()  # the week is not over
    mistake = one_of(call, now="2026-06-08 00:00")
    assert mistake.id == call_id("asterisk/9")
    assert (mistake.contacts, mistake.about, mistake.to_find_seconds) == ((), "", None)
    assert mistake.happened == mistake.found == at("2026-06-01 00:00")
    assert "asterisk" not in str(mistake_json(mistake))
    assert list(sentences(mistake, POLICY.zoneinfo))[-1] == "In the week of 1 June 2026."


@pytest.mark.parametrize("call", ["asterisk/9", ""])
def test_ending_a_call_for_abuse_is_no_mistake(call: str) -> None:
    ended = entry(DESK, "2026-06-03 10:06", ContactEnded("abuse", call=call, about=WHO))
    assert told_of(profile(phone=NUMBER), rang("2026-06-03 10:00", ended_by="us", call="asterisk/9"), ended) == ()


# Notes


def test_a_note_adds_factors_and_says_why_it_surprised_us() -> None:
    first = note("2026-06-01 10:00", factors=("No alarm",), surprised="We thought that accepted means sent.")
    second = note("2026-06-02 10:00", factors=("The list is long", "No alarm"), lessons=("l-1",), cause=("gateway=a",))
    mistake = one_of(*FAILED_REFUND, wrote(*WHERE, named=("order:10-1",)), second, first)
    assert mistake.factors[-2:] == ("No alarm", "The list is long")
    assert mistake.surprised == "We thought that accepted means sent."
    assert (mistake.lessons, mistake.cause, mistake.step) == (("l-1",), ("gateway=a",), "refund.send")
    assert "Why it surprised us: We thought that accepted means sent." in list(sentences(mistake, POLICY.zoneinfo))


def test_what_is_noted_twice_stands_once_and_what_is_new_below_it() -> None:
    told = [
        note(f"2026-06-0{day} 10:00", "noted:1", what=what) for day, what in ((1, "Old."), (2, "New."), (3, "Old."))
    ]
    assert one_of(wrote("Hello", "2026-05-01 10:00"), *told).what == "Old.\nNew."


def test_what_somebody_found_before_the_customer_is_told_in_a_note() -> None:
    found = note("2026-06-01 10:00", found_by="monitor", found=at("2026-05-10 08:00"))
    mistake = one_of(*FAILED_REFUND, wrote(*WHERE, named=("order:10-1",)), found)
    assert (mistake.found_by, mistake.found) == ("monitor", at("2026-05-10 08:00"))


def test_a_mistake_that_only_a_note_tells_of() -> None:
    told = note("2026-06-01 10:00", "noted:1", step="policy.tell", what="The wrong leaflet was sent.")
    mistake = one_of(wrote("Hello", "2026-05-01 10:00"), told)
    assert (mistake.id, mistake.step, mistake.what) == ("noted:1", "policy.tell", "The wrong leaflet was sent.")
    assert (mistake.found_by, mistake.harm) == ("agent", Harm(people=1))


def test_a_mistake_that_concerns_no_customer_is_read_by_its_kind() -> None:
    alone = note("2026-06-01 10:00", "noted:2", what="The price list was old.", about="")
    of_somebody = note("2026-06-01 10:00", "noted:3", what="Something else.")
    assert [one.id for one in noted_alone([of_somebody, alone])] == ["noted:2"]


def test_a_note_on_a_survey_goes_over_to_the_verdict_that_comes_later() -> None:
    """At first somebody notes what the survey brought up; then the books arrive, and a witness tells the same."""
    said = note("2026-06-01 10:00", "survey:s/1", surprised="Both sums look alike on the screen.")
    before = one_of(wrote("Hello", "2026-05-01 10:00"), BAD_SURVEY, said)
    assert (before.id, before.step) == ("survey:s/1", "other")
    after = one_of(*FOUR_HUNDRED, BAD_SURVEY, said)
    assert after.id.startswith("verdict:contact:")
    assert (after.step, after.surprised) == ("balance.tell", before.surprised)


def test_the_slice_of_a_remediation_is_the_cause_where_nobody_noted_another() -> None:
    found = told_of(*FAILED_REFUND, listed("2026-05-15 09:00"))
    assert with_causes(found, {"p-1": ("gateway=acme",)})[0].cause == ("gateway=acme",)
    noted_ = told_of(*FAILED_REFUND, listed("2026-05-15 09:00"), note("2026-06-01 10:00", cause=("method=card",)))
    assert with_causes(noted_, {"p-1": ("gateway=acme",)})[0].cause == ("method=card",)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (MistakeNoted("somewhere", what="x"), "names no mistake"),
        (MistakeNoted("call:abc", what="x", about=WHO), "about a call"),
        (MistakeNoted(LOST, what="x"), "whose matter"),
        (MistakeNoted("noted:1", what="x", step="tea"), "no step of the list"),
        (MistakeNoted("noted:1", what="x", found_by="ruth"), "who found it"),
        (MistakeNoted("noted:1", what="x", happened=at("2027-01-01 00:00")), "in the future"),
        (MistakeNoted("noted:1", what="x", happened=at("2026-05-02 00:00"), found=at("2026-05-01 00:00")), "before it"),
        (MistakeNoted(LOST, about=WHO), "says nothing"),
        (MistakeNoted("noted:1", step="refund.send"), "what went wrong"),
        (MistakeNoted("noted:1", what="x" * 4_001), "too long"),
        (MistakeNoted("noted:1", what="x", cause=("agent=ruth",)), "a person is never a cause"),
        (MistakeNoted("noted:1", what="x", cause=("gateway",)), "no column with its value"),
    ],
)
def test_what_is_wrong_with_a_note_is_said(told: MistakeNoted, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check_note(told, now=at(LATE))


def test_a_good_note_passes() -> None:
    told = MistakeNoted(LOST, "refund.send", "monitor", factors=("No alarm",), cause=("gateway=acme",), about=WHO)
    assert check_note(told, now=at(LATE)) is told
    assert texts_of(told) == ("No alarm",)


# Words and shapes


def test_a_mistake_is_the_same_after_it_was_stored() -> None:
    for mistake in told_of(*FAILED_REFUND, wrote(*WHERE, named=("order:10-1",)), note("2026-06-01 10:00", what="x")):
        assert mistake_of(mistake_json(mistake)) == mistake


def test_harm_is_added_up_by_currency() -> None:
    both = together([Harm((Money(100, "EUR"),), 1, 2), Harm((Money(50, "EUR"), Money(7, "JPY")), 1, 0)])
    assert both == Harm((Money(150, "EUR"), Money(7, "JPY")), 2, 2)
    assert harm_words(both) == "1.50 EUR, 7 JPY, 2 people, 2 contacts that need not have been"
    assert harm_words(Harm()) == "none that the records show"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(30, "less than 2 minutes"), (7_200, "2 hours"), (950_000, "11 days"), (119 * 60, "119 minutes")],
)
def test_how_long_it_took_is_said_in_the_largest_unit(seconds: int, words: str) -> None:
    assert spoken_seconds(seconds) == words


def test_every_verdict_has_a_step_of_the_list() -> None:
    file = file_of(*FAILED_REFUND, *FOUR_HUNDRED, wrote(*WHERE), now=LATE, policy=POLICY)
    assert {step_of_opinion(one) for one in file.opinions} <= set(STEPS)
    opinion = file.opinions[0]
    assert all(step_of_opinion(replace(opinion, reason=reason)) in STEPS for reason in Reason)


def test_a_remediation_itself_is_no_mistake_of_a_customer() -> None:
    opened = ProgrammeOpened("p-1", "Refunds", ("gateway=a",), None, None, (), at(LATE), 1, "x")
    assert told_of(*flat([wrote("Hello", "2026-05-01 10:00")]), entry(DESK, "2026-05-02 10:00", opened)) == ()


def test_what_was_asked_of_finance_is_harm_where_the_verdict_names_no_sum() -> None:
    file = file_of(*FOUR_HUNDRED, now=LATE, policy=POLICY)
    (told,) = [one for one in file.opinions if one.reason is Reason.WRONG_AMOUNT_TOLD]
    goodwill = Owed(told.matter, OwedState.REQUESTED, Money(500, "EUR"))
    assert harm_of(told, goodwill, 2) == Harm((Money(500, "EUR"),), 1, 2)
    assert harm_of(told, Owed(told.matter, OwedState.NOTHING_OWED), 0) == Harm((), 1, 0)
