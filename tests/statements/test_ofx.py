"""OFX: signs, the bank's own numbers, the period it states, and a reader that is strict."""

import pytest

from amends.facts import Money, Refused, hear_moment
from amends.intake.stated import Period
from bank_files import heard, ofx, ofx_line, only, payouts, postings

REFUND = ofx_line("F1", "-129.00", "Refund R-2291")


def test_a_refund_left_our_account() -> None:
    (told,) = postings(ofx(REFUND))
    assert (told.money, told.text) == (Money(-12900, "USD"), "Refund R-2291")
    assert only(ofx(REFUND)).occurred == hear_moment("2026-05-04T00:00:00Z")


def test_a_payout_of_the_gateway_is_told_as_one() -> None:
    (told,) = payouts(ofx(ofx_line("F2", "1500.00", "po_1QxYz8Ab2Cd3", kind="CREDIT")))
    assert (told.payout_ref, told.money) == ("po_1QxYz8Ab2Cd3", Money(150000, "USD"))


def test_the_period_is_the_one_it_states() -> None:
    told: list[Period] = []
    heard(ofx(REFUND), periods=told)
    assert told == [Period("postings", hear_moment("2026-05-01T00:00:00Z"), hear_moment("2026-06-01T00:00:00Z"))]


def test_an_amount_with_too_many_decimals_is_named() -> None:
    done = heard(ofx(REFUND, ofx_line("F2", "-1.005", "x")))
    assert [problem.column for problem in done.problems] == ["TRNAMT"]
    assert len(done.entries) == len(done.not_understood) == 1


@pytest.mark.parametrize(
    "raw",
    [
        ofx(REFUND)[:-200],
        ofx(REFUND).replace(b"<LEDGERBAL><BALAMT>100.00<DTASOF>20260601</LEDGERBAL>", b""),
        ofx(REFUND).replace(b"20260504", b"04.05.2026"),
        b"OFXHEADER:100\n",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><OFX>&b;</OFX>',
    ],
)
def test_what_is_no_ofx_is_refused_and_says_nothing_of_its_lines(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        heard(raw)
    assert "R-2291" not in str(refused.value)
