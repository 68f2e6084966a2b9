"""`amends scores export`: the record as the two tables of a fit; and the same tables made in this process."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.cli.scores.exported import arrival_table, contacts_table
from amends.facts import CUSTOMER, US, Entry, Moment, Source, hear_moment
from amends.facts.kinds import AnswerGiven, ContactReceived, ContactRouted, PolicyTold, SurveyAnswered
from amends.facts.moments import HOUR_US, MINUTE_US
from amends.link.chains import Sheet, hear_sheet
from amends.record import open_record
from amends.scores.arrival import FIELDS, Arrival
from amends.scores.contacts import Coded, Contacts
from amends.scores.fair import fit
from amends.scores.hear_arrival import hear_arrival
from amends.scores.hear_contacts import hear_contacts
from amends.scores.simulated.tables import arrival_table as simulated_arrival
from amends.scores.simulated.tables import contacts_table as simulated_contacts
from amends.scores.tables import tables_of
from amends.scores.taken import APPEALED, OWN, SHARED, Taken, Unvouched, Vouched
from dora_day import DAY, DORA_HAS_IT, chat, rows, said
from fair_world import HEADER, TWO_CONTACTS, heard, made, sheet_of

CUSTOMERS = 40
BEGAN = hear_moment("2026-07-01T09:00:00Z")
AS_OF = "2026-10-01T00:00:00Z"
AGENTS = ("dora", "ben", "marek")


def of_customer(number: int) -> list[Entry]:
    """One chat on its own, routed, answered, and asked about; the taker himself says that it cannot be refunded."""
    at, ticket, who, agent = Moment(BEGAN + number * HOUR_US), f"desk/{number}", f"C-{number}", AGENTS[number % 3]
    after = [Moment(at + minutes * MINUTE_US) for minutes in range(10)]
    asked = SurveyAnswered(f"s/{number}", score=1 + 4 * (number % 2), lowest=1, highest=5, ticket=ticket,
                           customer_id=who, invited_by="system")  # fmt: skip
    return [
        Entry(Source("chat", CUSTOMER), f"k{number}", at, ContactReceived("chat", customer_id=who, ticket=ticket)),
        Entry(Source("rules", US), f"p{number}", after[1], PolicyTold(number % 4 > 0, ticket=ticket, customer_id=who)),
        Entry(Source("notes", US), f"o{number}", after[2], PolicyTold(False, ticket=ticket, by=agent, customer_id=who)),
        Entry(
            Source("router", US),
            f"r{number}",
            after[1],
            ContactRouted(ticket=ticket, reason=f"reason {number % 2}", picked_up=after[3], agent=agent),
        ),
        Entry(
            Source("chat", US), f"a{number}", after[5], AnswerGiven("chat", agent=agent, text="Hello", ticket=ticket)
        ),
        Entry(Source("survey", CUSTOMER), f"s{number}", after[9], asked),
    ]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of forty customers."""
    folder = tmp_path_factory.mktemp("home")
    with open_record(folder) as record:
        record.append([entry for number in range(CUSTOMERS) for entry in of_customer(number)])
    return folder


def run(home: Path, *args: object) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "scores", *map(str, args)], standalone_mode=False)


def exported(home: Path, out: Path, *options: object) -> dict[str, Any]:
    result = run(home, "export", out, "--as-of", AS_OF, *options, "--json")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_everything_that_was_taken_is_written_and_can_be_fitted(home: Path, tmp_path: Path) -> None:
    told = exported(home, tmp_path / "out")
    assert (told["contacts"], told["agents"], told["answers"], told["too_early"]) == (CUSTOMERS, 3, CUSTOMERS, 0)
    assert told["refused"] == {OWN: CUSTOMERS}
    assert told["values"] == 3 * CUSTOMERS  # prior contacts, fixable by the rules, waiting
    contacts, arrival = told["files"]
    result = run(home, "fit", contacts, "--arrival", arrival, "--out", tmp_path / "agents.csv", "--json")
    assert result.exit_code in (0, 3), result.output
    fitted = json.loads(result.stdout)
    assert (fitted["contacts"], fitted["left_out"], fitted["spared"]) == (CUSTOMERS, 0, 0)
    assert set(fitted["refused_values"].values()) == {0}, "what is refused is in no file"


def names_in(folder: Path) -> list[str]:
    tables = [pq.read_table(file) for file in sorted(folder.glob("*.parquet"))]
    text = " ".join(str(value) for table in tables for column in table.columns for value in column.to_pylist())
    return [name for name in (*AGENTS, "chat/", "C-") if re.search(rf"\b{name}", text)]


@pytest.mark.promise
def test_names_are_keys_that_are_the_same_every_time(home: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        exported(home, tmp_path / name)
    assert names_in(tmp_path / "one") == []
    one, other = (pq.read_table(tmp_path / name / "contacts.parquet") for name in ("one", "other"))
    assert one.equals(other)
    assert len(set(one["agent"].to_pylist())) == 3
    arrival = pq.read_table(tmp_path / "one" / "arrival.parquet")
    assert "link" in arrival["authored_by"].to_pylist()
    assert (home / "keys" / "scores-export").stat().st_mode & 0o077 == 0


def test_twin_with_names_they_stand_there(home: Path, tmp_path: Path) -> None:
    exported(home, tmp_path / "out", "--names")
    assert names_in(tmp_path / "out")[:3] == list(AGENTS)


def test_the_times_choose_by_pick_up_and_what_is_too_early_is_counted(home: Path, tmp_path: Path) -> None:
    since, until = "2026-07-01T10:03:00Z", "2026-07-01T12:03:00Z"
    told = exported(home, tmp_path / "out", "--since", since, "--until", until)
    assert told["contacts"] == 2
    early = run(home, "export", tmp_path / "early", "--as-of", "2026-07-08T20:00:00Z", "--json")
    assert 0 < json.loads(early.stdout)["too_early"] < CUSTOMERS


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--since", "2026-08-01T00:00:00Z"), "no contact that one of us took"),
        (("--since", "2026-08-01T00:00:00Z", "--until", "2026-07-01T00:00:00Z"), "is not after"),
        (("--since", "July"), "ISO 8601"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    home: Path, tmp_path: Path, options: tuple[str, ...], word: str
) -> None:
    result = run(home, "export", tmp_path / "out", "--as-of", AS_OF, *options)
    assert word in str(result.exception)
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_never_replaced(home: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    assert "is there already" in str(run(home, "export", tmp_path).exception)
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]


def test_in_words_it_says_what_was_refused_and_what_to_do_next(home: Path, tmp_path: Path) -> None:
    told = run(home, "export", tmp_path / "out", "--as-of", AS_OF, "--format", "csv").stdout
    assert f"values refused, {OWN}: {CUSTOMERS}" in told
    assert "Next: amends scores fit" in told
    assert pc.read_csv(tmp_path / "out" / "contacts.csv").num_rows == CUSTOMERS


# The same tables in this process


def known(found: tuple[Taken, ...]) -> list[Taken]:
    return [row for row in found if row.returned is not None]


def stories() -> list[Taken]:
    """Everything that a row can be: spared, of nobody, refused, unknown product, no survey."""
    day = known(rows(DAY))
    several = known(rows(chat("Hello", "2026-07-15 10:00", "desk/5"), said("A.", "2026-07-15 10:01", "ben", "desk/5"),
                         said("B.", "2026-07-15 10:02", "dora", "desk/5")))  # fmt: skip
    told_twice = replace(
        day[0],
        contact="another",
        case="another case",
        inherited=(Vouched("fixable", 1.0, "rules", Moment(7)), Vouched("fixable", 0.0, "rules", Moment(5)),
                   Vouched("wrong_information", 0.0, "gateway", Moment(5)),
                   Vouched("wrong_information", 1.0, "ledger", Moment(5))),
        refused=(Unvouched(Vouched("fixable", 0.0, "ben", Moment(5)), OWN),),
        left_out=APPEALED,
    )  # fmt: skip
    assert [row.left_out for row in several] == [SHARED]
    return [*day, *several, told_twice]


def files_of(found: list[Taken], ending: str) -> tuple[Sheet, Sheet]:
    tables = contacts_table(found, str), arrival_table(found, str, str)
    if ending == "parquet":
        return sheet_of(tables[0]), sheet_of(tables[1])
    sheets = []
    for table in tables:
        file = io.BytesIO()
        pc.write_csv(table, file)
        sheets.append(hear_sheet(io.BytesIO(file.getvalue()), "table.csv"))
    return sheets[0], sheets[1]


def plain(contacts: Contacts, arrival: Arrival, spared: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Each row by what it says, whatever the numbers of its codes."""
    names = ("contact_id", "seq", "started_at", "at_random", "invited_by", "answer", "returned")
    found = []
    for row in range(len(contacts)):
        told: dict[str, Any] = {name: getattr(contacts, name)[row] for name in names}
        for name in ("case", "agent", "reason", "product", "channel", "tier"):
            coded: Coded = getattr(contacts, name)
            told[name] = coded.names[coded.codes[row]]
        told |= {name: str(value) for name, value in zip(arrival.fields, arrival.values[row], strict=True)}
        found.append(told | {"spared": bool(spared[row])})
    return sorted(found, key=lambda told: str(told["contact_id"]))


@pytest.mark.promise
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_tables_are_those_that_would_be_read_from_the_files(ending: str) -> None:
    found = stories()
    contacts, arrival = files_of(found, ending)
    told = hear_contacts(contacts)
    assert not told.problems
    heard_arrival = hear_arrival(arrival, told.contacts)
    here = tables_of(found)
    assert here[1].fields == heard_arrival.fields == FIELDS
    assert plain(*here) == plain(told.contacts, heard_arrival, told.spared)
    assert here[1].unheard.own == 1


def test_twin_a_value_that_another_overruled_would_be_seen() -> None:
    found = stories()
    other = [replace(row, inherited=row.inherited[::2]) for row in found]
    assert plain(*tables_of(found)) != plain(*tables_of(other))


def test_the_order_of_the_values_changes_nothing() -> None:
    found = stories()
    turned = [replace(row, inherited=row.inherited[::-1]) for row in found]
    assert plain(*tables_of(found)) == plain(*tables_of(turned))


def test_what_is_too_early_is_no_row_of_a_table() -> None:
    with pytest.raises(ValueError, match="too early"):
        tables_of(rows(DORA_HAS_IT, now="2026-07-16 10:00"))


def test_a_contact_that_is_left_out_needs_no_agent_and_another_does() -> None:
    header, row = HEADER.strip() + ",left_out\n", TWO_CONTACTS.splitlines()[1].replace(",ben,", ",,")
    told = hear_contacts(sheet_of(f"{header}{row},taken by several\n{row.replace('k2,c1', 'k3,c2')},\n"))
    assert told.contacts.agent.names == ("",)
    assert told.spared.tolist() == [True]
    assert [problem.column for problem in told.problems] == ["agent"]
    assert not heard(TWO_CONTACTS).spared.any(), "without the column all count"


def test_what_the_file_leaves_out_is_spared_in_the_fit(tmp_path: Path) -> None:
    one = made("A", 20, 40)
    table = simulated_contacts(one)
    marked = [("appealed" if number % 7 == 0 else None) for number in range(table.num_rows)]
    told = hear_contacts(sheet_of(table.append_column("left_out", [marked])))
    arrival = hear_arrival(sheet_of(simulated_arrival(one)), told.contacts)
    by_file = fit(told.contacts, arrival, spared=told.spared)
    here = fit(one.contacts, one.arrival, spared=np.array([word is not None for word in marked]))
    assert by_file.spared == here.spared == len([word for word in marked if word])
    assert np.allclose([row.total_pp for row in by_file.agents(even_if_held=True)],
                       [row.total_pp for row in here.agents(even_if_held=True)], atol=1e-6)  # fmt: skip
