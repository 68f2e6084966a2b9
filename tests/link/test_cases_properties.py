"""Whatever reaches us, in whatever order and how often: the same cases, nothing lost, an undo that undoes one thing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from amends.facts import Case, Contact, Entry, Moment, Policy
from amends.facts.kinds import ChainJudged
from amends.link import cases
from amends.link.case_joins import Forest
from case_stories import LONG_AFTER, POLICY, answered, cases_of, judged, merged, wrote

Cases = Callable[..., tuple[Case, ...]]
_TICKETS = st.sampled_from(["", "", "z/1", "z/2", "z/3"])
_NAMED = st.lists(st.sampled_from(["order:1", "order:2", "refund:3"]), max_size=2, unique=True).map(tuple)


@st.composite
def conversations(draw: st.DrawFn) -> list[Entry]:
    """Contacts, answers and a merge; days repeat, so that several happen at one moment."""
    told: list[Entry] = []
    for i in range(draw(st.integers(1, 9))):
        day = draw(st.integers(0, 60))
        channel = draw(st.sampled_from(["mail", "chat", "social"]))
        ticket, named = draw(_TICKETS), draw(_NAMED)
        answers = (f"m{draw(st.integers(0, 8))}",) if draw(st.booleans()) else ()
        told.append(wrote(f"m{i}", day, channel=channel, ticket=ticket, named=named, answers=answers))
        if draw(st.booleans()):
            told.append(answered(f"a{i}", day + 0.5, draw(st.sampled_from(["ruth", "ben"])), ticket=ticket))
    if draw(st.booleans()):
        told.append(merged("z/2", "z/1"))
    return told


@st.composite
def judged_conversations(draw: st.DrawFn) -> list[Entry]:
    """The same, and what people said about pairs of contacts."""
    told = draw(conversations())
    contacts = [entry for entry in told if entry.what.kind == "contact.received"]
    for i in range(draw(st.integers(0, 4))):
        one, other = draw(st.sampled_from(contacts)), draw(st.sampled_from(contacts))
        told.append(judged(one, other, same=draw(st.booleans()), day=70 + i))
    return told


def check_order_does_not_matter(make: Callable[[Iterable[Entry]], object], told: list[Entry], seed: int) -> None:
    chance, expected = Random(seed), make(told)
    arrived = [*told, *chance.choices(told, k=3)]
    chance.shuffle(arrived)
    assert make(arrived) == expected


@pytest.mark.promise
@given(judged_conversations(), st.integers(0, 1_000))
def test_order_of_arrival_and_repetition_change_nothing(told: list[Entry], seed: int) -> None:
    check_order_does_not_matter(cases_of, told, seed)


def test_the_broken_twin_that_takes_contacts_as_they_come_is_caught() -> None:
    def as_they_come(told: Iterable[Entry]) -> list[str]:
        return [entry.id for entry in told]

    with pytest.raises(AssertionError):
        check_order_does_not_matter(as_they_come, [wrote(f"m{i}", i) for i in range(5)], seed=1)


def check_each_in_one_case(make: Cases, told: list[Entry]) -> None:
    found = make(told)
    ids = [contact for case in found for contact in case.contacts]
    assert sorted(ids) == sorted(entry.id for entry in told if entry.what.kind == "contact.received")
    for case in found:
        assert len(case.joins) == len(case.contacts) - 1
        assert {j.one for j in case.joins} | {j.other for j in case.joins} | {case.id} == set(case.contacts)
        assert all(join.why for join in case.joins)
    assert [(case.opened, case.id) for case in found] == sorted((case.opened, case.id) for case in found)


@pytest.mark.promise
@given(judged_conversations())
def test_every_contact_is_in_one_case_and_every_join_is_inside_it(told: list[Entry]) -> None:
    check_each_in_one_case(cases_of, told)


def test_the_broken_twin_that_loses_a_contact_is_caught() -> None:
    with pytest.raises(AssertionError):
        check_each_in_one_case(lambda told: cases_of(told[1:]), [wrote("m1", 0), wrote("m2", 1)])


def sides(case: Case, cut: int) -> set[frozenset[str]]:
    """The two parts of a case without one of its joins."""
    without = Forest(())
    for contact in case.contacts:
        without.groups.add(contact)
    for i, join in enumerate(case.joins):
        if i != cut:
            without.take(join)
    return {frozenset(without.groups.members(root)) for root in without.groups.roots()}


def check_undo(make: Cases, told: list[Entry]) -> None:
    """Every join, undone by a person, splits its case there and nothing else; said otherwise again, it is as before."""
    before, by_id = make(told), {entry.id: entry for entry in told}
    parts = {frozenset(case.contacts) for case in before}
    for case in before:
        for i, join in enumerate(case.joins):
            one, other = by_id[join.one], by_id[join.other]
            cut = [*told, judged(one, other, same=False, day=80)]
            assert {frozenset(c.contacts) for c in make(cut)} == parts - {frozenset(case.contacts)} | sides(case, i)
            again = [*cut, judged(one, other, same=True, day=81)]
            assert {frozenset(c.contacts) for c in make(again)} == parts


@pytest.mark.promise
@settings(deadline=None)
@given(conversations())
def test_undoing_a_join_splits_there_and_nothing_else_and_can_be_undone(told: list[Entry]) -> None:
    check_undo(cases_of, told)


def test_the_broken_twin_that_forgets_what_people_said_is_caught() -> None:
    def forgetful(told: Iterable[Entry]) -> tuple[Case, ...]:
        return cases_of(entry for entry in told if entry.what.kind != "chain.judged")

    with pytest.raises(AssertionError):
        check_undo(forgetful, [wrote("m1", 0), wrote("m2", 1)])


def check_apart(make: Cases, told: list[Entry]) -> None:
    last = {}
    for entry in told:
        if isinstance(entry.what, ChainJudged) and entry.what.one != entry.what.other:
            last[frozenset((entry.what.one, entry.what.other))] = entry.what.same
    for case in make(told):
        assert not [pair for pair, same in last.items() if not same and pair <= set(case.contacts)]


@pytest.mark.promise
@given(judged_conversations())
def test_what_people_took_apart_is_apart(told: list[Entry]) -> None:
    check_apart(cases_of, told)


def test_the_broken_twin_that_listens_to_the_first_word_only_is_caught() -> None:
    one, other = wrote("m1", 0), wrote("m2", 1)
    told = [one, other, judged(one, other, same=True, day=70), judged(one, other, same=False, day=71)]
    with pytest.raises(AssertionError):
        check_apart(lambda told: cases_of(told[:-1]), told)


@given(conversations(), st.randoms())
def test_contacts_may_be_given_in_any_order(told: list[Entry], chance: Random) -> None:
    contacts = [Contact(e, e.id, e.what.channel) for e in told if e.what.kind == "contact.received"]
    shuffled = [replace(contact) for contact in contacts]
    chance.shuffle(shuffled)
    assert _cases(shuffled, told) == _cases(contacts, told)


def _cases(contacts: list[Contact], told: list[Entry], now: Moment = LONG_AFTER, policy: Policy = POLICY) -> object:
    return cases(contacts, told, now=now, policy=policy)
