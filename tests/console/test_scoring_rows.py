"""What each of us took stands on the desk; followed and rebuilt it is the same, and it goes with its customer."""

import random
from dataclasses import replace
from typing import Any

import pytest

from amends.facts import Entry, Moment, Policy, Source
from amends.facts.kinds import LinkJudged
from amends.scores.windows import window_of
from conversation_stories import call, profile
from desk_stories import NOW, WHO, at, failed_refund_story, order, quiet_customers
from scored_world import Q1, by_case, customer, floor, put

OTHER = "customer:C-18"


def rows(**chosen: Any) -> list[Any]:
    from amends.console.desk.models import DeskTaken

    return list(DeskTaken.objects.filter(**chosen).order_by("row_key", "started_at", "contact"))


def windows() -> dict[int, tuple[int, int]]:
    from amends.console.desk.models import DeskWindow

    return {one.start: (one.contacts, one.mark) for one in DeskWindow.objects.all()}


def marks_by_hand() -> dict[int, tuple[int, int]]:
    """What the windows must say, counted from all rows."""
    from amends.console.taken_row import MARKS

    found: dict[int, tuple[int, int]] = {}
    for row in rows():
        contacts, mark = found.get(row.window_start, (0, 0))
        found[row.window_start] = (contacts + 1, (mark + row.mark) % MARKS)
    return found


def calls() -> list[Entry]:
    """Two calls of one customer in two windows, one of another, and one that nobody answered."""
    other = "+493099999"
    return [
        order(),
        profile(),
        *call("11", "03-30T09:00", "03-30T09:04", "03-30T09:10"),
        *call("12", "04-02T09:00", "04-02T09:01", "04-02T09:10", agent="PJSIP/omar"),
        order("C-18", "10-5000"),
        profile("C-18", other),
        *call("13", "06-16T09:00", "06-16T09:02", "06-16T09:10", phone=other),
        *call("14", "06-17T09:00", phone=other),
    ]


def test_each_contact_that_one_of_us_took_is_a_row(desk: Any) -> None:
    desk.world.policy = replace(desk.world.policy, agents={"Ruth": ("PJSIP/ruth",)})
    desk.tell(calls())
    told = [(row.row_key, row.agent, row.seq, row.returned) for row in rows()]
    assert told == [(WHO, "Ruth", 1, True), (WHO, "PJSIP/omar", 2, False), (OTHER, "Ruth", 1, True)]
    first, second, _ = rows()
    assert (first.window_start, second.window_start) == (Q1.start, window_of(at("05-01T00:00"), Policy()).start)
    assert '["prior_contacts",1.0,"link",' in second.inherited


@pytest.mark.promise
def test_followed_in_any_order_and_rebuilt_it_is_the_same_bytes(desk: Any) -> None:
    from amends.console.desk import dump, rebuild

    entries = [*calls(), *failed_refund_story(), *quiet_customers(5)]
    random.Random(5).shuffle(entries)
    for i in range(0, len(entries), 4):
        desk.tell(entries[i : i + 4])
    followed = dump()
    assert followed.count(b'"at_random"') >= 3
    assert followed.count(b'"mark"') >= 5  # those of rows, and those of windows
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed
    assert windows() == marks_by_hand()


@pytest.mark.promise
@pytest.mark.parametrize("table", ["DeskTaken", "DeskWindow"])
def test_a_row_changed_by_hand_would_show(desk: Any, table: str) -> None:
    from amends.console import models
    from amends.console.desk import dump, rebuild

    desk.tell(calls())
    getattr(models, table).objects.update(mark=1)
    broken = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() != broken


def test_a_rebuild_in_a_pool_of_processes_gives_the_same(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    from amends.console.desk import dump, rebuild

    module = importlib.import_module("amends.console.desk.rebuild")
    desk.tell(calls())
    alone = dump()
    monkeypatch.setattr(module, "ALONE_BELOW_ENTRIES", 0)
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == alone


def test_time_alone_tells_who_did_not_return(desk: Any) -> None:
    from amends.console.desk import catch_up

    desk.at(at("03-31T09:00"))
    desk.tell([order(), profile(), *call("11", "03-30T09:00", "03-30T09:04", "03-30T09:10")])
    [early] = rows()
    assert early.returned is None
    before = windows()
    catch_up(desk.record, desk.world.policy, Moment(early.look_again - 1))
    assert rows()[0].returned is None
    catch_up(desk.record, desk.world.policy, Moment(early.look_again))
    [known] = rows()
    assert (known.returned, known.look_again) == (False, None)
    assert windows() == marks_by_hand() != before


def test_rows_and_what_the_windows_count_go_when_the_customer_is_erased(desk: Any) -> None:
    from amends.console.desk import renew

    desk.tell(calls())
    desk.record.erase({WHO, "phone:+493012345"})
    renew(desk.record, desk.world.policy, NOW, [WHO, "phone:+493012345"])
    assert {row.row_key for row in rows()} == {OTHER}
    assert windows() == marks_by_hand()
    assert Q1.start not in windows()


def test_identities_that_join_and_part_leave_no_row_behind(desk: Any) -> None:
    desk.tell(calls())
    alone = [(row.row_key, row.contact) for row in rows()]
    desk.tell([Entry(Source("desk", "us"), "link:1", at("06-17T10:00"), LinkJudged(WHO, OTHER, True, by="Ruth"))])
    assert {row.row_key for row in rows()} == {WHO}
    assert windows() == marks_by_hand()
    desk.tell([Entry(Source("desk", "us"), "link:2", at("06-17T11:00"), LinkJudged(WHO, OTHER, False, by="Ruth"))])
    assert [(row.row_key, row.contact) for row in rows()] == alone
    assert windows() == marks_by_hand()


@pytest.mark.promise
def test_a_window_tells_that_something_in_it_changed_and_only_then(desk: Any) -> None:
    from amends.console.desk import store

    some = by_case(floor()[:40])
    put(floor()[:40])
    before, (case, told) = windows(), next(iter(some.items()))
    same = customer(case, told)
    store.replace(same, same.handles)
    assert windows() == before
    changed = customer(case, [replace(told[0], left_out="left out on appeal"), *told[1:]])
    store.replace(changed, changed.handles)
    assert windows() == marks_by_hand() != before
    store.replace(same, same.handles)
    assert windows() == before


def test_a_window_that_only_counted_its_rows_would_miss_an_appeal(desk: Any) -> None:
    """The twin: a mark that does not stand for the content of a row."""
    some = floor()[:1]
    [plain] = customer("one", some).taken
    [spared] = customer("one", [replace(some[0], left_out="left out on appeal")]).taken
    assert plain.mark != spared.mark
    assert replace(plain, mark=0, left_out="") == replace(spared, mark=0, left_out="")
