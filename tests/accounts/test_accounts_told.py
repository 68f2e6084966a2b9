"""Accounts as sources tell them: tables, Zendesk, the record; and what a customer's file says for his account."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from account_words import account, at, member, service
from amends.accounts.attach import Served, ServedKind, attached, served
from amends.accounts.members import members
from amends.accounts.tree import account_tree
from amends.customer import understand
from amends.facts import (
    CUSTOMER,
    US,
    CustomerFile,
    Entry,
    Handle,
    HandleKind,
    Money,
    Policy,
    Source,
    Tie,
    entry_of,
    head_and_body,
    hear_moment,
)
from amends.facts.kinds import (
    AccountMember,
    AccountTold,
    ContactReceived,
    OutageTold,
    ProfileTold,
    ServiceConcerned,
    ServiceTold,
    SurveyAnswered,
    TicketTold,
    What,
)
from amends.intake.posted import hear_posted
from amends.intake.zendesk.feed import Feed
from amends.intake.zendesk.hear import hear_zendesk
from amends.intake.zendesk.known import Known
from amends.link import everybody
from amends.record import open_record
from amends.record.accounts import accounts_told, members_told, told_of
from tables.table_rows import hear

NOW = at("2026-07-01")
POLICY = Policy()
DAY = "2026-06-20T09:00:00Z"
SOLVED = "2026-06-29T09:00:00Z"
CRM = Source("crm", US)
DESK = Source("zendesk", US)


def test_an_account_with_its_parent_and_from_when() -> None:
    header = "account_id,parent_id,name,from,until,renewal,as_of"
    heard = hear(f"{header}\ncrm/A-17,crm/A-1,Port Ltd,2026-06-01T00:00:00Z,,2026-09-01T00:00:00Z,{DAY}\n", "accounts")
    [entry] = heard.entries
    assert entry.what == AccountTold("crm/A-17", "crm/A-1", at("2026-06-01"), None, at("2026-09-01"), "Port Ltd")
    assert entry.source_id == f"account:crm/A-17:2026-06-01T00:00:00Z:{DAY}"
    assert entry_of(*head_and_body(entry)) == entry
    assert entry.subject_key == "account:crm/A-17"


def test_an_empty_parent_says_that_it_stands_alone_and_no_column_says_nothing() -> None:
    [alone] = hear(f"account_id,parent_id,as_of\na,,{DAY}\n", "accounts").entries
    [silent] = hear(f"account_id,as_of\na,{DAY}\n", "accounts").entries
    assert (alone.what, silent.what) == (AccountTold("a", ""), AccountTold("a", None))


def test_a_service_with_its_month_a_credit_and_one_without_a_price() -> None:
    header = "service_id,account_id,name,amount,currency,start,end,renewal,as_of"
    rows = f"c-1,a,Kiel 2M,102.00,EUR,2026-01-01T00:00:00Z,,,{DAY}\nc-2,a,,-30,EUR,,,,{DAY}\nc-3,a,,,,,,,{DAY}\n"
    first, credit, open_price = (entry.what for entry in hear(f"{header}\n{rows}", "services").entries)
    assert first == ServiceTold("c-1", "a", Money(10200, "EUR"), at("2026-01-01"), name="Kiel 2M")
    assert credit == ServiceTold("c-2", "a", Money(-3000, "EUR"))
    assert open_price == ServiceTold("c-3", "a")


def test_a_row_with_a_number_and_an_address_is_two_memberships() -> None:
    header = "account_id,customer_id,email,domain,as_of"
    told = [e.what for e in hear(f"{header}\na,C-1,M@Example.org,@Example.org,{DAY}\n", "members").entries]
    assert told == [
        AccountMember("a", customer_id="C-1"),
        AccountMember("a", email="m@example.org"),
        AccountMember("a", domain="example.org"),
    ]
    assert all(len(what.handles()) <= 1 for what in told)


def test_a_ticket_and_an_order_are_about_a_service() -> None:
    heard = hear(f"service_id,ticket,order_id,occurred_at\nc-1,zendesk/7,10-1,{DAY}\n", "concerned")
    told = [entry.what for entry in heard.entries]
    assert told == [ServiceConcerned("c-1", ticket="zendesk/7"), ServiceConcerned("c-1", order_id="10-1")]


@pytest.mark.parametrize(
    ("kind", "header", "row", "column", "what"),
    [
        ("accounts", "account_id,parent_id,as_of", f",a,{DAY}", "account_id", "is empty"),
        ("accounts", "account_id,parent_id,as_of", f"a,a,{DAY}", "parent_id", "is the account itself"),
        ("accounts", "account_id,from,until,as_of", f"a,{DAY},{DAY},{DAY}", "until", "not after its beginning"),
        ("accounts", "account_id,as_of", "a,", "as_of", "is empty"),
        ("services", "service_id,account_id,as_of", f"c-1,,{DAY}", "account_id", "is empty"),
        ("services", "service_id,account_id,amount,currency,as_of", f"c-1,a,12,,{DAY}", "currency", "is empty"),
        ("services", "service_id,account_id,amount,currency,as_of", f"c-1,a,1.005,EUR,{DAY}", "amount", "decimals"),
        ("members", "account_id,email,as_of", f"a,,{DAY}", "customer_id", "no email or domain"),
        ("concerned", "service_id,ticket,occurred_at", f"c-1,,{DAY}", "ticket", "no call or order"),
        ("concerned", "service_id,ticket,occurred_at", f"c-1,4711,{DAY}", "ticket", "whose number"),
    ],
)
def test_a_bad_row_is_named_with_its_line(kind: str, header: str, row: str, column: str, what: str) -> None:
    heard = hear(f"{header}\n{row}\n", kind)
    [problem] = heard.problems
    assert (problem.line, problem.column, what in problem.what, heard.entries) == (2, column, True, ())


def test_what_a_program_posts_is_the_same_fact() -> None:
    told = {"kind": "account.told", "source": "crm", "root": "us", "source_id": "7", "occurred": DAY,
            "what": {"account": "a", "parent": "b", "since": "2026-06-01T00:00:00Z"}}  # fmt: skip
    [entry] = hear_posted(json.dumps(told).encode()).entries
    assert entry.what == AccountTold("a", "b", at("2026-06-01"))


def zendesk(told: dict[str, Any]) -> tuple[Any, ...]:
    stream = io.BytesIO(json.dumps(told).encode())
    parts = list(hear_zendesk(stream, "organizations.json", Feed(), Known()))
    return tuple(entry for part in parts for entry in part.entries), [p for part in parts for p in part.problems]


def test_organisations_of_zendesk_are_accounts_with_their_domains() -> None:
    told = {"id": 35436, "name": "Port Ltd", "domain_names": ["Port.example", 7], "updated_at": DAY}
    entries, problems = zendesk({"organizations": [told, {"id": 9, "name": "x", "domain_names": None}], "count": 2})
    assert [entry.what for entry in entries] == [
        AccountTold("zendesk/35436", None, name="Port Ltd"),
        AccountMember("zendesk/35436", domain="port.example"),
    ]
    assert len(problems) == 1  # without a time nobody knows which telling is the later one
    assert zendesk({"organization": told})[0] == entries


def test_the_record_finds_them_by_kind_and_by_account(tmp_path: Path) -> None:
    told = [
        account("a"),
        service("c-1", "a"),
        account("b"),
        member("a", customer_id="C-1"),
        member("a", domain="x.org"),
    ]
    with open_record(tmp_path) as record:
        record.append(told)
        assert set(accounts_told(record)) == set(told[:3])
        assert set(members_told(record)) == set(told[3:])
        assert set(told_of(record, ["a"])) == {told[0], told[1], told[4]}
        assert [e.what for e in record.about(["customer:C-1"])] == [told[3].what]


def entry(what: What, when: str = DAY, source: Source = DESK, number: int = 0) -> Entry:
    return Entry(source, f"{what.kind}:{number}:{what!r}", hear_moment(when), what)


def wrote(sender: str, number: int, ticket: str = "", when: str = DAY, text: str = "It is down again.") -> Entry:
    what = ContactReceived("mail", sender=sender, text=text, message_id=f"m{number}@x", ticket=ticket)
    return entry(what, when, Source("zendesk", CUSTOMER), number)


RUDE = "You are absolute idiots. Nothing works."
STORY = [
    account("group"), account("port", "group"), service("c-12", "port", 102), service("c-1", "group", 300),
    member("port", email="ann@port.example"), member("port", domain="port.example"),
    wrote("ann@port.example", 1, "zendesk/1"), wrote("ann@port.example", 2, "zendesk/1", "2026-06-22T09:00:00Z", RUDE),
    entry(ServiceConcerned("c-12", ticket="zendesk/1")),
    entry(TicketTold("zendesk/1", "status", value="open")),
    entry(SurveyAnswered("s/1", score=1, lowest=1, highest=5, ticket="zendesk/1", email="ann@port.example")),
    wrote("bob@port.example", 3, "zendesk/2"), entry(TicketTold("zendesk/2", "status", value="solved"), SOLVED),
    entry(ServiceConcerned("c-12", ticket="zendesk/2")),
    entry(OutageTold("o-1", "c-12"), source=Source("watch", "monitor")),
]  # fmt: skip


def file_of(who: str, told: Iterable[Entry] = STORY) -> CustomerFile:
    found = understand(told, who=who, now=NOW, policy=POLICY)
    assert found is not None
    return found


def of_kind(told: Iterable[Served], kind: ServedKind) -> list[Served]:
    return [one for one in told if one.kind is kind]


def test_what_a_file_says_for_the_account() -> None:
    told = served(file_of("email:ann@port.example"), POLICY)
    contacts = of_kind(told, ServedKind.CONTACT)
    assert [(one.service, one.repeat, one.ticket) for one in contacts] == [
        ("c-12", False, "zendesk/1"),
        ("c-12", True, "zendesk/1"),
    ]
    assert [(one.service, one.open) for one in of_kind(told, ServedKind.CASE)] == [("c-12", True)]
    assert [one.service for one in of_kind(told, ServedKind.SURVEY_LOW)] == ["c-12"]
    assert [one.ref for one in of_kind(told, ServedKind.HOSTILE)] == [contacts[1].ref]
    [closed] = of_kind(served(file_of("email:bob@port.example"), POLICY), ServedKind.CASE)
    assert not closed.open


def test_an_outage_that_a_monitor_saw_is_an_error_of_ours_on_that_service() -> None:
    said = wrote("ann@port.example", 4, "zendesk/1", "2026-06-20T10:00:00Z", "My internet is not working.")
    down = [*STORY, entry(ProfileTold(email="ann@port.example", service="c-12")), said]
    told = served(file_of("email:ann@port.example", down), POLICY)
    errors = {one.ref: one for one in of_kind(told, ServedKind.ERROR_OURS)}
    assert errors["service:c-12"].service == "c-12"


def test_it_counts_for_the_service_then_the_ticket_then_the_person() -> None:
    tree, people = account_tree(STORY, NOW), members(STORY, NOW)
    plain = Served(ServedKind.CONTACT, "1", "email:x@port.example", NOW, handles=("email:x@port.example",))
    by_ticket = Served(ServedKind.CONTACT, "2", "x", NOW, account="group", handles=("email:ann@port.example",))
    stranger = Served(ServedKind.CONTACT, "3", "x", NOW, handles=("email:x@elsewhere.example",))
    by_service = Served(ServedKind.CONTACT, "4", "x", NOW, service="c-1", account="port")
    found = [(one.served.ref, one.account) for one in attached((plain, by_ticket, stranger, by_service), tree, people)]
    assert found == [("1", "port"), ("2", "group"), ("4", "group")]


def customers(told: Iterable[Entry]) -> set[tuple[str, ...]]:
    return {b.identity.handles for b in everybody(told, POLICY) if b.identity.id.startswith(("email:", "customer:"))}


def joins_people(kinds: Iterable[type[What]]) -> bool:
    """Whether any of these makes two people of one account one customer."""
    told = [e for e in STORY if type(e.what) in {*kinds, ContactReceived}]
    return {len(handles) for handles in customers(told)} != {1}


@pytest.mark.promise
def test_an_account_never_joins_people(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (AccountTold, ServiceTold, AccountMember, ServiceConcerned)
    assert customers(STORY) == {("email:ann@port.example",), ("email:bob@port.example",)}
    assert not joins_people(kinds)
    both = AccountMember("port", customer_id="C-1", email="ann@port.example")
    assert [handle.kind for handle in both.handles()] == [HandleKind.CUSTOMER]

    def as_one_person(self: AccountMember) -> tuple[Handle, ...]:
        """The broken twin: a membership that has the account's own number beside the person's address."""
        own = Handle(HandleKind.EMAIL, self.email or "bob@port.example", Tie.OWN)
        return own, Handle(HandleKind.CUSTOMER, self.account, Tie.OWN)

    monkeypatch.setattr(AccountMember, "handles", as_one_person)
    assert joins_people(kinds)


def in_the_file_of_ann() -> set[str]:
    told = file_of("email:ann@port.example").told
    assert "service.concerned" in {e.what.kind for e in told}
    return {e.what.ticket for e in told if isinstance(e.what, ServiceConcerned)}


@pytest.mark.promise
def test_a_file_of_one_does_not_hold_what_others_had_with_his_service(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_the_file_of_ann() == {"zendesk/1"}
    handles = ServiceConcerned.handles

    def with_the_service(self: ServiceConcerned) -> tuple[Handle, ...]:
        """The broken twin: by the service one comes from each ticket to all of them."""
        return (*handles(self), Handle(HandleKind.SERVICE, self.service, Tie.THING))

    monkeypatch.setattr(ServiceConcerned, "handles", with_the_service)
    assert in_the_file_of_ann() == {"zendesk/1", "zendesk/2"}
