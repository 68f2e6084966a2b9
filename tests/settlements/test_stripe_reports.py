"""Stripe's reports: decimals against minor units, two currencies, and failures that undo a settlement."""

import pytest

from amends.facts import Money, MoneyState, hear_moment
from amends.facts.kinds import RefundTold
from reports import AS_OF, LIST, STRIPE, STRIPE_REFUND, charge, csv_of, heard, only, party, payout, refund

WHO = party("stripe")


def line(category: str, gross: str, source: str, *, currency: str = "eur", facing: str = ",", at: str = "04") -> str:
    return (
        f"txn_9,2026-05-{at} 09:30:00,2026-05-{at} 09:30:00,{currency},{gross},0.00,{gross},{category},{source},"
        f"ch_1,pi_1,po_1,{facing},,A-17"
    )


def test_a_refund_is_settled_when_it_left_our_balance() -> None:
    told = refund(csv_of(STRIPE, STRIPE_REFUND), WHO)
    assert told == RefundTold(
        refund_id="re_2",
        money=Money(12900, "EUR"),
        state=MoneyState.SETTLED,
        our_ref="R-2291",
        payment_ref="pi_1",
        charge_ref="ch_1",
        order_id="A-17",
        settled_at=hear_moment("2026-05-06T00:00:00Z"),
        payout_ref="po_1",
    )
    assert only(csv_of(STRIPE, STRIPE_REFUND), WHO).occurred == hear_moment("2026-05-04T09:30:00Z")


def test_the_amount_is_the_one_the_customer_sees() -> None:
    told = refund(csv_of(STRIPE, line("refund", "-118.40", "re_2", facing="-129.00,usd")), WHO)
    assert told.money == Money(12900, "USD")


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert refund(csv_of(STRIPE, line("refund", "-5000", "re_2", currency="jpy")), WHO).money == Money(5000, "JPY")
    assert refund(csv_of(STRIPE, line("refund", "-5000.00", "re_2", currency="jpy")), WHO).money == Money(5000, "JPY")
    assert refund(csv_of(STRIPE, line("refund", "-1.250", "re_2", currency="bhd")), WHO).money == Money(1250, "BHD")


def test_a_failure_is_later_than_the_settlement_that_it_undoes() -> None:
    raw = csv_of(STRIPE, STRIPE_REFUND, line("refund_failure", "129.00", "re_2", at="09"))
    settled, failed = (entry for entry in heard(raw, WHO).entries if isinstance(entry.what, RefundTold))
    assert isinstance(settled.what, RefundTold)
    assert isinstance(failed.what, RefundTold)
    assert failed.what.state is MoneyState.FAILED
    assert settled.what.settled_at is not None
    assert failed.occurred > settled.what.settled_at


@pytest.mark.parametrize(
    ("category", "gross", "state"),
    [
        ("charge", "129.00", MoneyState.SETTLED),
        ("charge_failure", "-129.00", MoneyState.FAILED),
        ("dispute", "-129.00", MoneyState.CAME_BACK),
        ("dispute_reversal", "129.00", MoneyState.ACCEPTED),
    ],
)
def test_a_charge_and_what_became_of_it(category: str, gross: str, state: MoneyState) -> None:
    told = charge(csv_of(STRIPE, line(category, gross, "ch_1")), WHO)
    assert (told.payment_ref, told.charge_ref, told.state, told.money) == ("pi_1", "ch_1", state, Money(12900, "EUR"))


def test_a_payout_is_positive_at_our_bank() -> None:
    assert payout(csv_of(STRIPE, line("payout", "-1500.00", "po_1")), WHO).money == Money(150000, "EUR")
    returned = payout(csv_of(STRIPE, line("payout_reversal", "1500.00", "po_1")), WHO)
    assert (returned.money, returned.state) == (Money(150000, "EUR"), MoneyState.FAILED)


def test_fees_tell_nothing_and_an_unknown_category_is_not_shrugged_off() -> None:
    done = heard(csv_of(STRIPE, line("fee", "-2.00", ""), line("refund_v2", "-2.00", "re_3")), WHO)
    assert done.entries == ()
    (problem,) = done.problems
    assert (problem.line, problem.column, problem.value) == (3, "reporting_category", "refund_v2")
    assert len(done.not_understood) == 1


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (line("refund", "129.00", "re_2"), "gross"),  # a refund that brings money in
        (line("refund", "-129.005", "re_2"), "gross"),
        (line("refund", "-129.00", "re_2", currency="eus"), "gross"),
        (line("refund", "-129.00", "ch_1"), "source_id"),  # old exports name the charge
        (line("refund", "-129.00", ""), "source_id"),
        (line("partial_capture_reversal", "-29.00", "ch_1"), "reporting_category"),
    ],
)
def test_a_line_that_cannot_be_is_named(bad: str, column: str) -> None:
    done = heard(csv_of(STRIPE, bad, STRIPE_REFUND), WHO)
    assert [(problem.line, problem.column) for problem in done.problems] == [(2, column)]
    assert len(done.entries) == len(done.not_understood) == 1


def test_local_times_need_their_zone() -> None:
    header, row = STRIPE.replace("_utc", ""), STRIPE_REFUND
    (problem,) = heard(csv_of(header, row), WHO).problems
    assert "--zone" in problem.next_step
    from zoneinfo import ZoneInfo

    entry = only(csv_of(header, row), party("stripe", zone=ZoneInfo("Europe/Berlin")))
    assert entry.occurred == hear_moment("2026-05-04T07:30:00Z")


def test_the_list_of_refunds_has_minor_units() -> None:
    row = "re_2,12900,eur,succeeded,2026-05-04 09:30:00,ch_1,pi_1,,R-2291"
    told = refund(csv_of(LIST, row), WHO)
    assert (told.money, told.state, told.our_ref) == (Money(12900, "EUR"), MoneyState.ACCEPTED, "R-2291")
    (problem,) = heard(csv_of(LIST, row.replace("12900", "129.00")), WHO).problems
    assert problem.column == "amount"


def test_a_failure_in_the_list_is_dated_when_the_list_was_made() -> None:
    raw = csv_of(LIST, "re_2,12900,eur,failed,2026-05-04 09:30:00,ch_1,pi_1,expired_or_canceled_card,R-2291")
    (problem,) = heard(raw, WHO).problems
    assert "--as-of" in problem.next_step
    entry = only(raw, party("stripe", as_of=AS_OF))
    assert entry.occurred == AS_OF
    assert refund(raw, party("stripe", as_of=AS_OF)).failure_reason == "expired_or_canceled_card"
