"""Chains over columns: the same as a person would count them by hand, at the edges of the window too."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given

from amends.facts.moments import DAY_US
from amends.link.chains import Chained, chain

WINDOW = 14 * DAY_US
Contact = tuple[int, int, int]  # who, when, by whom
Row = tuple[int, int, bool, bool, float | None]
Result = tuple[list[Row | None], tuple[int, int, int, int | None, int]]
_CONTACTS = st.lists(
    st.tuples(st.integers(-1, 4), st.integers(0, 8).map(lambda w: w * WINDOW // 2), st.integers(-1, 2)), max_size=30
)


def by_hand(contacts: Sequence[Contact]) -> Result:
    """The definition in plain words, one customer after the other."""
    rows: list[Row | None] = [None] * len(contacts)
    chains: list[list[int]] = []
    of_one = defaultdict(list)
    for row, (who, _, _) in enumerate(contacts):
        if who >= 0:
            of_one[who].append(row)
    since: dict[int, int] = {}
    for his in of_one.values():
        his.sort(key=lambda row: (contacts[row][1], row))
        for i, row in enumerate(his):
            gap = contacts[row][1] - contacts[his[i - 1]][1] if i else WINDOW + 1
            if i:
                since[row] = gap
            if gap > WINDOW:
                chains.append([])
            chains[-1].append(row)
    chains.sort(key=min)
    for number, members in enumerate(chains, 1):
        for i, row in enumerate(members):
            days = since[row] / DAY_US if row in since else None
            rows[row] = (number, i + 1, i > 0, i + 1 < len(members), days)
    backs = sum(backs_by_hand([contacts[row][2] for row in members]) for members in chains)
    count = sum(map(len, chains))
    return rows, (count, len(chains), count - len(chains), backs, len(contacts) - count)


def backs_by_hand(agents: list[int]) -> int:
    turns: list[int] = []
    for agent in agents:
        if agent >= 0 and turns[-1:] != [agent]:
            turns.append(agent)
    return sum(turns[i] == turns[i - 2] for i in range(2, len(turns)))


def by_us(contacts: Sequence[Contact], window: int = WINDOW) -> Result:
    columns = np.array(contacts, np.int64).reshape(-1, 3)
    found: Chained = chain(columns[:, 0].copy(), columns[:, 1], columns[:, 2], window)
    rows: list[Row | None] = []
    for i, is_contact in enumerate(found.is_contact.tolist()):
        days = None if np.isnan(found.days[i]) else float(found.days[i])
        row = (int(found.case_id[i]), int(found.seq[i]), bool(found.seq[i] > 1), bool(found.returned[i]), days)
        rows.append(row if is_contact else None)
    s = found.summary
    return rows, (s.contacts, s.cases, s.repeats, s.hand_backs, s.left_out)


def check_as_by_hand(count: Callable[[Sequence[Contact]], Result], contacts: Sequence[Contact]) -> None:
    assert count(contacts) == by_hand(contacts)


@pytest.mark.promise
@given(_CONTACTS)
@example([])
@example([(-1, 0, 0)])
def test_it_counts_as_one_would_by_hand(contacts: list[Contact]) -> None:
    check_as_by_hand(by_us, contacts)


@pytest.mark.promise
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12).map(lambda t: t * 2**58 + t % 3), st.just(-1))))
@example([(0, 2**61, -1), (3, 1, -1), (3, 0, -1), (0, 0, -1), (0, 1, -1)])
def test_times_too_far_apart_for_the_bits_of_one_number_are_in_order_all_the_same(contacts: list[Contact]) -> None:
    check_as_by_hand(by_us, contacts)


def test_the_broken_twin_that_rounds_such_times_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.link.chains.order._put_in_order", lambda *_: None)
    with pytest.raises(AssertionError):
        check_as_by_hand(by_us, [(0, 2**61, -1), (3, 1, -1), (3, 0, -1), (0, 1, -1), (0, 0, -1)])


def test_the_broken_twin_that_leaves_out_the_last_moment_of_the_window_is_caught() -> None:
    with pytest.raises(AssertionError):
        check_as_by_hand(lambda contacts: by_us(contacts, WINDOW - 1), [(0, 0, 0), (0, WINDOW, 0)])


def test_exactly_the_window_is_within_and_a_microsecond_more_is_not() -> None:
    rows, _ = by_us([(0, 0, 0), (0, WINDOW, 0), (0, 2 * WINDOW + 1, 0)])
    assert rows == [(1, 1, False, True, None), (1, 2, True, False, 14.0), (2, 1, False, False, 14 + 1 / DAY_US)]


def test_a_window_of_nothing_holds_only_what_happened_at_one_moment() -> None:
    _, summary = by_us([(0, 5, 0), (0, 5, 0), (0, 6, 0)], window=0)
    assert summary[:3] == (3, 2, 1)


def test_cases_are_numbered_as_they_first_appear_in_the_file() -> None:
    rows, _ = by_us([(7, 90, 0), (3, 10, 0), (7, 20, 0), (3, 10 + 9 * WINDOW, 0)])
    assert [row[0] for row in rows if row] == [1, 2, 1, 3]


@pytest.mark.parametrize(
    ("agents", "backs"), [([1, 2, 1], 1), ([1, 1, 2, 2, 1], 1), ([1, 2, 1, 2], 2), ([1, -1, 2, 1], 1), ([1, 2, 3], 0)]
)
def test_a_hand_back_is_a_b_a(agents: list[int], backs: int) -> None:
    _, summary = by_us([(0, i, agent) for i, agent in enumerate(agents)])
    assert summary[3] == backs


def test_a_hand_back_does_not_reach_over_two_cases() -> None:
    assert by_us([(0, 0, 1), (0, 1, 2), (0, 9 * WINDOW, 1)])[1][3] == 0
    assert by_us([(0, 0, 1), (0, 1, 2), (1, 2, 1)])[1][3] == 0


def test_nobody_said_who_took_them() -> None:
    assert chain(np.zeros(2, np.int64), np.zeros(2, np.int64), None, WINDOW).summary.hand_backs is None
