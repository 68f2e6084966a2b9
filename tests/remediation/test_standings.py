"""Where somebody stands: a function of the set of entries, and an end only by a witness's word. With broken twins."""

from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import ENDED, Entry, NotAllowed, Payment, Reason, Stage, Standing, Verdict
from amends.facts.kinds import PersonSetAside
from amends.opinion import hear
from amends.recovery import replacement
from amends.remediation import obligation, standings
from amends.remediation.stages import stage_of
from remedy_stories import FAULT, LISTED, MATTER, OURS, PROGRAMME, WHO, Remedy, desk, file_of, new_refund
from stories import BANK, GATEWAY, POLICY, SHOP, closed, looked, money

LATER = "2026-09-01 10:00"
BY_WITNESSES = frozenset({Stage.ARRIVED, Stage.CLOSED, Stage.MADE_WHOLE})


def made_whole() -> tuple[Remedy, str]:
    """The whole story of one refund: asked, approved, handed over, told, seen, settled."""
    it = Remedy()
    over = it.handed_over()
    it.say("2026-06-11 10:00", apologised=True)
    it.answer("2026-06-10 11:00", over, "accepted")
    it.tell(
        new_refund(over.key, "2026-06-10 10:30"),
        new_refund(over.key, "2026-06-12 10:30", "settled"),
        SHOP.refund("R-2300", "129.00 EUR", "2026-06-10 10:20", our_ref=over.key, payment_ref="pi_1"),
    )
    return it, over.key


STORY, KEY = made_whole()
OUR_SIDE = [
    SHOP.refund("R-2300", "129.00 EUR", "2026-06-10 10:20", "settled", our_ref=KEY, payment_ref="pi_1"),
    SHOP.refund("re_2", "129.00 EUR", "2026-06-10 10:20", "settled", gateway_ref="re_2", payment_ref="pi_1"),
    SHOP.refund("R-2291", "129.00 EUR", "2026-06-11 10:20", "settled", payment_ref="pi_1"),
    closed(MATTER, "2026-06-12 10:00"),
    desk(
        "2026-06-12 11:00",
        PersonSetAside(PROGRAMME, MATTER, "made_whole", WHO, "ruth", "he has it", (OURS.id,)),
    ),
    desk("2026-06-12 12:00", PersonSetAside(PROGRAMME, MATTER, "not_hit", WHO, "ruth", "he was not")),
]


def stages(entries: list[Entry]) -> tuple[Standing, ...]:
    return standings(file_of(*entries, now=LATER), policy=POLICY)


@given(st.permutations(STORY.entries), st.lists(st.sampled_from(STORY.entries), max_size=5))
def test_order_and_repetition_change_no_standing(entries: list[Entry], again: list[Entry]):
    assert stages([*entries, *again]) == stages(STORY.entries)


@given(st.lists(st.sampled_from(STORY.entries), unique_by=lambda e: e.id), st.randoms(use_true_random=False))
def test_any_part_of_the_story_in_any_order_gives_one_standing(part, random):
    entries = [*FAULT, LISTED, *part]
    shuffled = entries[:]
    random.shuffle(shuffled)
    assert stages(shuffled) == stages(entries)


def unwitnessed() -> list[Entry]:
    """All of it but what a witness saw of the new refund."""
    return [e for e in STORY.entries if e in FAULT or e.source.root == "us"]


def check_no_end_without_a_witness(part: list[Entry]) -> None:
    for standing in stages([*FAULT, LISTED, *part]):
        assert standing.stage not in BY_WITNESSES, standing.sentence
        assert standing.proof == ()
        assert not standing.ended


@pytest.mark.promise
@given(st.lists(st.sampled_from([*unwitnessed(), *OUR_SIDE]), unique_by=lambda e: e.id))
def test_nothing_that_we_or_the_payer_say_ends_it(part: list[Entry]):
    check_no_end_without_a_witness(part)


@pytest.mark.promise
def test_a_twin_that_believes_the_payer_is_caught(monkeypatch: pytest.MonkeyPatch):
    check_no_end_without_a_witness(unwitnessed())

    def trusting(one, box, told, aside, *, paid_here):
        if box.payment is Payment.SAID_PAID:
            return Stage.CLOSED
        return stage_of(one, box, told, aside, paid_here=paid_here)

    monkeypatch.setattr(import_module("amends.remediation.standings"), "stage_of", trusting)
    with pytest.raises(AssertionError):
        check_no_end_without_a_witness(unwitnessed())


@pytest.mark.promise
def test_a_twin_that_takes_our_own_row_for_a_witness_is_caught(monkeypatch: pytest.MonkeyPatch):
    part = [*unwitnessed(), OUR_SIDE[0]]
    check_no_end_without_a_witness(part)

    def credulous(story, *, now, policy):
        said = hear(story, now=now, policy=policy)
        return replace(said, theirs=(*said.theirs, *said.ours))

    for module in (obligation, replacement):
        monkeypatch.setattr(module, "hear", credulous)
    check_no_end_without_a_witness(part)  # the proof is looked at once more, and it is ours
    monkeypatch.setattr(obligation, "US", "nobody")
    with pytest.raises(AssertionError):
        check_no_end_without_a_witness(part)


def only(*entries: Entry, now: str = LATER) -> Standing:
    (standing,) = standings(file_of(*entries, now=now), policy=POLICY)
    return standing


def test_without_a_programme_there_is_no_standing():
    assert standings(file_of(*FAULT, now=LATER), policy=POLICY) == ()


def test_who_has_not_been_seen_by_a_witness_is_suspected():
    here = only(OURS, LISTED)
    assert (here.stage, here.verdict, here.harm) == (Stage.SUSPECTED, Verdict.CANNOT_TELL, None)
    assert here.waits_for.startswith("the gateway's list of refunds")


def test_whose_refund_arrived_after_all_was_not_hit():
    fine = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-04 10:00", "settled", payment_ref="pi_1")
    assert only(FAULT[0], OURS, fine, LISTED).stage is Stage.NOT_HIT


def test_a_listed_refund_that_nobody_tells_of_any_more_is_not_lost():
    here = only(LISTED, SHOP.order("10-4471", "129.00 EUR", "2026-04-20 16:05"))
    assert (here.stage, here.money, here.reason) == (Stage.SUSPECTED, money("129.00 EUR"), Reason.NOTHING_FOUND)


def test_who_was_made_whole_beside_the_programme():
    new = [new_refund(None, f"2026-05-{day} 10:00", state) for day, state in ((25, "accepted"), (27, "settled"))]
    here = only(*FAULT, LISTED, *new)
    assert (here.stage, here.payment, here.ended) == (Stage.MADE_WHOLE, Payment.ARRIVED, True)
    assert only(*FAULT, LISTED, *new, now="2026-06-02 10:00").stage is Stage.VERIFIED


def test_what_was_closed_opens_again_when_the_new_refund_fails_after_all():
    it, key = made_whole()
    assert it.now(LATER).stage is Stage.CLOSED
    it.tell(new_refund(key, "2026-07-08 10:30", "failed"))
    here = it.now(LATER)
    assert (here.stage, here.payment, here.proof) == (Stage.TOLD, Payment.READY, ())
    assert here.next_key != key


def test_money_first_and_words_later():
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    arrived = it.now(LATER)
    assert (arrived.stage, arrived.ended) == (Stage.ARRIVED, False)
    assert "tells the customer" in arrived.waits_for
    it.say("2026-08-01 10:00")
    assert it.now(LATER).stage is Stage.CLOSED


def test_a_letter_that_came_back_told_him_nothing():
    it, _ = made_whole()
    it.say("2026-06-20 10:00", outcome="returned")
    here = it.now(LATER)
    assert (here.stage, here.told_at, here.told_tries) == (Stage.ARRIVED, None, 2)
    it.say("2026-07-20 10:00", "phone", "reached")
    it.say("2026-07-21 10:00", outcome="returned")
    assert it.now(LATER).stage is Stage.CLOSED


def test_one_apology_for_a_fault_and_no_second():
    it, _ = made_whole()
    assert it.now(LATER).apologies == 1
    with pytest.raises(NotAllowed, match="apologised for already"):
        it.say("2026-07-20 10:00", apologised=True)
    it.say("2026-07-20 10:00")
    assert it.now(LATER).apologies == 1


@pytest.mark.parametrize("outcome", ["untraceable", "declined"])
def test_set_aside_with_a_reason_and_taken_up_again(outcome: str):
    it = Remedy()
    it.set_aside("2026-06-05 10:00", outcome, "no address, three letters came back")
    here = it.now("2026-06-06 10:00")
    assert (str(here.stage), here.ended, here.waits_for) == (outcome, True, "")
    assert here.sentence.endswith("The reason given: no address, three letters came back.")
    with pytest.raises(NotAllowed, match="Take it up again"):
        it.ask("2026-06-07 10:00")
    it.set_aside("2026-06-08 10:00", "again", "he wrote to us")
    assert it.now("2026-06-09 10:00").stage is Stage.VERIFIED


def test_what_is_on_its_way_cannot_be_set_aside():
    it = Remedy()
    it.handed_over()
    with pytest.raises(NotAllowed, match="was handed over, and nobody knows yet"):
        it.set_aside("2026-06-11 10:00", "declined")


def test_who_got_it_and_cannot_be_told_is_untraceable():
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    it.set_aside("2026-08-01 10:00", "untraceable")
    assert (it.now(LATER).stage, it.now(LATER).payment) == (Stage.UNTRACEABLE, Payment.ARRIVED)


def test_made_whole_takes_a_witness_and_not_hit_no_witness_against_it():
    it = Remedy()
    with pytest.raises(NotAllowed, match="on our own word"):
        it.set_aside("2026-06-05 10:00", "made_whole", "he has it", OURS)
    with pytest.raises(NotAllowed, match="a witness says that it went wrong"):
        it.set_aside("2026-06-05 10:00", "not_hit")
    line = BANK.posting("b-1", "-129.00 EUR", "2026-06-04 10:00", payment_ref="pi_1")
    it.tell(line)
    it.set_aside("2026-06-05 10:00", "made_whole", "paid from the till, the bank shows it", line)
    assert it.now("2026-06-06 10:00").stage is Stage.MADE_WHOLE


def test_a_second_look_clears_us_and_says_so():
    look = looked(MATTER, "record_right", "customer_right", "2026-06-03 10:00")
    here = only(*FAULT, LISTED, look)
    assert (here.stage, here.sentence) == (
        Stage.NOT_HIT,
        "A person looked again and finds that our record is right.",
    )


@pytest.mark.parametrize(
    ("when", "stage", "sentence"),
    [
        (
            "2026-06-09 10:00",
            Stage.VERIFIED,
            "The refund of 129.00 EUR went wrong, and 129.00 EUR is owed. Nobody has asked for it yet.",
        ),
        (
            "2026-06-10 09:10",
            Stage.OWED,
            "129.00 EUR is owed. It was asked for, and may not be handed over yet.",
        ),
        ("2026-06-10 09:40", Stage.OWED, "129.00 EUR is owed. It may be handed over now."),
        (
            "2026-06-10 10:10",
            Stage.PAID,
            "129.00 EUR was handed over to be paid, and nobody knows yet whether it was. He has not been told.",
        ),
        (
            "2026-06-10 11:10",
            Stage.PAID,
            "129.00 EUR is on its way, a witness says; it is not settled and past its window yet. "
            "He has not been told.",
        ),
        (
            "2026-06-12 11:10",
            Stage.PAID,
            "129.00 EUR is on its way, a witness says; it is not settled and past its window yet. "
            "He was told on 11 June 2026.",
        ),
        (LATER, Stage.CLOSED, "A witness saw 129.00 EUR arrive, and the customer was told on 11 June 2026."),
    ],
)
def test_every_stage_has_its_sentence(when: str, stage: Stage, sentence: str):
    here = STORY.now(when)
    assert (here.stage, here.sentence, here.ended) == (stage, sentence, stage in ENDED)
