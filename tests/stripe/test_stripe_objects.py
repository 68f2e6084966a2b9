"""Single objects of the gateway as entries: states, minor units that are not ISO's, reversals, and steady ids."""

from typing import Any

import pytest

from amends.facts import Money, MoneyState, entry_of, head_and_body
from amends.facts.kinds import ChargeTold, RefundTold
from amends.facts.moments import SECOND_US
from amends.intake.stripe import (
    STRIPE,
    BadObject,
    Keys,
    entries_of_balance_line,
    entries_of_charge,
    entries_of_dispute,
    entries_of_intent,
    entries_of_refund,
)

T0 = 1_777_818_000
Json = dict[str, Any]


def refund(**more: Any) -> Json:
    return {
        "id": "re_1", "object": "refund", "amount": 12900, "currency": "eur", "status": "succeeded", "created": T0,
        "charge": "ch_1", "payment_intent": "pi_1",
    } | more  # fmt: skip


def charge(**more: Any) -> Json:
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 12900,
        "currency": "eur",
        "status": "succeeded",
        "created": T0,
    } | more


def told(one: Json, keys: Keys | None = None) -> dict[MoneyState, RefundTold]:
    entries = entries_of_refund(one, keys or Keys(), livemode=True)
    assert all(entry_of(*head_and_body(entry)) == entry for entry in entries)
    return {entry.what.state: entry.what for entry in entries if isinstance(entry.what, RefundTold)}


@pytest.mark.parametrize(
    ("more", "states"),
    [
        ({"status": "succeeded"}, [MoneyState.ACCEPTED]),
        ({"status": "pending"}, [MoneyState.ASKED]),
        ({"status": "requires_action"}, [MoneyState.ASKED]),
        ({"status": "pending", "pending_reason": "processing"}, [MoneyState.ASKED]),
        ({"status": "pending", "pending_reason": "insufficient_funds"}, [MoneyState.HELD]),
        ({"status": "pending", "pending_reason": "charge_pending"}, [MoneyState.HELD]),
        ({"status": "failed"}, [MoneyState.FAILED]),
        ({"status": "failed", "balance_transaction": "txn_1"}, [MoneyState.ACCEPTED, MoneyState.FAILED]),
        ({"status": "failed", "failure_balance_transaction": "txn_2"}, [MoneyState.ACCEPTED, MoneyState.FAILED]),
        ({"status": "canceled"}, [MoneyState.CANCELED]),
    ],
)
def test_states_of_a_refund_none_of_which_is_received(more: Json, states: list[MoneyState]) -> None:
    assert list(told(refund(**more))) == states


def test_a_failure_that_nothing_dates_is_not_older_than_the_settlement_it_undid() -> None:
    moved = {"id": "txn_1", "created": T0, "available_on": T0 + 86_400}
    failed = entries_of_refund(refund(status="failed", balance_transaction=moved), Keys(), livemode=True)[-1]
    assert failed.occurred == (T0 + 86_400) * SECOND_US
    line = {"id": "txn_1", "type": "refund", "status": "available", "source": refund(status="failed"), **moved}
    assert entries_of_balance_line(line, Keys(), livemode=True) == ()
    assert entries_of_balance_line(line | {"source": refund()}, Keys(), livemode=True) != ()


def test_a_status_that_is_not_documented_is_not_guessed_at() -> None:
    for status in (None, "reversed", 3):
        with pytest.raises(BadObject, match="has a status that is not documented"):
            entries_of_refund(refund(status=status), Keys(), livemode=True)


def test_a_reversal_has_no_number_to_trace_and_a_credit_has_its_arn() -> None:
    card = {"type": "reversal"}
    assert told(refund(destination_details={"type": "card", "card": card}))[MoneyState.ACCEPTED].is_reversal
    card = {"type": "refund", "reference": "74208", "reference_type": "acquirer_reference_number"}
    what = told(refund(destination_details={"type": "card", "card": card}))[MoneyState.ACCEPTED]
    assert (what.arn, what.is_reversal, what.method) == ("74208", False, "card")
    card["reference_type"] = "system_trace_audit_number"
    assert told(refund(destination_details={"type": "card", "card": card}))[MoneyState.ACCEPTED].arn is None


def test_our_own_numbers_stand_in_the_metadata_under_names_of_our_choice() -> None:
    what = told(refund(metadata={"Bestellung": "10-4471", "rid": "R-1"}), Keys("Bestellung", "rid"))[
        MoneyState.ACCEPTED
    ]
    assert (what.order_id, what.our_ref) == ("10-4471", "R-1")


@pytest.mark.parametrize(
    ("amount", "currency", "money"),
    [
        (12900, "eur", Money(12900, "EUR")),
        (5000, "jpy", Money(5000, "JPY")),
        (1250, "bhd", Money(1250, "BHD")),
        (500, "isk", Money(5, "ISK")),  # two decimals at the gateway, none in ISO 4217
        (500, "ugx", Money(5, "UGX")),
        (500, "mga", Money(50000, "MGA")),  # none at the gateway, two in ISO 4217
    ],
)
def test_minor_units_of_the_gateway_become_those_of_iso(amount: int, currency: str, money: Money) -> None:
    assert told(refund(amount=amount, currency=currency))[MoneyState.ACCEPTED].money == money


@pytest.mark.parametrize(
    "more", [{"amount": 12.5}, {"amount": True}, {"currency": "eux"}, {"amount": 501, "currency": "isk"}]
)
def test_an_amount_that_cannot_be_is_not_taken(more: Json) -> None:
    with pytest.raises(BadObject):
        entries_of_refund(refund(**more), Keys(), livemode=True)


def test_new_details_are_one_more_entry_and_another_amount_is_a_conflict() -> None:
    def one(**more: Any) -> Any:
        (entry,) = entries_of_refund(refund(**more), Keys(), livemode=True)
        return entry

    plain = one()
    assert plain.source == STRIPE
    assert plain.id == "stripe/re_1:accepted"
    traced = one(destination_details={"card": {"reference": "74208"}})
    assert traced.id != plain.id
    assert traced == one(destination_details={"card": {"reference": "74208"}})
    other = one(amount=1)
    assert other.id == plain.id
    assert other != plain


@pytest.mark.parametrize(
    ("more", "states"),
    [
        ({}, [MoneyState.ACCEPTED]),
        ({"captured": False}, [MoneyState.ASKED]),
        ({"status": "pending"}, [MoneyState.ASKED]),
        ({"status": "failed", "failure_code": "card_declined"}, [MoneyState.FAILED]),
        ({"disputed": True}, [MoneyState.ACCEPTED, MoneyState.CAME_BACK]),
    ],
)
def test_states_of_a_charge(more: Json, states: list[MoneyState]) -> None:
    entries = entries_of_charge(charge(**more), Keys(), livemode=True)
    assert [entry.what.state for entry in entries if isinstance(entry.what, ChargeTold)] == states


def test_a_charge_is_found_by_its_payment_its_own_id_its_order_and_its_customer() -> None:
    (entry,) = entries_of_charge(
        charge(
            payment_intent={"id": "pi_1", "metadata": {"order_id": "10-4471", "customer_id": "C-17"}},
            billing_details={"email": "Mara@Example.org"},
        ),
        Keys(),
        livemode=True,
    )
    keys = [handle.key for handle in entry.what.handles()]
    assert keys == ["customer:C-17", "email:mara@example.org", "payment:pi_1", "payment:ch_1", "order:10-4471"]


def test_a_payment_intent_speaks_only_until_it_has_a_charge() -> None:
    intent = {"id": "pi_1", "amount": 100, "currency": "eur", "status": "processing", "created": T0}
    (entry,) = entries_of_intent(intent, Keys(), livemode=True)
    assert isinstance(entry.what, ChargeTold)
    assert entry.what.state is MoneyState.ASKED
    assert entries_of_intent(intent | {"latest_charge": "ch_1"}, Keys(), livemode=True) == ()
    (entry,) = entries_of_intent(intent | {"status": "canceled", "canceled_at": T0 + 60}, Keys(), livemode=True)
    assert entry.occurred == (T0 + 60) * SECOND_US


def test_a_won_dispute_gives_the_money_back_to_us() -> None:
    dispute = {"id": "dp_1", "charge": "ch_1", "amount": 100, "currency": "eur", "created": T0, "status": "won"}
    (entry,) = entries_of_dispute(dispute, livemode=True)
    assert isinstance(entry.what, ChargeTold)
    assert (entry.what.payment_ref, entry.what.state) == ("ch_1", MoneyState.ACCEPTED)


def test_a_settlement_line_in_our_currency_tells_the_refund_in_its_own() -> None:
    line = {
        "id": "txn_1", "type": "refund", "status": "available", "amount": -11800, "currency": "usd", "created": T0,
        "available_on": T0 + 60, "source": refund(),
    }  # fmt: skip
    (entry,) = entries_of_balance_line(line, Keys(), livemode=True, payout_ref="po_1")
    what = entry.what
    assert isinstance(what, RefundTold)
    assert (what.money, what.state, what.payout_ref) == (Money(12900, "EUR"), MoneyState.SETTLED, "po_1")
    assert what.settled_at == entry.occurred == (T0 + 60) * SECOND_US
    assert entries_of_balance_line(line | {"status": "pending"}, Keys(), livemode=True) == ()
    assert entries_of_balance_line(line | {"type": "stripe_fee"}, Keys(), livemode=True) == ()
