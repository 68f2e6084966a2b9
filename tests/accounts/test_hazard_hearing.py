"""A table becomes what was observed: nothing silently left out, nothing taken for what it is not."""

import random

import numpy as np
import pytest

from amends.accounts.hazard.columns import Named, Numeric
from amends.accounts.hazard.folds import folds_of, split_by_time
from amends.accounts.hazard.observed import Observed
from amends.accounts.hazard.suspect import separated, too_good
from amends.facts import Refused
from hazard_world import csv_of, heard, leaving, observed_of


def test_a_row_that_stands_twice_counts_once_and_is_told() -> None:
    found = heard(csv_of("contacts,left", ["1,0", "2,1", "1,0", "1,0", "5,1"]))
    assert (len(found.observed), found.duplicates) == (3, 2)
    assert "2 rows are the same as another in every column: left out" in found.notes
    assert sorted(found.observed.rows.tolist()) == [0, 1, 4]


def test_two_accounts_that_are_alike_are_no_duplicates() -> None:
    found = heard(csv_of("account,contacts,left", ["a,1,0", "b,1,0", "c,2,1"]), entity="account")
    assert (len(found.observed), found.duplicates) == (3, 0)


def test_a_column_that_is_left_out_still_tells_rows_apart() -> None:
    found = heard(csv_of("contacts,note,left", ["1,x,0", "1,y,0", "2,x,1"]), left_out=("note",))
    assert (len(found.observed), found.duplicates) == (3, 0)
    assert [column.name for column in found.observed.columns] == ["contacts"]


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "row", "row_id", "Index"])
def test_the_number_of_a_row_hides_no_duplicate(name: str) -> None:
    """A data frame that is written with its index, and the same with a column that is an account's."""
    rows = ["0,1,0", "1,2,1", "2,1,0", "3,1,0"]
    found = heard(csv_of(f"{name},contacts,left", rows))
    assert (len(found.observed), found.duplicates, found.alike, found.rows_in_file) == (2, 2, 0, 4)
    assert f"{name or 'A column without a name'} is left out: it numbers the rows" in found.notes
    if name:
        named = heard(csv_of(f"{name},contacts,left", rows), entity=name)
        assert (len(named.observed), named.duplicates) == (2, 2)
    twin = heard(csv_of("order_id,contacts,left", rows))
    assert (len(twin.observed), twin.duplicates, twin.alike) == (4, 0, 2)


@pytest.mark.promise
def test_which_of_two_equal_rows_stays_hangs_on_no_order() -> None:
    rows = [f"{number},{number % 7},{number % 2}" for number in range(40)]
    one, other = (heard(csv_of("row,contacts,left", told), entity="row").observed for told in (rows, rows[::-1]))
    assert one.names == other.names
    assert len(one) == 14
    assert one.names != heard(csv_of("row,contacts,left", rows[14:]), entity="row").observed.names


@pytest.mark.promise
def test_services_of_an_account_that_are_alike_in_a_month_all_count() -> None:
    """Most services have nothing to tell in most months. Were they taken for copies, leaving would look likelier."""
    source = np.random.default_rng(3)
    rows = [f"a{n // 8},{n // 2 % 4},{source.poisson(0.3)},{int(source.random() < 0.05)}" for n in range(800)]
    found = heard(csv_of("account,month,contacts,left", rows), entity="account", time="month")
    assert (len(found.observed), found.duplicates) == (800, 0)
    assert found.observed.events == sum(row.endswith("1") for row in rows)
    assert "400 rows are of an account and month that have one already: taken as further services" in found.notes
    dropped = heard(csv_of("account,month,contacts,left", sorted(set(rows))), entity="account", time="month").observed
    assert dropped.events / len(dropped) > 1.3 * found.observed.events / 800, "the twin that drops them is caught"


def test_account_months_that_stand_twice_count_once() -> None:
    rows = [f"a{n // 4},{n % 4},{n % 3},{int(n % 9 == 0)}" for n in range(400)]
    corrected = "a0,0,7,0"
    found = heard(csv_of("account,month,contacts,left", [*rows, *rows[:50], corrected]), entity="account", time="month")
    assert (len(found.observed), found.duplicates) == (401, 50)


def test_many_alike_without_a_column_of_accounts_are_asked_about() -> None:
    words = "If they are different accounts that are alike, name the column of accounts with --entity"
    rows = [f"{n % 3},{int(n % 7 == 0)}" for n in range(60)]
    assert words in heard(csv_of("contacts,left", rows)).notes
    assert words not in heard(csv_of("contacts,left", [*(f"{n},{n % 2}" for n in range(80)), "4,0"])).notes


def test_accounts_that_are_alike_count_and_are_told() -> None:
    rows = [f"a{number},{number},{number % 2}" for number in range(20)]
    found = heard(csv_of("account,contacts,left", [*rows, "b,3,1", "c,4,0"]), entity="account")
    assert (len(found.observed), found.alike) == (22, 2)
    assert any(
        note.startswith("2 rows say in all that counts what others of another account said") for note in found.notes
    )
    coarse = heard(csv_of("account,contacts,left", [f"a{n},{n % 2},{n % 2}" for n in range(20)]), entity="account")
    assert coarse.alike == 18
    assert not any("of another account said" in note for note in coarse.notes), "few columns are alike by nature"


def test_capitals_and_blanks_of_a_name_do_not_matter() -> None:
    found = heard(csv_of("Call  Failure,Left,left over", ["1,0,1", "2,1,2"]), "left", numeric=("call failure",))
    assert [(column.name, column.guessed) for column in found.columns] == [
        ("Call  Failure", False),
        ("left over", True),
    ]
    with pytest.raises(Refused, match="is no column of this file"):
        heard(csv_of("Call  Failure,call failure,left", ["1,0,0", "2,1,1"]), numeric=("Call Failure",))


def test_whole_numbers_that_ascend_by_one_explain_nothing() -> None:
    found = heard(csv_of("client_account,contacts,left", [f"{n + 900},{n % 3},{n % 2}" for n in range(40)]))
    assert [column.name for column in found.observed.columns] == ["contacts"]
    falling = heard(csv_of("client_account,contacts,left", [f"{900 - n},{n % 3},{n % 2}" for n in range(40)]))
    assert len(falling.observed.columns) == 2


@pytest.mark.parametrize("words", [("1", "0"), ("Yes", "No"), ("true", "false"), ("True.", "False."), ("1.0", "0.0")])
def test_an_event_may_be_written_in_several_ways(words: tuple[str, str]) -> None:
    came, stayed = words
    found = heard(csv_of("contacts,left", [f"1,{came}", f"2,{stayed}", "3,"]))
    assert (len(found.observed), found.observed.events) == (2, 1)
    assert "1 row is without a known outcome: left out" in found.notes


def test_an_event_of_more_than_two_values_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match=r"line 4, column left: '2' is neither the event nor its absence") as refused:
        heard(csv_of("contacts,left", ["1,0", "2,1", "3,2"]))
    assert "two values" in refused.value.problem.next_step


@pytest.mark.parametrize(("value", "words"), [("0", "has no row with the event"), ("1", "same outcome in every row")])
def test_one_outcome_alone_teaches_nothing(value: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        heard(csv_of("contacts,left", [f"1,{value}", f"2,{value}"]))


def test_what_is_not_named_is_guessed_and_said() -> None:
    found = heard(leaving(200), entity="account")
    kinds = {column.name: (column.kind, column.guessed) for column in found.columns}
    assert kinds == {"contacts_30d": ("numeric", True), "usage": ("numeric", True), "plan": ("categorical", True)}
    assert "Taken as categorical, because nothing else was said: plan" in found.notes


def test_numbers_may_be_named_as_words() -> None:
    found = heard(csv_of("region,left", ["1,0", "2,1", "10,0"]), categorical=("region",))
    column = found.observed.column("region")
    assert isinstance(column, Named)
    assert column.levels == ("1", "10", "2")


def test_words_in_a_column_of_numbers_are_refused_with_their_line() -> None:
    with pytest.raises(Refused, match=r"line 3, column usage: 'much' is no finite number"):
        heard(csv_of("usage,left", ["1,0", "much,1"]), numeric=("usage",))
    with pytest.raises(Refused, match=r"line 2, column usage: 'inf' is no finite number"):
        heard(csv_of("usage,left", ["inf,0", "3,1"]))


def test_an_empty_cell_is_not_known_and_said() -> None:
    found = heard(csv_of("usage,plan,left", ["1,low,0", ",low,1", "3, ,0"]))
    usage, plan = found.observed.column("usage"), found.observed.column("plan")
    assert isinstance(usage, Numeric)
    assert isinstance(plan, Named)
    assert np.isnan(usage.values).sum() == 1
    assert (plan.codes == -1).sum() == 1
    assert "usage is not known in 1 row, which is an effect of its own where there are enough" in found.notes


def test_people_and_ids_explain_nothing() -> None:
    rows = [f"{n},Ruth,{n % 3},{n % 2}" for n in range(40)]
    found = heard(csv_of("order_id,agent,contacts,left", rows))
    assert [column.name for column in found.observed.columns] == ["contacts"]
    assert {"order_id is left out: it is an id", "agent is left out: it names people"} <= set(found.notes)
    with pytest.raises(Refused, match="names people"):
        heard(csv_of("order_id,agent,contacts,left", rows), categorical=("agent",))


@pytest.mark.parametrize("months", [("2026-04", "2026-05"), ("202604", "202605"), ("2026-04-30", "2026-05-01")])
def test_months_are_of_the_calendar(months: tuple[str, str]) -> None:
    rows = [f"a,{months[0]},1,0", f"a,{months[1]},2,1"]
    found = heard(csv_of("account,month,contacts,left", rows), entity="account", time="month")
    assert found.observed.month is not None
    assert sorted(found.observed.month.tolist()) == [2026 * 12 + 3, 2026 * 12 + 4]


def test_a_row_without_a_month_or_an_account_is_named_with_its_line() -> None:
    rows = ["a,1,3,0", "a,2,4,1", "b,someday,3,0", ",2,3,0", "a,2026-13,1,0"]
    found = heard(csv_of("account,month,contacts,left", rows), entity="account", time="month")
    assert [(problem.line, problem.what) for problem in found.problems] == [
        (4, "has no month"), (5, "has no account"), (6, "has no month")
    ]  # fmt: skip
    assert len(found.observed) == 2


def test_one_column_cannot_be_two_things() -> None:
    with pytest.raises(Refused, match="is named for two things"):
        heard(leaving(10), entity="account", numeric=("account",))
    with pytest.raises(Refused, match="is no column of this file"):
        heard(leaving(10), entity="acount")


def test_a_table_in_which_nothing_can_be_learnt_is_refused() -> None:
    with pytest.raises(Refused, match="has no column to learn from"):
        heard(csv_of("account,left", ["a,0", "b,1"]), entity="account")
    with pytest.raises(Refused, match="has no column to learn from"):
        heard(csv_of("account,usage,left", ["a,,0", "b,,1"]), entity="account")


# Folds


def shuffled(text: str, seed: int) -> str:
    header, *rows = text.splitlines()
    random.Random(seed).shuffle(rows)
    return csv_of(header, rows)


def folds_by_row(observed: Observed) -> list[int]:
    """As somebody would who takes the rows as they come."""
    return (observed.rows % 5).tolist()


@pytest.mark.promise
def test_the_order_of_the_file_changes_no_fold() -> None:
    text = leaving(300)
    one, other = (heard(told, entity="account").observed for told in (text, shuffled(text, 3)))
    assert folds_of(one, 5, 7).tolist() == folds_of(other, 5, 7).tolist()
    assert [one.names[place] for place in one.entity] == [other.names[place] for place in other.entity]
    assert folds_by_row(one) != folds_by_row(other), "the twin that deals rows as they come is caught"
    assert folds_of(one, 5, 8).tolist() != folds_of(one, 5, 7).tolist()


def test_an_account_is_in_one_fold_and_events_are_dealt_evenly() -> None:
    source = np.random.default_rng(5)
    entity = source.integers(0, 200, 2_000)
    seen = observed_of(source.random(2_000) < 0.03, entity, source.integers(0, 24, 2_000), x=source.random(2_000))
    fold = folds_of(seen, 5, 7)
    assert all(len(set(fold[entity == one])) == 1 for one in range(200))
    leaves = np.array([seen.event[entity == one].any() for one in range(200)])
    of_account = np.array([fold[entity == one][0] for one in range(200)])
    counts = np.bincount(of_account[leaves], minlength=5)
    assert counts.max() - counts.min() <= 1


def test_more_folds_than_events_are_refused() -> None:
    with pytest.raises(Refused, match="3 folds need 3 accounts with the event"):
        folds_of(observed_of([1, 1, 0, 0, 0, 0], x=np.arange(6)), 3, 7)


def test_later_months_are_later() -> None:
    seen = observed_of(np.zeros(50), np.arange(50) % 5, np.arange(50) // 5, x=np.arange(50))
    split = split_by_time(seen)
    assert split is not None
    assert seen.month is not None
    assert seen.month[split[0]].max() < seen.month[split[1]].min() == 8


# What knows too much


def test_a_column_written_after_the_outcome_is_named() -> None:
    event = np.arange(400) % 4 == 0
    seen = observed_of(event, farewell=event.astype(float), contacts=np.arange(400) % 7)
    (problem,) = too_good(seen, "accounts.csv")
    assert (problem.column, "--leave-out" in problem.next_step) == ("farewell", True)


def test_a_group_of_one_outcome_is_said() -> None:
    event = np.arange(400) % 4 == 0
    plan = np.where(np.arange(400) < 60, 1.0, 0.0)
    words = separated(observed_of(event & (plan == 0), plan=plan))
    assert words == ("plan 1 or more: none of 60 rows have the event. Its effect is held by the ridge",)
    assert separated(observed_of(event, plan=plan)) == ()
