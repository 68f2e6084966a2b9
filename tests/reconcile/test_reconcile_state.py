"""New rows against what is kept: for every arrival, in any order, the answer of one run over all rows."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.engines import state_update
from amends.engines.columns import OURS, WITNESS
from amends.engines.new_rows import new_of_ours, new_of_theirs
from amends.engines.state import open_state
from amends.facts import Moment, Policy, Refused
from amends.facts.moments import DAY_US, HOUR_US
from amends.reconcile import Asked
from amends.reconcile.again import flipped, rules_of
from amends.reconcile.connected import Group, Kept, connected
from amends.reconcile.keys import OurRow, TheirRow, our_keys, their_keys
from engine_runs import answer
from refund_tables import ASKED, BEGIN, Case, our_row, their_row
from state_runs import Part, all_at_once, any_parts, in_parts, wholly

SEEDS = 40
LATER = Asked(Moment(BEGIN + 60 * DAY_US), Policy(), (Moment(BEGIN - DAY_US), Moment(BEGIN + 50 * DAY_US)))


def ours(number: int, refund_id: str, **more: Any) -> OurRow:
    return OurRow(n=number, **our_row(refund_id, **more))


def theirs(number: int, record_id: str, **more: Any) -> TheirRow:
    row = their_row(record_id, **more)
    return TheirRow(n=number, **row | {"refund_ref": row["refund_ref"] or record_id, "livemode": 1})


@pytest.mark.promise
@settings(max_examples=SEEDS, deadline=None)
@given(st.integers(0, 10**9))
def test_rows_that_arrive_in_parts_are_answered_as_if_all_had_come_at_once(seed: int) -> None:
    parts = any_parts(seed)
    assert in_parts(parts) == all_at_once(parts)


def some_differ() -> bool:
    return any(in_parts(any_parts(seed)) != all_at_once(any_parts(seed)) for seed in range(SEEDS))


@pytest.mark.promise
def test_a_closure_of_one_step_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: who meets the new rows is asked, and nobody whom those meet."""

    class Once:
        def __init__(self, kept: Kept) -> None:
            self.kept, self.asked = kept, False

        def met(self, keys: Collection[int]) -> set[int]:
            first, self.asked = not self.asked, True
            return self.kept.met(keys) if first else set()

        def ours(self, numbers: Collection[int]) -> Iterable[OurRow]:
            return self.kept.ours(numbers)

        def theirs(self, numbers: Collection[int]) -> Iterable[TheirRow]:
            return self.kept.theirs(numbers)

    monkeypatch.setattr(state_update, "connected", lambda group, rows, kept: connected(group, rows, Once(kept)))
    assert some_differ()


@pytest.mark.promise
@pytest.mark.parametrize(
    ("name", "instead"),
    [("flipped", lambda old, new: []), ("ask_again", lambda *_: None)],
)
def test_time_that_is_not_heeded_would_be_noticed(name: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twins: a witness that is complete for longer, a moment to look again."""
    monkeypatch.setattr(state_update, name, instead)
    monkeypatch.setattr(f"amends.engines.state_begin.{name}", instead, raising=False)
    assert some_differ()


@pytest.mark.promise
def test_a_customer_of_one_row_and_the_amount_of_another_meet_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refund of theirs is told twice: the first row has the amount, the second the customer."""
    told = [theirs(0, "w1", refund_ref="g1"), theirs(1, "w2", at=BEGIN + 2 * HOUR_US, refund_ref="g1", customer="C1")]
    told[1] = told[1]._replace(amount_minor=555)
    first = Part([ours(0, "R-0", customer="C9")], told, LATER)
    parts = [first, Part([ours(0, "R-1", customer="C1")], [], LATER)]
    assert in_parts(parts) == all_at_once(parts)
    assert any(row[0] == "R-1" and row[3] == "w2" for row in in_parts(parts)[0])
    word_by_word = [replace(first, theirs=told[:1]), Part(parts[1].ours, [told[1]._replace(n=0)], LATER)]
    assert in_parts(word_by_word) == all_at_once(word_by_word)
    monkeypatch.setattr("amends.engines.state_begin._MIXED", "SELECT n, 'nobody' AS c, 1, 'EUR' FROM all_witness")
    assert in_parts(parts) != all_at_once(parts)  # the broken twin: each row is looked at by itself


@pytest.mark.promise
def test_what_only_waits_shows_its_next_day_without_being_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One refund is held, the other arrived and may fail until its horizon. A week later nothing new has come."""
    mine = [ours(0, "R-0", gateway_ref="g0"), ours(1, "R-1", gateway_ref="g1")]
    told = [theirs(0, "w0", refund_ref="g0", state="held"), theirs(1, "w1", refund_ref="g1", state="settled")]
    parts = [Part(mine, told, replace(LATER, as_of=Moment(BEGIN + days * DAY_US))) for days in (20, 27, 34)]
    parts[1:] = [replace(part, ours=[], theirs=[]) for part in parts[1:]]
    assert in_parts(parts) == all_at_once(parts)
    assert in_parts(parts[:2]) == all_at_once(parts[:2])
    monkeypatch.setattr(state_update, "shown", lambda code, look, values: look)
    assert in_parts(parts) != all_at_once(parts)  # the broken twin: it is shown as it was kept


@pytest.mark.promise
def test_whoever_stands_apart_is_not_asked_again(tmp_path: Path) -> None:
    """A hundred refunds are kept; a new row touches the one that it names."""
    wholly(
        [ours(n, f"R-{n}", gateway_ref=f"g{n}", customer=f"C{n}") for n in range(100)],
        [theirs(n, f"w{n}", refund_ref=f"g{n}", customer=f"C{n}", state="settled") for n in range(90)],
        LATER,
        tmp_path / "state",
    )
    state = open_state(tmp_path / "state")
    new = theirs(state.next_number("witness"), "w95", refund_ref="g95", customer="C95", state="settled")
    updated = state_update.update_state(state, LATER, [], [new])
    state.close()
    assert updated.asked_again == 1
    assert [(row[0], row[2], row[3]) for row in updated.changed] == [("R-95", "customer_has_it", "w95")]


def test_the_rows_have_the_columns_of_the_files() -> None:
    assert OurRow._fields == tuple(OURS)
    assert TheirRow._fields == tuple(WITNESS)


def test_rows_share_a_key_where_a_pass_could_join_them() -> None:
    mine = ours(0, "R-1", gateway_ref="g1", our_ref="k1", payment_ref="p1", customer="C1")
    for cells in (
        {"refund_ref": "g1"}, {"refund_ref": "R-1"}, {"our_ref": "k1"}, {"our_ref": "R-1"}, {"payment_ref": "p1"},
        {"customer": "C1"},
    ):  # fmt: skip
        assert set(our_keys(mine)) & set(their_keys(theirs(0, "w1", **cells))), cells
    others = theirs(0, "w1", refund_ref="g2", our_ref="k2", payment_ref="p2", customer="C2")
    assert not set(our_keys(mine)) & set(their_keys(others))
    assert not set(our_keys(mine)) & set(their_keys(theirs(0, "w1", customer="C1")._replace(amount_minor=1)))


def test_a_group_without_a_kept_row_is_the_new_rows_themselves() -> None:
    class Nobody:
        def met(self, keys: Collection[int]) -> set[int]:
            return set()

        def ours(self, numbers: Collection[int]) -> list[OurRow]:
            return []

        def theirs(self, numbers: Collection[int]) -> list[TheirRow]:
            return []

    group = Group()
    group.add_ours(ours(7, "R-7"))
    assert list(connected(group, set(), Nobody()).ours) == [7]


@given(*[st.integers(0, 30) for _ in range(4)])
def test_only_times_that_the_two_runs_judge_alike_are_left_out(from_0: int, to_0: int, from_1: int, to_1: int) -> None:
    runs = [
        {"complete_from_us": start, "silent_until_us": end + 5, "sent_within_us": 5}
        for start, end in ((from_0, to_0), (from_1, to_1))
    ]
    stretches = flipped(*runs)
    for at in range(32):
        if (from_0 <= at <= to_0) != (from_1 <= at <= to_1):
            assert any(start <= at <= end for start, end in stretches), at
    assert flipped(runs[0], runs[0]) == [] or to_0 < from_0


def test_rules_are_the_same_at_another_time_and_others_with_another_policy() -> None:
    assert rules_of(LATER) == rules_of(replace(LATER, as_of=Moment(BEGIN), complete=None))
    for policy in (Policy(zone="Asia/Kolkata"), Policy(sent_within_hours=2), Policy(match_after_days=9)):
        assert rules_of(LATER) != rules_of(replace(LATER, policy=policy))


def test_a_repetition_is_nothing_new_and_a_further_state_is_a_word_of_the_history(tmp_path: Path) -> None:
    mine, told = ours(0, "R-1", gateway_ref="g1"), theirs(0, "w1", refund_ref="g1")
    wholly([mine], [told], ASKED[0], tmp_path / "state")
    state = open_state(tmp_path / "state")
    assert new_of_ours([mine._replace(n=3)], state, "x") == []
    assert new_of_theirs([told._replace(n=3)], state, "x") == []
    settled = told._replace(state="settled", occurred_at_us=told.occurred_at_us + DAY_US)
    assert new_of_theirs([told, settled], state, "x") == [settled._replace(n=1)]
    with pytest.raises(Refused, match="stands in the state with another amount_minor"):
        new_of_ours([mine._replace(amount_minor=1)], state, "new.csv")
    for row, column in ((told._replace(customer="C2"), "customer"), (settled._replace(refund_ref="g2"), "refund_ref")):
        with pytest.raises(Refused, match=f"stands in the state with another {column}"):
            new_of_theirs([row], state, "new.csv")
    state.close()


def as_rows(parts: list[Part]) -> Case:
    """The rows of all parts as files."""
    mine = [{name: cell for name, cell in row._asdict().items() if name != "n"} for part in parts for row in part.ours]
    told = [
        {name: cell for name, cell in row._asdict().items() if name != "n"} | {"livemode": bool(row.livemode)}
        for part in parts
        for row in part.theirs
    ]
    return Case(mine, told, parts[-1].asked)


@pytest.mark.promise
def test_every_engine_says_over_all_rows_what_the_state_says_after_the_last() -> None:
    for seed in (3, 14, 15):
        parts = any_parts(seed)
        verdicts, unexplained, _ = in_parts(parts)
        for engine in ("duckdb", "sqlite"):
            rows, left = answer(as_rows(parts), engine)
            assert rows == verdicts, (seed, engine)
            assert sorted(row[1] for row in left) == unexplained


@pytest.mark.promise
@pytest.mark.postgres
def test_postgresql_says_over_all_rows_what_the_state_says_after_the_last(postgres_url: str) -> None:
    parts = any_parts(3)
    assert answer(as_rows(parts), "postgres", postgres_url)[0] == in_parts(parts)[0]
