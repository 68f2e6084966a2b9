"""amends accounts roll-up: a row for each account, bad rows named with their line, nothing half-written."""

import json
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused

ACCOUNTS = "account_id,parent_id,from,renewal\ngroup,,,2026-09-01\nport,group,,\nold,port,2026-08-01,\n"
SERVICES = (
    "service_id,account_id,amount_minor,currency,start,end\n"
    "c-1,group,30000,EUR,2025-01-01,\nc-2,port,10200,EUR,,\nc-3,port,5000,USD,,\nc-4,port,-200,EUR,,2026-12-31\n"
)
CONTACTS = "service_id,account_id,occurred_at,repeat\nc-2,,2026-06-20,yes\nc-2,,2026-05-01,no\n,group,2026-06-30,\n"


def run(folder: Path, *args: str, accounts: str = ACCOUNTS, services: str = SERVICES, contacts: str = "") -> Result:
    files = {"accounts": accounts, "services": services} | ({"contacts": contacts} if contacts else {})
    options = []
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
        options += [f"--{name}", str(folder / f"{name}.csv")]
    command = ["--home", str(folder), "accounts", "roll-up", *options, "--as-of", "2026-07-01T00:00:00Z", *args]
    return CliRunner().invoke(amends, command)


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_row_for_each_account_alone_and_with_all_below(tmp_path: Path) -> None:
    found = told(run(tmp_path, "--json", contacts=CONTACTS))
    group, port = found["accounts"]
    assert (group["account_id"], group["parent_id"], port["parent_id"], port["depth"]) == ("group", None, "group", 1)
    assert group["own"]["per_month"] == [{"amount_minor": 30000, "currency": "EUR"}]
    assert group["whole"]["per_month"] == [
        {"amount_minor": 40000, "currency": "EUR"},
        {"amount_minor": 5000, "currency": "USD"},
    ]
    assert group["whole"]["credit_per_month"] == [{"amount_minor": -200, "currency": "EUR"}]
    named = ("accounts", "services", "credits", "contacts_30", "contacts_90", "repeats_90", "renewal")
    assert [group["whole"][name] for name in named] == [2, 4, 1, 2, 3, 1, "2026-09-01T00:00:00Z"]
    assert found["problems"] == []
    assert found["notes"] == ["Times without a zone are taken as UTC"]


def test_the_files_of_accounts_priority_are_understood(tmp_path: Path) -> None:
    same = told(run(tmp_path, "--json", contacts=CONTACTS))
    found = told(
        run(
            tmp_path,
            "--json",
            accounts=ACCOUNTS.replace("account_id,parent_id", "id,Parent account"),
            services=SERVICES.replace("service_id,account_id,amount_minor", "circuit,customer,mrr_minor"),
            contacts=CONTACTS.replace("service_id,account_id,occurred_at", "circuit,account,created_at"),
        )
    )
    assert found == same
    assert found["accounts"]


def test_a_person_reads_lines(tmp_path: Path) -> None:
    result = run(tmp_path, contacts=CONTACTS)
    assert "2 accounts, 4 services in force on 2026-07-01T00:00:00Z." in result.stdout
    assert "group: 4 services on 2 accounts, 400.00 EUR and 50.00 USD a month, 3 contacts in 90 days" in result.stdout


def test_bad_rows_are_named_with_their_line_and_the_others_are_taken(tmp_path: Path) -> None:
    bad = ",port,1,EUR,,\nc-6,,1,EUR,,\nc-7,port,1.5,EUR,,\nc-8,port,1,EURO,,\nc-9,port,1,EUR,soon,\n"
    bad += "c-10,port,1,EUR,2026-02-01,2026-01-01\nc-11,port,1,,,\n"
    found = told(run(tmp_path, "--json", services=SERVICES + bad, contacts=CONTACTS + "c-77,,2026-06-01,\nc-1,,,\n"))
    assert found["accounts"][0]["whole"]["services"] == 4
    assert found["left_out"] == 9
    words = [
        "services.csv, line 6, column service_id: is empty",
        "line 7, column account_id: is empty",
        "line 8, column amount_minor: '1.5 EUR' is no amount of that currency",
        "line 9, column currency: 'EURO' is no currency",
        "line 10, column start: 'soon' is no time",
        "line 11, column end: is not after its beginning",
        "line 12, column currency: is empty",
        "contacts.csv, line 5, column service_id: leads to no account",
        "contacts.csv, line 6, column occurred_at: is empty",
    ]
    assert [word for word, problem in zip(words, found["problems"], strict=True) if word not in problem] == []


def test_whole_numbers_read_at_once_are_the_same_as_one_by_one(tmp_path: Path) -> None:
    """A cell that is none sends the column the slow way; it is named, and changes no other."""
    rows = "c-1,group,+30000,EUR,,\nc-2,port, 10200 ,JPY,,\nc-3,port,-5,USD,,\nc-4,port,999999999999999999,EUR,,\n"
    rows = f"service_id,account_id,amount_minor,currency,start,end\n{rows}c-5,port,7,EURO,,\nc-6,port,,,,\n"
    fast = told(run(tmp_path, "--json", services=rows))
    slow = told(run(tmp_path, "--json", services=f"{rows}c-7,port,1.5,EUR,,\n"))
    assert fast["accounts"] == slow["accounts"]
    paid = {money["currency"]: money["amount_minor"] for money in fast["accounts"][0]["whole"]["per_month"]}
    assert paid == {"EUR": 10**18 - 1 + 30000, "JPY": 10200, "USD": -5}
    assert (fast["left_out"], slow["left_out"]) == (1, 2)
    assert "line 6, column currency: 'EURO' is no currency" in fast["problems"][0]


def test_a_cell_is_named_by_the_column_of_the_file(tmp_path: Path) -> None:
    services = "circuit,customer,MRR,currency,end_date\nc-1,group,much,EUR,\nc-2,group,1.00,EUR,soon\n"
    found = told(run(tmp_path, "--json", services=services))
    assert ["column MRR" in found["problems"][0], "column end_date" in found["problems"][1]] == [True, True]


def test_times_of_many_kinds_in_one_column(tmp_path: Path) -> None:
    times = ["2026-05-01", "1777593600", "2026-05-01T00:00:00Z", "", "2026-05-01", "2026-08-01 00:00:00.000000Z"]
    services = "".join(f"c-{n},port,1,EUR,{time},\n" for n, time in enumerate(times))
    found = told(run(tmp_path, "--json", services=SERVICES.splitlines()[0] + "\n" + services))
    assert found["accounts"][0]["whole"]["services"] == 5
    assert (found["problems"], len(found["notes"])) == ([], 2)


def test_a_circle_an_orphan_and_an_overlap_are_named(tmp_path: Path) -> None:
    accounts = "account_id,parent_id\na,c\nb,a\nc,b\n"
    services = "service_id,account_id,amount,currency,start\nc-1,ghost,1.00,EUR,2025-01-01\nc-1,b,2.00,EUR,2026-01-01\n"
    services += "c-2,ghost,1.00,EUR,\n"
    found = told(run(tmp_path, "--json", accounts=accounts, services=services))
    assert {row["account_id"]: row["parent_id"] for row in found["accounts"]} == {
        "a": "c",
        "b": "a",
        "c": None,
        "ghost": None,
    }
    overlap, orphan, circle = found["problems"]
    assert "'c-1' has 2 contracts that overlap" in overlap
    assert "'ghost' is named and does not hold" in orphan
    assert "'c' is below itself" in circle


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_as_a_table(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"whole.{ending}"
    found = told(run(tmp_path, "--json", "--out", str(out), contacts=CONTACTS))
    assert "accounts" not in found
    table = pyarrow.csv.read_csv(out) if ending == "csv" else pyarrow.parquet.read_table(out)
    assert table["account_id"].to_pylist() == ["group", "port"]
    assert table["whole_per_month_EUR_minor"].to_pylist() == [40000, 10000]
    assert table["own_contacts_90"].to_pylist() == [1, 2]


def test_parquet_of_whole_numbers_and_an_amount_of_none(tmp_path: Path) -> None:
    file = tmp_path / "paid.parquet"
    table = pyarrow.table({"service_id": ["c-1", "c-2"], "account_id": ["port", "port"], "amount_minor": [100, None]})
    pyarrow.parquet.write_table(table, file)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    command = ["accounts", "roll-up", "--accounts", str(tmp_path / "accounts.csv"), "--services", str(file), "--json"]
    assert isinstance(CliRunner().invoke(amends, command).exception, Refused)
    found = told(CliRunner().invoke(amends, [*command, "--currency", "EUR", "--as-of", "2026-07-01T00:00:00Z"]))
    whole = found["accounts"][0]["whole"]
    assert (whole["per_month"], whole["unpriced"]) == ([{"amount_minor": 100, "currency": "EUR"}], 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"services": "service_id,owner,amount_minor\nc-1,a,1\n"}, "'account_id'|column account_id"),
        ({"services": "service_id,account_id,amount_minor\nc-1,a,1\n"}, "no currency"),
        (
            {"services": f"service_id,account_id,amount_minor,currency\nc-1,a,{2**62},EUR\nc-2,a,{2**62},EUR\n"},
            "more money",
        ),
        ({"contacts": "service_id,day\nc-1,2026-01-01\n"}, "occurred_at"),
        (
            {"accounts": "account_id,parent_id\n,x\n", "services": "service_id,account_id\n,\n"},
            "no account at this moment",
        ),
    ],
)
def test_what_cannot_be_taken_as_a_whole_is_refused(tmp_path: Path, change: dict[str, str], words: str) -> None:
    out = tmp_path / "out.csv"
    error = run(tmp_path, "--out", str(out), **change).exception  # type: ignore[arg-type]
    assert isinstance(error, Refused)
    assert any(word in str(error) for word in words.split("|"))
    assert not out.exists()


def test_it_never_writes_over_what_it_reads(tmp_path: Path) -> None:
    error = run(tmp_path, "--out", str(tmp_path / "accounts.csv")).exception
    assert isinstance(error, Refused)
    assert (tmp_path / "accounts.csv").read_text() == ACCOUNTS
