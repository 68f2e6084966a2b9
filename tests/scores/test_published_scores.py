"""Windows of the calendar, what is published of a fit, and contacts that count for nobody."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Moment, Policy, Refused, hear_moment
from amends.facts.moments import DAY_US
from amends.scores.contacts import UNANSWERED, Coded
from amends.scores.fair import FairFit, fit
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured, dispersion_of
from amends.scores.published import Published, published, published_json, published_of
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Excess, Share, System
from amends.scores.total import ANSWERS_MIN
from amends.scores.windows import Window, closed, window_of
from fair_world import fitted, made

BERLIN = Policy(zone="Europe/Berlin")
MADE_AT = hear_moment("2026-10-08T00:00:00Z")


def berlin(text: str) -> Moment:
    return hear_moment(text, zone=ZoneInfo("Europe/Berlin"))


# Windows


@pytest.mark.parametrize(
    ("months", "name", "start", "end"),
    [
        (1, "August 2026", "2026-08-01", "2026-09-01"),
        (2, "July and August 2026", "2026-07-01", "2026-09-01"),
        (3, "2026 Q3", "2026-07-01", "2026-10-01"),
        (4, "2026 T2", "2026-05-01", "2026-09-01"),
        (6, "2026 H2", "2026-07-01", "2027-01-01"),
        (12, "2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_a_window_is_whole_months_of_the_calendar(months: int, name: str, start: str, end: str) -> None:
    policy = dataclasses.replace(BERLIN, scores_months=months)
    assert window_of(berlin("2026-08-15T12:00:00"), policy) == Window(berlin(start), berlin(end), name)


def test_midnight_is_that_of_the_zone() -> None:
    assert window_of(hear_moment("2026-06-30T22:00:00Z"), BERLIN).name == "2026 Q3"
    assert window_of(hear_moment("2026-06-30T21:59:59Z"), BERLIN).name == "2026 Q2"
    assert window_of(hear_moment("2026-06-30T22:00:00Z"), Policy()).name == "2026 Q2"


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)).map(lambda at: hear_moment(at.isoformat() + "Z")),
    st.sampled_from([1, 2, 3, 4, 6, 12]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut"]),
)
def test_every_moment_is_in_one_window_and_windows_follow_without_a_gap(at: Moment, months: int, zone: str) -> None:
    policy = Policy(zone=zone, scores_months=months)
    window = window_of(at, policy)
    assert window.holds(at)
    assert window_of(window.start, policy) == window
    assert window_of(Moment(window.end - 1), policy) == window
    assert window_of(window.end, policy).start == window.end


def test_a_window_is_closed_once_it_is_known_who_returned() -> None:
    first, end = berlin("2026-02-03T10:00:00"), berlin("2026-10-01")
    names = [window.name for window in closed(first, Moment(end + 7 * DAY_US), BERLIN)]
    assert names == ["2026 Q1", "2026 Q2", "2026 Q3"]
    assert [window.name for window in closed(first, Moment(end + 7 * DAY_US - 1), BERLIN)] == names[:2]
    assert closed(first, first, BERLIN) == ()


# What is published


@cache
def told(regime: str) -> Published:
    return published(fitted(regime, 50, 100), window_of(MADE_AT, BERLIN), MADE_AT)


def check_nothing_per_agent(told: Published, keys: Sequence[str]) -> None:
    text = json.dumps(published_json(told))
    assert not [key for key in keys if f'"{key}"' in text]


@pytest.mark.promise
def test_while_the_gate_holds_there_is_nothing_about_a_person_in_it() -> None:
    held = told("C")
    assert held.held
    assert (held.agents, held.pictured, held.dispersion) == ((), (), 1.0)
    assert held.system.raw_nrr.of > 1_000
    check_nothing_per_agent(held, made("C", 50, 100).contacts.agent.names)


def test_twin_where_it_passes_everybody_is_in_it() -> None:
    open_ = told("A")
    assert not open_.held
    assert [row.agent for row in open_.agents] == sorted(made("A", 50, 100).contacts.agent.names)
    with pytest.raises(AssertionError):
        check_nothing_per_agent(open_, made("A", 50, 100).contacts.agent.names)


def test_what_was_stored_is_read_again_as_it_was() -> None:
    for regime in ("A", "C"):
        assert published_of(json.loads(json.dumps(published_json(told(regime))))) == told(regime)


_NUMBERS = st.floats(-1e6, 1e6)
_WORDS = st.text(max_size=8)


def _any(cls: type) -> st.SearchStrategy[object]:
    kinds = {"str": _WORDS, "int": st.integers(0, 10**9), "float": _NUMBERS, "float | None": st.none() | _NUMBERS}
    names = {f.name: f.type if isinstance(f.type, str) else getattr(f.type, "__name__", str(f.type)) for f in
             dataclasses.fields(cls)}  # fmt: skip
    return st.builds(cls, **{name: kinds[str(kind)] for name, kind in names.items()})


@settings(max_examples=50)
@given(
    agents=st.lists(_any(AgentRow), max_size=3).map(tuple),
    pictured=st.lists(_any(Pictured), max_size=3).map(tuple),
    reasons=st.lists(_any(Reason), max_size=2).map(tuple),
    excess=st.lists(_any(Excess), max_size=3).map(tuple),
    shares=st.tuples(*[_any(Share)] * 3),
    named=st.dictionaries(_WORDS, _NUMBERS, max_size=3),
    dispersion=_NUMBERS,
)
def test_anything_published_survives_storing(
    agents: tuple[AgentRow, ...],
    pictured: tuple[Pictured, ...],
    reasons: tuple[Reason, ...],
    excess: tuple[Excess, ...],
    shares: tuple[Share, Share, Share],
    named: dict[str, float],
    dispersion: float,
) -> None:
    system = System(*shares, excess, named)
    window = window_of(MADE_AT, BERLIN)
    one = Published(window, MADE_AT, 9, 8, 7, "all contacts", reasons, named, system, agents, pictured, dispersion)
    assert published_of(json.loads(json.dumps(published_json(one)))) == one


def test_what_another_version_stored_is_refused_in_words() -> None:
    whole = published_json(told("A"))
    for broken in (whole | {"version": 0}, {"version": 1}, whole | {"agents": [{"agent": "a"}]}, {}):
        with pytest.raises(Refused, match="amends rebuild"):
            published_of(broken)


# Pictures


def column(pictured: Sequence[Pictured], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([getattr(one, name) for one in pictured], float)


def test_who_is_in_the_pictures_has_enough_answers_and_stands_by_key() -> None:
    few = published(fitted("A", 50, 30), window_of(MADE_AT, BERLIN), MADE_AT)
    shown = {row.agent for row in few.agents if row.n_answers >= ANSWERS_MIN}
    assert 0 < len(shown) < 50
    assert [one.agent for one in few.pictured] == sorted(shown)


def test_the_excess_is_near_what_the_fit_shrinks_and_without_its_own_effect() -> None:
    found = told("A")
    own = np.array([row.own_pp for row in found.agents], float)
    excess = column(found.pictured, "excess_pp")
    assert np.corrcoef(own, excess)[0, 1] > 0.95
    assert np.std(excess) > np.std(own), "it is not shrunk"
    assert abs(excess.mean()) < 1
    assert np.corrcoef(excess, column(found.pictured, "burden_pp"))[0, 1] < 0.5, "the case mix is not in it"


def test_intervals_hold_their_middle() -> None:
    for one in told("A").pictured:
        assert one.raw_lo < one.raw_pp < one.raw_hi
        assert 0 <= one.burden_lo < one.burden_pp < one.burden_hi <= 100
        assert 0 < one.excess_sd_pp < 10


def test_the_raw_figure_follows_what_was_handed_and_the_fair_one_does_not() -> None:
    found = told("A")
    burden = column(found.pictured, "burden_pp")
    fair = np.array([row.total_pp for row in found.agents], float)
    assert np.polyfit(burden, column(found.pictured, "raw_pp"), 1)[0] > 0.5
    assert abs(np.polyfit(burden, fair, 1)[0]) < 0.3


def pictures(z: Sequence[float]) -> list[Pictured]:
    return [Pictured("a", 40, 2 * value, 2.0, 0, 0, 0, 0, 0, 0) for value in z]


def test_limits_are_widened_by_how_much_more_than_chance_they_vary() -> None:
    rng = np.random.default_rng(0)
    chance = rng.normal(0, 1, 4_000)
    assert dispersion_of(pictures(chance)) == 1.0, "never narrower than chance"
    assert dispersion_of(pictures(3 * chance)) == pytest.approx(9 * 0.66, rel=0.1)  # winsorised at a tenth
    assert dispersion_of([]) == 1.0


def test_a_few_who_are_far_out_widen_nothing() -> None:
    z = [*np.random.default_rng(1).normal(0, 1, 96), 40.0, 50.0, -60.0, 45.0]
    assert dispersion_of(pictures(z)) < 1.2
    assert np.mean(np.square(z)) > 50  # the twin: without winsorising


# Contacts that count for nobody


@cache
def spared() -> tuple[FairFit, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Every tenth contact, those of a00 more often."""
    one = made("A", 30, 60)
    rng = np.random.default_rng(3)
    mask = rng.random(len(one.contacts)) < np.where(one.contacts.agent.codes == 0, 0.3, 0.1)
    return fit(one.contacts, one.arrival, spared=mask), mask


def test_what_is_spared_is_in_nobodys_count_and_still_in_its_case() -> None:
    found, mask = spared()
    one = made("A", 30, 60)
    answered = one.contacts.answer != UNANSWERED
    assert found.spared == mask.sum()
    assert found.made_from() == ((~mask).sum(), (~mask & answered).sum())
    for row in found.agents(even_if_held=True):
        mine = one.contacts.agent.codes == one.contacts.agent.names.index(row.agent)
        assert (row.n_contacts, row.n_answers) == ((mine & ~mask).sum(), (mine & ~mask & answered).sum())
    assert found.system().raw_nrr.of == answered.sum(), "what is about all together keeps it"
    assert found._parts.following.tolist() == fitted("A", 30, 60)._parts.following.tolist()


def check_unmoved(turned: FairFit) -> None:
    was, now = (one.agents(even_if_held=True)[0] for one in (spared()[0], turned))
    assert (now.own_pp, now.raw_nrr) == (was.own_pp, was.raw_nrr)


def turned(which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> FairFit:
    """The same with the answers of these contacts turned; V is learnt from all, so only those that end no case."""
    one, mask = made("A", 30, 60), spared()[1]
    answer = np.where(which & (one.contacts.answer >= 0), 1 - one.contacts.answer, one.contacts.answer)
    return fit(dataclasses.replace(one.contacts, answer=answer.astype(np.int8)), one.arrival, spared=mask)


@pytest.mark.promise
def test_the_answer_to_a_contact_that_is_spared_moves_nobodys_own_figure() -> None:
    mask = spared()[1]
    check_unmoved(turned(mask & (made("A", 30, 60).contacts.agent.codes == 0)))


def test_twin_the_answer_to_one_that_counts_does() -> None:
    mask = spared()[1]
    with pytest.raises(AssertionError):
        check_unmoved(turned(~mask & (made("A", 30, 60).contacts.agent.codes == 0)))


def test_contacts_that_are_nobodys_make_no_agent() -> None:
    one, mask = made("A", 30, 60), spared()[1]
    contacts = dataclasses.replace(
        one.contacts,
        agent=Coded(np.where(mask, 30, one.contacts.agent.codes).astype(np.int32), (*one.contacts.agent.names, "")),
    )
    found = fit(contacts, one.arrival, spared=mask)
    assert [row.agent for row in found.agents(even_if_held=True)] == sorted(one.contacts.agent.names)
    assert "" not in [one.agent for one in found.pictured()]


def test_where_everything_is_spared_there_is_nothing_to_compare() -> None:
    one = made("A", 30, 60)
    with pytest.raises(Refused, match="no answer in the table"):
        fit(one.contacts, one.arrival, spared=np.ones(len(one.contacts), np.bool_))
