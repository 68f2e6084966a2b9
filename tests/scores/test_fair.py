"""Fair scores: near the truth where raw figures are not, honest about doubt, and blind to what must not count."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.stats import spearmanr

from amends.facts import NotAllowed, Refused
from amends.scores.arrival import FIXABLE, Arrival
from amends.scores.contacts import Coded, Contacts
from amends.scores.fair import RANDOM_SLICE, FairFit, fit
from amends.scores.pooling import between_variance, pooled
from amends.scores.simulated.tables import arrival_table, contacts_table
from amends.scores.total import ANSWERS_MIN, NOT_ENOUGH
from fair_world import fitted, from_files, heard, made


def column(found: FairFit, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([getattr(row, name) for row in found.agents(even_if_held=True)], float)


def check_near(score: np.ndarray[tuple[int], np.dtype[np.float64]], truth: object) -> None:
    assert spearmanr(score, truth)[0] > 0.7


@pytest.mark.promise
def test_the_score_is_near_the_truth() -> None:
    check_near(column(fitted("A", 100, 100), "total_pp"), made("A", 100, 100).truth.total)


def test_twin_the_raw_figure_is_not() -> None:
    with pytest.raises(AssertionError):
        check_near(column(fitted("A", 100, 100), "raw_nrr"), made("A", 100, 100).truth.total)


def test_intervals_hold_what_they_say_and_flag_few_who_are_average() -> None:
    found, truth = fitted("A", 100, 100), 100 * made("A", 100, 100).truth.total
    inside = (column(found, "lo") <= truth) & (truth <= column(found, "hi"))
    assert 0.82 < inside.mean() < 0.98
    average = np.abs(truth) < 0.25 * truth.std()
    assert (column(found, "lo") > 0)[average].mean() <= 0.1


def check_unmoved_by_burden(figure: object, truth: object, burden: object) -> None:
    slope = np.polyfit(np.asarray(burden), np.asarray(figure) - np.asarray(truth), 1)[0]
    assert abs(slope) < 0.25


@pytest.mark.promise
def test_what_was_inherited_moves_the_score_little() -> None:
    found, truth = fitted("A", 100, 100), 100 * made("A", 100, 100).truth.total
    check_unmoved_by_burden(column(found, "total_pp"), truth, column(found, "burden_pp"))


def test_twin_it_moves_the_raw_figure_one_for_one() -> None:
    found, truth = fitted("A", 100, 100), 100 * made("A", 100, 100).truth.total
    with pytest.raises(AssertionError):
        check_unmoved_by_burden(100 * column(found, "raw_nrr"), truth, column(found, "burden_pp"))


def test_the_whole_is_the_own_contact_where_the_case_ends_and_what_was_left() -> None:
    found = fitted("A")
    ends = 1 - found.contacts.returned.mean()
    whole = ends * column(found, "own_pp") + column(found, "left_pp")
    assert np.allclose(whole, column(found, "total_pp"))
    assert (column(found, "lo") < column(found, "total_pp")).all()


def test_what_goes_unrecorded_widens_the_intervals() -> None:
    recorded, not_recorded = (
        np.mean([fitted(regime, 100, 100, seed)._parts.left.unrecorded_sd for seed in range(2)])
        for regime in ("G", "G2")
    )
    assert not_recorded > recorded


# Blind to what must not count


def check_self_coding_moves_nothing(arrival: pa.Table) -> None:
    one = made("E", 30, 50)
    whole = arrival_table(one)
    honest = whole.filter(pc.equal(whole["authored_by"], "policy engine"))
    assert whole.num_rows - honest.num_rows == one.self_coded.sum() > 100
    scores = [column(from_files(one, arrival=told), "total_pp") for told in (arrival, honest)]
    assert np.array_equal(*scores)


@pytest.mark.promise
def test_calling_ones_own_contact_unfixable_moves_nothing() -> None:
    check_self_coding_moves_nothing(arrival_table(made("E", 30, 50)))


def test_twin_the_same_words_under_another_name_would_move_scores() -> None:
    """What the refusal is for: taken at their word, and before the pick-up, they excuse whoever wrote them."""
    table = arrival_table(made("E", 30, 50))
    authors = pc.replace_substring_regex(table["authored_by"], "^a[0-9]+$", "somebody else")
    disguised = table.set_column(3, "authored_by", authors)
    with pytest.raises(AssertionError):
        check_self_coding_moves_nothing(disguised)


def renamed(contacts: Contacts, names: list[str]) -> Contacts:
    return dataclasses.replace(contacts, agent=Coded(contacts.agent.codes, tuple(names)))


def test_a_name_moves_nothing() -> None:
    one = made("A", 20, 40)
    names = [f"somebody {number:02d}" for number in range(20)]
    scores = column(fit(renamed(one.contacts, names), one.arrival), "total_pp")
    assert np.array_equal(scores, column(fitted("A", 20, 40), "total_pp"))


def test_the_order_of_the_rows_moves_nothing() -> None:
    one = made("A", 20, 40)
    order = np.random.default_rng(5).permutation(len(one.contacts))
    shuffled = from_files(one, contacts=contacts_table(one).take(order))
    assert np.allclose(column(shuffled, "total_pp"), column(from_files(one), "total_pp"), atol=1e-6)


# One case, and two people


def test_a_case_adds_up_to_its_answer_less_what_was_expected() -> None:
    found = fitted("A")
    contacts = found.contacts
    ended = contacts.last_answers(contacts.next_rows())
    row = int(np.flatnonzero((contacts.seq == 3) & ~np.isnan(ended))[0])
    steps = found.case(contacts.case.names[contacts.case.codes[row]])
    assert len(steps) >= 3
    changes = [step.change for step in steps]
    assert all(change is not None for change in changes)
    assert sum(change for change in changes if change is not None) == pytest.approx(ended[row] - steps[0].before)
    assert all(step.low < step.before < step.high for step in steps)
    with pytest.raises(Refused, match="is not in this table"):
        found.case("nowhere")


def test_two_people_are_told_apart_only_beyond_doubt() -> None:
    found = fitted("A", 100, 100)
    rows = found.agents()
    best, worst = min(rows, key=lambda row: row.hi or 0), max(rows, key=lambda row: row.lo or 0)
    assert found.pairs(best.agent, worst.agent)
    assert found.pairs(worst.agent, best.agent)
    assert not found.pairs(best.agent, best.agent)
    with pytest.raises(Refused, match="is not in this table"):
        found.pairs(best.agent, "nobody")


# Little to go by


def test_who_has_too_few_answers_has_no_figure() -> None:
    rows = fitted("A", 50, 20).agents()
    few = [row for row in rows if row.n_answers < ANSWERS_MIN]
    assert few
    for row in few:
        assert (row.total_pp, row.lo, row.raw_nrr, row.burden_pp, row.p_worse) == (None,) * 5
        assert row.verdict == NOT_ENOUGH
    names = [row.agent for row in few[:2]]
    with pytest.raises(NotAllowed, match="fewer than 30 answers"):
        fitted("A", 50, 20).pairs(*names)


def test_an_agent_with_one_answer_is_handled() -> None:
    one = made("A", 20, 40)
    codes = one.contacts.agent.codes.copy()
    codes[np.flatnonzero((codes == 0) & (one.contacts.answer >= 0))[1:]] = 1
    codes[np.flatnonzero((codes == 0) & (one.contacts.answer < 0))[3:]] = 1
    agents = Coded(codes, one.contacts.agent.names)
    (row, *others) = fit(dataclasses.replace(one.contacts, agent=agents), one.arrival).agents()
    assert (row.n_answers, row.verdict, row.total_pp) == (1, NOT_ENOUGH, None)
    assert all(np.isfinite(other.total_pp) for other in others if other.total_pp is not None)


def test_a_reason_seen_once_is_handled() -> None:
    one = made("A", 20, 40)
    codes = one.contacts.reason.codes.copy()
    codes[0] = 30
    rare = Coded(codes, (*one.contacts.reason.names, "once"))
    found = fit(dataclasses.replace(one.contacts, reason=rare), one.arrival)
    assert np.isfinite(column(found, "total_pp")).all()


def test_a_table_of_one_product_and_nothing_inherited_is_handled() -> None:
    one = made("B", 20, 40)
    plain = Coded(np.zeros(len(one.contacts), np.int32), ("all",))
    contacts = dataclasses.replace(one.contacts, product=plain, channel=plain, tier=plain)
    nothing = Arrival((FIXABLE,), np.full((len(contacts), 1), np.nan))
    found = fit(contacts, nothing)
    assert found.sigmas()["product"] == 0.0
    assert np.isfinite(column(found, "total_pp")).all()
    found = fit(dataclasses.replace(contacts, reason=plain), nothing)
    assert found.sigmas()["reason"] == 0.0
    assert np.isfinite(column(found, "total_pp")).all()


@pytest.mark.parametrize("answer", [1, 0, -1])
def test_answers_that_are_all_alike_are_refused(answer: int) -> None:
    one = made("A", 20, 40)
    alike = np.where(one.contacts.answer >= 0, answer, -1).astype(np.int8)
    with pytest.raises(Refused, match="answer"):
        fit(dataclasses.replace(one.contacts, answer=alike), one.arrival)


def test_a_handful_of_contacts_is_enough_to_be_told_that_it_is_too_little() -> None:
    row = "k{0},c{0},1,{1},2026-05-01T10:00:00Z,refund,card,mail,gold,policy,system,{2},false\n"
    told = heard("".join(row.format(n, "ruth" if n % 3 else "ben", int(n % 5 == 0)) for n in range(40)))
    found = fit(told.contacts, Arrival((), np.zeros((40, 0))))
    assert [reason.code for reason in found.gate().reasons] == ["few_people"], "two can be told by the difference"
    rows = found.agents(even_if_held=True)
    assert [(row.agent, row.n_answers) for row in rows] == [("ben", 14), ("ruth", 26)]


def test_one_agent_alone_is_refused() -> None:
    row = "k{0},c{0},1,ruth,2026-05-01T10:00:00Z,refund,card,mail,gold,policy,system,{1},false\n"
    contacts = heard("".join(row.format(number, number % 2) for number in range(40))).contacts
    with pytest.raises(Refused, match="one agent only"):
        fit(contacts, Arrival((), np.zeros((40, 0))))


# Partial pooling


def test_means_are_pooled_the_more_the_less_is_behind_them() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 1.0, 400)
    variance = np.where(np.arange(400) < 200, 0.1, 4.0)
    found = pooled(truth + rng.normal(0, np.sqrt(variance)), variance)
    assert found.effect[:200].std() > 1.5 * found.effect[200:].std()
    assert 0.85 < (np.abs(found.effect - truth) < 1.645 * found.sd).mean() < 0.95
    assert found.between_sd == pytest.approx(1.0, abs=0.15)


def test_where_chance_explains_all_nothing_lies_between() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1, 2_000)
    assert between_variance(noise, np.ones(2_000)) < 0.1
    assert between_variance(2 * noise, np.ones(2_000)) > 2
    assert between_variance(np.array([1.0]), np.array([1.0])) == 0.0
    unseen = pooled(np.append(noise[:50], 0.0), np.append(np.ones(50), np.inf))
    assert unseen.sd[-1] > 0


def test_the_random_slice_is_used_where_unseen_difficulty_decides() -> None:
    found, truth = fitted("C", 50, 200, 0, 0.3), made("C", 50, 200, 0, 0.3).truth.total
    assert found.basis == RANDOM_SLICE
    assert not found.gate().held
    with_slice = spearmanr(column(found, "total_pp"), truth)[0]
    assert with_slice > spearmanr(column(fitted("C", 50, 200), "total_pp"), truth)[0] + 0.2
    assert (column(found, "n_answers") < 120).all(), "only answers of the slice count"
