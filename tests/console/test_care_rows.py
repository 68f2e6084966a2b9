"""What the desk keeps of contacts that somebody handled: followed and rebuilt the same, for fourteen days, no more."""

import random
from dataclasses import replace
from typing import Any

import pytest

from amends.facts import Entry, Moment
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from care_morning import RUTH, day_of, far_in_the_past, morning
from desk_stories import NOW, WHO, at, failed_refund_story, quiet_customers


def handled_rows() -> int:
    from amends.console.models import DeskHandled

    return DeskHandled.objects.count()


def followed_in_parts(desk: Any, entries: list[Entry]) -> bytes:
    from amends.console.desk import dump

    random.Random(3).shuffle(entries)
    for i in range(0, len(entries), 5):
        desk.tell(entries[i : i + 5])
    return dump()


def check_rows_are_made_again(desk: Any) -> None:
    """Followed in any order, or rebuilt: the same bytes."""
    from amends.console.desk import dump, rebuild

    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    followed = followed_in_parts(desk, [*morning(), *failed_refund_story()[1:], *quiet_customers(3)])
    assert handled_rows() == 3
    assert followed.count(b'"owner"') >= 3
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


@pytest.mark.promise
def test_followed_in_any_order_and_rebuilt_it_is_the_same_bytes(desk: Any) -> None:
    check_rows_are_made_again(desk)


@pytest.mark.postgres
def test_on_postgresql_it_is_the_same(postgres_desk: Any) -> None:
    check_rows_are_made_again(postgres_desk)
    check_forgotten(postgres_desk)


def kept_days_later(desk: Any, days: float) -> tuple[int, int]:
    """Handled contacts and taps that are left after the follower's rounds of so many days."""
    from amends.console.care.forgetting import Forgetting
    from amends.console.models import CareTap

    Forgetting().round(Moment(NOW + int(days * DAY_US)))
    return handled_rows(), CareTap.objects.count()


def check_forgotten(desk: Any) -> None:
    """Nothing gets older than 14 days and an hour, be it a contact or a tap."""
    from amends.console.care.taps import tap

    tap("Ruth", day_of("Ruth").lines[0].contact, "threat", NOW)
    assert kept_days_later(desk, 0) == (3, 1)
    assert kept_days_later(desk, 13) == (3, 1)
    oldest = at("06-18T07:00")
    assert kept_days_later(desk, (oldest + 14 * DAY_US - NOW) / DAY_US) == (0, 0)


@pytest.mark.promise
def test_after_fourteen_days_rows_and_taps_are_gone(desk: Any) -> None:
    check_rows_are_made_again(desk)
    check_forgotten(desk)


def test_a_round_that_forgets_to_delete_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_rows_are_made_again(desk)
    monkeypatch.setattr("amends.console.care.forgetting.forget_old", lambda now: 0)
    with pytest.raises(AssertionError):
        check_forgotten(desk)


def test_the_follower_looks_once_an_hour_and_again_where_it_failed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import forgetting

    asked: list[Moment] = []

    def look(now: Moment) -> int:
        asked.append(now)
        if len(asked) == 1:
            raise OSError("the disk is full")
        return 2

    monkeypatch.setattr(forgetting, "forget_old", look)
    task, times = forgetting.Forgetting(), [NOW, NOW + 2_000_000, NOW + HOUR_US, NOW + HOUR_US + 3_000_000]
    assert [task.round(Moment(now)) for now in times] == [0, 2, 0, 2]
    assert len(asked) == 3


def test_the_follower_calls_it(desk: Any) -> None:
    from amends.console.follower import Follower

    check_rows_are_made_again(desk)
    desk.at(Moment(NOW + 15 * DAY_US))
    Follower(desk.world)._round()
    assert handled_rows() == 0


def test_what_is_older_is_not_even_made(desk: Any) -> None:
    from amends.console.desk import dump, rebuild

    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    desk.tell(far_in_the_past())
    assert handled_rows() == 0
    desk.tell(morning())
    assert handled_rows() == 3
    later = Moment(NOW + 13 * DAY_US + 15 * HOUR_US)
    desk.at(later)
    assert kept_days_later(desk, (later - NOW) / DAY_US)[0] == 0
    desk.tell([])
    followed = dump()
    rebuild(desk.record, desk.world.policy, later)
    assert dump() == followed


def test_a_contact_goes_with_its_customer_when_identities_join(desk: Any) -> None:
    from amends.console.desk import store
    from amends.console.shown import Shown

    check_rows_are_made_again(desk)
    store.replace(None, [WHO])
    assert handled_rows() == 0
    store.replace(Shown(WHO, (WHO,), None, (), ()), [WHO])
    assert handled_rows() == 0


def test_away_is_over_when_its_time_is_and_goes(desk: Any) -> None:
    from amends.console.care.away import away_now, away_of, back, go
    from amends.console.models import CareAway

    go("Ruth", "written", 30, NOW)
    go("Omar", "pause", 10, NOW)
    soon = Moment(NOW + 10 * MINUTE_US)
    assert [(one.user, one.kind, one.until) for one in away_now(NOW)] == [
        ("Omar", "pause", soon),
        ("Ruth", "written", Moment(NOW + 30 * MINUTE_US)),
    ]
    assert away_of("Omar", soon) is None
    assert [one.user for one in away_now(soon)] == ["Ruth"]
    kept_days_later(desk, 10 * MINUTE_US / DAY_US)
    assert CareAway.objects.count() == 1
    back("Ruth")
    back("Ruth")
    assert CareAway.objects.count() == 0


@pytest.mark.parametrize(("kind", "minutes"), [("holiday", 10), ("pause", 0), ("pause", 481), ("", 5)])
def test_away_for_nothing_or_for_ever_is_refused(desk: Any, kind: str, minutes: int) -> None:
    from amends.console.care.away import away_of, go
    from amends.facts import Refused

    with pytest.raises(Refused) as refused:
        go("Ruth", kind, minutes, NOW)
    assert "Choose" in str(refused.value)
    assert away_of("Ruth", NOW) is None


def test_choices_are_ones_own_and_going_back_leaves_no_trace(desk: Any) -> None:
    from amends.console.care.choices import Choices, choices_of, choose, unrouted
    from amends.console.models import CareChoice

    assert choices_of("Ruth") == Choices(offers=True, mirror=False, routed=True)
    choose("Ruth", Choices(offers=False, mirror=True, routed=False))
    choose("Omar", Choices(mirror=True))
    assert choices_of("Ruth") == Choices(offers=False, mirror=True, routed=False)
    assert choices_of("Lena") == Choices()
    assert unrouted(["Ruth", "Omar", "Lena"]) == {"Ruth"}
    choose("Ruth", Choices())
    choose("Omar", Choices())
    assert CareChoice.objects.count() == 0
