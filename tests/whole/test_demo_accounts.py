"""The demo's business accounts: what Nordwind's cheapest circuit is a part of, heard from the files as anybody's."""

from functools import cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from amends import link
from amends.accounts.attach import attached, served
from amends.accounts.brief import AccountBrief, account_brief
from amends.accounts.brief_words import share_sentence
from amends.accounts.members import members
from amends.accounts.tree import account_tree
from amends.customer import understand_bundle
from amends.demo import books, story_5_account
from amends.demo.files import POLICY, write_files
from amends.demo.judge import judge
from amends.demo.letters import noise
from amends.demo.people import people
from amends.demo.phone import calls_us
from amends.demo.refund_faults import ago, event_lost
from amends.demo.story_5_account import CHEAP, FAULT, NORDWIND, OTHERS
from amends.demo.talk_faults import with_phone
from amends.demo.world import World
from amends.facts import CustomerFile, Entry, Reason, hear_moment
from amends.facts.policy import policy_of
from told_by_demo import entries_of

END = hear_moment("2026-11-23T00:00:00Z")
HOUSE = policy_of(POLICY)
SENTENCE = "This ticket is about Circuit 2: 3 % of the revenue and 41 % of the contacts of the last 90 days."


def told(*, without: str = "") -> tuple[World, tuple[Entry, ...]]:
    """A few people and the accounts, by their files; `without` one of the files."""
    world = World(END, Random(7))
    some = people(4, world.rng)
    noise(world, some)  # so that no file is empty
    event_lost(world, some[0], 0)
    calls_us(world, with_phone(world, some[0]), ago(world, 100), agent="ines")
    story_5_account.tell(world, 7)
    world.tables.pop(without, None)
    with TemporaryDirectory() as folder:
        return world, entries_of(write_files(world, Path(folder)))


def understood(entries: tuple[Entry, ...]) -> list[CustomerFile]:
    return [understand_bundle(one, now=END, policy=HOUSE) for one in link.everybody(entries, HOUSE)]


def brief_of(entries: tuple[Entry, ...], files: list[CustomerFile]) -> AccountBrief:
    tree = account_tree(entries, END)
    happened = (one for file in files for one in served(file, HOUSE))
    found = account_brief(tree, attached(happened, tree, members(entries, END)), f"crm/{NORDWIND}", service=CHEAP)
    assert found is not None
    return found


@cache
def whole() -> tuple[World, tuple[Entry, ...], list[CustomerFile]]:
    world, entries = told()
    return world, entries, understood(entries)


def test_the_cheapest_circuit_is_little_of_the_revenue_and_much_of_the_contacts() -> None:
    _, entries, files = whole()
    brief = brief_of(entries, files)
    assert brief.here is not None
    assert share_sentence(brief.here, brief.whole) == SENTENCE
    assert (brief.whole.services, brief.whole.contacts_90) == (12, 17)
    paid = sorted(line.service.per_month.amount_minor for line in brief.services if line.service.per_month)
    assert sum(paid[-2:]) > sum(paid) / 2, "most comes from two"
    assert brief.here.service.per_month is not None
    assert brief.here.service.per_month.amount_minor == paid[0]


def test_what_was_planted_with_it_is_true_and_raises_no_alarm() -> None:
    world, _, files = whole()
    own = [item for item in world.expected if item.fault == FAULT]
    assert {item.reason for item in own} == {Reason.PROMISE_BROKEN, Reason.CHARGED_TWICE}
    found = judge(world.expected, files)
    assert (found.wrong, found.reason_differs, found.cannot_tell, found.false_alarms) == ((), (), (), ())
    assert found.right == len(world.expected)


def test_some_sixty_accounts_are_known_and_too_few_left_for_a_probability() -> None:
    world, entries, _ = whole()
    tree = account_tree(entries, END)
    assert len(tree.accounts) == OTHERS + 2
    assert not tree.problems
    assert not members(entries, END).problems
    assert 0 < sum(bool(row["end"]) for row in world.tables["crm/services"]) < 100


def test_the_same_seed_gives_the_same_accounts_and_another_seed_others() -> None:
    one, again = whole()[0].tables, told()[0].tables
    other = World(END, Random(7))
    story_5_account.tell(other, 8)
    assert one["crm/services"] == again["crm/services"]
    assert one["crm/services"] != other.tables["crm/services"]


def test_twin_where_nobody_says_who_writes_for_nordwind_and_about_what_the_account_hears_of_no_contact() -> None:
    _, entries = told(without="crm/concerned")
    known = tuple(entry for entry in entries if entry.what.kind != "account.member")
    assert brief_of(known, understood(known)).whole.contacts_90 == 0


def test_twin_where_the_gateway_charged_once_our_error_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = books.charge
    once = partial(twice, payment_ref="")
    monkeypatch.setattr(books, "charge", lambda *of, payment_ref="": None if payment_ref else once(*of))
    world, entries = told()
    found = judge(world.expected, understood(entries))
    assert [miss.expected.reason for miss in (*found.wrong, *found.reason_differs, *found.cannot_tell)] == [
        Reason.CHARGED_TWICE
    ]
