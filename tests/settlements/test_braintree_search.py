"""Braintree's search: a refund is a transaction of its own, and may be declined days later."""

import pytest

from amends.facts import Money, MoneyState, Refused, hear_moment
from reports import AS_OF, BRAINTREE, BRAINTREE_REFUND, charge, csv_of, heard, only, party, refund

WHO = party("braintree")


def test_a_credit_is_a_refund_with_a_settlement_of_its_own() -> None:
    told = refund(csv_of(BRAINTREE, BRAINTREE_REFUND), WHO)
    assert (told.refund_id, told.payment_ref, told.order_id) == ("bt2", "bt1", "A-17")
    assert (told.money, told.state) == (Money(12900, "USD"), MoneyState.SETTLED)
    assert told.settled_at == hear_moment("2026-05-14T05:00:00Z")
    assert only(csv_of(BRAINTREE, BRAINTREE_REFUND), WHO).occurred == hear_moment("2026-05-13T14:30:00Z")


def test_submitted_is_not_settled() -> None:
    raw = csv_of(BRAINTREE, BRAINTREE_REFUND.replace(",settled,", ",submitted_for_settlement,"))
    assert (refund(raw, WHO).state, refund(raw, WHO).settled_at) == (MoneyState.ACCEPTED, None)


def test_a_settlement_that_was_declined_comes_after_its_submission() -> None:
    raw = csv_of(BRAINTREE, BRAINTREE_REFUND.replace(",settled,", ",settlement_declined,"))
    (problem,) = heard(raw, WHO).problems
    assert "--as-of" in problem.next_step
    declined = only(raw, party("braintree", as_of=AS_OF))
    assert declined.occurred == AS_OF
    assert refund(raw, party("braintree", as_of=AS_OF)).failure_reason == "settlement_declined"


def test_a_sale_is_a_charge() -> None:
    told = charge(csv_of(BRAINTREE, BRAINTREE_REFUND.replace(",credit,", ",sale,").replace("bt1", "")), WHO)
    assert (told.payment_ref, told.state) == ("bt2", MoneyState.SETTLED)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",settled,", ",lost,", "Transaction Status"),
        (",credit,", ",loan,", "Transaction Type"),
        (",129.00,", ",129.001,", "Amount Submitted For Settlement"),
        (",CDT,", ",,", "Created Timezone"),
    ],
)
def test_a_line_that_cannot_be_is_named(old: str, new: str, column: str) -> None:
    done = heard(csv_of(BRAINTREE, BRAINTREE_REFUND.replace(old, new)), WHO)
    assert [(problem.line, problem.column) for problem in done.problems] == [(2, column)]
    assert len(done.not_understood) == 1


def test_day_and_month_are_never_guessed() -> None:
    raw = csv_of(BRAINTREE, "bt2,,credit,settled,05/04/2026 09:30:00,CDT,05/06/2026,,USD,129.00,A-17,bt1,Credit Card")
    with pytest.raises(Refused, match="--dates"):
        heard(raw, WHO)
    assert only(raw, party("braintree", dates="mdy")).occurred == hear_moment("2026-05-04T14:30:00Z")
