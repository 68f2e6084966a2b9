"""PayPal: signs, directions, marks between thousands, day and month, and reports that are cut off."""

import pytest

from amends.facts import Money, MoneyState, Refused, hear_moment
from amends.intake.stated import Period
from reports import ACTIVITY, PAYPAL_REFUND, charge, csv_of, heard, only, party, payout, refund, stl, stl_line

WHO = party("paypal")
REFUNDED = stl_line("TX2", "T1107", "DR", "12900", original="TX1")


def activity(kind: str, gross: str, *, date: str = "13/05/2026", status: str = "Completed", zone: str = "CEST") -> str:
    return (
        f'{date},09:30:00,{zone},Ruth,{kind},{status},EUR,"{gross}","0,00","{gross}",ruth@example.org,shop@example.org,'
        "TX2,TX1,A-17,"
    )


def test_a_refund_of_the_settlement_report() -> None:
    told = refund(stl(REFUNDED), WHO)
    assert (told.refund_id, told.payment_ref, told.order_id) == ("TX2", "TX1", "A-17")
    assert (told.money, told.state) == (Money(12900, "USD"), MoneyState.SETTLED)
    assert told.settled_at == hear_moment("2026-05-04T17:00:00Z")


def test_a_settlement_report_may_have_tabs() -> None:
    tabs = stl(REFUNDED).replace(b",", b"\t")
    assert refund(tabs, WHO) == refund(stl(REFUNDED), WHO)


def test_a_refund_that_we_received_is_none_of_ours() -> None:
    assert heard(stl(stl_line("TX2", "T1107", "CR", "12900", original="TX1")), WHO).entries == ()
    assert heard(csv_of(ACTIVITY, activity("Payment Refund", "129,00")), WHO).entries == ()


def without_directions(row: str) -> bool:
    """The broken twin: looks at the code only, and not at the direction."""
    return '"T1107"' in row


def test_the_twin_that_does_not_look_at_the_direction_is_caught() -> None:
    received = stl_line("TX2", "T1107", "CR", "12900", original="TX1")
    assert without_directions(received)
    assert not heard(stl(received), WHO).entries


@pytest.mark.parametrize(
    ("row", "payment", "state"),
    [
        (stl_line("TX1", "T0006", "CR", "12900"), "TX1", MoneyState.SETTLED),
        (stl_line("TX3", "T1106", "DR", "12900", original="TX1"), "TX1", MoneyState.CAME_BACK),
        (stl_line("TX3", "T1201", "DR", "12900", original="TX1"), "TX1", MoneyState.CAME_BACK),
        (stl_line("TX4", "T1202", "CR", "12900", original="TX1"), "TX1", MoneyState.ACCEPTED),
    ],
)
def test_a_payment_and_what_became_of_it(row: str, payment: str, state: MoneyState) -> None:
    told = charge(stl(row), WHO)
    assert (told.payment_ref, told.state, told.money) == (payment, state, Money(12900, "USD"))


def test_a_withdrawal_is_a_payout() -> None:
    assert payout(stl(stl_line("TX9", "T0400", "DR", "150000")), WHO).money == Money(150000, "USD")


def test_the_same_digits_are_hundred_dollars_or_ten_thousand_yen() -> None:
    assert refund(stl(stl_line("TX2", "T1107", "DR", "10000", "USD")), WHO).money == Money(10000, "USD")
    assert str(refund(stl(stl_line("TX2", "T1107", "DR", "10000", "JPY")), WHO).money) == "10000 JPY"


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (stl_line("TX2", "T1107", "DR", "129.00"), "Gross Transaction Amount"),
        (stl_line("TX2", "T1107", "DR", "12900", "HUF"), "Gross Transaction Currency"),  # 129 or 12900 forints
        (stl_line("TX2", "T1107", "XX", "12900"), "Transaction Debit or Credit"),
        (stl_line("TX2", "1107", "DR", "12900"), "Transaction Event Code"),
        (stl_line("", "T1107", "DR", "12900"), "Transaction ID"),
        (stl_line("TX2", "T1107", "DR", "12900").replace("2026/05/04", "4.5.2026"), "Transaction Completion Date"),
    ],
)
def test_a_record_that_cannot_be_is_named(bad: str, column: str) -> None:
    done = heard(stl(bad, REFUNDED), WHO)
    assert [(problem.line, problem.column) for problem in done.problems] == [(5, column)]
    assert len(done.entries) == len(done.not_understood) == 1


def test_the_period_is_stated_by_a_whole_report_only() -> None:
    start, end = hear_moment("2026-05-04T07:00:00Z"), hear_moment("2026-05-05T06:59:59.999999Z")
    whole: list[Period] = []
    assert heard(stl(REFUNDED), WHO, whole).problems == ()
    assert whole == [Period("settlements", start, end), Period("payouts", start, end)]
    for damaged in (stl(REFUNDED, counted=2), stl(REFUNDED, end=False)):
        told: list[Period] = []
        done = heard(damaged, WHO, told)
        assert (told, len(done.entries), len(done.problems)) == ([], 1, 1)


def test_a_refund_of_the_activity_download() -> None:
    told = refund(csv_of(ACTIVITY, PAYPAL_REFUND), WHO)
    assert (told.refund_id, told.payment_ref, told.money) == ("TX2", "TX1", Money(112900, "EUR"))
    assert only(csv_of(ACTIVITY, PAYPAL_REFUND), WHO).occurred == hear_moment("2026-05-13T07:30:00Z")


@pytest.mark.parametrize(
    ("gross", "minor"),
    [("1,250.00", 125000), ("1.250,00", 125000), ("1250.5", 125050), ("1,250", 125000), ("12", 1200)],
)
def test_amounts_are_read_as_the_account_writes_them(gross: str, minor: int) -> None:
    told = charge(csv_of(ACTIVITY, activity("Express Checkout Payment", gross)), WHO)
    assert told.money == Money(minor, "EUR")
    assert told.email == "ruth@example.org"


def test_day_and_month_are_never_guessed() -> None:
    early = csv_of(ACTIVITY, activity("Payment Refund", "-129,00", date="03/05/2026"))
    with pytest.raises(Refused, match="--dates"):
        heard(early, WHO)
    assert only(early, party("paypal", dates="dmy")).occurred == hear_moment("2026-05-03T07:30:00Z")
    assert only(early, party("paypal", dates="mdy")).occurred == hear_moment("2026-03-05T08:30:00Z")
    late = activity("Payment Refund", "-129,00", date="31/05/2026").replace("TX2", "TX3")
    first = heard(csv_of(ACTIVITY, activity("Payment Refund", "-129,00", date="03/05/2026"), late), WHO).entries[0]
    assert first.occurred == hear_moment("2026-05-03T07:30:00Z")


@pytest.mark.parametrize(
    ("status", "state"),
    [("Pending", MoneyState.ASKED), ("Failed", MoneyState.FAILED), ("Returned", MoneyState.CAME_BACK)],
)
def test_a_status_says_where_the_money_is(status: str, state: MoneyState) -> None:
    assert refund(csv_of(ACTIVITY, activity("Payment Refund", "-129,00", status=status)), WHO).state is state


def test_holds_tell_nothing_and_an_unknown_type_is_not_shrugged_off() -> None:
    rows = [activity("Account Hold for Open Authorization", "-1,00"), activity("Rückzahlung", "-129,00")]
    done = heard(csv_of(ACTIVITY, *rows), WHO)
    assert (done.entries, [(p.line, p.column) for p in done.problems]) == ((), [(3, "Type")])
