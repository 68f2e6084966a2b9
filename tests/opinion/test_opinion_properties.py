"""What must hold for every story: order of arrival never matters, and nobody is his own witness. With broken twins."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amends.facts import Bundle, Entry, Moment, Opinion, Verdict
from amends.facts.moments import DAY_US, HOUR_US, iso
from amends.opinion import matters, opinions, testimony
from amends.opinion.completeness import Completeness, Stretch, completeness
from stories import BANK, GATEWAY, POLICY, SHOP, at, bundle, claim, looked, told

WAREHOUSE, REPORT = told("warehouse", "us"), told("report", "gateway")
START = at("2026-05-04 12:00")
NOW = at("2026-07-15 12:00")
CLAIMS = tuple(
    claim(kind) for kind in ("refund_not_received", "charged_twice", "not_authorised", "payment_not_credited")
)
RIGHT = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)
STATES = st.sampled_from(["asked", "held", "accepted", "settled", "failed", "came_back", "canceled"])
AMOUNTS = st.sampled_from(["129.00 EUR", "128.99 EUR", "1.29 EUR", "129 JPY"])
PAYMENTS = st.sampled_from([None, "pi_1", "pi_2", "ch_1"])


def _when(hours: int) -> str:
    return iso(Moment(START + hours * HOUR_US))


HOURS = st.integers(0, 24 * 30).map(_when)


@st.composite
def refunds(draw: Any, teller: Any) -> Entry:
    more: dict[str, Any] = {"payment_ref": draw(PAYMENTS), "livemode": draw(st.sampled_from([True, True, True, False]))}
    if teller.root == "us":
        number, more["gateway_ref"] = f"R-{draw(st.integers(1, 2))}", draw(st.sampled_from([None, "re_1", "re_2"]))
    else:
        number, more["our_ref"] = f"re_{draw(st.integers(1, 3))}", draw(st.sampled_from([None, "R-1", "R-2"]))
        more["customer_id"] = draw(st.sampled_from([None, "C-7", "C-8"]))
        more["arn"] = draw(st.sampled_from([None, None, "74"]))
    return teller.refund(number, draw(AMOUNTS), draw(HOURS), draw(STATES), **more)


@st.composite
def charges(draw: Any, teller: Any) -> Entry:
    order = draw(st.sampled_from([None, "O-1"]))
    return teller.charge(draw(PAYMENTS) or "pi_1", draw(AMOUNTS), draw(HOURS), draw(STATES), order_id=order)


@st.composite
def others(draw: Any) -> Entry:
    when, status = draw(HOURS), draw(st.sampled_from(["", "shipped", "canceled", "unpaid"]))
    verdict = draw(st.sampled_from(["customer_right", "record_right", "cannot_tell"]))
    return draw(
        st.sampled_from(
            [
                SHOP.order("O-1", "129.00 EUR", when, status),
                GATEWAY.complete("refunds", "2026-05-01 00:00", when),
                GATEWAY.complete("charges", "2026-05-01 00:00", when),
                SHOP.complete("orders", "2026-01-01 00:00", when),
                REPORT.complete("settlements", "2026-05-01 00:00", when),
                GATEWAY.event("evt_1", "refund.failed", "refund:re_1", when, undelivered=True),
                BANK.posting("b-1", "129.00 EUR", when, payment_ref="pi_1"),
                looked("refund:R-1", verdict, "cannot_tell", when),
            ]
        )
    )


ANYTHING = st.one_of(refunds(SHOP), refunds(WAREHOUSE), refunds(GATEWAY), refunds(REPORT), charges(GATEWAY), others())
STORIES = st.lists(ANYTHING, min_size=1, max_size=9, unique_by=lambda e: e.id)
OUR_STORIES = st.lists(st.one_of(refunds(SHOP), refunds(WAREHOUSE), charges(SHOP)), min_size=1, max_size=6)


def judge(entries: Any) -> tuple[Opinion, ...]:
    return opinions(bundle(*entries), CLAIMS, now=NOW, policy=POLICY)


def check_order(entries: list[Entry], seed: int) -> None:
    shuffler = random.Random(seed)
    again = [*entries, *shuffler.choices(entries, k=3)]
    shuffler.shuffle(again)
    assert opinions(_as_given(again), CLAIMS, now=NOW, policy=POLICY) == judge(entries)


def _as_given(entries: list[Entry]) -> Bundle:
    whole = bundle(*entries)
    return replace(
        whole, own=tuple(e for e in entries if e in whole.own), about=tuple(e for e in entries if e in whole.about)
    )


@settings(max_examples=300, deadline=None)
@given(STORIES, st.integers(0, 10_000))
def test_order_of_arrival_and_duplicates_change_nothing(entries: list[Entry], seed: int):
    check_order(entries, seed)


def check_orders(entries: list[Entry]) -> None:
    for seed in range(20):
        check_order(entries, seed)


TWO_LOOKS = [
    SHOP.refund("R-1", "129.00 EUR", "2026-05-04 12:00"),
    looked("refund:R-1", "record_right", "cannot_tell", "2026-05-05 12:00"),
    looked("refund:R-1", "customer_right", "cannot_tell", "2026-05-06 12:00"),
]


@pytest.mark.promise
def test_a_twin_that_takes_entries_as_they_arrive_is_caught(monkeypatch: pytest.MonkeyPatch):
    check_orders(TWO_LOOKS)
    monkeypatch.setattr(testimony, "in_order_of_happening", tuple)
    with pytest.raises(AssertionError):
        check_orders(TWO_LOOKS)


def check_independence_of(found: tuple[Opinion, ...]) -> None:
    for opinion in found:
        assert not {w.root for w in opinion.witnesses} & {"us", "customer"}, opinion
        if opinion.verdict in RIGHT and opinion.reason != "second_look":
            assert {w.root for w in opinion.witnesses}, opinion


@settings(max_examples=300, deadline=None)
@given(STORIES)
def test_a_verdict_has_an_independent_witness(entries: list[Entry]):
    check_independence_of(judge(entries))


def check_ours_alone(entries: list[Entry]) -> None:
    assert all(o.verdict not in RIGHT for o in judge(entries))


@settings(max_examples=150, deadline=None)
@given(OUR_STORIES)
def test_our_own_rows_alone_never_decide_anything(entries: list[Entry]):
    check_ours_alone(entries)


OUR_TWO_SYSTEMS = [
    SHOP.refund("R-1", "129.00 EUR", "2026-05-04 12:00", gateway_ref="re_1"),
    WAREHOUSE.refund("re_1", "129.00 EUR", "2026-05-06 12:00", "settled"),
]


@pytest.mark.promise
def test_a_twin_that_believes_our_warehouse_is_caught(monkeypatch: pytest.MonkeyPatch):
    check_ours_alone(OUR_TWO_SYSTEMS)
    real = testimony.root_of

    def believes(entry: Entry, ours: Any = ()) -> str:
        return "gateway" if entry.source.name == "warehouse" else real(entry, ours)

    monkeypatch.setattr(testimony, "root_of", believes)
    with pytest.raises(AssertionError):
        check_independence_of(judge(OUR_TWO_SYSTEMS))
    monkeypatch.setattr(matters, "check_independence", lambda opinion: opinion)
    with pytest.raises(AssertionError):
        check_ours_alone(OUR_TWO_SYSTEMS)


@settings(max_examples=300, deadline=None)
@given(STORIES, STATES, AMOUNTS, st.integers(0, 30 * 24))
def test_writing_refunded_again_never_makes_our_record_right(entries: list[Entry], state: str, amount: str, hours: int):
    ours = SHOP.refund("R-1", "129.00 EUR", "2026-05-04 12:00", payment_ref="pi_1")
    entries = [e for e in entries if e.source.root != "us" or e.what.kind != "refund.told"]
    last = max((e.occurred for e in entries), default=ours.occurred)
    again = SHOP.refund("R-1", amount, iso(Moment(max(last, ours.occurred) + hours * HOUR_US + DAY_US)), state)
    assume(again.occurred <= NOW)
    before = [o for o in judge([ours, *entries]) if o.matter == "refund:R-1"]
    after = [o for o in judge([ours, *entries, again]) if o.matter == "refund:R-1"]
    if all(o.verdict is not Verdict.RECORD_RIGHT for o in before):
        assert all(o.verdict is not Verdict.RECORD_RIGHT for o in after)


def check_silence(covering: Callable[..., Stretch | None]) -> None:
    declared = GATEWAY.complete("refunds", "2026-05-05 00:00", "2026-05-31 00:00")
    ranges = completeness([declared], NOW)
    assert covering(ranges, "stripe", ("refunds",), at("2026-05-05 00:00"), at("2026-05-31 00:00")) is not None
    assert covering(ranges, "stripe", ("refunds",), at("2026-05-04 23:59"), at("2026-05-31 00:00")) is None
    assert covering(ranges, "stripe", ("refunds",), at("2026-05-05 00:00"), at("2026-05-31 00:01")) is None


@pytest.mark.promise
def test_a_twin_that_takes_any_silence_for_evidence_is_caught():
    def credulous(
        ranges: Completeness, source: str, kinds: tuple[str, ...], start: Moment, end: Moment
    ) -> Stretch | None:
        return next((s for of in kinds for s in ranges.stretches(source, of)), None)

    check_silence(Completeness.covering)
    with pytest.raises(AssertionError):
        check_silence(credulous)


def test_payouts_and_declarations_in_any_order():
    story = [
        SHOP.refund("R-1", "129.00 EUR", "2026-05-04 12:00", gateway_ref="re_1"),
        GATEWAY.refund("re_1", "129.00 EUR", "2026-05-05 12:00", "settled", payout_ref="po_1"),
        GATEWAY.payout("po_1", "500.00 EUR", "2026-05-06 12:00"),
        BANK.payout("po_1", "499.00 EUR", "2026-05-07 12:00"),
        GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-03 00:00"),
        GATEWAY.complete("refunds", "2026-05-03 00:00", "2026-05-09 00:00"),
        SHOP.refund("R-2", "7.00 EUR", "2026-05-04 12:00", payment_ref="pi_3"),
    ]
    assert {o.reason for o in judge(story) if o.disputed} == {"payout_broken", "never_sent"}
    check_orders(story)
