"""Somebody tries to have the same refund paid twice, or ended without a witness. Issue 4, remediation."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from amends.facts import NotAllowed, Payment, Policy, Stage
from amends.facts.kinds import ProgrammeClosed, ProgrammeOpened
from amends.remediation import (
    acts,
    attempts,
    check_closing,
    key_of,
    outbox,
    people_acts,
    programmes,
    requests,
    safe_to_pay,
)
from amends.remediation.letters import Letter, draft
from amends.remediation.standings import standings
from remedy_stories import CHARGED, FAILED, FAULT, LISTED, MATTER, ME, OURS, Remedy, desk, file_of, new_refund
from standings_told import PROGRAMME, standing
from stories import GATEWAY, SHOP, at, requested

NETTED = replace(Policy(), goodwill_is_netted=True)
COMPLETE = GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-11 10:00")
NEXT_DAY = "2026-06-11 12:00"
Break = Callable[[pytest.MonkeyPatch], None]


def check_an_amount_that_changed_is_not_paid_under_the_old_key() -> None:
    """Nothing came of the first hand-over, and meanwhile he was given 50.00 as goodwill, which is taken off."""
    it = Remedy(policy=NETTED)
    over = it.handed_over()
    it.tell(COMPLETE)
    assert it.now(NEXT_DAY).hand_over_money == over.money
    it.tell(SHOP.posting("g-1", "50.00 EUR", "2026-06-11 08:00", "goodwill", order_id="10-4471", customer_id=ME))
    here = it.now(NEXT_DAY)
    assert (here.payment, here.may_hand_over) == (Payment.UNKNOWN, False)
    assert "79.00 EUR is owed now" in here.waits_for
    it.answer("2026-06-11 13:00", over, "refused")
    it.ask("2026-06-11 14:00")
    it.approve("2026-06-11 14:10")
    again = it.hand_over("2026-06-11 14:20")
    assert (again.key, str(again.money)) == (key_of(MATTER, 2), "79.00 EUR")


def check_money_that_went_to_another_payment_ends_nothing() -> None:
    """The gateway shows the key on somebody else's payment, settled. The payer gets it back, and pays anew."""
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", payment_ref="pi_of_somebody_else"))
    here = it.now("2026-07-10 10:00")
    assert (here.stage, here.proof, here.may_hand_over) == (Stage.PAID, (), False)
    assert "not on the payment that it was for" in here.waits_for
    it.answer("2026-07-10 11:00", over, "refused")
    it.tell(GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-07-10 11:00"))
    assert it.now("2026-07-10 12:00").next_key == key_of(MATTER, 2)


def check_what_one_of_us_made_beside_the_programme_is_not_paid_besides() -> None:
    """An agent made a new refund on the same payment that morning; no witness has told of it yet."""
    it = Remedy()
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10")
    it.tell(SHOP.refund("R-2300", "129.00 EUR", "2026-06-10 09:20", payment_ref="pi_1"))
    here = it.now("2026-06-10 10:00")
    assert (here.payment, here.may_hand_over) == (Payment.WAITS, False)
    assert "R-2300" in here.waits_for


def check_less_than_was_handed_over_ends_nothing_until_the_rest_is_there() -> None:
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", amount="12.90 EUR"))
    short = it.now("2026-07-10 10:00")
    assert (short.stage, short.payment) == (Stage.PAID, Payment.UNKNOWN)
    assert "12.90 EUR" in short.waits_for
    it.tell(new_refund(over.key, "2026-07-11 10:30", "settled", "re_3", amount="116.10 EUR"))
    assert it.now("2026-08-10 10:00").stage is Stage.ARRIVED


def check_one_person_in_two_spellings_is_one_person() -> None:
    it = Remedy(policy=replace(Policy(), two_approve_above_minor=12_899))
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10", "José")
    for name in ("JOSE\u0301", "ｊｏｓé", "jo\u200bsé", " José\u00a0"):
        with pytest.raises(NotAllowed, match="already"):
            it.approve("2026-06-10 09:20", name)
    assert not it.now("2026-06-10 09:30").may_hand_over


def check_what_failed_makes_nobody_whole() -> None:
    """Somebody names as proof the very refund that failed, and the charge."""
    it = Remedy()
    for entry in (FAILED, CHARGED, OURS):
        with pytest.raises(NotAllowed, match="on our own word"):
            it.set_aside("2026-06-10 09:00", "made_whole", "look", entry)


def unpaid_amount(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "_same_amount", lambda box, key: True)


def anywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(attempts, "astray", lambda refund, remedy, said: False)


def nobody_beside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(safe_to_pay, "_said_beside", lambda *args: [])


def any_amount(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(attempts, "paying", lambda refunds, remedy: tuple(refunds))


def as_it_is_written(patch: pytest.MonkeyPatch) -> None:
    for module in (requests, acts):
        patch.setattr(module, "same_person", lambda name: name)


def any_witness(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(people_acts, "shows_money", lambda entry: True)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (check_an_amount_that_changed_is_not_paid_under_the_old_key, unpaid_amount),
        (check_money_that_went_to_another_payment_ends_nothing, anywhere),
        (check_what_one_of_us_made_beside_the_programme_is_not_paid_besides, nobody_beside),
        (check_less_than_was_handed_over_ends_nothing_until_the_rest_is_there, any_amount),
        (check_one_person_in_two_spellings_is_one_person, as_it_is_written),
        (check_what_failed_makes_nobody_whole, any_witness),
    ],
)
def test_it_holds_and_its_broken_twin_is_caught(
    check: Callable[[], None], broken: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    broken(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check()


def test_another_currency_is_not_the_amount() -> None:
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", amount="129.00 USD"))
    here = it.now("2026-07-10 10:00")
    assert (here.stage, here.proof) == (Stage.PAID, ())
    assert "129.00 USD under this key, and 129.00 EUR was handed over" in here.waits_for


def test_the_sentence_names_what_was_handed_over_and_not_what_is_owed_by_now() -> None:
    it = Remedy(policy=NETTED)
    it.handed_over()
    it.tell(SHOP.posting("g-1", "50.00 EUR", "2026-06-11 08:00", "goodwill", order_id="10-4471", customer_id=ME))
    assert it.now(NEXT_DAY).sentence.startswith("129.00 EUR was handed over")


def test_a_suspect_whom_a_witness_finds_served_is_not_paid_though_it_was_approved() -> None:
    it = Remedy(CHARGED, OURS, LISTED, GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-01 00:00"))
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10")
    assert it.now("2026-06-10 09:20").may_hand_over
    it.tell(
        GATEWAY.refund(
            "re_1", "129.00 EUR", "2026-05-09 02:11", "settled", payment_ref="pi_1", settled="2026-05-10 00:00"
        )
    )
    assert it.now("2026-07-10 10:00").stage is Stage.NOT_HIT
    with pytest.raises(NotAllowed, match="was not hit"):
        it.hand_over("2026-07-10 10:00")


def test_a_request_by_somebody_else_asks_for_the_approval_anew() -> None:
    it = Remedy()
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10")
    it.tell(requested(MATTER, "129.00 EUR", "2026-06-10 09:20"))
    assert not it.now("2026-06-10 09:30").may_hand_over


def test_what_arrived_and_failed_later_is_open_again() -> None:
    it = Remedy()
    over = it.handed_over()
    it.say("2026-06-12 10:00")
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    assert it.now("2026-07-10 10:00").stage is Stage.CLOSED
    it.tell(new_refund(over.key, "2026-08-10 10:30", "failed"))
    here = it.now("2026-08-12 10:00")
    assert (here.stage, here.proof, here.next_key) == (Stage.TOLD, (), key_of(MATTER, 2))


@pytest.mark.parametrize("seed", range(12))
def test_in_whatever_order_it_is_told_everybody_stands_the_same(seed: int) -> None:
    """Two programmes, a payer who refuses and pays, two letters, a line of the bank: shuffled."""
    listed = desk("2026-06-02 09:00", replace(LISTED.what, programme="wide"), f"suspect:wide:{MATTER}")
    it = Remedy(*FAULT, LISTED, listed)
    first = it.handed_over()
    it.answer("2026-06-10 11:00", first, "refused")
    second = it.hand_over("2026-06-10 12:00")
    it.answer("2026-06-10 13:00", second, "accepted")
    it.say("2026-06-11 10:00", apologised=True)
    it.say("2026-06-12 10:00", "phone", "reached")
    it.tell(new_refund(second.key, "2026-06-10 12:30"), new_refund(second.key, "2026-06-11 12:30", "settled"))
    expected = standings(file_of(*it.entries, now="2026-07-10 10:00"), policy=Policy())
    assert [str(one.stage) for one in expected] == ["closed", "made_whole"]
    shuffled = [*it.entries, *it.entries[:3]]
    random.Random(seed).shuffle(shuffled)
    assert standings(file_of(*shuffled, now="2026-07-10 10:00"), policy=Policy()) == expected


@pytest.mark.parametrize(("amount_minor", "needed"), [(49_999, 1), (50_000, 1), (50_001, 2)])
def test_exactly_at_the_limit_one_person_is_enough_and_a_cent_above_it_two(amount_minor: int, needed: int) -> None:
    amount = f"{amount_minor / 100:.2f} EUR"
    story = [
        GATEWAY.charge("pi_1", amount, "2026-04-20 16:07", method="card", order_id="10-4471"),
        SHOP.refund("R-2291", amount, "2026-05-03 14:20", gateway_ref="re_1", payment_ref="pi_1"),
        GATEWAY.refund("re_1", amount, "2026-05-09 02:11", "failed", payment_ref="pi_1"),
    ]
    it = Remedy(*story, LISTED, policy=replace(Policy(), two_approve_above_minor=50_000))
    it.ask("2026-06-10 09:00")
    for number in range(needed):
        assert not it.now("2026-06-10 09:10").may_hand_over
        it.approve(f"2026-06-10 09:{number}0", f"person {number}")
    assert it.now("2026-06-10 09:30").may_hand_over


def test_who_was_erased_holds_no_programme_open_and_who_is_merely_missing_does() -> None:
    done = [standing(name, stage=Stage.CLOSED) for name in ("ANN", "BEN")]
    with pytest.raises(NotAllowed, match="only 2 of them are shown"):
        check_closing(PROGRAMME, done, "lena")
    assert check_closing(PROGRAMME, done, "lena", erased=1) == ProgrammeClosed(PROGRAMME.id, "lena")


def test_one_person_signs_off_once_in_whatever_spelling() -> None:
    opened = ProgrammeOpened(
        "p", "Lost", ("gateway=acme",), None, None, (), at("2026-06-01 09:00"), 1, "0" * 64, by="ida"
    )
    words = [desk("2026-06-01 09:00", opened), desk("2026-07-01 09:00", ProgrammeClosed("p", "Lena"))]
    (one,) = programmes([*words, desk("2026-07-02 09:00", ProgrammeClosed("p", "ｌｅｎａ "))])
    assert (one.closed_by, one.signed_off) == (("Lena",), False)
    (two,) = programmes([*words, desk("2026-07-02 09:00", ProgrammeClosed("p", "omar"))])
    assert two.signed_off


def test_what_was_seen_long_before_it_was_handed_over_does_not_pay_it() -> None:
    it = Remedy()
    it.tell(new_refund(it.handed_over().key, "2026-05-01 10:30", "settled"))
    here = it.now("2026-07-10 10:00")
    assert (here.stage, here.payment, here.proof) == (Stage.PAID, Payment.UNKNOWN, ())


def letter_to(name: str, amount_minor: int = 4_900, currency: str = "EUR", **told: Any) -> Letter:
    """A draft, in the words of the product."""
    one = standing("ANN", amount_minor, currency=currency, **told)
    return draft(
        one, programme=PROGRAMME, name=name, zone=ZoneInfo("UTC"), shop="Nordlys", answer_to="help@shop.example"
    )


@pytest.mark.parametrize(
    ("amount_minor", "currency", "words"),
    [
        (4_900, "JPY", "4900 JPY"),
        (4_900, "KWD", "4.900 KWD"),
        (1, "EUR", "0.01 EUR"),
        (123_456_789, "EUR", "1234567.89 EUR"),
    ],
)
def test_a_letter_says_the_amount_as_its_currency_is_written(amount_minor: int, currency: str, words: str) -> None:
    letter = letter_to("Ann Hill", amount_minor, currency)
    assert letter.text.replace(",", "").count(words) >= 3
    assert words in letter.subject.replace(",", "")


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("$amount ${shop} $$", "Dear $amount ${shop} $$,"),
        ("<b>Ann</b> & Co", "Dear <b>Ann</b> & Co,"),
        ("\u202elliH nnA\u202c", "Dear lliH nnA,"),  # what follows is not turned round
        ("\u2067עדה\u2069", "Dear עדה,"),
        ("می\u200cنا", "Dear می\u200cنا,"),  # spelt with a joiner that nobody sees
        ("Ann\r\nSubject: You won", "Dear Ann Subject: You won,"),
        ("\u0000\u200b", "Dear customer,"),
    ],
)
def test_a_name_is_a_name_and_does_nothing_to_the_letter(name: str, greeting: str) -> None:
    assert letter_to(name).text.splitlines()[0] == greeting


def test_there_is_one_apology_and_none_where_he_has_had_one() -> None:
    assert "sorry" in letter_to("Ann").text
    again = letter_to("Ann", apologies=1)
    assert ("sorry" in again.text, again.apologises) == (False, False)


def test_goodwill_in_another_currency_is_not_taken_off() -> None:
    """What is owed is in euros; he was given dollars. No rate is known here."""
    gift = SHOP.posting("g-1", "50.00 USD", "2026-06-05 08:00", "goodwill", order_id="10-4471", customer_id=ME)
    it = Remedy(*FAULT, LISTED, gift, policy=NETTED)
    assert str(it.now("2026-06-10 09:00").harm.total) == "129.00 EUR"  # type: ignore[union-attr]


def test_a_refund_in_a_swapped_currency_takes_goodwill_of_the_currency_that_is_owed() -> None:
    swapped = GATEWAY.refund("re_1", "129.00 USD", "2026-05-03 14:21", "settled", payment_ref="pi_1")
    gift = SHOP.posting("g-1", "50.00 EUR", "2026-06-05 08:00", "goodwill", order_id="10-4471", customer_id=ME)
    harm = Remedy(CHARGED, OURS, LISTED, swapped, gift, policy=NETTED).now("2026-06-20 09:00").harm
    assert harm is not None
    assert str(harm.total) == "79.00 EUR"
