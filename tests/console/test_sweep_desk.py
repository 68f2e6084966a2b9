"""The sweep's tables: every refund of everybody, also of who never called; followed and rebuilt they are the same."""

import random
from typing import Any

import pytest

from amends.facts import US, Entry, Moment, MoneyState, Source
from amends.facts.kinds import LinkJudged, RemedyApproved, RemedyRequested, SuspectListed
from amends.facts.moments import DAY_US
from amends.facts.verdicts import Reason, Verdict
from amends.remediation import key_of
from desk_stories import NOW, at, complete
from fault_stories import AMOUNT, BEGAN, fault_story, refund

DESK = Source("desk", US)
HIT = "customer:F-0000"
MATTER = "refund:RF-0000"


def refunds(**chosen: Any) -> list[Any]:
    from amends.console.desk.models import DeskRefund

    return list(DeskRefund.objects.filter(**chosen).order_by("row_key", "matter"))


def victims() -> list[Any]:
    from amends.console.desk.models import DeskVictim

    return list(DeskVictim.objects.order_by("row_key", "programme", "matter"))


def listed(number: int, programme: str = "app-4.2") -> Entry:
    matter = f"refund:RF-{number:04d}"
    what = SuspectListed(
        programme, matter, AMOUNT, Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, f"customer:F-{number:04d}"
    )
    return Entry(DESK, f"suspect:{programme}:{matter}", at("06-17T09:00"), what)


def test_every_refund_is_listed_also_of_who_never_called(desk: Any) -> None:
    from amends.console.desk.models import DeskRow

    desk.tell([complete(), *refund(0, BEGAN, "4.2", failed=True), *refund(1, BEGAN, "4.1", failed=False)])
    [hit, good] = refunds()
    assert (hit.row_key, hit.verdict, hit.reason, hit.open) == (HIT, "customer_right", "failed_later", True)
    assert (hit.owed_minor, hit.owed_currency, hit.state, hit.contacts) == (2_500, "EUR", "owed", 0)
    assert "\nversion=4.2\n" in hit.traits
    assert (good.verdict, good.open, good.owed_minor) == ("record_right", False, None)
    assert [row.key for row in DeskRow.objects.all()] == [HIT]  # the other one stands in no queue


def test_a_list_of_a_programme_shows_where_they_stand(desk: Any) -> None:
    desk.tell([complete(), *refund(0, BEGAN, "4.2", failed=True)])
    assert victims() == []
    desk.tell([listed(0)])
    [one] = victims()
    assert (one.programme, one.matter, one.stage, one.payment) == ("app-4.2", MATTER, "verified", "not_asked")
    assert (one.harm_minor, one.harm_currency, one.name) == (2_500, "EUR", "Hit 0")
    by_ruth = RemedyRequested(MATTER, AMOUNT, by="Ruth", programme="app-4.2")
    desk.tell([Entry(DESK, "request:1", at("06-17T10:00"), by_ruth)])
    assert [(v.stage, v.payment, v.approvals_missing) for v in victims()] == [("owed", "waits", 1)]
    approved = RemedyApproved(MATTER, key_of(MATTER), AMOUNT, by="Omar")
    desk.tell([Entry(DESK, "approve:1", at("06-17T11:00"), approved)])
    [one] = victims()
    assert (one.payment, one.may_hand_over, one.hand_over_minor) == ("ready", True, 2_500)
    assert one.approved_by == "\nOmar\n"


@pytest.mark.promise
def test_followed_and_rebuilt_it_is_the_same_bytes(desk: Any) -> None:
    from amends.console.desk import dump, rebuild

    entries = [*fault_story(4, 6), *(listed(i) for i in range(4)), listed(1, "another")]
    random.Random(11).shuffle(entries)
    for i in range(0, len(entries), 9):
        desk.tell(entries[i : i + 9])
    followed = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed
    assert len(refunds()) == 10
    assert [(v.row_key, v.programme) for v in victims()][:3] == [
        (HIT, "app-4.2"),
        ("customer:F-0001", "another"),
        ("customer:F-0001", "app-4.2"),
    ]


@pytest.mark.promise
@pytest.mark.parametrize("table", ["DeskRefund", "DeskVictim"])
def test_a_row_of_the_sweep_changed_by_hand_would_show(desk: Any, table: str) -> None:
    from amends.console import models
    from amends.console.desk import dump, rebuild

    desk.tell([*fault_story(2, 2), listed(0)])
    getattr(models, table).objects.filter(row_key=HIT).update(reason="held")
    broken = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() != broken


def test_identities_that_join_and_part_leave_no_row_behind(desk: Any) -> None:
    """Neither of the two stands in the queue: only their refunds tell that the desk knows them."""
    told = [*refund(0, BEGAN, "4.1", failed=False), *refund(1, BEGAN, "4.1", failed=False)]
    desk.tell([complete(), *told])
    pair = ("customer:F-0000", "customer:F-0001")
    desk.tell([Entry(DESK, "link:1", at("06-17T10:00"), LinkJudged(*pair, True, by="Ruth"))])
    assert [(r.row_key, r.matter) for r in refunds()] == [(HIT, MATTER), (HIT, "refund:RF-0001")]
    desk.tell([Entry(DESK, "link:2", at("06-17T11:00"), LinkJudged(*pair, False, by="Ruth"))])
    assert [(r.row_key, r.matter) for r in refunds()] == [(pair[0], MATTER), (pair[1], "refund:RF-0001")]


def test_time_alone_brings_a_refund_up_to_date_whose_customer_never_called(desk: Any) -> None:
    from amends.console.desk import catch_up
    from amends.console.desk.models import DeskRow

    desk.at(at("05-09T09:00"))
    told = [e for e in refund(0, BEGAN, "4.1", failed=False) if MoneyState.SETTLED not in e.source_id]
    desk.tell([complete(), complete("settlements"), *told])
    [early] = refunds()
    assert (early.verdict, DeskRow.objects.count()) == ("too_early", 0)
    assert catch_up(desk.record, desk.world.policy, Moment(early.look_again - 1)) == 0
    assert catch_up(desk.record, desk.world.policy, Moment(early.look_again)) == 1
    assert refunds()[0].verdict != "too_early"


def test_interest_grows_every_day_until_somebody_asks_for_it(desk: Any) -> None:
    from dataclasses import replace

    from amends.console.desk import catch_up

    desk.world.policy = replace(desk.world.policy, interest_basis_points=3_650)
    desk.tell([complete(), *refund(0, BEGAN, "4.2", failed=True), listed(0)])
    [before] = victims()
    assert before.look_again is not None
    assert catch_up(desk.record, desk.world.policy, Moment(NOW + DAY_US)) >= 1
    assert victims()[0].harm_minor > before.harm_minor


def test_the_rows_go_when_the_customer_is_erased(desk: Any) -> None:
    from amends.console.desk import renew

    desk.tell([*fault_story(2, 1), listed(0), listed(1)])
    desk.record.erase({HIT})
    renew(desk.record, desk.world.policy, NOW, [HIT, MATTER])
    assert not refunds(row_key=HIT)
    assert [v.row_key for v in victims()] == ["customer:F-0001"]


def test_in_a_pool_of_processes_the_sweep_is_the_same(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    from amends.console.desk import dump, rebuild

    module = importlib.import_module("amends.console.desk.rebuild")
    desk.tell([*fault_story(3, 3), listed(0)])
    alone = dump()
    monkeypatch.setattr(module, "ALONE_BELOW_ENTRIES", 0)
    monkeypatch.setattr(module, "CHUNK_CUSTOMERS", 2)
    assert rebuild(desk.record, desk.world.policy, NOW) == 3
    assert dump() == alone
