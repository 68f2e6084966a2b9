"""Adyen's settlement details: whose number is which, debit and credit, zones that say a place."""

import pytest

from amends.facts import Money, MoneyState, hear_moment
from amends.facts.kinds import RefundTold
from reports import ADYEN, ADYEN_REFUND, charge, csv_of, heard, only, party, payout, refund

WHO = party("adyen")


def line(kind: str, debit: str = "", credit: str = "", *, at: str = "2026-05-04 09:30:00", zone: str = "CEST") -> str:
    return f"Co,Shop,PSP1,A-17,visa,{at},{zone},{kind},MOD2,EUR,{debit},{credit},1,EUR,{debit},{credit},,,,,118"


def test_the_refunds_own_number_is_the_modification_reference() -> None:
    told = refund(csv_of(ADYEN, ADYEN_REFUND), WHO)
    assert (told.refund_id, told.payment_ref, told.order_id) == ("MOD2", "PSP1", "A-17")
    assert (told.money, told.state) == (Money(12900, "EUR"), MoneyState.SETTLED)
    assert told.payout_ref == "adyen/Shop/118"


def takes_psp_reference(row: str) -> str:
    """The broken twin: takes the first reference of the line for the refund's."""
    return dict(zip(ADYEN.split(","), row.split(","), strict=True))["Psp Reference"]


def test_the_twin_that_takes_the_payments_number_makes_two_part_refunds_one() -> None:
    rows = [ADYEN_REFUND, ADYEN_REFUND.replace("MOD2", "MOD3")]
    told = [entry.what for entry in heard(csv_of(ADYEN, *rows), WHO).entries]
    assert len({what.refund_id for what in told if isinstance(what, RefundTold)}) == 2
    assert len({takes_psp_reference(row) for row in rows}) == 1


def test_a_refund_that_came_back_is_the_same_refund() -> None:
    back = refund(csv_of(ADYEN, line("RefundedReversed", credit="129.00", at="2026-05-20 09:30:00")), WHO)
    assert (back.refund_id, back.state, back.money) == ("MOD2", MoneyState.CAME_BACK, Money(12900, "EUR"))
    assert back.settled_at is None


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (line("Settled", credit="129.00"), MoneyState.SETTLED),
        (line("Chargeback", debit="129.00"), MoneyState.CAME_BACK),
        (line("SecondChargeback", debit="129.00"), MoneyState.CAME_BACK),
        (line("ChargebackReversed", credit="129.00"), MoneyState.ACCEPTED),
    ],
)
def test_a_payment_and_what_became_of_it(row: str, state: MoneyState) -> None:
    told = charge(csv_of(ADYEN, row), WHO)
    assert (told.payment_ref, told.state, told.money) == ("PSP1", state, Money(12900, "EUR"))


def test_the_payout_is_the_batch() -> None:
    row = "Co,Shop,,,,2026-05-04 23:00:00,CEST,MerchantPayout,,,,,,EUR,1500.00,,,,,,118"
    told = payout(csv_of(ADYEN, row), WHO)
    assert (told.payout_ref, told.money) == ("adyen/Shop/118", Money(150000, "EUR"))


def test_fees_tell_nothing_and_an_unknown_type_is_not_shrugged_off() -> None:
    done = heard(csv_of(ADYEN, line("Fee", debit="1.00"), line("RefundedTwice", debit="1.00")), WHO)
    assert (done.entries, len(done.not_understood)) == ((), 1)
    assert [(problem.line, problem.column) for problem in done.problems] == [(3, "Type")]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (line("Refunded", credit="129.00"), "Gross Credit (GC)"),
        (line("Refunded", debit="129,00").replace("129,00", '"129,00"'), "Gross Debit (GC)"),
        (line("Refunded", debit="129.00").replace("MOD2", ""), "Modification Reference"),
        (line("Refunded", debit="129.00", zone="XYZ"), "TimeZone"),
        (line("Refunded", debit="129.00", at="04/05/2026"), "Creation Date"),
        (
            line("Refunded", debit="129.00", at="2026-03-29 02:30:00", zone="Europe/Berlin"),
            "Creation Date",
        ),  # no such hour
    ],
)
def test_a_line_that_cannot_be_is_named(bad: str, column: str) -> None:
    done = heard(csv_of(ADYEN, ADYEN_REFUND, bad), WHO)
    assert [(problem.line, problem.column) for problem in done.problems] == [(3, column)]
    assert len(done.entries) == len(done.not_understood) == 1


@pytest.mark.parametrize(
    ("at", "zone", "instant"),
    [
        ("2026-05-04 09:30:00", "CEST", "2026-05-04T07:30:00Z"),
        ("2026-05-04 09:30:00", "CET", "2026-05-04T07:30:00Z"),  # the account's zone, not the clock in force
        ("2026-01-04 09:30:00", "CET", "2026-01-04T08:30:00Z"),
        ("2026-10-25 02:30:00", "CEST", "2026-10-25T00:30:00Z"),  # the hour that is shown twice
        ("2026-10-25 02:30:00", "CET", "2026-10-25T01:30:00Z"),
        ("2026-05-04 09:30:00", "PDT", "2026-05-04T16:30:00Z"),
        ("2026-05-04 09:30:00", "Asia/Kolkata", "2026-05-04T04:00:00Z"),
    ],
)
def test_a_zone_names_a_place(at: str, zone: str, instant: str) -> None:
    assert only(csv_of(ADYEN, line("Refunded", debit="1.00", at=at, zone=zone)), WHO).occurred == hear_moment(instant)
