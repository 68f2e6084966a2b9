"""The planted truth against the verdicts: every fault is found for what it is, and nobody else is suspected."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from amends import link
from amends.customer import has_happened, understand_bundle
from amends.demo.judge import judge
from amends.facts import CustomerFile, Entry, Policy, Reason, Verdict
from amends.facts.kinds import CompletenessDeclared
from told_by_demo import END, told

POLICY = Policy()
HONESTLY_OPEN = {
    Reason.WITNESS_INCOMPLETE,
    Reason.UNKNOWN_OUTCOME,
    Reason.ONLY_A_NOTE,
}  # planted as what nobody can know


def files_of(entries: Sequence[Entry]) -> list[CustomerFile]:
    bundles = link.everybody([entry for entry in entries if has_happened(entry, END)], POLICY)
    return [understand_bundle(bundle, now=END, policy=POLICY) for bundle in bundles]


@pytest.mark.promise
def test_every_planted_fault_is_found_for_what_it_is_and_nobody_else_is_suspected() -> None:
    world, entries = told(300)
    judged = judge(world.expected, files_of(entries))
    assert judged.wrong == ()
    assert judged.reason_differs == ()
    assert judged.cannot_tell == ()
    assert judged.false_alarms == ()
    assert judged.right == len(world.expected)


def test_what_nobody_can_know_is_said_to_be_unknown() -> None:
    world, entries = told(300)
    opinions = {o.matter: o for file in files_of(entries) for o in file.opinions}
    open_ones = [item for item in world.expected if item.verdict is Verdict.CANNOT_TELL]
    assert {item.reason for item in open_ones} == HONESTLY_OPEN
    for item in open_ones:
        assert opinions[item.matter].verdict is Verdict.CANNOT_TELL
        assert opinions[item.matter].missing, "says what would settle it"


def test_twin_that_takes_a_short_export_for_complete_is_caught() -> None:
    """Whoever believes that gateway C told everything would accuse it of refunds it was never asked about."""
    world, entries = told(300)
    believed = [
        replace(entry, what=replace(entry.what, complete_to=END))
        if isinstance(entry.what, CompletenessDeclared) and entry.source.name == "gateway-c"
        else entry
        for entry in entries
    ]
    judged = judge(world.expected, files_of(believed))
    assert {miss.expected.fault for miss in judged.wrong} == {"export_ends_early", "unknown_outcome"}


def test_twin_without_the_settlement_reports_is_caught() -> None:
    world, entries = told(300)
    deaf = [entry for entry in entries if ":settled" not in entry.source_id]
    judged = judge(world.expected, files_of(deaf))
    assert judged.right < len(world.expected) // 2
