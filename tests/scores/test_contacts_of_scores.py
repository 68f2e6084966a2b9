"""CONTACTS and ARRIVAL are heard: what cannot count is named, and never taken in silence."""

import numpy as np
import pyarrow.csv
import pytest

from amends.facts import Refused
from amends.scores.contacts import AGENT, NOBODY, SYSTEM, UNANSWERED
from amends.scores.hear_contacts import hear_contacts
from amends.scores.simulated.tables import contacts_table
from fair_world import HEADER, TWO_CONTACTS, arrived, heard, made, sheet_of

BEFORE, AFTER = "2026-05-04T09:00:00Z", "2026-05-04T10:00:01Z"


def test_two_contacts_of_one_case() -> None:
    contacts = heard(TWO_CONTACTS).contacts
    assert contacts.contact_id.tolist() == ["k1", "k2"]
    assert [contacts.agent.names[code] for code in contacts.agent.codes] == ["ruth", "ben"]
    assert contacts.answer.tolist() == [UNANSWERED, 1]
    assert contacts.invited_by.tolist() == [SYSTEM, AGENT]
    assert contacts.at_random.tolist() == [False, True]
    following = contacts.next_rows()
    assert following.tolist() == [1, -1]
    assert contacts.last_answers(following).tolist() == [1.0, 1.0]


def test_the_columns_that_may_be_missing_are_said_to_be() -> None:
    plain = "contact_id,case_id,seq,agent,started_at,reason,survey_answer,returned_within_window\n"
    told = hear_contacts(sheet_of(plain + "k1,c1,1,ruth,2026-05-01T10:00:00Z,refund,0,no\n"))
    assert any("survey_invited_by" in note and "gate will hold" in note for note in told.notes)
    assert told.contacts.invited_by.tolist() == [NOBODY]
    assert told.contacts.product.names == ("(not told)",)


@pytest.mark.parametrize("column", ["case_id", "survey_answer", "returned_within_window"])
def test_a_column_that_is_needed_is_asked_for(column: str) -> None:
    with pytest.raises(Refused, match="is no column of this file"):
        hear_contacts(sheet_of((HEADER + TWO_CONTACTS).replace(column, "other", 1)))


@pytest.mark.parametrize(
    ("good", "bad", "column", "said"),
    [
        ("ruth", "", "agent", "is empty"),
        (",1,ruth", ",first,ruth", "seq", "is no whole number"),
        (",1,ruth", ",0,ruth", "seq", "is no whole number"),
        ("2026-05-01T10:00:00Z", "May Day", "started_at", "is no time"),
        ("system,,true", "system,2,true", "survey_answer", "is neither 1, 0 nor empty"),
        ("system,,true", "system,,perhaps", "returned_within_window", "is neither true nor false"),
        ("system,,true", "system,,", "returned_within_window", "is empty"),
        ("policy", "hunch", "routing", "is neither policy nor random"),
        ("system", "lead", "survey_invited_by", "is neither system nor agent"),
    ],
)
def test_a_row_with_something_wrong_is_named_and_left_out(good: str, bad: str, column: str, said: str) -> None:
    told = heard(TWO_CONTACTS.replace(good, bad, 1))
    assert told.contacts.contact_id.tolist() == ["k2"]
    (problem,) = told.problems
    assert (problem.line, problem.column) == (2, column)
    assert said in problem.what


def test_an_id_that_stands_twice_counts_once() -> None:
    told = heard(TWO_CONTACTS + TWO_CONTACTS.splitlines()[0].replace("c1", "c2") + "\n")
    assert told.contacts.contact_id.tolist() == ["k1", "k2"]
    assert [(problem.line, problem.column) for problem in told.problems] == [(4, "contact_id")]


@pytest.mark.parametrize("wrong", [TWO_CONTACTS.replace(",2,ben", ",1,ben"), TWO_CONTACTS.replace("05-04", "04-04")])
def test_a_case_in_no_order_is_left_out_as_a_whole(wrong: str) -> None:
    """A number twice, or a later contact that began earlier: who left what to whom cannot be told."""
    told = heard(wrong + "k3,c2,1,ruth,2026-05-01T10:00:00Z,refund,card,mail,gold,policy,system,0,false\n")
    assert told.contacts.contact_id.tolist() == ["k3"]
    assert {problem.what for problem in told.problems} == {"is out of order in its case"}
    assert len(told.problems) == 2


def test_a_gap_is_said_and_nothing_is_left_behind_across_it() -> None:
    told = heard(TWO_CONTACTS.replace(",2,ben", ",3,ben"))
    assert told.contacts.next_rows().tolist() == [-2, -1]
    assert any("1 gap in seq" in note for note in told.notes)


def test_a_case_ends_where_he_did_not_return_in_time_whatever_came_later() -> None:
    late = heard(TWO_CONTACTS.replace(",,true", ",0,false")).contacts
    following = late.next_rows()
    assert following.tolist() == [-1, -1]
    assert late.last_answers(following).tolist() == [0.0, 1.0]


def test_a_reason_seen_once_is_said() -> None:
    assert any("2 reasons are seen once" in n for n in heard(TWO_CONTACTS.replace("refund", "x", 1)).notes)


def test_csv_and_parquet_say_the_same(tmp_path: object) -> None:
    table = contacts_table(made("A", 5, 20))
    import io

    stream = io.BytesIO()
    pyarrow.csv.write_csv(table, stream)
    one, other = hear_contacts(sheet_of(stream.getvalue().decode())), hear_contacts(sheet_of(table))
    for name in ("seq", "answer", "returned", "started_at", "invited_by"):
        assert np.array_equal(getattr(one.contacts, name), getattr(other.contacts, name))
    assert one.problems == other.problems == ()


# What was inherited


def test_what_a_witness_knew_before_the_pick_up_counts() -> None:
    arrival = arrived(f"k2,wrong_information,1,ledger,{BEFORE}\nk2,waiting_minutes,12.5,phone log,{BEFORE}\n")
    wrong, waiting = arrival.column("wrong_information"), arrival.column("waiting_minutes")
    assert wrong is not None
    assert waiting is not None
    assert (wrong[1], waiting[1]) == (1.0, 12.5)
    assert np.isnan(wrong[0])
    assert arrival.unheard.total == 0


def check_refused(row: str, kind: str) -> None:
    arrival = arrived(row)
    assert np.isnan(arrival.values).all(), "the contact is kept without the value"
    assert (getattr(arrival.unheard, kind), arrival.unheard.total) == (1, 1)
    assert [problem.line for problem in arrival.problems] == [2]


@pytest.mark.promise
@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (f"k2,fixable,0,ben,{BEFORE}", "own"),
        (f"k2,fixable,0,ledger,{AFTER}", "later"),
        (f"k2,fixable,0,,{BEFORE}", "unsigned"),
        ("k2,fixable,0,ledger,", "unsigned"),
        (f"k2,fixable,maybe,ledger,{BEFORE}", "no_number"),
        (f"k2,fixable,2,ledger,{BEFORE}", "no_number"),
        (f"k2,mood,1,ledger,{BEFORE}", "unknown_field"),
        (f"k9,fixable,0,ledger,{BEFORE}", "unknown_contact"),
    ],
)
def test_a_value_nobody_else_vouched_for_in_time_is_refused_and_counted(row: str, kind: str) -> None:
    check_refused(row + "\n", kind)


@pytest.mark.parametrize("row", [f"k2,fixable,0,ruth,{BEFORE}", "k2,fixable,0,ledger,2026-05-04T10:00:00Z"])
def test_twin_a_colleague_or_the_very_moment_of_pick_up_would_be_noticed(row: str) -> None:
    with pytest.raises(AssertionError):
        check_refused(row + "\n", "own")


def test_of_several_the_one_known_last_counts_in_any_order() -> None:
    rows = [f"k2,fixable,1,ledger,{BEFORE}", "k2,fixable,0,ruth,2026-05-02T10:00:00Z"]
    for told in (rows, rows[::-1]):
        column = arrived("\n".join(told) + "\n").column("fixable")
        assert column is not None
        assert column[1] == 1.0


def test_a_further_field_counts_once_it_is_named() -> None:
    row = f"k2,open_orders,3,order table,{BEFORE}\n"
    assert arrived(row).unheard.unknown_field == 1
    column = arrived(row, None, "open_orders").column("open_orders")
    assert column is not None
    assert column[1] == 3.0
