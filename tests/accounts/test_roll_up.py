"""What a whole account pays and how it was served: exact sums, currencies apart, parts that never exceed the whole."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from account_words import NAMES, account, at, service
from amends.accounts.as_json import brief_json, figures_json
from amends.accounts.attach import Attached, Served, ServedKind, attached
from amends.accounts.brief import account_brief
from amends.accounts.brief_words import brief_lines
from amends.accounts.columns import roll_up_columns
from amends.accounts.columns_rows import as_rows, as_table
from amends.accounts.figures import Figures, sums
from amends.accounts.members import Members
from amends.accounts.roll_up import roll_up
from amends.accounts.shares import LITTLE, NEARLY_ALL, Share, shares
from amends.accounts.tree import AccountTree, account_tree
from amends.facts import Entry, Moment, Money, iso
from amends.facts.kinds import AccountTold, ServiceTold
from amends.facts.moments import DAY_US
from amends.link.chains import hear_sheet

NOW = at("2026-07-01")
EUR, USD = "EUR", "USD"


def happened(service: str, kind: ServedKind = ServedKind.CONTACT, days_ago: int = 1, **more: Any) -> Served:
    return Served(
        kind, f"{service}-{kind}-{days_ago}", "customer:C-1", Moment(NOW - days_ago * DAY_US), service, **more
    )


def a_dozen_circuits() -> tuple[AccountTree, list[Attached]]:
    """Eleven dear circuits that run, and a cheap one whose people write again and again."""
    told = [account("group", renewal="2026-09-01"), account("port", "group")]
    told += [service(f"c-{number}", "group", 300, renewal="2026-08-10") for number in range(1, 12)]
    told += [service("c-12", "port", 102)]
    said = [happened("c-12", days_ago=day, repeat=day > 40) for day in range(20, 61)]
    said += [happened(f"c-{number}", days_ago=day) for number in range(1, 12) for day in (50, 51, 52, 53, 54)]
    said += [happened("c-1", days_ago=day) for day in (70, 71, 72, 73)]
    said += [happened("c-12", ServedKind.CASE, open=True), happened("c-12", ServedKind.PROMISE_BROKEN, 200, open=True),
             happened("c-12", ServedKind.ERROR_OURS, 200), happened("c-3", ServedKind.ERROR_OURS, 10),
             happened("c-12", ServedKind.SURVEY_LOW, 10), happened("c-12", ServedKind.HOSTILE, 10)]  # fmt: skip
    tree = account_tree(told, NOW)
    return tree, list(attached(said, tree, Members()))


def test_the_cheapest_circuit_counts_in_full() -> None:
    tree, said = a_dozen_circuits()
    rolled = roll_up(tree, said)
    assert rolled["port"].own == rolled["port"].whole
    assert rolled["group"].whole == Figures(
        accounts=2, services=12, per_month=(Money(340200, EUR),), contacts_30=10, contacts_90=100, repeats_90=20,
        cases_open=1, promises_broken=1, errors_ours=1, surveys_low=1, hostile=1, renewal=at("2026-08-10"),
    )  # fmt: skip
    assert rolled["group"].own.contacts_90 == 59


def test_the_brief_says_what_the_ticket_is_a_part_of() -> None:
    tree, said = a_dozen_circuits()
    brief = account_brief(tree, said, tree.top("port"), service="c-12")
    assert brief is not None
    assert brief_lines(brief) == (
        "group Ltd, with 1 account below it.",
        "This ticket is about Line c-12: 3 % of the revenue and 41 % of the contacts of the last 90 days.",
        "12 services, 3402.00 EUR a month.",
        "Next renewal: Line c-1, 10 August 2026, in 40 days.",
        "100 contacts in the last 90 days, 10 in the last 30; 20 repeats.",
        "1 case open: 1 on Line c-12.",
        "1 promise not kept, 1 error of ours that witnesses confirm, 1 low survey, 1 hard contact.",
    )
    told = brief_json(brief)
    assert (told["services"][0]["service"], told["services"][0]["contacts_share_percent"]) == ("c-12", 41)
    assert told["whole"] == figures_json(brief.whole)
    assert account_brief(tree, said, "nobody") is None


def test_an_account_with_nothing_says_so_calmly() -> None:
    brief = account_brief(account_tree([account("a")], NOW), [], "a")
    assert brief is not None
    assert brief_lines(brief) == ("a Ltd.", "No service in force.", "No contact in the last 90 days.")


def test_currencies_stay_apart_and_credits_are_shown() -> None:
    told = [account("a"), service("c-1", "a", 100), service("c-2", "a", 50, currency=USD), service("c-3", "a", -30),
            service("c-4", "a", None)]  # fmt: skip
    tree = account_tree(told, NOW)
    brief = account_brief(tree, [], "a", service="c-2")
    assert brief is not None
    assert brief.whole.per_month == (Money(7000, EUR), Money(5000, USD))
    assert brief_lines(brief)[1:3] == (
        "This ticket is about Line c-2: all of the revenue in USD and no contact in the last 90 days.",
        "4 services, 70.00 EUR and 50.00 USD a month, of it 1 credit of 30.00 EUR; of 1 nobody says what it brings.",
    )
    credit = account_brief(tree, [], "a", service="c-3")
    assert credit is not None
    assert "a credit of 30.00 EUR a month and no contact" in brief_lines(credit)[1]


def test_what_is_about_no_service_counts_for_the_account_of_the_ticket() -> None:
    tree = account_tree([account("zendesk/7"), service("c-1", "zendesk/7")], NOW)
    told = [happened("", account="zendesk/7"), happened("unknown", account="nobody")]
    assert [(one.account, one.service) for one in attached(told, tree, Members())] == [("zendesk/7", "")]


def test_what_happens_later_has_not_happened() -> None:
    tree = account_tree([account("a"), service("c-1", "a")], NOW)
    later = list(attached([happened("c-1", days_ago=-1)], tree, Members()))
    assert roll_up(tree, later)["a"].whole.contacts_90 == 0


PARTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(-5, 10**6), max_size=12)


@given(PARTS)
@example({"a": 1, "b": 1, "c": 1})
@example({"a": 1, "b": 10**6})
def test_parts_never_exceed_the_whole(parts: dict[str, int]) -> None:
    assert exceeds(shares, [parts]) == []


def exceeds(
    share: Callable[[dict[str, int]], dict[str, Share]], worlds: Sequence[dict[str, int]]
) -> list[dict[str, int]]:
    """The worlds in which the parts do not come to 100 percent, or the words contradict the part."""
    wrong = []
    for parts in worlds:
        found = share(parts)
        whole = sum(max(part, 0) for part in parts.values())
        if whole and sum(one.percent for one in found.values()) != 100:
            wrong.append(parts)
        for name, one in found.items():
            part = max(parts[name], 0)
            said = one.words
            if (part == 0) != (said == "none") or (part == whole) != (said == "all"):
                wrong.append(parts)
            if (said == LITTLE and part * 100 >= 2 * whole) or (said == NEARLY_ALL and part * 100 <= 98 * whole):
                wrong.append(parts)
    return wrong


@pytest.mark.promise
def test_shares_that_are_rounded_one_by_one_would_be_caught() -> None:
    def rounded(parts: dict[str, int]) -> dict[str, Share]:
        whole = sum(parts.values())
        return {name: Share(round(part / whole * 100), f"{part}") for name, part in parts.items()}

    assert exceeds(rounded, [{"a": 1, "b": 1, "c": 1}])
    assert exceeds(shares, [{"a": 1, "b": 1, "c": 1}]) == []


DAYS = ("", "2026-01-01", "2026-03-01", "2026-08-01")
ENDS = ("", "2026-02-15", "2026-09-01")
ACCOUNTS = st.builds(
    account, st.sampled_from(NAMES), st.sampled_from(("", *NAMES, "ghost")), st.just("2026-01-01"),
    st.sampled_from(DAYS), st.sampled_from(ENDS), st.sampled_from(ENDS),
)  # fmt: skip
SERVICES = st.builds(
    service, st.sampled_from(("c-1", "c-2", "c-3")), st.sampled_from((*NAMES, "ghost")),
    st.sampled_from((None, -20, 0, 100, 7)), st.sampled_from(DAYS), st.sampled_from(ENDS), st.sampled_from(ENDS),
    currency=st.sampled_from((EUR, USD)),
)  # fmt: skip
CONTACTS = st.lists(
    st.tuples(st.sampled_from(("c-1", "c-2", "c-3", "c-9")), st.integers(-3, 120), st.booleans()), max_size=8
)


def sheet(header: str, rows: Sequence[Sequence[object]]) -> Any:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return hear_sheet(io.BytesIO(text.getvalue().encode()), f"{header.split('_')[0]}s.csv")


def when(moment: Moment | None) -> str:
    return "" if moment is None else iso(moment)


def columns(accounts: Sequence[Entry], services: Sequence[Entry], contacts: Sequence[Sequence[object]]) -> Any:
    told = [e.what for e in accounts if isinstance(e.what, AccountTold)]
    paid = [e.what for e in services if isinstance(e.what, ServiceTold)]
    of_accounts = [[a.account, a.parent, when(a.since), when(a.until), when(a.renewal)] for a in told]
    money = [["", ""] if s.per_month is None else [s.per_month.amount_minor, s.per_month.currency] for s in paid]
    of_services = [[s.service, s.account, *m, when(s.start), when(s.end), when(s.renewal)]
                   for s, m in zip(paid, money, strict=True)]  # fmt: skip
    of_contacts = [[name, iso(Moment(NOW - days * DAY_US)), "yes" if again else ""] for name, days, again in contacts]
    return roll_up_columns(
        sheet("account_id,parent_id,from,until,renewal", of_accounts),
        sheet("service_id,account_id,amount_minor,currency,start,end,renewal", of_services),
        sheet("service_id,occurred_at,repeat", of_contacts) if of_contacts else None,
        NOW,
        EUR,
    )


def told_in_turn(entries: Sequence[Entry]) -> list[Entry]:
    """A row further down is told later."""
    return [
        Entry(e.source, f"{e.what.kind}:{number:03}", Moment(e.occurred + number), e.what)
        for number, e in enumerate(entries)
    ]


def plainly(figures: Figures) -> dict[str, Any]:
    """A credit and a charge that cancel out are nothing in the columns, where a sum of 0 has no currency."""
    told = figures_json(figures)
    told["per_month"] = [money for money in told["per_month"] if money["amount_minor"]]
    return told


@settings(max_examples=30)
@given(st.lists(ACCOUNTS, min_size=1, max_size=9), st.lists(SERVICES, min_size=1, max_size=7), CONTACTS)
def test_columns_come_to_the_same_as_one_account_after_the_other(
    accounts: list[Entry], services: list[Entry], contacts: list[tuple[str, int, bool]]
) -> None:
    starts_before_ends = [e for e in (*accounts, *services) if _is_a_span(e)]
    accounts = [e for e in starts_before_ends if isinstance(e.what, AccountTold)]
    services = [e for e in starts_before_ends if isinstance(e.what, ServiceTold)]
    if not accounts or not services:
        return
    tree = account_tree([*told_in_turn(accounts), *told_in_turn(services)], NOW)
    said = [happened(name, days_ago=days, repeat=again) for name, days, again in contacts]
    plain = roll_up(tree, attached(said, tree, Members()))
    rolled = columns(accounts, services, contacts)
    rows = {row["account_id"]: row for row in as_rows(rolled)}
    assert set(rows) == set(plain)
    for name, one in plain.items():
        assert (rows[name]["parent_id"] or "") == one.account.parent
        for side, figures in (("own", one.own), ("whole", one.whole)):
            told = plainly(figures)
            assert {key: value for key, value in rows[name][side].items() if told[key] != value} == {}
    assert as_table(rolled).num_rows == len(plain)


def _is_a_span(entry: Entry) -> bool:
    what = entry.what
    start, end = (what.since, what.until) if isinstance(what, AccountTold) else (what.start, what.end)  # type: ignore[attr-defined]
    return start is None or end is None or start < end


@pytest.mark.promise
def test_a_roll_up_that_weighs_by_revenue_or_adds_currencies_would_be_caught() -> None:
    """The broken twins of what this part promises: the cheap circuit counts in full, and a mix stays a mix."""
    tree, said = a_dozen_circuits()

    def by_revenue(happened: Sequence[Attached]) -> float:
        paid = {one.id: one.per_month.amount_minor for one in tree.services.values() if one.per_month}
        return sum(paid[one.service] / sum(paid.values()) for one in happened if one.served.kind is ServedKind.CONTACT)

    assert by_revenue(said) != roll_up(tree, said)["group"].whole.contacts_90 == 100
    mix = [Money(100, EUR), Money(100, USD)]
    assert sums(mix) != (Money(sum(money.amount_minor for money in mix), EUR),)
    assert sums(mix) == tuple(mix)
