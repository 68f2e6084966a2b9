"""Invitations to coaching: twice and nearly certain, by key, and with the expected number of mistaken ones beside."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from amends.facts import Moment, Policy, hear_moment
from amends.scores.coaching import SURE, Invited, invitations
from amends.scores.gate import Reason
from amends.scores.published import Published, published
from amends.scores.rows_of_agents import AgentRow
from amends.scores.total import NOT_ENOUGH, SAME, WIDTH, WORSE
from amends.scores.windows import Window, window_of
from fair_world import fitted

SPRING = window_of(hear_moment("2026-04-01T00:00:00Z"), Policy())
SUMMER = window_of(SPRING.end, Policy())
AUTUMN = window_of(SUMMER.end, Policy())
HELD = (Reason("over_dispersed", "Answers vary more than explained", "Look for what changed"),)
Invite = Callable[[Published, Published], Invited]


def row(agent: str, total: float, sd: float = 2.0, answers: int = 100) -> AgentRow:
    """A row as a fit makes it, of this score."""
    if answers < 30:
        return AgentRow(agent, 4 * answers, answers, *([None] * 12), verdict=NOT_ENOUGH)
    ends = (total, total - WIDTH * sd, total + WIDTH * sd)
    p_worse = float(1 - ndtr((3.0 - total) / sd))
    verdict = WORSE if ends[1] > 0 else SAME
    return AgentRow(agent, 4 * answers, answers, *ends, 0.0, -1.0, 1.0, *ends, p_worse, 40.0, 0.5, verdict)


def told(window: Window, rows: Iterable[AgentRow], reasons: tuple[Reason, ...] = ()) -> Published:
    """A window with these people in it."""
    of_all = fitted("A").system()
    agents = () if reasons else tuple(rows)
    return Published(window, window.end, 100, 50, 0, "all contacts", reasons, {}, of_all, agents, (), 1.0)


def pair(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Published, Published]:
    """Two windows one after the other, with a total for each of these people."""
    return tuple(  # type: ignore[return-value]
        told(window, [row(agent, total) for agent, total in totals.items()])
        for window, totals in ((SPRING, before), (SUMMER, after))
    )


def test_who_is_clearly_above_in_both_windows_is_invited() -> None:
    found = invitations(*pair({"ann": 8.0, "ben": 8.0, "cy": 0.0}, {"ann": 9.0, "ben": 2.0, "cy": 8.0}))
    assert found.agents == ("ann",)
    assert found.looked_at == 3
    assert found.expected_false == pytest.approx(ndtr((3.0 - 8.0) / 2.0))  # the less certain window


def check_once_is_not_enough(invite: Invite) -> None:
    for before, after in (({"ben": 9.0}, {"ben": 1.0}), ({"ben": 1.0}, {"ben": 9.0}), ({}, {"ben": 9.0})):
        assert invite(*pair(before, after)).agents == ()


@pytest.mark.promise
def test_one_window_invites_nobody() -> None:
    check_once_is_not_enough(invitations)

    def by_the_last_alone(_: Published, last: Published) -> Invited:
        return Invited(tuple(one.agent for one in last.agents if (one.p_worse or 0) > SURE))

    with pytest.raises(AssertionError):
        check_once_is_not_enough(by_the_last_alone)  # the twin


def test_nearly_clear_is_not_clear() -> None:
    edge = 3.0 + WIDTH * 2.0
    assert invitations(*pair({"ann": edge - 0.01}, {"ann": 20.0})).agents == ()
    assert invitations(*pair({"ann": edge + 0.01}, {"ann": 20.0})).agents == ("ann",)


@pytest.mark.promise
def test_nobody_is_invited_while_a_gate_holds_or_across_a_gap() -> None:
    rows = [row("ann", 9.0)]
    open_ = told(SPRING, rows), told(SUMMER, rows)
    assert invitations(*open_).agents == ("ann",)  # the twin: the same people where nothing holds
    assert invitations(told(SPRING, rows, HELD), open_[1]) == Invited()
    assert invitations(open_[0], told(SUMMER, rows, HELD)) == Invited()
    assert invitations(open_[0], told(AUTUMN, rows)) == Invited()
    assert invitations(open_[1], open_[0]) == Invited()


def test_below_thirty_answers_nobody_is_looked_at() -> None:
    found = invitations(told(SPRING, [row("ann", 9.0)]), told(SUMMER, [row("ann", 9.0, answers=29)]))
    assert found == Invited()


def test_people_stand_by_key_and_never_by_score() -> None:
    totals = {"cy": 9.0, "ann": 8.0, "ben": 20.0}
    agents = invitations(*pair(totals, totals)).agents
    assert agents == ("ann", "ben", "cy")
    assert agents != tuple(sorted(totals, key=totals.__getitem__, reverse=True))  # the twin


@given(st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.floats(-30, 30), max_size=20))
def test_expected_mistakes_are_at_most_one_in_twenty_and_none_without_an_invitation(totals: dict[str, float]) -> None:
    found = invitations(*pair(totals, totals))
    assert 0 <= found.expected_false <= (1 - SURE) * len(found.agents)
    assert set(found.agents) <= set(totals)
    assert 0 <= found.by_chance <= len(totals)


def drawn_by_chance(pooled: float, agents: int, seed: int) -> tuple[Published, Published]:
    """Two windows of people who are all alike, whose scores chance made, pooled as a fit pools them."""
    rng = np.random.default_rng(seed)
    sd = 3.0  # of the pooled score; what was seen has sd / sqrt(pooled), and is then shrunk by pooled
    windows = []
    for window in (SPRING, SUMMER):
        scores = pooled * rng.normal(0, sd / pooled**0.5, agents)
        windows.append(told(window, [row(f"a{n:04}", score, sd) for n, score in enumerate(scores)]))
    return windows[0], windows[1]


@pytest.mark.parametrize("pooled", [0.5, 0.999])
def test_how_many_chance_would_invite_errs_to_the_high_side(pooled: float) -> None:
    """One window is looked at by giving it twice: the chance in two is the square of that in one."""
    found = [invitations(*drawn_by_chance(pooled, 4_000, seed)) for seed in range(3)]
    assert max(len(one.agents) for one in found) <= 1
    first, last = drawn_by_chance(pooled, 20_000, 9)
    clear = [sum((one.p_worse or 0) > SURE for one in window.agents) / 20_000 for window in (first, last)]
    each = (invitations(first, last).by_chance / 20_000) ** 0.5
    assert all(share <= each * 1.25 for share in clear)  # up to the noise of 20,000
    if pooled > 0.9:
        assert min(clear) > 0.5 * each  # and not so high that it says nothing


def test_a_company_of_the_simulator_with_two_windows_that_are_the_same() -> None:
    """Not two windows, but the whole way from a fit: who is invited is who is above 3 pp with 95 %."""
    one = published(fitted("A", 50, 200, 0), SPRING, Moment(SPRING.end))
    found = invitations(one, dataclasses.replace(one, window=SUMMER))
    assert found.looked_at == 50
    assert set(found.agents) == {each.agent for each in one.agents if (each.p_worse or 0) > SURE}
    assert found.agents
