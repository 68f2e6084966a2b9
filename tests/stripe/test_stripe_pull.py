"""Pulling from the gateway by its own library: what turned later, what was lost, and a network that misbehaves."""

from pathlib import Path

import pytest

from amends.facts import Entry, Moment, MoneyState, Refused
from amends.facts.kinds import ChargeTold, CompletenessDeclared, EventTold, PayoutTold, RefundTold
from amends.facts.moments import SECOND_US
from amends.intake.fetch import stripe as fetch
from amends.intake.fetch import stripe_asking
from amends.intake.fetch.stripe import Page, Place, Pull
from amends.intake.fetch.stripe_asking import client_of
from fake_gateway import DAY, T0, FakeGateway


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    import stripe

    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.002)
    monkeypatch.setattr(stripe_asking, "RATE_LIMIT_SECONDS", 0.001)


def pull(gateway: FakeGateway, places: dict[str, Place] | None = None, *, key: str = "sk_live_abc") -> list[Page]:
    """All pages of one pull; `places` is kept up to date as the command does."""
    kept = places if places is not None else {}
    client = client_of(key, gateway.url)
    pages = []
    for page in Pull(client, Moment(gateway.now * SECOND_US), livemode="_test_" not in key).pages(kept):
        pages.append(page)
        kept[page.stream] = page.place
    return pages


def entries(pages: list[Page]) -> dict[str, Entry]:
    return {entry.id: entry for page in pages for entry in (*page.heard.entries, *page.declared)}


def refunds(pages: list[Page]) -> dict[MoneyState, Entry]:
    return {e.what.state: e for e in entries(pages).values() if isinstance(e.what, RefundTold)}


def test_a_refund_that_failed_after_days_was_accepted_first(gateway: FakeGateway) -> None:
    refund = gateway.refund(gateway.charge())
    gateway.later(days=9)
    gateway.fail(refund)
    told = refunds(pull(gateway))
    assert set(told) == {MoneyState.ACCEPTED, MoneyState.SETTLED, MoneyState.FAILED}
    assert told[MoneyState.ACCEPTED].occurred == T0 * SECOND_US
    assert told[MoneyState.FAILED].occurred == (T0 + 9 * DAY) * SECOND_US
    failed = told[MoneyState.FAILED].what
    assert isinstance(failed, RefundTold)
    assert (failed.failure_reason, failed.our_ref, failed.order_id) == ("expired_or_canceled_card", "R-2291", "10-4471")
    assert failed.livemode


def test_a_refund_that_fails_after_it_was_pulled_is_found_by_the_next_pull(gateway: FakeGateway) -> None:
    refund = gateway.refund(gateway.charge())
    places: dict[str, Place] = {}
    first = pull(gateway, places)
    assert MoneyState.FAILED not in refunds(first)
    gateway.later(days=29)
    gateway.fail(refund)
    second = pull(gateway, places)
    assert MoneyState.FAILED in refunds(second)
    before, after = entries(first), entries(second)
    assert all(before[same] == after[same] for same in before.keys() & after.keys())  # duplicates, never conflicts


def test_a_pull_that_looks_only_at_new_refunds_is_caught(gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: without the overlap of 30 days the failure is never seen."""
    refund = gateway.refund(gateway.charge())
    gateway.later(days=1)
    places: dict[str, Place] = {}
    pull(gateway, places)
    gateway.later(days=9)
    gateway.fail(refund)
    monkeypatch.setattr(fetch, "OVERLAP_US", 0)
    assert MoneyState.FAILED not in refunds(pull(gateway, dict(places)))
    monkeypatch.setattr(fetch, "OVERLAP_US", 30 * DAY * SECOND_US)
    assert MoneyState.FAILED in refunds(pull(gateway, dict(places)))


def test_a_refund_without_balance_is_held(gateway: FakeGateway) -> None:
    gateway.refund(gateway.charge(), status="pending", pending_reason="insufficient_funds")
    assert set(refunds(pull(gateway))) == {MoneyState.HELD}


def test_a_refund_that_was_refused_at_once_was_never_accepted(gateway: FakeGateway) -> None:
    gateway.fail(gateway.refund(gateway.charge(), status="pending"), "declined")
    assert set(refunds(pull(gateway))) == {MoneyState.FAILED}


def test_an_event_that_nobody_took_is_told_as_undelivered(gateway: FakeGateway) -> None:
    event = gateway.fail(gateway.refund(gateway.charge()), delivered=False)
    told = [e for e in entries(pull(gateway)).values() if isinstance(e.what, EventTold)]
    assert [e.source_id for e in told] == [f"{event['id']}:undelivered"]
    what = told[0].what
    assert isinstance(what, EventTold)
    assert (what.heard, what.undelivered, what.state) == (False, True, MoneyState.FAILED)
    assert what.about.startswith("refund:re_")


def test_what_was_made_with_a_test_key_says_so(gateway: FakeGateway) -> None:
    gateway.refund(gateway.charge())
    for key, live in (("sk_test_abc", False), ("rk_live_abc", True)):
        told = [e.what for e in entries(pull(gateway, key=key)).values()]
        assert {w.livemode for w in told if isinstance(w, RefundTold | ChargeTold)} == {live}


def test_the_same_pull_twice_tells_the_same(gateway: FakeGateway) -> None:
    gateway.refund(gateway.charge())
    first = entries(pull(gateway))
    gateway.later(days=1)  # the time of asking is nobody's id
    second = entries(pull(gateway))
    first_facts = {k: v for k, v in first.items() if not isinstance(v.what, CompletenessDeclared)}
    assert first_facts.items() <= second.items()


def test_a_full_pull_declares_refunds_charges_and_events_complete_to_its_start(gateway: FakeGateway) -> None:
    gateway.refund(gateway.charge())
    declared = [e.what for e in entries(pull(gateway)).values() if isinstance(e.what, CompletenessDeclared)]
    assert {w.of for w in declared} == {"refunds", "charges", "events"}
    assert {w.complete_to for w in declared} == {T0 * SECOND_US}


def test_an_object_that_is_not_understood_is_kept_and_nothing_is_declared_complete(gateway: FakeGateway) -> None:
    charge = gateway.charge()
    gateway.refund(charge, our_ref="R-1")
    gateway.refund(charge, our_ref="R-2")["status"] = "teleported"
    pages = pull(gateway)
    assert "teleported" in str(next(p for page in pages for p in page.heard.problems))
    assert any(page.heard.not_understood for page in pages)
    declared = {e.what.of for e in entries(pages).values() if isinstance(e.what, CompletenessDeclared)}
    assert declared == {"charges", "events"}
    assert MoneyState.ACCEPTED in refunds(pages)


def test_many_pages_are_read_to_the_end_and_the_next_pull_reads_only_what_may_change(gateway: FakeGateway) -> None:
    for _ in range(250):
        gateway.refund(gateway.charge())
        gateway.later(days=1)
    places: dict[str, Place] = {}
    told = [e for e in entries(pull(gateway, places)).values() if isinstance(e.what, RefundTold)]
    assert len(told) == 500  # accepted and settled
    gateway.requests.clear()
    again = [e for e in entries(pull(gateway, places)).values() if isinstance(e.what, RefundTold)]
    assert len(again) == 60
    assert len([r for r in gateway.requests if "/refunds" in r]) == 1


@pytest.mark.parametrize("fault", ["500", "429", "cut", "slow"])
def test_a_fault_that_passes_is_ridden_out(gateway: FakeGateway, fault: str) -> None:
    gateway.refund(gateway.charge())
    sound = entries(pull(gateway))
    gateway.faults = [fault, "", fault, fault]
    assert entries(pull(gateway)) == sound


def test_a_cut_pull_goes_on_where_it_was_and_loses_nothing(gateway: FakeGateway) -> None:
    for _ in range(250):
        gateway.refund(gateway.charge())
    places: dict[str, Place] = {}
    told: dict[str, Entry] = {}
    cuts: list[str] = []
    gateway.faults = [""] * 8 + ["500"] * 12  # in the middle of the lists, for longer than the retries
    for _ in range(4):
        try:
            for page in Pull(client_of("sk_live_x", gateway.url), Moment(gateway.now * SECOND_US), livemode=True).pages(
                places
            ):
                told |= {e.id: e for e in page.heard.entries}
                places[page.stream] = page.place
        except Refused as refused:
            cuts.append(str(refused))
    assert len(cuts) == 2
    assert all("goes on where it was" in words for words in cuts)
    assert len([e for e in told.values() if isinstance(e.what, RefundTold)]) == 500
    assert any("starting_after" in r for r in gateway.requests)


def test_the_same_page_over_and_over_ends_in_words(gateway: FakeGateway) -> None:
    for _ in range(150):
        gateway.charge()
    gateway.faults = ["", "", "same page"]
    with pytest.raises(Refused, match="the same page of charges twice"):
        pull(gateway)
    assert len(pull(gateway)) > 0


def test_a_key_that_is_not_accepted_is_said_in_words(gateway: FakeGateway) -> None:
    gateway.faults = ["401"] * 9
    with pytest.raises(Refused, match="does not accept the key"):
        pull(gateway)


def test_a_payout_is_told_as_what_arrives_at_the_bank_with_the_refunds_in_it(gateway: FakeGateway) -> None:
    gateway.refund(gateway.charge())
    payout = gateway.pay_out()
    gateway.refund(gateway.charge())  # not in a payout yet
    told = entries(pull(gateway)).values()
    (out,) = [e.what for e in told if isinstance(e.what, PayoutTold)]
    assert (out.payout_ref, out.money.amount_minor, out.state) == (payout["id"], 5000, MoneyState.SETTLED)
    settled = [e.what for e in told if isinstance(e.what, RefundTold) and e.what.state is MoneyState.SETTLED]
    assert sorted(str(what.payout_ref) for what in settled) == ["None", "None", payout["id"]]


@pytest.mark.parametrize(
    ("status", "came_back"), [("needs_response", True), ("lost", True), ("warning_needs_response", False)]
)
def test_a_dispute_takes_the_money_back_and_an_inquiry_does_not(
    gateway: FakeGateway, status: str, came_back: bool
) -> None:
    charge = gateway.charge()
    gateway.later(days=20)
    gateway.dispute(charge, status)
    states = {e.what.state: e for e in entries(pull(gateway)).values() if isinstance(e.what, ChargeTold)}
    assert (MoneyState.CAME_BACK in states) is came_back
    if came_back:
        assert states[MoneyState.CAME_BACK].occurred == gateway.now * SECOND_US
        assert states[MoneyState.CAME_BACK].what.handles()[0] in states[MoneyState.ACCEPTED].what.handles()


def test_the_command_keeps_its_places_in_the_home(
    gateway: FakeGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import json
    import time

    from click.testing import CliRunner

    from amends.cli import amends

    gateway.now = int(time.time()) - 3600
    gateway.refund(gateway.charge())
    monkeypatch.setenv("STRIPE_KEY", "sk_live_abc")
    args = ["--home", str(tmp_path / "home"), "intake", "stripe", "--api-base", gateway.url, "--json"]
    first = json.loads(CliRunner().invoke(amends, args, catch_exceptions=False).stdout)
    assert first["received"] == first["applied"] == 3  # the charge, and the refund accepted and settled
    second = json.loads(CliRunner().invoke(amends, args, catch_exceptions=False).stdout)
    assert (second["received"], second["duplicate"], second["conflict"]) == (3, 3, 0)
    assert (tmp_path / "home" / "stripe-places.json").exists()
    gateway.objects["charges"][0]["amount"] = 1
    third = json.loads(CliRunner().invoke(amends, args, catch_exceptions=False).stdout)
    assert (third["duplicate"], third["conflict"]) == (2, 1)
    assert "tells ch_000002:accepted" in third["problems"][0]
