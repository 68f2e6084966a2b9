"""The floor of the demo: its work is repeatable, changes nothing else of the year, and is judged by a known truth."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from amends import link
from amends.customer import has_happened, understand_bundle
from amends.demo.files import POLICY, write_files
from amends.demo.floor import DORA, FLOOR, FloorAgent
from amends.demo.floor_books import FAULT
from amends.demo.floor_scores import FloorScores, held_against, judge_floor
from amends.demo.floor_truth import truth_of
from amends.demo.floor_work import Inherited, Turn, draw, happens, quarter
from amends.demo.floor_year import FloorTruth, staff
from amends.demo.judge import judge
from amends.demo.world import World
from amends.demo.year import CUSTOMERS_MIN, generate
from amends.facts import ClaimKind, CustomerFile, Moment, Policy, Reason, hear_moment
from amends.facts.moments import DAY_US
from amends.facts.policy import policy_of
from amends.scores.rows_of_agents import AgentRow
from told_by_demo import END, entries_of

SHOP_POLICY = policy_of(POLICY)
FIGURES = dict.fromkeys(
    ("own_pp", "own_lo", "own_hi", "left_pp", "left_lo", "left_hi", "total_pp", "p_worse", "burden_pp", "raw_nrr")
)


def floor_alone(seed: int = 7, end: Moment = END) -> tuple[World, tuple[FloorTruth, ...]]:
    world = World(end, Random(0))
    return world, staff(world, seed)


@cache
def files() -> tuple[World, tuple[CustomerFile, ...]]:
    """What the record says of everybody of a small year with its floor, heard by the real intake."""
    world = generate(customers=CUSTOMERS_MIN, seed=7, end=END)
    staff(world, 7)
    return world, understood(world)


def understood(world: World) -> tuple[CustomerFile, ...]:
    """By the files that it comes to."""
    with TemporaryDirectory() as folder:
        entries = entries_of(write_files(world, Path(folder)))
    bundles = link.everybody([entry for entry in entries if has_happened(entry, END)], SHOP_POLICY)
    return tuple(understand_bundle(b, now=END, policy=SHOP_POLICY, history=False) for b in bundles)


def of_the_floor() -> list[CustomerFile]:
    """Its own customers."""
    world, found = files()
    own = {f"customer:{row['customer_id']}" for row in world.tables["chats/contacts"]}
    return [file for file in found if own.intersection(file.identity.handles)]


def work(seed: int) -> list[Turn]:
    return [turn for chain in quarter(400, Random(seed)) for turn in chain]


def test_the_same_seed_gives_the_same_floor_and_another_seed_another() -> None:
    one, again, other = (floor_alone(seed)[0].tables for seed in (7, 7, 8))
    assert one == again
    assert one["chats/contacts"] != other["chats/contacts"]


def test_the_floor_changes_nothing_else_of_the_year() -> None:
    without, with_it = (generate(customers=120, seed=7, end=END) for _ in range(2))
    staff(with_it, 7)
    for table, rows in without.tables.items():
        assert with_it.tables[table][: len(rows)] == rows, table
    assert with_it.expected[: len(without.expected)] == without.expected
    assert {item.fault for item in with_it.expected[len(without.expected) :]} == {FAULT}
    own = {row["customer_id"] for row in with_it.tables["chats/contacts"]}
    assert own.isdisjoint(person.customer_id for person in with_it.people)


@pytest.mark.parametrize("day", ["2026-01-07", "2026-01-08", "2026-04-07", "2026-07-01", "2026-11-22", "2028-02-29"])
def test_on_any_day_of_the_year_its_two_windows_are_closed_and_within_the_demo(day: str) -> None:
    end = hear_moment(f"{day}T00:00:00Z")
    world, truths = floor_alone(end=end)
    assert len(truths) == 2
    assert truths[0].window.end == truths[1].window.start
    last = truths[1].window.end + Policy().resolved_after_days * DAY_US
    assert world.start <= truths[0].window.start < last <= end
    times = [hear_moment(row["occurred_at"]) for row in world.tables["chatdesk/answers"]]
    assert max(times) < end


def test_harder_contacts_go_to_those_who_are_thought_able_and_a_slice_goes_to_anybody() -> None:
    turns = work(1) + work(2)
    place = {agent.name: number for number, agent in enumerate(FLOOR)}

    def mean_place(some: list[Turn]) -> float:
        return sum(place[turn.agent.name] for turn in some) / len(some)

    for at_random, apart in ((False, 2.0), (True, 0.0)):
        slice_ = [turn for turn in turns if turn.at_random is at_random]
        hard = [turn for turn in slice_ if turn.state.difficulty > 0.8]
        easy = [turn for turn in slice_ if turn.state.difficulty < 0.1]
        gap = mean_place(hard) - mean_place(easy)
        assert gap > apart if apart else abs(gap) < 1.5, gap
    assert 0.1 < sum(turn.at_random for turn in turns) / len(turns) < 0.2


def test_what_he_adds_is_his_skill_and_not_what_he_was_given() -> None:
    states = [turn.state for turn in work(3)]
    truth = truth_of(states)
    assert truth["goran"] > 10
    assert truth["amir"] < -7
    assert abs(truth[DORA]) < 1.5
    assert sum(truth.values()) == pytest.approx(0, abs=1e-9)
    assert truth_of(states[::-1]).keys() == truth.keys()


def test_skill_alone_moves_the_chance_of_a_bad_answer() -> None:
    state: Inherited = draw(Random(4))
    alike, worse = FloorAgent("one", 0.0), FloorAgent("other", 1.0)
    same = [0.5] * 4
    assert happens(state, alike, same).chance < happens(state, worse, same).chance
    assert happens(state, alike, same) == happens(state, replace(alike, name="third"), same)


def test_every_interval_is_held_against_the_truth_and_one_that_misses_is_named() -> None:
    def row(agent: str, lo: float | None, hi: float | None) -> AgentRow:
        figures = {**FIGURES, "lo": lo, "hi": hi}
        return AgentRow(agent=agent, n_contacts=90, n_answers=60, verdict="same as everyone", **figures)

    truth = {"ada": 1.0, "ben": 9.0, "new": 0.0}
    rows = [row("ada", -3.0, 4.0), row("ben", -3.0, 4.0), row("new", None, None), row("nobody planted", 5.0, 6.0)]
    found = held_against(truth, rows, FloorScores("2026 Q3", 100, 80))
    assert (found.enough, found.hold, found.few, found.missed) == (2, 1, 1, ("ben",))
    right = held_against({**truth, "ben": 4.0}, rows, FloorScores("2026 Q3", 100, 80))
    assert (right.hold, right.missed) == (2, ())


def test_everything_that_is_planted_on_the_floor_is_found_and_nothing_else_is() -> None:
    world, found = files()
    judged = judge(world.expected, found)
    assert judged.by_fault[FAULT] == {"right": sum(item.fault == FAULT for item in world.expected)}
    assert judged.by_fault[FAULT]["right"] > 20
    assert judged.right == len(world.expected)
    assert not judged.false_alarms


def test_a_wrong_sum_that_was_not_planted_would_be_a_false_alarm() -> None:
    world, found = files()
    first = next(item for item in world.expected if item.fault == FAULT)
    judged = judge([item for item in world.expected if item is not first], found)
    assert [matter for _, matter, _ in judged.false_alarms] == [first.matter]


def test_what_the_floor_is_asked_claims_nothing_but_what_its_books_can_answer() -> None:
    kinds = Counter(claim.kind for file in of_the_floor() for claim in file.claims)
    assert set(kinds) == {ClaimKind.AMOUNT_DISPUTED}
    assert not [owed for file in of_the_floor() for owed in file.owed if owed.money is not None]


def test_whoever_was_left_angry_was_spoken_to_and_nobody_waits() -> None:
    states = Counter(one.state for file in of_the_floor() for one in file.follow_ups)
    assert set(states) == {"reached"}
    assert states["reached"] > 200


def test_each_contact_was_taken_by_one_of_us_and_cases_are_as_they_were_made() -> None:
    world, _ = files()
    taken = {contact.ticket: contact.agents for file in of_the_floor() for contact in file.contacts}
    meant = {row["ticket"]: (row["agent"],) for row in world.tables["chatdesk/answers"]}
    assert taken == meant
    cases = [case for file in of_the_floor() for case in file.conversation.cases]
    assert len(cases) == len(world.tables["rules/policies"])


def test_story_4_is_a_day_of_hers_with_repeats_and_one_who_was_told_wrongly_by_somebody_else() -> None:
    world, _ = files()
    (haddad,) = [file for file in of_the_floor() if len(file.contacts) == 3 and _agents(file) == _HADDAD]
    rules = {row["ticket"]: row["allowed"] for row in world.tables["rules/policies"]}
    assert rules[haddad.contacts[0].ticket] == "no"
    done = {row["ticket"]: row["by"] for row in world.tables["backoffice/actions"]}
    assert done[haddad.contacts[1].ticket] == "marek"
    wrong = next(one for one in haddad.opinions if one.reason is Reason.WRONG_AMOUNT_TOLD)
    assert {witness.root for witness in wrong.witnesses} == {"gateway", "us"}


_HADDAD = [("ines",), ("marek",), (DORA,)]


def _agents(file: CustomerFile) -> list[tuple[str, ...]]:
    return [contact.agents for contact in file.contacts]


@pytest.mark.parametrize("seed", range(1, 4))
def test_the_gate_passes_on_the_floor_and_most_intervals_hold_the_truth(seed: int) -> None:
    world = generate(customers=CUSTOMERS_MIN, seed=seed, end=END)
    truths = staff(world, seed)
    for window in judge_floor(truths, understood(world), SHOP_POLICY):
        assert window.passes, window.reasons
        assert window.few >= 1
        assert window.hold >= window.enough - 4
        assert f"{window.hold} of {window.enough} intervals hold the truth" in str(window)


def test_where_each_asks_whom_he_likes_the_gate_holds_and_the_demo_says_so() -> None:
    """The twin: the same floor, whose surveys are sent by whom they are about."""
    world = generate(customers=CUSTOMERS_MIN, seed=1, end=END)
    truths = staff(world, 1)
    for row in world.tables["chats/surveys"]:
        row["invited_by"] = "agent"
    (first, _) = judge_floor(truths, understood(world), SHOP_POLICY)
    assert not first.passes
    assert "the gate holds" in str(first)
