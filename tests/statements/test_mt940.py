"""MT940: dialects of field 86, reversals, dates at the turn of the year, and a library that must not chatter."""

import logging

import pytest

from amends.facts import Money, Refused, hear_moment
from bank_files import heard, moneys, mt940, only, payouts, postings

REFUND = (":61:2605040504D129,00NTRFR-2291//BANK1", ":86:166?00SEPA?20EREF+R-2291?21SVWZ+Refund or?22der 17?32RUTH")


def test_a_refund_by_transfer_left_our_account() -> None:
    (told,) = postings(mt940(*REFUND))
    assert (told.money, told.payment_ref, told.text) == (Money(-12900, "EUR"), "R-2291", "Refund order 17")
    assert only(mt940(*REFUND)).occurred == hear_moment("2026-05-04T00:00:00Z")


@pytest.mark.parametrize(
    ("mark", "minor", "about"),
    [("C", 129, ""), ("D", -129, ""), ("RC", -129, "reversal"), ("RD", 129, "reversal")],
)
def test_a_reversed_credit_leaves_and_a_reversed_debit_comes_back(mark: str, minor: int, about: str) -> None:
    (told,) = postings(mt940(f":61:2605040504{mark}1,29NTRFX//B"))
    assert (told.money.amount_minor, told.about) == (minor, about)


def test_the_twin_that_leaves_the_sign_to_the_library_is_caught() -> None:
    import mt940 as library

    raw = mt940(":61:2605040504RC1,29NTRFX//B")
    assert library.parse(raw)[0].data["amount"].amount > 0 > moneys(raw)[0].amount_minor


@pytest.mark.parametrize(
    ("details", "reference"),
    [
        (":86:/TRTP/SEPA/IBAN/NL00/NAME/Ruth/EREF/R-2291/REMI/Refund", "R-2291"),
        (":86:166?20EREF+AMENDS-2026-0504-000000?210000002291?22SVWZ+Refund", "AMENDS-2026-0504-0000000000002291"),
        (":86:plain words", "R-2291"),
        ("", "R-2291"),
    ],
)
def test_the_reference_is_found_as_each_bank_writes_it(details: str, reference: str) -> None:
    (told,) = postings(mt940(REFUND[0], *filter(None, [details])))
    assert told.payment_ref == reference


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (":86:/TRTP/SEPA/IBAN/NL00/NAME/Ruth/EREF/R-2291/REMI/Refund order 17", "Refund order 17"),
        (":86:/EREF/R-2291//CNTP/NL00/ABNANL2A/Ruth///REMI/USTD//Refund order 17/", "Refund order 17"),
        (":86:Refund\norder 17", "Refund order 17"),
        (":86:166?20Refund orde?21r 17?32Ruth", "Refund order 17"),
    ],
)
def test_the_words_are_those_of_the_payment_and_not_the_customers_account(details: str, words: str) -> None:
    (told,) = postings(mt940(REFUND[0], details))
    assert (told.text, told.payment_ref) == (words, "R-2291")


def test_no_reference_is_none() -> None:
    (told,) = postings(mt940(":61:2605040504D129,00NTRFNONREF"))
    assert told.payment_ref is None


def test_the_bank_asn_writes_longer_references() -> None:
    (told,) = postings(mt940(":61:2605040504D129,00NTRFNL47INGB9999999999 extra//B", ":86:Refund"))
    assert told.money == Money(-12900, "EUR")


def test_the_booking_may_be_in_the_year_after() -> None:
    entry = only(mt940(":61:2512310102D1,00NTRFX//B"))
    assert entry.occurred == hear_moment("2026-01-02T00:00:00Z")


def test_a_payout_of_the_gateway_is_told_as_one() -> None:
    (told,) = payouts(mt940(":61:2605040504C1500,00NTRFNONREF", ":86:STRIPE po_1QxYz8Ab2Cd3"))
    assert (told.payout_ref, told.money) == ("po_1QxYz8Ab2Cd3", Money(150000, "EUR"))


def test_a_bad_line_costs_itself_only_and_is_never_printed(capfd: pytest.CaptureFixture[str], caplog: object) -> None:
    done = heard(mt940(":61:2605040504?129,00NTRFRUTH MILLER//BANK1", ":86:RUTH MILLER", *REFUND))
    assert [(problem.line, problem.column) for problem in done.problems] == [(5, ":61:")]
    assert len(done.entries) == len(done.not_understood) == 1
    assert b"RUTH MILLER" in done.not_understood[0].raw
    printed = "".join(capfd.readouterr()) + "".join(str(problem) for problem in done.problems)
    assert "RUTH" not in printed
    assert "RUTH" not in getattr(caplog, "text", "")


def test_the_library_would_print_it(caplog: pytest.LogCaptureFixture) -> None:
    """What is silenced is there to be silenced."""
    import mt940 as library

    logging.getLogger("mt940").setLevel(logging.NOTSET)
    with pytest.raises(RuntimeError):
        library.parse(mt940(":61:2605040504?129,00NTRFRUTH MILLER//BANK1"))
    assert "RUTH MILLER" in caplog.text


@pytest.mark.parametrize("amount", ["129,005", "1,2,9"])
def test_an_amount_that_cannot_be_is_named(amount: str) -> None:
    (problem,) = heard(mt940(f":61:2605040504D{amount}NTRFX//B")).problems
    assert (problem.line, problem.column) == (5, ":61:")


def test_several_statements_in_one_file() -> None:
    other = mt940(":61:2605050505C5,00NTRFY//B", balance=":60F:C260501USD0,00")
    assert moneys(mt940(*REFUND) + other) == [Money(-12900, "EUR"), Money(500, "USD")]


def test_a_statement_that_is_cut_off_is_said() -> None:
    done = heard(mt940(*REFUND, end=""))
    assert len(done.entries) == 1
    assert "without a closing balance" in str(done.problems[0])


def test_a_month_without_a_line_is_no_error() -> None:
    assert heard(mt940()) == heard(mt940())
    assert heard(mt940()).problems == ()


def test_any_other_text_is_refused() -> None:
    for raw in (b"", b"  \n", b":21:x\n:61:y\n", b"a,b\n1,2\n"):
        with pytest.raises(Refused):
            heard(raw)
