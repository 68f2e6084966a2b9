"""The promise: a report tells the same whatever the order of its lines, and however often it is taken in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Entry
from amends.intake.heard import Heard
from amends.intake.settlement import Party
from reports import (
    ACTIVITY,
    ADYEN,
    ADYEN_REFUND,
    AS_OF,
    BRAINTREE,
    BRAINTREE_REFUND,
    LIST,
    PAYPAL_REFUND,
    STRIPE,
    STRIPE_REFUND,
    csv_of,
    heard,
    party,
    stl,
    stl_line,
)

REPORTS: dict[str, tuple[str, list[str]]] = {
    "stripe": (STRIPE, [STRIPE_REFUND, STRIPE_REFUND.replace("refund,re_2", "charge,ch_1").replace("-129", "129")]),
    "stripe list": (LIST, [f"re_{n},12900,eur,failed,2026-05-04 09:30:00,ch_1,pi_1,declined,R-{n}" for n in range(3)]),
    "adyen": (ADYEN, [ADYEN_REFUND, ADYEN_REFUND.replace("MOD2", "MOD3"), ADYEN_REFUND.replace("129.00", "x")]),
    "paypal": (ACTIVITY, [PAYPAL_REFUND, PAYPAL_REFUND.replace("TX2", "TX3"), PAYPAL_REFUND.replace("Payment", "?")]),
    "braintree": (BRAINTREE, [BRAINTREE_REFUND, BRAINTREE_REFUND.replace("bt2", "bt3")]),
}


def same_set(done: Heard) -> tuple[dict[str, Entry], set[str]]:
    assert all(bad.source_id for bad in done.not_understood)
    return {entry.id: entry for entry in done.entries}, {bad.source_id for bad in done.not_understood}


def who(name: str) -> Party:
    return party(name.split()[0], as_of=AS_OF)


@pytest.mark.promise
@pytest.mark.parametrize("name", REPORTS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_lines_in_any_order_and_twice_are_the_same_entries(name: str, data: st.DataObject) -> None:
    header, lines = REPORTS[name]
    order = data.draw(st.permutations([*lines, *data.draw(st.lists(st.sampled_from(lines), max_size=4))]))
    assert same_set(heard(csv_of(header, *order), who(name))) == same_set(heard(csv_of(header, *lines), who(name)))


@pytest.mark.promise
@settings(max_examples=25, deadline=None)
@given(st.permutations([stl_line(f"TX{n}", "T1107", "DR", f"{n}00", original="TX1") for n in range(2, 6)]))
def test_the_records_of_a_settlement_report_in_any_order(rows: list[str]) -> None:
    assert same_set(heard(stl(*rows), who("paypal"))) == same_set(heard(stl(*sorted(rows)), who("paypal")))


def numbered(lines: list[str]) -> set[tuple[int, str]]:
    """The broken twin: names a line by where it stands in the file."""
    return set(enumerate(lines))


def test_the_twin_that_names_lines_by_their_place_is_caught() -> None:
    lines = REPORTS["adyen"][1]
    assert numbered(lines) != numbered(lines[::-1])


def test_another_amount_under_the_same_name_is_a_conflict_and_more_columns_are_not() -> None:
    (one,) = heard(csv_of(ADYEN, ADYEN_REFUND), who("adyen")).entries
    (other,) = heard(csv_of(ADYEN, ADYEN_REFUND.replace("EUR,129.00", "EUR,130.00")), who("adyen")).entries
    assert one.id == other.id
    assert one != other
    (more,) = heard(csv_of(f"{ADYEN},ARN", f"{ADYEN_REFUND},7492"), who("adyen")).entries
    assert more.id != one.id
