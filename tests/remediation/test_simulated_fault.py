"""A shop with a planted fault: the cause is found, and everybody hit of whom any witness knows is on the list."""

from pathlib import Path

import pytest
from bench.remediation import POLICY
from bench.remediation_world.cases import sweep, write
from bench.remediation_world.shop import FAULT_DAY, PLANTED, START, SWEPT_AT, Made, made, told, told_late

from amends.causes.of_refunds import causes_of
from amends.facts import Scope, SweptRefund
from amends.facts.moments import DAY_US
from amends.record import open_record
from amends.remediation import population

Swept = tuple[dict[str, Made], list[SweptRefund], list[SweptRefund]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """What is true, what the sweep saw, and what it saw once the missing half day had come."""
    refunds = made(1_500, seed=2)
    home: Path = tmp_path_factory.mktemp("shop") / "home"
    with open_record(home) as record:
        write(record, told(refunds))
        rows = sweep(record, POLICY, SWEPT_AT)
        write(record, told_late(refunds))
        later = sweep(record, POLICY, SWEPT_AT)
    return {refund.matter: refund for refund in refunds}, rows, later


@pytest.fixture(scope="module")
def scope(shop: Swept) -> Scope:
    """The cause that explains the failures, since it began."""
    [cause] = [cause for cause in causes_of(shop[1], now=SWEPT_AT) if not cause.always_so]
    onset = cause.cause.spell.onset
    return Scope(cause.literals, onset.at if onset is not None else None, None, ())


def found(truth: dict[str, Made], listed: set[str]) -> float:
    """The share of those hit by the fault, and known to a witness, who are on the list."""
    victims = [one for one in truth.values() if one.planted and one.victim and one.witnessed]
    return sum(one.matter in listed for one in victims) / len(victims)


def hit(rows: list[SweptRefund], scope: Scope) -> set[str]:
    return {row.matter for row in population(rows, scope).rows if row.failed}


def test_the_planted_fault_is_found_with_its_beginning(scope: Scope) -> None:
    assert scope.slice == PLANTED
    assert scope.since == START + FAULT_DAY * DAY_US


@pytest.mark.promise
def test_everybody_hit_of_whom_a_witness_knows_is_on_the_list_and_nobody_else(shop: Swept, scope: Scope) -> None:
    truth, rows, _ = shop
    listed = hit(rows, scope)
    assert len(listed) > 40
    assert found(truth, listed) >= 0.99
    assert all(truth[matter].hit for matter in listed)


@pytest.mark.promise
def test_the_twin_that_lists_only_who_wrote_to_us_is_caught(shop: Swept, scope: Scope) -> None:
    truth, rows, _ = shop
    assert found(truth, hit([row for row in rows if row.contacts], scope)) < 0.5


@pytest.mark.promise
def test_where_the_witness_is_silent_they_are_suspected_and_no_more(shop: Swept, scope: Scope) -> None:
    truth, rows, later = shop
    suspected = {row.matter for row in population(rows, scope).rows if row.failed is None}
    assert suspected
    assert suspected == {m for m in suspected if not truth[m].witnessed or not truth[m].hit}
    known = {row.matter: row.failed for row in later}
    assert {m: known[m] for m in suspected} == {m: truth[m].hit for m in suspected}  # the half day came, and told


def test_who_was_told_no_is_known_as_such(shop: Swept, scope: Scope) -> None:
    truth, rows, _ = shop
    rejected = {row.matter for row in population(rows, scope).rows if row.rejected}
    assert rejected == {matter for matter in hit(rows, scope) if truth[matter].turned_away}
    assert rejected
