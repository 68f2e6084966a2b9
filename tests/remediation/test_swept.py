"""The sweep over one customer: which refunds are in it, with which traits, and whom we had told no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry, Money, OwedState, Reason, SweptRefund, Verdict
from amends.facts.kinds import RemedyHandedOver
from amends.remediation import swept, traits
from remedy_stories import CHARGED, FAILED, FAULT, MATTER, OURS, answered, desk, file_of
from stories import GATEWAY, MAIL, SHOP, at, closed, looked, money, told

NOW = "2026-06-20 12:00"
OTHER_GATEWAY = told("acme", "gateway")
GOOD = (
    GATEWAY.refund("re_2", "129.00 EUR", "2026-06-01 10:00", "accepted", payment_ref="pi_1"),
    GATEWAY.refund("re_2", "129.00 EUR", "2026-06-02 10:00", "settled", payment_ref="pi_1"),
)


def only(*entries: Entry, now: str = NOW) -> SweptRefund:
    (row,) = swept(file_of(*entries, now=now))
    return row


def test_a_failed_refund_with_what_it_shares_with_others():
    row = only(*FAULT)
    assert (row.matter, row.customer, row.at) == (MATTER, "customer:C-7", at("2026-05-03 14:20"))
    assert (row.verdict, row.reason, row.failed) == (Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, True)
    assert (row.money, row.owed, row.state) == (money("129.00 EUR"), money("129.00 EUR"), OwedState.OWED)
    assert row.traits == ("currency=EUR", "gateway=stripe", "kind=part", "method=card", "version=4.2")


def test_a_refund_that_no_record_of_ours_tells_of_is_not_in_it():
    assert swept(file_of(*FAULT, GATEWAY.refund("re_7", "20.00 EUR", "2026-05-09 02:11"), now=NOW)) == (only(*FAULT),)


def test_the_amount_is_the_one_that_we_said_first():
    later = SHOP.refund("R-2291", "1.00 EUR", "2026-05-20 10:00", payment_ref="pi_1")
    assert only(*FAULT, later).money == money("129.00 EUR")


def test_only_contacts_after_the_refund_are_counted():
    before = MAIL.contact("Where is my parcel?", "2026-05-01 10:00")
    after = [MAIL.contact("Where is my refund?", f"2026-05-{day} 10:00") for day in (12, 20)]
    assert only(*FAULT, before, *after).contacts == 2


def test_our_own_word_on_the_gateway_comes_before_the_charge():
    ours = SHOP.refund("R-1", "5.00 EUR", "2026-05-03 14:20", traits=("gateway=acme",), payment_ref="pi_1")
    assert only(CHARGED, ours).trait("gateway") == "acme"


def test_what_we_wrote_after_the_fault_is_no_trait():
    later = SHOP.refund("R-2291", "129.00 EUR", "2026-05-10 10:00", "settled", traits=("version=9", "kind=late"))
    assert only(*FAULT, later).traits == only(*FAULT).traits


SENT = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-03 14:21", "accepted", payment_ref="pi_1")
SETTLED = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-05 14:21", "settled", payment_ref="pi_1", method="wallet")
SILENT = GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-19 00:00")
OUTCOMES = {
    "it arrived": (SENT, SETTLED),
    "it failed": (SENT, FAILED),
    "it never left": (),
    "it came in test mode": (GATEWAY.refund("re_1", "129.00 EUR", "2026-05-03 14:21", livemode=False),),
}
WORLDS = {
    "a charge is told": (CHARGED, SILENT),
    "one gateway": (SILENT,),
    "two gateways": (SILENT, OTHER_GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-19 00:00")),
    "a gateway and its report": (SILENT, told("report", "gateway").complete("settlements", "2026-04-01 00:00", NOW)),
}


def check_no_trait_tells_the_outcome() -> None:
    for name, world in WORLDS.items():
        ours = SHOP.refund("R-2291", "129.00 EUR", "2026-05-03 14:20", gateway_ref="re_1", payment_ref="pi_1")
        rows = {outcome: only(*world, ours, *told) for outcome, told in OUTCOMES.items()}
        assert {row.failed for row in rows.values()} == {True, False}, name
        assert len({row.traits for row in rows.values()}) == 1, f"{name}: {rows}"


@pytest.mark.promise
def test_a_trait_does_not_depend_on_what_came_of_it(monkeypatch: pytest.MonkeyPatch):
    check_no_trait_tells_the_outcome()
    seen = set[str]()

    def by_the_refund(told):  # the broken twin: the gateway is read from the refund that a witness saw
        names = [e.source.name for e in told if e.source.root == "gateway" and e.what.kind == "refund.told"]
        seen.update(names)
        return names[0] if names else ""

    monkeypatch.setattr(traits, "_only_gateway", by_the_refund)
    with pytest.raises(AssertionError):
        check_no_trait_tells_the_outcome()
    assert seen == {"stripe"}


def test_who_was_told_no_had_been_rejected():
    asked = MAIL.contact("I still have not received my refund for order 10-4471.", "2026-05-20 09:00")
    said = answered("2026-05-21 10:30", "Our records show that order 10-4471 was refunded on 3 May: 129.00 EUR.")
    assert not only(*FAULT, asked).rejected
    assert only(*FAULT, asked, said).rejected


def test_what_was_said_while_it_was_true_is_no_rejection():
    said = answered("2026-05-04 10:30", "Our records show that it was refunded on 3 May: 129.00 EUR.")
    assert not only(*FAULT, said).rejected


def test_a_closed_one_had_been_rejected_unless_it_was_made_good_first():
    assert only(*FAULT, closed(MATTER, "2026-05-20 10:00")).rejected
    assert only(*FAULT, *GOOD, closed(MATTER, "2026-05-20 10:00"), now="2026-09-01 12:00").rejected
    good = only(*FAULT, *GOOD, closed(MATTER, "2026-07-20 10:00"), now="2026-09-01 12:00")
    assert (good.state, good.rejected) == (OwedState.MADE_GOOD, False)


def test_a_second_look_that_stood_by_our_record_is_a_rejection_once_the_evidence_says_otherwise():
    look = looked(MATTER, "record_right", "too_early", "2026-05-06 10:00")
    assert only(*FAULT, look).rejected
    assert not only(OURS, CHARGED, look).rejected  # nobody but us speaks yet


def test_the_refund_that_makes_good_is_no_refund_to_be_made_good():
    key = "am-0123"
    over = desk("2026-05-21 10:00", RemedyHandedOver(MATTER, key, 1, Money(12_900, "EUR"), "finance"))
    again = SHOP.refund("R-2300", "129.00 EUR", "2026-05-21 11:00", gateway_ref="re_8", payment_ref="pi_1")
    bounced = GATEWAY.refund("re_8", "129.00 EUR", "2026-05-22 11:00", "failed", payment_ref="pi_1", our_ref=key)
    matters = [row.matter for row in swept(file_of(*FAULT, over, again, bounced, now=NOW))]
    assert matters == [MATTER]
    unrelated = GATEWAY.refund("re_8", "129.00 EUR", "2026-05-22 11:00", "failed", payment_ref="pi_1")
    assert len(swept(file_of(*FAULT, over, again, unrelated, now=NOW))) == 2


STORY = [
    *FAULT,
    *GOOD,
    closed(MATTER, "2026-05-20 10:00"),
    MAIL.contact("I still have not received my refund for order 10-4471.", "2026-05-20 09:00"),
    answered("2026-05-21 10:30", "Our records show that it was refunded on 3 May: 129.00 EUR."),
]


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY)))
def test_the_order_of_arrival_changes_nothing(entries: list[Entry], again: list[Entry]):
    assert swept(file_of(*entries, *again, now=NOW)) == swept(file_of(*STORY, now=NOW))
