"""What is owed, what proves that it was made good, and that nothing is closed on our own word."""

import pytest

from amends.facts import Entry, NotAllowed, Owed, OwedState
from amends.opinion import opinions
from amends.recovery import check_closing, owed
from amends.recovery import replacement as replacement_module
from stories import GATEWAY, POLICY, SHOP, at, bundle, closed, looked, money, requested

OURS = SHOP.refund("R-2291", "129.00 EUR", "2026-05-03 14:20", gateway_ref="re_1", payment_ref="pi_1")
FAILED = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-09 02:11", "failed", payment_ref="pi_1")
ACCEPTED = GATEWAY.refund("re_2", "129.00 EUR", "2026-06-01 10:00", "accepted", payment_ref="pi_1")  # a Monday
SETTLED = GATEWAY.refund("re_2", "129.00 EUR", "2026-06-03 10:00", "settled", payment_ref="pi_1")
MATTER = "refund:R-2291"


def state(*entries: Entry, now: str, matter: str = MATTER) -> Owed:
    story = bundle(*entries)
    found = opinions(story, (), now=at(now), policy=POLICY)
    (only,) = [o for o in owed(found, story, now=at(now), policy=POLICY) if o.matter == matter]
    return only


def test_a_failed_refund_is_owed():
    found = state(OURS, FAILED, now="2026-05-20 09:12")
    assert (found.state, found.money, found.proof) == (OwedState.OWED, money("129.00 EUR"), ())


def test_finance_was_asked():
    asked = requested(MATTER, "129.00 EUR", "2026-05-20 10:00")
    assert state(OURS, FAILED, asked, now="2026-05-20 09:59").state is OwedState.OWED
    assert state(OURS, FAILED, asked, now="2026-05-20 10:00").state is OwedState.REQUESTED


def test_a_new_refund_is_under_way_and_then_made_good_with_proof():
    story = (OURS, FAILED, requested(MATTER, "129.00 EUR", "2026-05-20 10:00"), ACCEPTED, SETTLED)
    under_way = state(*story, now="2026-06-15 09:59")
    assert (under_way.state, under_way.look_again) == (OwedState.UNDER_WAY, at("2026-06-15 10:00"))
    good = state(*story, now="2026-06-15 10:00")
    assert good.state is OwedState.MADE_GOOD
    assert good.proof == tuple(sorted((ACCEPTED.id, SETTLED.id)))


def test_accepted_alone_is_never_made_good():
    assert state(OURS, FAILED, ACCEPTED, now="2026-09-01 10:00").state is OwedState.UNDER_WAY


def test_the_new_refund_failed_too():
    again = GATEWAY.refund("re_2", "129.00 EUR", "2026-06-05 10:00", "failed", payment_ref="pi_1")
    assert state(OURS, FAILED, ACCEPTED, again, now="2026-09-01 10:00").state is OwedState.OWED


@pytest.mark.parametrize(
    "other",
    [
        GATEWAY.refund("re_2", "128.99 EUR", "2026-06-03 10:00", "settled", payment_ref="pi_1"),  # one cent short
        GATEWAY.refund("re_2", "129.00 USD", "2026-06-03 10:00", "settled", payment_ref="pi_1"),
        GATEWAY.refund("re_2", "129.00 EUR", "2026-06-03 10:00", "settled", payment_ref="pi_9"),
        GATEWAY.refund(
            "re_2", "129.00 EUR", "2026-05-09 02:11", "settled", payment_ref="pi_1"
        ),  # not after the failure
        GATEWAY.refund("re_2", "129.00 EUR", "2026-06-03 10:00", "settled", payment_ref="pi_1", livemode=False),
    ],
    ids=["a cent short", "other currency", "other payment", "not later", "test mode"],
)
def test_what_does_not_make_it_good(other: Entry):
    assert state(OURS, FAILED, other, now="2026-09-01 10:00").state is OwedState.OWED


def test_our_own_new_row_proves_nothing():
    again = SHOP.refund("R-2300", "129.00 EUR", "2026-06-01 10:00", "settled", payment_ref="pi_1")
    assert state(OURS, FAILED, again, now="2026-09-01 10:00").state is OwedState.OWED


def test_our_new_row_that_a_witness_confirms_makes_the_old_one_good():
    again = SHOP.refund("R-2300", "129.00 EUR", "2026-06-01 09:59", gateway_ref="re_2", payment_ref="pi_1")
    story = (OURS, FAILED, again, ACCEPTED, SETTLED)
    assert state(*story, now="2026-09-01 10:00").state is OwedState.MADE_GOOD
    assert state(*story, now="2026-09-01 10:00", matter="refund:R-2300").state is OwedState.NOTHING_OWED


def test_one_new_refund_makes_one_matter_good():
    second = SHOP.refund("R-2292", "129.00 EUR", "2026-05-03 14:25", gateway_ref="re_9", payment_ref="pi_1")
    also_failed = GATEWAY.refund("re_9", "129.00 EUR", "2026-05-09 02:12", "failed", payment_ref="pi_1")
    story = (OURS, FAILED, second, also_failed, ACCEPTED, SETTLED)
    now = "2026-09-01 10:00"
    assert state(*story, now=now).state is OwedState.MADE_GOOD
    assert state(*story, now=now, matter="refund:R-2292").state is OwedState.OWED


def test_a_refund_that_never_left_is_made_good_by_a_later_one():
    ours = SHOP.refund("R-1", "20.00 EUR", "2026-05-04 12:00", payment_ref="pi_1")
    whole = GATEWAY.complete("refunds", "2026-01-01 00:00", "2026-05-31 00:00")
    later = GATEWAY.refund("re_5", "20.00 EUR", "2026-06-01 10:00", "settled", payment_ref="pi_1")
    assert state(ours, whole, later, now="2026-09-01 10:00", matter="refund:R-1").state is OwedState.MADE_GOOD


def test_the_missing_part_of_a_wrong_amount_is_made_good_by_a_second_refund():
    short = GATEWAY.refund("re_1", "1.29 EUR", "2026-05-03 14:21", "settled", payment_ref="pi_1")
    rest = GATEWAY.refund("re_2", "127.71 EUR", "2026-06-01 10:00", "settled", payment_ref="pi_1")
    assert state(OURS, short, now="2026-09-01 10:00").money == money("127.71 EUR")
    assert state(OURS, short, rest, now="2026-09-01 10:00").state is OwedState.MADE_GOOD


def test_a_second_charge_given_back_is_made_good():
    order = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00")
    twice = [GATEWAY.charge(f"pi_{n}", "50.00 EUR", f"2026-05-01 10:0{n}", order_id="O-1") for n in (1, 2)]
    back = GATEWAY.refund("re_1", "50.00 EUR", "2026-05-04 10:00", "settled", payment_ref="pi_2")
    assert state(order, *twice, now="2026-05-03 10:00", matter="payment:pi_2").state is OwedState.OWED
    found = state(order, *twice, back, now="2026-09-01 10:00", matter="payment:pi_2")
    assert (found.state, found.proof) == (OwedState.MADE_GOOD, (back.id,))


def test_a_second_look_that_clears_us_leaves_nothing_owed():
    look = looked(MATTER, "record_right", "customer_right", "2026-05-21 10:00")
    assert state(OURS, FAILED, look, now="2026-06-01 00:00").state is OwedState.NOTHING_OWED


def test_who_closed_it_is_shown():
    shut = closed(MATTER, "2026-07-01 10:00")
    assert state(OURS, FAILED, ACCEPTED, SETTLED, shut, now="2026-09-01 10:00").closed_by == shut.id
    assert state(OURS, FAILED, ACCEPTED, SETTLED, shut, now="2026-06-30 10:00").closed_by is None


@pytest.mark.parametrize("kind", [OwedState.OWED, OwedState.REQUESTED, OwedState.UNDER_WAY])
def test_nothing_owed_is_closed_without_proof(kind: OwedState):
    with pytest.raises(NotAllowed) as refused:
        check_closing(Owed(MATTER, kind, money("129.00 EUR"), look_again=at("2026-06-15 10:00")))
    said = str(refused.value)
    assert "129.00 EUR is owed" in said
    assert "not before 2026-06-15T10:00:00Z" in said


@pytest.mark.parametrize("kind", [OwedState.NOTHING_OWED, OwedState.MADE_GOOD])
def test_what_is_settled_may_be_closed(kind: OwedState):
    found = Owed(MATTER, kind)
    check_closing(found)
    assert found.state is kind


def check_only_witnesses_prove() -> None:
    again = SHOP.refund("R-2300", "129.00 EUR", "2026-06-01 10:00", "settled", payment_ref="pi_1")
    assert state(OURS, FAILED, again, now="2026-09-01 10:00").state is not OwedState.MADE_GOOD


@pytest.mark.promise
def test_a_twin_that_takes_our_own_row_for_proof_is_caught(monkeypatch: pytest.MonkeyPatch):
    check_only_witnesses_prove()
    real = replacement_module.hear

    def credulous(story, *, now, policy):
        from dataclasses import replace

        said = real(story, now=now, policy=policy)
        return replace(said, theirs=(*said.theirs, *said.ours))

    monkeypatch.setattr(replacement_module, "hear", credulous)
    with pytest.raises(AssertionError):
        check_only_witnesses_prove()


def test_where_nobody_can_tell_it_is_not_said_that_nothing_is_owed():
    assert "not known yet" in state(OURS, now="2026-06-01 00:00").sentence
    look = looked(MATTER, "record_right", "cannot_tell", "2026-05-21 10:00")
    assert state(OURS, look, now="2026-06-01 00:00").sentence == "Nothing is owed on this."
