"""The desk follows the record, in the right order, and can be made again byte for byte."""

import random
from typing import Any

import pytest

from amends.console.queue_row import Band
from amends.facts import US, Entry, Moment, MoneyState, Source
from amends.facts.kinds import CallBackPromised, CaseClosed, LinkJudged, PromiseMoved
from conversation_stories import promise
from desk_stories import (
    MATTER,
    NOW,
    WHO,
    at,
    charge,
    complete,
    failed_refund_story,
    gateway_refund,
    mail,
    order,
    our_refund,
    quiet_customers,
)


def row(key: str = WHO) -> Any:
    from amends.console.desk.models import DeskRow

    return DeskRow.objects.filter(key=key).first()


def by_ruth(number: str, when: str, what: Any) -> Entry:
    return Entry(Source("desk", US), number, at(when), what)


def test_who_is_owed_stands_first(desk: Any) -> None:
    from amends.console.desk.queue import page

    desk.tell([*quiet_customers(3), *failed_refund_story()])
    rows = page().rows
    assert [r.key for r in rows] == [WHO, "customer:Q-0000", "customer:Q-0001", "customer:Q-0002"]
    assert (rows[0].band, rows[0].owed_minor, rows[0].owed_currency) == (Band.OWED, 12_900, "EUR")
    assert rows[0].verdict == "customer_right"


def test_a_promise_comes_before_those_who_only_wait(desk: Any) -> None:
    from amends.console.desk.queue import page

    made = promise("1", ("06-19T09:00", "06-19T12:00"), about="customer:Q-0002", matter="order:20-0002")
    desk.tell([*quiet_customers(3), made])
    assert page().rows[0].key == "customer:Q-0002"
    desk.tell([by_ruth("closed:1", "06-17T11:00", CaseClosed("order:20-0002", by="Ruth"))])
    assert row("customer:Q-0002").band == Band.PROMISED  # closing ends no promise
    released = PromiseMoved("desk/1", "released", words="Never mind.", by="Ruth", about="customer:Q-0002")
    desk.tell([by_ruth("promise:1", "06-17T12:00", released)])
    assert row("customer:Q-0002").band == Band.DONE


def test_rows_follow_what_is_told_later(desk: Any) -> None:
    story = failed_refund_story()
    desk.tell([e for e in story if "failed" not in e.source_id])
    assert row().verdict != "customer_right"
    desk.tell([e for e in story if "failed" in e.source_id])
    assert row().verdict == "customer_right"


def test_time_alone_brings_a_row_up_to_date(desk: Any) -> None:
    from amends.console.desk import catch_up

    accepted = gateway_refund(MoneyState.ACCEPTED, "05-03T14:21")
    desk.at(at("05-04T09:00"))
    desk.tell([order(), charge(), our_refund(), accepted, mail("05-04T08:00"), complete(), complete("settlements")])
    assert row().verdict == "too_early"
    due = row().look_again
    assert catch_up(desk.record, desk.world.policy, Moment(due - 1)) == 0
    assert catch_up(desk.record, desk.world.policy, Moment(due)) == 1
    assert row().verdict != "too_early"


def test_two_rows_become_one_when_a_person_says_so_and_part_again(desk: Any) -> None:
    from amends.console.desk.models import DeskRow

    desk.tell([*quiet_customers(2)])
    pair = ("customer:Q-0000", "customer:Q-0001")
    desk.tell([by_ruth("link:1", "06-17T10:00", LinkJudged(*pair, True, by="Ruth"))])
    assert list(DeskRow.objects.values_list("key", flat=True)) == ["customer:Q-0000"]
    desk.tell([by_ruth("link:2", "06-17T11:00", LinkJudged(*pair, False, by="Ruth"))])
    assert list(DeskRow.objects.order_by("key").values_list("key", flat=True)) == list(pair)


@pytest.mark.promise
def test_rebuilt_twice_it_is_the_same_bytes_as_when_it_was_followed(desk: Any) -> None:
    from amends.console.desk import dump, rebuild

    entries = [*failed_refund_story(), *quiet_customers(20)]
    random.Random(7).shuffle(entries)
    for i in range(0, len(entries), 5):
        desk.tell(entries[i : i + 5])
    followed = dump()
    assert rebuild(desk.record, desk.world.policy, NOW) == 21
    rebuilt = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert rebuilt == dump() == followed


@pytest.mark.promise
def test_a_row_changed_by_hand_would_show(desk: Any) -> None:
    from amends.console.desk import dump, rebuild
    from amends.console.desk.models import DeskRow

    desk.tell(failed_refund_story())
    DeskRow.objects.update(owed_minor=1)
    broken = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() != broken


def test_in_a_pool_of_processes_it_is_the_same(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    from amends.console.desk import dump, rebuild
    from amends.console.desk import rebuild as _  # noqa: F401

    module = importlib.import_module("amends.console.desk.rebuild")
    desk.tell([*failed_refund_story(), *quiet_customers(8)])
    alone = dump()
    monkeypatch.setattr(module, "ALONE_BELOW_ENTRIES", 0)
    monkeypatch.setattr(module, "CHUNK_CUSTOMERS", 3)
    assert rebuild(desk.record, desk.world.policy, NOW) == 9
    assert dump() == alone


def test_far_behind_everything_is_made_at_once(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    from amends.console.desk import dump, store

    module = importlib.import_module("amends.console.desk.follow")
    monkeypatch.setattr(module, "REBUILD_ABOVE_ENTRIES", 5)
    desk.tell([*failed_refund_story(), *quiet_customers(8)])
    assert dump().count(b'"band"') == 9
    assert store.state().cursor == desk.record.head()[0]


def test_what_is_told_about_one_customers_payment_reaches_the_other_who_is_named_on_it(desk: Any) -> None:
    """Our refund for C-17 went to the payment of C-18: when the gateway tells, both rows are looked at."""
    from amends.console.desk import dump, rebuild

    desk.tell(
        [order(), charge(), mail(), order("C-18", "10-5000", "A. Moreau"), charge("10-5000"), mail(customer_id="C-18")]
    )
    desk.tell(
        [complete(), our_refund("C-17", "10-4471"), gateway_refund(MoneyState.ACCEPTED, "05-03T14:21", "10-5000")]
    )
    followed = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


def test_a_row_goes_when_its_customer_is_erased(desk: Any) -> None:
    from amends.console.desk import renew

    desk.tell([*failed_refund_story(), *quiet_customers(1)])
    desk.record.erase({WHO, "email:c-17@example.org"})
    renew(desk.record, desk.world.policy, NOW, [WHO, "email:c-17@example.org"])
    assert row() is None
    assert row("customer:Q-0000") is not None


def test_a_closed_matter_answers_the_contacts_before_it(desk: Any) -> None:
    desk.tell([order(), mail("05-20T09:00", "When do you open?"), mail("05-22T09:00", "Hello?")])
    assert row().waiting_since == at("05-20T09:00")
    desk.tell([by_ruth("closed:1", "05-21T09:00", CaseClosed("order:10-4471", by="Ruth"))])
    assert row().waiting_since == at("05-22T09:00")
    assert MATTER.startswith("refund:")


def test_closing_with_one_customer_answers_no_other_who_shares_the_matter(desk: Any) -> None:
    """Hers went to somebody else's payment: he is in the evidence, and he wrote about something of his own."""
    other = [order("C-18", "10-5000", "O. Ther"), charge("10-5000"), mail("05-21T10:00", "When do you open?", "C-18")]
    astray = gateway_refund(MoneyState.ACCEPTED, "05-03T14:21", order_id="10-5000", our_ref="R-2291")
    desk.tell([order(), charge(), our_refund(), astray, mail(), complete(), *other])
    assert row("customer:C-18").band == Band.WAITING
    earlier_form = CallBackPromised(MATTER, at("06-20T10:00"), by="Ruth", about=WHO)
    desk.tell([by_ruth("callback:1", "06-17T10:00", earlier_form)])
    assert row("customer:C-18").promised_due is None
    assert row().promised_due == at("06-20T10:00")
    desk.tell([by_ruth("closed:1", "06-17T11:00", CaseClosed(MATTER, by="Ruth", about=WHO))])
    assert row("customer:C-18").band == Band.WAITING
    assert row().waiting_since is None
