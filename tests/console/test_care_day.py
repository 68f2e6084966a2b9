"""One's own day: the same as the recursion by hand, with one's own word on it, by the clock of the zone."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.care.exposure_step import Exposure, Handled, rested, step
from amends.care.handled import HandledContact
from amends.care.team_sum import TeamSum
from amends.care.weights import Weights
from amends.facts import Moment, Policy, Refused, hear_moment
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from care_morning import RUTH, day_of, morning
from desk_stories import NOW, WHO, at


@pytest.fixture
def told(desk: Any) -> Any:
    """The desk after that morning."""
    desk.world.policy = replace(desk.world.policy, agents=RUTH)
    desk.tell(morning())
    return desk


def put(*contacts: HandledContact, key: str = "customer:C-1") -> None:
    """On the desk, and nothing else there."""
    from amends.console.care import kept
    from amends.console.models import DeskHandled

    DeskHandled.objects.all().delete()
    kept.insert([(key, contacts)])


def contact(name: str, ended: str | Moment, **more: Any) -> HandledContact:
    when = hear_moment(ended) if isinstance(ended, str) else ended
    told = {"user": "Ruth", "began": None, "channel": "phone", "level": "none", "fixable": None, "repeat": False} | more
    return HandledContact(contact=name, ended=when, **told)


def test_each_sees_his_own_day(told: Any) -> None:
    ruth, omar = day_of("Ruth"), day_of("Omar")
    assert [(line.level, line.channel, round(line.points, 6)) for line in ruth.lines] == [
        ("insult", "mail", 0.4),
        ("none", "mail", 0.0),
    ]
    assert [line.at for line in ruth.lines] == [at("06-18T08:00"), at("06-18T07:00")]
    assert (ruth.lines[0].customer, ruth.lines[0].name) == (WHO, "M. Lindqvist")
    assert [reason.words for reason in ruth.lines[0].reasons] == ["what was said: 1, by mail x0.4"]
    assert ruth.total == pytest.approx(0.4)
    assert ruth.days == ((date(2026, 6, 18), ruth.total),)
    assert [(line.channel, line.level) for line in omar.lines] == [("phone", "none")]
    assert omar.total == pytest.approx(0.2)  # the third contact of a case that others began
    assert day_of("Lena") == type(ruth)(0.0, 0.0, (), ())
    assert day_of("ruth").lines == ()  # another name is another person


@pytest.mark.promise
def test_ones_own_tap_wins_both_ways(told: Any) -> None:
    from amends.console.care.taps import tap, taps_of

    worst, first = (line.contact for line in day_of("Ruth").lines)
    tap("Ruth", worst, "none", NOW)
    assert day_of("Ruth").total == 0
    tap("Ruth", first, "threat", NOW)
    tap("Ruth", first, "threat", NOW)
    assert day_of("Ruth").total == pytest.approx(0.6)
    assert taps_of("Ruth") == {worst: "none", first: "threat"}
    assert [(line.level, line.own_tap) for line in day_of("Ruth").lines] == [("insult", "none"), ("none", "threat")]
    for name in (worst, first):
        tap("Ruth", name, None, NOW)
    assert taps_of("Ruth") == {}
    assert day_of("Ruth").total == pytest.approx(0.4)


def test_nobody_taps_a_contact_of_somebody_else_or_of_long_ago(told: Any) -> None:
    from django.http import Http404

    from amends.console.care.taps import tap, taps_of

    hers, old = day_of("Ruth").lines[0].contact, Moment(NOW + 14 * DAY_US)
    for user, name, now in (("Omar", hers, NOW), ("Ruth", "mail:none", NOW), ("Ruth", hers, old)):
        with pytest.raises(Http404):
            tap(user, name, "threat", now)
    with pytest.raises(Refused) as refused:
        tap("Ruth", hers, "horrible", NOW)
    assert "none, curt, insult, threat" in str(refused.value)
    assert (taps_of("Omar"), taps_of("Ruth")) == ({}, {})


TIMES = st.integers(min_value=0, max_value=5 * 24 * 60)
CONTACTS = st.lists(
    st.tuples(
        TIMES,
        st.integers(min_value=0, max_value=40),
        st.sampled_from(["phone", "mail", "chat", "call", "E-Mail"]),
        st.sampled_from(["none", "curt", "insult", "threat"]),
        st.sampled_from([None, False, True]),
        st.booleans(),
        st.sampled_from([None, "none", "curt", "insult", "threat"]),
    ),
    max_size=25,
)


def by_hand(contacts: list[tuple[HandledContact, str | None]], policy: Policy) -> tuple[float, float]:
    """The recursion of care.exposure_step over all of them, in the order in which they were over."""
    from amends.care.days import day_number

    weights, state = Weights(), Exposure()
    known = {"call": "phone", "E-Mail": "mail"}
    for one, tap in sorted(contacts, key=lambda told: (told[0].ended, len(told[0].contact), told[0].contact)):
        handled = Handled(
            at=one.ended,
            channel=known.get(one.channel, one.channel),
            hostility=weights.hostility[one.level],
            own_tap=None if tap is None else weights.hostility[tap],
            fixable=one.fixable,
            inherited_repeat=one.repeat,
            day=day_number(one.ended, policy.zoneinfo),
            began=one.began,
        )
        state, _ = step(state, handled, weights)
    today = state.day == day_number(NOW, policy.zoneinfo)
    return rested(state, NOW, weights).load, state.total if today else 0.0


@pytest.mark.promise
def test_it_equals_the_recursion_whatever_the_order(desk: Any) -> None:
    from amends.console.care.taps import tap
    from amends.console.models import CareTap

    desk.world.policy = replace(desk.world.policy, zone="Europe/Berlin", agents={"Ruth": ()})

    @settings(max_examples=25)
    @given(CONTACTS, st.integers(0, 9))
    def equal(told: list[Any], seed: int) -> None:
        CareTap.objects.all().delete()
        contacts = []
        for number, (before, lasted, channel, level, fixable, repeat, own) in enumerate(told):
            ended = Moment(NOW - before * MINUTE_US)
            more = {"channel": channel, "level": level, "fixable": fixable, "repeat": repeat}
            contacts.append(
                (
                    contact(f"c{number}", ended, began=Moment(ended - lasted * MINUTE_US) if lasted else None, **more),
                    own,
                )
            )
        shuffled = contacts[:]
        random.Random(seed).shuffle(shuffled)
        put(*(one for one, _ in shuffled))
        for one, own in shuffled:
            if own is not None:
                tap("Ruth", one.contact, own, NOW)
        found, (load, total) = day_of("Ruth"), by_hand(contacts, desk.world.policy)
        assert (found.load, found.total) == pytest.approx((load, total))
        assert sum(line.points for line in found.lines) == pytest.approx(total)
        assert loads().get("Ruth", (0.0, 0.0)) == pytest.approx((load, total), abs=1e-5)

    equal()


def test_a_fold_that_takes_them_as_they_come_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import kept

    put(contact("c1", "2026-06-18T08:00:00Z", level="threat"), contact("c2", "2026-06-18T07:00:00Z"))
    assert day_of("Ruth").load > 0
    monkeypatch.setattr(kept.Kept, "order", property(lambda one: -one.ended))
    with pytest.raises(ValueError, match="in the order"):
        day_of("Ruth")


def loads(now: Moment = NOW) -> dict[str, tuple[float, float]]:
    from amends.console.care import exposed

    return exposed.loads(now)


def test_the_router_gets_two_sums_of_whoever_it_knows_by_name(told: Any) -> None:
    from django.contrib.auth.models import User

    told.world.policy = replace(told.world.policy, agents={"Ruth": RUTH["Ruth"]})
    ruth = day_of("Ruth")
    assert loads() == {"Ruth": pytest.approx((ruth.load, ruth.total))}
    User.objects.create(username="Omar")
    assert set(loads()) == {"Ruth", "Omar"}


def test_the_minute_at_which_the_day_begins(desk: Any) -> None:
    (desk.home / "care.toml").write_text('day_begins = "04:00"\n')
    desk.world.policy = replace(desk.world.policy, zone="Europe/Berlin")
    put(  # 04:00 in Berlin is 02:00 UTC in June
        contact("before", "2026-06-18T01:59:59Z", level="insult"),
        contact("after", "2026-06-18T02:00:00Z", level="curt"),
    )
    day = day_of("Ruth")
    assert [line.contact for line in day.lines] == ["after"]
    assert day.total == pytest.approx(0.5)
    assert day.days == ((date(2026, 6, 18), day.total), (date(2026, 6, 17), 1.0))
    assert [line.contact for line in day_of("Ruth", hear_moment("2026-06-18T01:59:59Z")).lines] == ["before"]


def test_the_day_on_which_clocks_change_has_twenty_five_hours(desk: Any) -> None:
    desk.world.policy = replace(desk.world.policy, zone="Europe/Berlin")
    put(
        contact("a", "2026-10-24T21:59:00Z", level="curt"),  # 23:59 on Saturday
        contact("b", "2026-10-24T22:00:00Z", level="curt"),  # Sunday begins
        contact("c", "2026-10-25T22:59:00Z", level="insult"),  # and ends 25 hours later
        contact("d", "2026-10-25T23:00:00Z", level="curt"),
    )
    day = day_of("Ruth", hear_moment("2026-10-25T22:59:00Z"))
    assert [line.contact for line in day.lines] == ["c", "b"]
    assert day.days == ((date(2026, 10, 25), 1.5), (date(2026, 10, 24), 0.5))


def test_a_day_of_which_a_part_is_gone_is_not_told(desk: Any) -> None:
    desk.world.policy = replace(desk.world.policy, zone="Europe/Berlin")
    first = (NOW // DAY_US - 13) * DAY_US
    put(
        contact("c1", Moment(first + HOUR_US), level="insult"),
        contact("c2", Moment(first + 23 * HOUR_US), level="insult"),
    )
    assert [day for day, _ in day_of("Ruth").days] == [date(2026, 6, 6)]


def test_a_channel_that_the_table_does_not_know_counts_as_it_is(desk: Any) -> None:
    put(contact("c1", "2026-06-18T08:00:00Z", channel="hologram", level="insult"))
    assert day_of("Ruth").total == pytest.approx(1.0)


def test_weights_of_the_home_hold_and_a_wrong_file_is_refused(desk: Any) -> None:
    put(contact("c1", "2026-06-18T08:00:00Z", level="insult"))
    (desk.home / "care.toml").write_text("[hostility]\ninsult = 2.0\n")
    assert day_of("Ruth").total == pytest.approx(2.0)
    (desk.home / "care.toml").write_text("half_life = 5\n")
    with pytest.raises(Refused):
        day_of("Ruth")


def floor_of(people: int) -> list[HandledContact]:
    """So many people with an insult each, an hour ago."""
    return [
        contact(f"c{i}", "2026-06-18T07:30:00Z", user=f"agent-{i}", channel="phone", level="insult")
        for i in range(people)
    ]


def test_a_lead_gets_one_sum_of_eight_people_or_nothing(desk: Any) -> None:
    from amends.console.care import exposed
    from amends.console.care.taps import tap

    desk.world.policy = replace(desk.world.policy, agents={f"agent-{number}": () for number in range(8)})
    put(*floor_of(7))
    assert exposed.team_today(NOW) is None
    put(*floor_of(8))
    assert exposed.team_today(NOW) == TeamSum(at("06-18T08:00"), 10)  # 8 points, in steps of 5
    for number in range(8):
        tap(f"agent-{number}", f"c{number}", "none", NOW)
    assert exposed.team_today(NOW) == TeamSum(at("06-18T08:00"), 10)  # one's own word is for oneself


def test_what_was_reckoned_before_is_used_again_only_where_nothing_changed(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.console.care import exposed, kept
    from amends.console.care.taps import tap

    desk.world.policy = replace(desk.world.policy, agents={f"agent-{number}": () for number in range(3)})
    contacts, opened = floor_of(3), list[str]()
    real = kept._kept
    monkeypatch.setattr(kept, "_kept", lambda owner, *more: opened.append(owner) or real(owner, *more))

    def asked(now: Moment = NOW) -> tuple[int, float]:
        opened.clear()
        told = exposed.loads(now)
        return len(opened), round(sum(total for _, total in told.values()), 3)

    put(*contacts)
    assert asked() == (3, 3.0)
    assert asked() == (0, 3.0)
    assert asked(Moment(NOW + HOUR_US)) == (0, 3.0)
    tap("agent-1", "c1", "none", NOW)
    assert asked() == (1, 2.0)
    put(replace(contacts[0], level="threat"), *contacts[1:])  # the same contact, read anew
    assert asked() == (1, 2.5)
    put(*contacts[1:])
    assert asked() == (0, 1.0)
    (desk.home / "care.toml").write_text("[hostility]\ninsult = 2.0\n")
    assert asked() == (2, 2.0)
    assert asked(Moment(NOW + DAY_US)) == (2, 0.0)
    monkeypatch.setattr(kept, "sums_of", lambda since: dict.fromkeys(map(kept.owner_of, ("agent-1",)), (1, 1)))
    asked()
    put(replace(contacts[1], level="threat"))
    assert asked()[0] == 0  # the twin: marks that say nothing hide a change
