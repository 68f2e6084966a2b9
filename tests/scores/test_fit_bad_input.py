"""`amends scores fit` with rows that would mislead it: said in words, and the contact is kept without the value."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.scores.simulated.tables import arrival_table, contacts_table
from fair_world import arrived, made

BEFORE = "2026-05-01T09:00:00Z"


@pytest.mark.promise
@pytest.mark.parametrize("author", ["ruth", "RUTH", " Ruth ", "ｒｕｔｈ"])
def test_his_own_word_is_his_own_however_he_writes_his_name(author: str) -> None:
    told = arrived(f"k1,fixable,0,{author},{BEFORE}\n")
    assert told.unheard.own == 1
    assert told.column("fixable") is None


def test_twin_a_colleague_of_a_like_name_is_heard() -> None:
    told = arrived(f"k1,fixable,0,ruth2,{BEFORE}\nk2,fixable,1,Ruth,{BEFORE}\n")
    assert told.unheard.own == 0
    assert (told.column("fixable") == [0.0, 1.0]).all()  # type: ignore[union-attr]


@pytest.mark.parametrize("field", ["waiting_minutes", "prior_contacts"])
@pytest.mark.parametrize("value", ["-5", "inf", "1e300", "nan", "soon"])
def test_a_number_that_cannot_be_is_left_out_and_said(field: str, value: str) -> None:
    told = arrived(f"k1,{field},{value},rules,{BEFORE}\nk2,{field},3,rules,{BEFORE}\n")
    assert told.unheard.no_number == 1
    assert told.column(field)[1] == 3  # type: ignore[index]
    assert "beyond a billion" in str(told.problems[0])


def test_twin_what_may_be_below_zero_is_taken() -> None:
    told = arrived(f"k1,mood,-5,rules,{BEFORE}\n", None, "mood")
    assert told.column("mood")[0] == -5  # type: ignore[index]


def fitted(folder: Path, contacts: pa.Table, arrival: pa.Table, out: str = "agents.csv") -> Result:
    pq.write_table(contacts, folder / "contacts.parquet")
    csv.write_csv(arrival, folder / "arrival.csv")
    told = ["scores", "fit", str(folder / "contacts.parquet"), "--arrival", str(folder / "arrival.csv")]
    return CliRunner().invoke(amends, [*told, "--out", str(folder / out)])


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    rows = list(range(table.num_rows))
    random.Random(seed).shuffle(rows)
    return table.take(rows)


@pytest.mark.promise
def test_the_order_of_the_rows_changes_no_byte(tmp_path: Path) -> None:
    one = made("A", 12, 60, 1)
    contacts, arrival = contacts_table(one), arrival_table(one)
    assert fitted(tmp_path, contacts, arrival, "one.csv").exit_code == 0
    assert fitted(tmp_path, shuffled(contacts, 1), shuffled(arrival, 2), "other.csv").exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    fewer = contacts.filter(pc.not_equal(contacts["contact_id"], contacts["contact_id"][7]))
    assert fitted(tmp_path, fewer, arrival, "twin.csv").exit_code == 0
    assert (tmp_path / "one.csv").read_bytes() != (tmp_path / "twin.csv").read_bytes()


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    one = made("A", 12, 60, 1)
    result = fitted(tmp_path, contacts_table(one), arrival_table(one), "contacts.parquet")
    assert isinstance(result.exception, Refused)
    assert "is one of the files that are read" in str(result.exception)
    assert pq.read_table(tmp_path / "contacts.parquet").num_rows == len(one.contacts)


def test_where_no_next_contact_is_on_record_nothing_is_said_of_what_was_left(tmp_path: Path) -> None:
    """Nought with an interval of nought would be a promise."""
    one = made("A", 12, 60, 1)
    table = contacts_table(one)
    result = fitted(tmp_path, table.filter(pc.equal(table["seq"], 1)), arrival_table(one))
    assert result.exit_code == 0
    rows = csv.read_csv(tmp_path / "agents.csv").to_pylist()
    assert {(row["left_pp"], row["left_lo"], row["left_hi"]) for row in rows} == {(None, None, None)}
    known = [row for row in rows if row["total_pp"] is not None]
    assert len(known) > 5
    assert all(row["lo"] < row["total_pp"] < row["hi"] for row in known)
