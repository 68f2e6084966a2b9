"""The demo's own day: dora had a hard morning, others had contacts too, and what she once put right is true."""

from pathlib import Path
from random import Random

import pytest

from amends.care.handled import HandledContact, handled
from amends.care.helped import helped
from amends.cli.common import progress
from amends.cli.owed import understand_everybody
from amends.demo import story_5
from amends.demo.files import POLICY, write_files
from amends.demo.floor import DORA
from amends.demo.judge import judge
from amends.demo.letters import noise
from amends.demo.people import people
from amends.demo.refund_faults import event_lost
from amends.demo.take_in import take_in
from amends.demo.world import World
from amends.facts import CustomerFile, Moment, hear_moment
from amends.facts.moments import HOUR_US, MINUTE_US
from amends.facts.policy import policy_of
from amends.record import open_record

END = hear_moment("2026-11-23T00:00:00Z")
MORNING, NIGHT = Moment(END + 10 * HOUR_US), Moment(END + 20 * MINUTE_US)
HOUSE = policy_of(POLICY)


def day_of(folder: Path, now: Moment) -> tuple[World, list[CustomerFile]]:
    world = World(END, Random(7))
    some = people(4, world.rng)
    noise(world, some)  # so that no file is empty
    event_lost(world, some[0], 0)
    story_5.tell(world, now, 7)
    with open_record(folder / "home") as record, progress() as bar:
        receipt = take_in(write_files(world, folder / "files"), record, bar)
        assert receipt.quarantined == receipt.conflict == 0
        return world, list(understand_everybody(record, HOUSE, now, bar))


def had(files: list[CustomerFile], since: Moment) -> list[HandledContact]:
    return sorted((one for file in files for one in handled(file, HOUSE, since=since)), key=lambda one: one.ended)


@pytest.mark.parametrize("now", [MORNING, NIGHT])
def test_what_is_planted_today_is_true_and_raises_no_alarm(tmp_path: Path, now: Moment) -> None:
    world, files = day_of(tmp_path, now)
    found = judge(world.expected, files)
    assert (found.right, found.wrong, found.reason_differs, found.false_alarms) == (4, (), (), ())


def test_her_morning_has_what_the_page_can_show_and_the_team_has_eight_people(tmp_path: Path) -> None:
    _, files = day_of(tmp_path, MORNING)
    today = had(files, END)
    hers = [one for one in today if one.user == DORA]
    assert [(one.channel, one.level) for one in hers] == [
        ("chat", "none"),
        ("chat", "curt"),
        ("phone", "none"),
        ("chat", "insult"),
        ("chat", "insult"),
        ("chat", "insult"),
        ("chat", "threat"),
    ]
    assert [one.repeat for one in hers] == [False, True, False, False, False, False, False]
    assert sum(one.fixable is False for one in hers) == 5
    assert len({one.user for one in today if one.ended <= MORNING - HOUR_US}) >= 8
    assert all(one.ended <= MORNING for one in today)


def test_the_customer_whom_she_helped_is_hers_alone_and_seen_by_a_witness(tmp_path: Path) -> None:
    _, files = day_of(tmp_path, MORNING)
    (one,) = [one for file in files for one in helped(file, HOUSE)]
    assert (one.user, one.name, one.what) == (
        DORA,
        story_5.HELPED,
        "64.90 EUR was owed, and a witness saw it arrive on 6 October 2026. You made the call that was promised.",
    )


def test_twin_without_her_call_nobody_helped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_5, "we_call", lambda *_, **__: None)
    _, files = day_of(tmp_path, MORNING)
    assert [one for file in files for one in helped(file, HOUSE)] == []
