"""Accounts below one another: mergers, circles, orphans, overlaps. Every flaw has a name and a defined result."""

from collections.abc import Callable, Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from account_words import NAMES, account, at, member, service
from amends.accounts.effective import holding
from amends.accounts.members import members
from amends.accounts.tree import AccountTree, account_tree
from amends.facts import Entry, Money
from amends.facts.kinds import AccountTold

NOW = at("2026-07-01")


def parents(tree: AccountTree) -> dict[str, str]:
    return {one.id: one.parent for one in tree.accounts.values()}


def said(tree: AccountTree) -> str:
    return "\n".join(map(str, tree.problems))


def test_a_dozen_circuits_are_one_customer() -> None:
    tree = account_tree(
        [account("group"), account("north", "group"), account("port", "north"), service("c-1", "port")], NOW
    )
    assert tree.below("group") == ("group", "north", "port")
    assert (tree.top("port"), tree.above("port")) == ("group", ("north", "group"))
    assert tree.services_of("port") == ["c-1"]
    assert tree.problems == ()


def test_after_a_merger_it_belongs_to_the_other_and_before_it_did_not() -> None:
    told = [account("a"), account("b"), account("works", "a"), account("works", "b", since="2026-06-01")]
    assert parents(account_tree(told, at("2026-05-31")))["works"] == "a"
    assert parents(account_tree(told, at("2026-06-01")))["works"] == "b"


def test_what_held_for_a_while_gives_way_to_what_held_before() -> None:
    told = [
        account("a"),
        account("b"),
        account("works", "a"),
        account("works", "b", since="2026-03-01", until="2026-04-01"),
    ]
    assert [parents(account_tree(told, at(day)))["works"] for day in ("2026-02-28", "2026-03-01", "2026-04-01")] == [
        "a",
        "b",
        "a",
    ]


def test_a_later_word_on_the_same_beginning_corrects_the_earlier() -> None:
    told = [account("a"), account("b"), account("works", "a", since="2026-01-01"),
            account("works", "b", since="2026-01-01", told_on="2026-01-05")]  # fmt: skip
    assert parents(account_tree(told, NOW))["works"] == "b"


def test_a_helpdesk_that_knows_no_parents_takes_none_back() -> None:
    told = [account("a"), account("works", "a"), account("works", None, told_on="2026-06-01")]
    assert parents(account_tree(told, NOW))["works"] == "a"


def test_a_circle_is_cut_at_the_link_that_was_told_last() -> None:
    told = [account("a", "c", "2026-01-01"), account("b", "a", "2026-03-01"), account("c", "b", "2026-02-01")]
    tree = account_tree(told, NOW)
    assert parents(tree) == {"a": "c", "b": "", "c": "b"}
    [problem] = tree.problems
    assert (problem.value, "told last, to a" in problem.what) == ("b", True)
    assert tree.below("b") == ("b", "c", "a")


def test_an_account_that_is_its_own_parent_stands_at_the_top() -> None:
    tree = account_tree([account("a", "a")], NOW)
    assert parents(tree) == {"a": ""}
    assert "below itself" in said(tree)


def test_a_service_of_an_account_that_nobody_told_keeps_its_number() -> None:
    tree = account_tree([service("c-1", "ghost"), service("c-2", "ghost")], NOW)
    assert not tree.accounts["ghost"].known
    assert tree.services_of("ghost") == ["c-1", "c-2"]
    assert said(tree).count("is named by 2 of its services and was never told") == 1


def test_a_parent_that_nobody_told_keeps_its_children_together() -> None:
    tree = account_tree([account("a", "group"), account("b", "group")], NOW)
    assert tree.children("group") == ["a", "b"]
    assert said(tree).count("is named as a parent and was never told") == 1


def test_an_account_that_ended_is_named_and_its_services_are_not_lost() -> None:
    tree = account_tree([account("a", until="2026-06-01"), service("c-1", "a")], NOW)
    assert not tree.accounts["a"].known
    assert "does not hold at this moment" in said(tree)


def test_of_contracts_that_overlap_the_later_start_counts() -> None:
    told = [account("a"), service("c-1", "a", 100, "2025-01-01"), service("c-1", "a", 70, "2026-01-01")]
    tree = account_tree(told, NOW)
    assert tree.services["c-1"].per_month == Money(7000, "EUR")
    assert "overlap, from 2025-01-01T00:00:00Z and 2026-01-01T00:00:00Z" in said(tree)
    assert account_tree(told, at("2025-06-01")).services["c-1"].per_month == Money(10000, "EUR")


def test_contracts_one_after_the_other_are_no_problem() -> None:
    told = [account("a"), service("c-1", "a", 100, "2025-01-01", "2026-01-01"), service("c-1", "a", 70, "2026-01-01")]
    assert account_tree(told, NOW).problems == ()


def test_a_service_that_ended_is_known_and_not_in_force() -> None:
    tree = account_tree([account("a"), service("c-1", "a", end="2026-06-01")], NOW)
    assert not tree.services["c-1"].in_force
    assert tree.services_of("a") == ["c-1"]


def test_who_writes_for_whom() -> None:
    told = [member("a", customer_id="C-1"), member("b", email="m@Example.org"), member("c", domain="example.org")]
    people = members(told, NOW)
    assert people.account_of(["email:m@example.org", "customer:C-1"]) == "a"
    assert people.account_of(["email:m@example.org"]) == "b"
    assert people.account_of(["email:else@example.org"]) == "c"
    assert people.account_of(["email:m@elsewhere.example", "phone:+49301"]) == ""


def test_who_changed_sides_writes_for_the_new_one() -> None:
    told = [member("b", customer_id="C-1", since="2026-05-01"), member("a", customer_id="C-1")]
    assert members(told, NOW).account_of(["customer:C-1"]) == "b"
    assert members(told, at("2026-04-30")).account_of(["customer:C-1"]) == "a"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([member("a", domain="gmail.com")], "public mail provider"),
        ([member("a", domain="example.org"), member("b", domain="@Example.org")], "2 accounts (a, b)"),
    ],
)
def test_a_domain_that_would_make_strangers_its_people_counts_for_none(told: list[Entry], words: str) -> None:
    people = members(told, NOW)
    assert people.account_of(["email:x@gmail.com", "email:x@example.org"]) == ""
    assert [words in str(problem) for problem in people.problems] == [True]


DAYS = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-08-01")
ACCOUNTS = st.builds(
    account,
    st.sampled_from(NAMES),
    st.sampled_from((None, "", *NAMES, "ghost")),
    st.sampled_from(DAYS),
    st.sampled_from(("", *DAYS)),
    st.sampled_from(("", "2026-02-15", "2026-09-01")),
)
SERVICES = st.builds(
    service,
    st.sampled_from(("c-1", "c-2", "c-3")),
    st.sampled_from((*NAMES, "ghost")),
    st.sampled_from((None, -20, 0, 100)),
    st.sampled_from(("", *DAYS)),
    st.sampled_from(("", "2026-02-15", "2026-09-01")),
    told_on=st.sampled_from(DAYS),
)
TOLD = st.lists(ACCOUNTS | SERVICES, max_size=14)


@given(TOLD, st.randoms())
def test_the_order_of_telling_never_matters(told: list[Entry], chance: object) -> None:
    shuffled = [*told, *told[:3]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert account_tree(shuffled, NOW) == account_tree(told, NOW)


@given(TOLD)
def test_everybody_has_one_place_below_one_top(told: list[Entry]) -> None:
    """No circle is left, nobody is lost, and nobody is in two places."""
    tree = account_tree(told, NOW)
    tops = [one.id for one in tree.accounts.values() if not one.parent]
    assert sorted(below for top in tops for below in tree.below(top)) == sorted(tree.accounts)
    assert sorted(name for one in tree.accounts for name in tree.services_of(one)) == sorted(tree.services)
    assert {e.what.service for e in told if e.what.kind == "service.told"} == set(tree.services)  # type: ignore[attr-defined]


def last_arrived(told: Sequence[Entry]) -> Entry:
    """The broken twin: whoever comes in last is right."""
    return told[-1]


def last_told(told: Sequence[Entry]) -> Entry:
    return holding(told, NOW)[-1]


def differs(pick: Callable[[Sequence[Entry]], Entry]) -> bool:
    told = [
        account("works", "a", "2026-01-01"),
        account("works", "b", "2026-02-01"),
        account("works", "c", "2026-03-01"),
    ]
    picked = [pick(order).what for order in permutations(told)]
    return any(one != other for one, other in pairwise(picked))


@pytest.mark.promise
def test_a_tree_by_arrival_would_be_caught() -> None:
    assert differs(last_arrived)
    assert not differs(last_told)
    told = last_told([account("works", "c", "2026-03-01"), account("works", "a", "2026-01-01")]).what
    assert isinstance(told, AccountTold)
    assert told.parent == "c"
