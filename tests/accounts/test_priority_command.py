"""amends accounts priority: three files in, an order with reasons out; what is wrong is named with its line."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused

ACCOUNTS = "account,parent,p_slow,p_first\ngroup,,0.3,0.1\nkiel,group,,\nsmall,,0.2,0.15\n"
SERVICES = (
    "service,account,revenue_minor,currency\nk-2,kiel,12000,EUR\nk-9,kiel,388000,EUR\ng-1,group,200000,EUR\n"
    "s-1,small,300000,EUR\n"
)
TICKETS = (
    "ticket,service,opened_at,max_wait_minutes,severity,proven_right,vulnerable\n"
    "cheap,k-2,2026-07-01T11:00:00Z,240,low,no,no\ndear,s-1,2026-07-01T10:00:00Z,240,high,no,no\n"
    "late,s-1,2026-07-01T06:00:00Z,240,,,\nright,s-1,2026-07-01T11:00:00Z,240,,yes,\n"
    "weak,s-1,2026-07-01T11:00:00Z,240,,,true\n"
)


def run(folder: Path, *args: str, **texts: str) -> Result:
    files = {"accounts": ACCOUNTS, "services": SERVICES, "tickets": TICKETS} | texts
    options = []
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
        options += [f"--{name}", str(folder / f"{name}.csv")]
    command = ["--home", str(folder), "accounts", "priority", *options, "--now", "2026-07-01T12:00:00Z", *args]
    return CliRunner().invoke(amends, command)


def told(folder: Path, *args: str, **texts: str) -> dict[str, Any]:
    result = run(folder, "--json", *args, **texts)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def by_ticket(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["ticket"]: one for one in found["tickets"]}


def test_the_order_with_the_figures_of_the_whole_account(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert [(one["ticket"], one["lane"]) for one in found["tickets"]] == [
        ("late", "at_limit"),
        ("right", "proven_right"),
        ("weak", "vulnerable"),
        ("cheap", "value"),
        ("dear", "value"),
    ]
    cheap = by_ticket(found)["cheap"]
    shown = ("value_minor", "currency", "account_revenue_minor", "service_revenue_minor", "service_share", "basis")
    assert [cheap[name] for name in shown] == [120000, "EUR", 600000, 12000, 0.02, "told"]
    assert (cheap["account"], cheap["whole_account"], cheap["assumption"]) == ("kiel", "group", None)
    assert found["fast_lane"] == {"places": 5, "by_value_max": 2, "by_value": 2}
    assert (found["problems"], found["notes"], found["assumptions"]) == ([], [], [])


def test_a_person_reads_sentences(tmp_path: Path) -> None:
    result = run(tmp_path, "--fast-lane", "40%")
    assert "5 tickets; fast lane of 2 places, 0 of them by value." in result.stdout
    assert "1. late. The published maximum wait is reached, which goes before everything else" in result.stdout
    assert "4. dear. By age: waited 120 of at most 240 minutes." in result.stdout


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    source = random.Random(3)

    def shuffled(text: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([head, *source.sample(rows, len(rows))]) + "\n"

    accounts = ACCOUNTS + "kiel,group,0.9,0.1\nlone,,0.5,0.1\nlone,,0.4,0.1\n"
    first = told(tmp_path, accounts=accounts)
    for _ in range(3):
        again = told(tmp_path, accounts=shuffled(accounts), services=shuffled(SERVICES), tickets=shuffled(TICKETS))
        assert again["tickets"] == first["tickets"]
    assert again["tickets"] != told(tmp_path, accounts=accounts.replace("0.3,0.1", "0.1,0.1"))["tickets"]


def test_names_of_other_systems_are_understood(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        accounts=ACCOUNTS.replace("account,parent", "Organization,Parent account"),
        services=SERVICES.replace("service,account,revenue_minor", "circuit,customer,mrr_minor"),
        tickets=TICKETS.replace("ticket,service,opened_at", "id,circuit,created_at").replace("severity", "priority"),
    )
    assert found["tickets"] == told(tmp_path)["tickets"]


def test_a_currency_for_the_rows_that_name_none(tmp_path: Path) -> None:
    services = SERVICES.replace("388000,EUR", "388000,")
    without = told(tmp_path, services=services)
    assert by_ticket(without)["cheap"]["account_revenue_minor"] == 212000
    assert "services.csv, line 3, column currency: is empty" in without["problems"][0]
    assert "--currency" in without["problems"][0]
    assert told(tmp_path, "--currency", "eur", services=services)["tickets"] == told(tmp_path)["tickets"]
    other = by_ticket(told(tmp_path, "--currency", "USD", services=services))["cheap"]
    assert [money["currency"] for money in other["further_currencies"]] == ["EUR"] or other["currency"] == "EUR"


def test_a_service_whose_row_was_left_out_is_not_called_unknown(tmp_path: Path) -> None:
    tickets = TICKETS + "odd,z-1,2026-07-01T11:00:00Z,9000,,,\n"
    found = told(tmp_path, services=SERVICES + "z-1,,100,EUR\n", tickets=tickets)
    assert "'z-1' stands in no row of services that could be taken; it has no value" in found["problems"][-1]
    assert (len(found["tickets"]), by_ticket(found)["odd"]["value_minor"]) == (6, None)


def test_parquet_with_decimals(tmp_path: Path) -> None:
    expected = told(tmp_path)["tickets"]
    table = pyarrow.table(
        {
            "service": ["k-2", "k-9", "g-1", "s-1"],
            "account": ["kiel", "kiel", "group", "small"],
            "MRR": ["120.00", "3880.00", "2000", "3000.00"],
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "services.parquet")
    more = ("--services", str(tmp_path / "services.parquet"), "--currency", "EUR")
    assert told(tmp_path, *more)["tickets"] == expected


@pytest.mark.parametrize(
    ("accounts", "value", "basis", "words"),
    [
        ("account,parent,p_leave\ngroup,,0.3\nkiel,group,\n", 90000, "assumed_help", "is assumed"),
        ("account,parent\nkiel,group\ngroup,\n", 600000, "revenue_alone", "its revenue alone"),
        ("account,parent,p_slow,p_first\nkiel,group,,\nsmall,,0.2,0.15\n", 30000, "assumed_typical", "the middle"),
        ("account,parent,p_slow,p_first\nkiel,group,0.4,0.2\n", 120000, "told", "told for kiel"),
        ("entity,parent,probability_12_months\nkiel,group,\ngroup,,0.2\n", 60000, "assumed_help", "is assumed"),
    ],
)
def test_what_is_assumed_is_said(tmp_path: Path, accounts: str, value: int, basis: str, words: str) -> None:
    found = told(tmp_path, accounts=accounts)
    cheap = by_ticket(found)["cheap"]
    assert (cheap["value_minor"], cheap["basis"]) == (value, basis)
    assert words in cheap["assumption"]
    assert cheap["assumption"] in found["assumptions"]


def test_how_much_handling_first_helps_can_be_stated(tmp_path: Path) -> None:
    accounts = "account,parent,p_leave\ngroup,,0.3\nkiel,group,\n"
    assert by_ticket(told(tmp_path, "--helps", "0.1", accounts=accounts))["cheap"]["value_minor"] == 18000
    assert isinstance(run(tmp_path, "--helps", "2").exception, Refused)


def test_circles_orphans_overlaps_credits_and_currencies_have_results(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        accounts=ACCOUNTS + "one,two,0.4,\ntwo,one,,\nodd,,0.1,0.2\nbad,,1.5,much\n",
        services=SERVICES
        + "o-1,ghost,100,EUR\ns-1,small,300000,EUR\nt-1,two,500,USD\nx-1,odd,-200,EUR\nz-1,odd,nine,EUR\n",
        tickets=TICKETS
        + "who,nobody,2026-07-01T11:00:00Z,,,,\nghost,o-1,2026-07-01T11:00:00Z,9000,,,\n"
        + "round,t-1,2026-07-01T11:00:00Z,9000,P1,,\nalone,,2026-07-01T13:00:00Z,9000,3,,\n"
        + "credit,x-1,2026-07-01T11:00:00Z,9000,,,\n",
    )
    problems = " | ".join(found["problems"])
    for words in (
        "'ghost' is named and does not hold", "is below itself", "'nine EUR' is no amount", "'1.5' is no chance",
        "'much' is no chance", "is above p_slow", "'nobody' is no service of the file; it has no value",
        "'alone' has neither service nor account", "'alone' is opened later than now", "EUR, USD",
    ):  # fmt: skip
        assert words in problems
    assert found["notes"] == ["1 without a published maximum wait: 1440 minutes is taken (--max-wait-minutes)"]
    tickets = by_ticket(found)
    assert len(tickets) == 10
    assert (tickets["who"]["value_minor"], tickets["who"]["lane"], tickets["who"]["max_wait_minutes"]) == (
        None,
        "age",
        1440,
    )
    assert (tickets["round"]["value_minor"], tickets["round"]["currency"]) == (62, "USD")
    assert (tickets["credit"]["value_minor"], tickets["credit"]["account_revenue_minor"]) == (0, -200)
    assert tickets["credit"]["lane"] == "age"
    assert tickets["alone"]["waited_minutes"] == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("cheap,k-2,2026-07-01T11:00:00Z,240,,,", "line 7, column ticket: 'cheap' stands in the file twice"),
        (",k-2,2026-07-01T11:00:00Z,240,,,", "line 7, column ticket: is empty"),
        ("t,k-2,soon,240,,,", "column opened_at: 'soon' is no time"),
        ("t,k-2,,240,,,", "column opened_at: is empty"),
        ("t,k-2,2026-07-01T11:00:00Z,0,,,", "column max_wait_minutes: '0' is no number of minutes"),
        ("t,k-2,2026-07-01T11:00:00Z,inf,,,", "no number of minutes"),
        ("t,k-2,2026-07-01T11:00:00Z,240,worst,,", "column severity: 'worst' is no severity"),
        ("t,k-2,2026-07-01T11:00:00Z,240,,perhaps,", "column proven_right: 'perhaps' is neither yes nor no"),
    ],
)
def test_a_ticket_that_cannot_be_read_refuses_the_file(tmp_path: Path, row: str, words: str) -> None:
    error = run(tmp_path, tickets=f"{TICKETS}{row}\n").exception
    assert isinstance(error, Refused)
    assert words in str(error)
    assert "Nothing was ordered" in str(error) or "twice" in str(error)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"accounts": "name\nx\n"}, "column account_id: is no column of this file. Name it account_id, or account,"),
        ({"services": "service,account,revenue_minor\nk-2,kiel,1\n"}, "no currency"),
        ({"tickets": "ticket,service\nt,k-2\n"}, "opened_at"),
        ({"tickets": "ticket,service,id,opened_at,opened_at\nt,k-2,1,,\n"}, "stands twice in the header"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, texts: dict[str, str], words: str) -> None:
    error = run(tmp_path, **texts).exception
    assert isinstance(error, Refused)
    assert words in str(error)


def test_an_account_alone_a_service_of_another_and_nobody_waiting(tmp_path: Path) -> None:
    tickets = "ticket,account,service,opened_at\na,small,,2026-07-01\nb,small,k-2,2026-07-01\nc,small,gone,2026-07-01\n"
    found = told(tmp_path, tickets=tickets)
    told_of = by_ticket(found)
    assert [told_of[name]["account"] for name in "abc"] == ["small", "kiel", "small"]
    assert told_of["a"]["service_share"] is None
    assert "that of the service counts, kiel" in found["problems"][0]
    assert "'gone' is no service of the file; its account counts" in found["problems"][1]
    assert told(tmp_path, tickets="ticket,service,opened_at\n")["tickets"] == []


def test_files_that_hold_nothing_leave_the_queue_by_age(tmp_path: Path) -> None:
    found = told(tmp_path, accounts="account,p_slow\n", services="service,account\n")
    lanes = ["at_limit", "proven_right", "vulnerable", "age", "age"]
    assert [one["lane"] for one in found["tickets"]] == lanes
    assert "has no column of revenue: no ticket has a value" in found["problems"][0]
