"""What the desk keeps of accounts: followed in any order or rebuilt the same, and the figures are those of the file."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from account_story import ANNA, CHEAP, DAUGHTER, NORDWIND, OTHER, everything, hard_weeks, people, told, tree
from amends.facts import Entry, Moment, Money
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold
from amends.facts.moments import DAY_US
from desk_stories import NOW, at, quiet_customers


def followed_in_parts(desk: Any, entries: Sequence[Entry], seed: int = 3, size: int = 4) -> bytes:
    from amends.console.desk import dump

    entries = list(entries)
    if seed:
        random.Random(seed).shuffle(entries)
    for i in range(0, len(entries), size):
        desk.tell(entries[i : i + size])
    return dump()


def check_rows_are_made_again(desk: Any, seed: int = 3) -> None:
    """Followed in any order, or rebuilt: the same bytes."""
    from amends.console.desk import dump, rebuild
    from amends.console.models import DeskServed, DeskWatch

    followed = followed_in_parts(desk, [*everything(), *quiet_customers(2)], seed)
    assert DeskServed.objects.count() >= 9
    assert sorted(DeskWatch.objects.values_list("account", flat=True)) == [NORDWIND, OTHER]
    rebuild(desk.record, desk.world.policy, desk.world.now())
    assert dump() == followed


@pytest.mark.promise
def test_followed_in_any_order_and_rebuilt_it_is_the_same_bytes(desk: Any) -> None:
    check_rows_are_made_again(desk)


def test_a_follower_that_forgets_whole_accounts_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.console.accounts.follow.touched_by", lambda keys: set())
    with pytest.raises(AssertionError):
        check_rows_are_made_again(desk, seed=0)  # what is told of the accounts comes first


@pytest.mark.postgres
def test_on_postgresql_it_is_the_same(postgres_desk: Any) -> None:
    check_rows_are_made_again(postgres_desk)
    check_figures_are_those_of_the_files(postgres_desk)


def check_figures_are_those_of_the_files(desk: Any) -> None:
    """The tables give what B's pure roll-up gives when it reads everybody."""
    from amends.accounts.attach import attached, served
    from amends.accounts.members import members
    from amends.accounts.roll_up import roll_up
    from amends.accounts.tree import account_tree
    from amends.cli.common import progress
    from amends.cli.owed import understand_everybody
    from amends.console.accounts.told import told_about
    from amends.console.accounts.whole import whole_of

    entries = [entry for _, entry in desk.record.after(0, 10_000)]
    now, policy = desk.world.now(), desk.world.policy
    with progress() as bar:
        files = list(understand_everybody(desk.record, policy, now, bar))
    grown = account_tree(entries, now)
    things = [one for file in files for one in served(file, policy)]
    rolled = roll_up(grown, attached(things, grown, members(entries, now)))
    for account in grown.accounts:
        found = whole_of(told_about(account, now), account, now)
        assert found is not None
        assert found.top == grown.top(account)
        assert found.card.whole == rolled[found.top].whole


@pytest.mark.promise
def test_the_figures_are_those_that_reading_everybody_gives(desk: Any) -> None:
    desk.tell([*everything(), *quiet_customers(2)])
    check_figures_are_those_of_the_files(desk)


def test_a_table_that_loses_a_row_is_caught(desk: Any) -> None:
    from amends.console.models import DeskServed

    desk.tell(everything())
    DeskServed.objects.filter(kind="contact").first().delete()
    with pytest.raises(AssertionError):
        check_figures_are_those_of_the_files(desk)


def watched(account: str = NORDWIND) -> Any:
    from amends.console.models import DeskWatch

    return DeskWatch.objects.get(account=account)


def test_contacts_of_a_domain_told_later_are_found(desk: Any) -> None:
    desk.tell([*tree(), *hard_weeks()])
    assert watched().contacts == 6, "those about the circuit, and not Ben's"
    desk.tell(people())
    assert watched().contacts == 7


def test_a_customer_whom_nothing_ties_to_an_account_has_no_rows(desk: Any) -> None:
    from amends.console.models import DeskServed, DeskWriter

    desk.tell(quiet_customers(3))
    assert (DeskServed.objects.count(), DeskWriter.objects.count()) == (0, 0)


def test_a_service_that_moves_changes_both_accounts(desk: Any) -> None:
    desk.tell(everything())
    before = watched().per_month_minor, watched(OTHER).per_month_minor
    moved = ServiceTold("KI-11", OTHER, Money(108_000, "EUR"), start=at("06-01T00:00"), name="Circuit 11")
    desk.tell([told(everything()[0].source, "moved", moved, "06-01T00:00")])
    assert (watched().per_month_minor, watched(OTHER).per_month_minor) == (before[0] - 108_000, before[1] + 108_000)


def test_a_merger_that_is_told_makes_two_one(desk: Any) -> None:
    from amends.console.models import DeskWatch

    desk.tell(everything())
    merged = AccountTold(OTHER, NORDWIND, since=at("06-01T00:00"), name="Brise")
    desk.tell([told(everything()[0].source, "merged", merged, "06-01T00:00")])
    assert list(DeskWatch.objects.values_list("account", "services")) == [(NORDWIND, 13)]


@pytest.mark.promise
def test_time_alone_brings_it_up_to_date(desk: Any) -> None:
    from amends.console.desk import catch_up, dump, rebuild

    ends = ServiceTold("KI-5", NORDWIND, Money(54_000, "EUR"), end=at("07-01T00:00"), name="Circuit 5")
    desk.tell([*everything(), told(everything()[0].source, "ends", ends, "06-02T00:00")])
    assert watched().services == 12
    for days in (1, 13, 14, 40, 100):
        now = Moment(NOW + days * DAY_US)
        desk.at(now)
        for _ in range(3):
            catch_up(desk.record, desk.world.policy, now)
        followed = dump()
        rebuild(desk.record, desk.world.policy, now)
        assert dump() == followed, days
    assert (watched().services, watched().contacts) == (11, 0)


@pytest.mark.promise
def test_a_customer_who_is_erased_leaves_nothing(desk: Any) -> None:
    from amends.console.desk import dump, rebuild, renew

    desk.tell(everything())
    desk.record.erase([ANNA, "email:anna@nordwind.example", "ticket:zendesk/71"])
    renew(desk.record, desk.world.policy, NOW, [ANNA, "email:anna@nordwind.example", "ticket:zendesk/71"])
    assert b"anna@" not in dump()
    assert b"C-700" not in dump()
    assert watched().contacts == 1, "Ben's is left"
    followed = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


def test_an_account_that_is_erased_goes_with_its_name_and_domain(desk: Any) -> None:
    from amends.console.desk import dump, rebuild, renew

    desk.tell(everything())
    desk.record.erase([f"account:{NORDWIND}"])
    renew(desk.record, desk.world.policy, NOW, [f"account:{NORDWIND}"])
    followed = dump()
    assert b'"Nordwind"' not in followed
    assert b'"domain":"nordwind.example"' not in followed
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


def test_following_the_same_entries_twice_changes_nothing(desk: Any) -> None:
    from amends.console.accounts.follow import follow
    from amends.console.desk import dump

    desk.tell(everything())
    before = dump()
    assert follow(desk.record, tree(), NOW) == []
    assert dump() == before


def test_a_circle_and_a_parent_that_nobody_told_have_a_result(desk: Any) -> None:
    source = everything()[0].source
    desk.tell(
        [
            told(source, "c1", AccountTold("crm/C-1", "crm/C-2", name="One")),
            told(source, "c2", AccountTold("crm/C-2", "crm/C-1", name="Two"), "01-03T00:00"),
            told(source, "d", AccountTold("crm/D", "crm/unknown", name="Daughter")),
            told(source, "e", ServiceTold("E-1", "", Money(-500, "EUR"), name="Credit")),
            told(source, "f", AccountMember("crm/unknown", domain="gmail.com")),
        ]
    )
    from amends.console.desk import dump, rebuild
    from amends.console.models import DeskWatch

    names = sorted(DeskWatch.objects.values_list("account", flat=True))
    assert names == ["crm/C-2", "crm/unknown", "service/E-1"]
    followed = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed


def test_the_cheapest_circuit_is_named_with_its_share(desk: Any) -> None:
    from amends.accounts.brief_words import brief_lines
    from amends.console.accounts.told import told_about
    from amends.console.accounts.whole import whole_of

    desk.tell(everything())
    found = whole_of(told_about(DAUGHTER, NOW), DAUGHTER, NOW, CHEAP)
    assert found is not None
    assert found.top == NORDWIND
    lines = " ".join(brief_lines(found.card))
    assert "This ticket is about Circuit 2: less than 1 % of the revenue and 86 % of the contacts" in lines
