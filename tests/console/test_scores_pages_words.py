"""How scores are said: every figure about a person has its interval, and the words are calm."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.console import scores_view as view
from amends.scores.coaching import Invited
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Excess
from amends.scores.total import BETTER, HELD, NOT_ENOUGH, SAME, WORSE
from scored_windows import found

FIGURE = re.compile(r"[-+]?\d+\.\d")
WHOLE = re.compile(r"[-+]?\d+\.\d \([-+]?\d+\.\d to [-+]?\d+\.\d\)")
figures = st.floats(-99, 99)


def check_intervals(person: view.Person) -> None:
    """Nothing but whole figures, or nothing at all."""
    for words in (person.total, person.own, person.left, person.burden, person.excess):
        assert words == "" or WHOLE.fullmatch(words), words
    if person.verdict == NOT_ENOUGH:
        assert person == view.Person(person.agent, NOT_ENOUGH)


@pytest.mark.promise
def test_every_figure_about_a_person_has_its_interval() -> None:
    people = [person for answers in (20, 100) for person in view.people_of(found(answers=answers))]
    assert {person.verdict for person in people} >= {SAME, NOT_ENOUGH}
    for person in people:
        check_intervals(person)
    with pytest.raises(AssertionError):
        check_intervals(dataclasses.replace(people[-1], total="+4.1"))  # the twin
    with pytest.raises(AssertionError):
        check_intervals(view.Person("ann", NOT_ENOUGH, answers="12"))  # the twin


@given(figures, figures, figures)
def test_a_row_below_thirty_answers_says_only_that(total: float, low: float, high: float) -> None:
    """Even if somebody stored figures with it."""
    row = AgentRow("ann", 60, 29, *([total, low, high] * 3), 0.5, 40.0, 0.5, SAME)
    told = dataclasses.replace(found(), agents=(row,), pictured=())
    assert view.people_of(told) == (view.Person("ann", NOT_ENOUGH),)
    assert view.totals_of(told) == ()


def test_the_first_sentence_of_the_system() -> None:
    told = found()
    assert re.fullmatch(
        r"2026 Q2: \d+ of a hundred answers were negative \(\d+ to \d+\), and 9\d % of what answers differ by does not "
        r"go with the agent\.",
        view.system_sentence(told),
    )
    shares = re.fullmatch(r"(\d) % of what answers differ by goes with the agent, (\d+) % does not\.",
                          view.shares_sentence(told))  # fmt: skip
    assert shares
    assert int(shares[1]) + int(shares[2]) == 100


def with_verdicts(*verdicts: str) -> str:
    agent = found().agents[0]
    rows = tuple(dataclasses.replace(agent, agent=f"a{n}", verdict=verdict) for n, verdict in enumerate(verdicts))
    return view.agents_sentence(dataclasses.replace(found(), agents=rows))


def test_the_first_sentence_about_people() -> None:
    assert with_verdicts(SAME, SAME, WORSE, NOT_ENOUGH) == (
        "Of 3 people with enough answers, 2 cannot be told from everybody else."
    )
    assert with_verdicts(SAME, SAME) == "Of 2 people with enough answers, none can be told from everybody else."
    assert with_verdicts(BETTER, WORSE) == "Of 2 people with enough answers, every one can be told from everybody else."
    assert with_verdicts(NOT_ENOUGH) == "Nobody has 30 answers yet, so nothing is said about anybody."


def test_all_five_verdicts_are_explained_and_none_is_a_grade() -> None:
    assert [verdict for verdict, _ in view.VERDICT_MEANINGS] == [SAME, BETTER, WORSE, HELD, NOT_ENOUGH]


def test_where_negative_answers_come_from_is_said_with_its_share() -> None:
    told = found()
    excess = (Excess("hand-over", "wrong information", 200, 40.0, 20.0, 60.0), Excess("reason", "", 90, 4.0, -1.0, 9.0))
    raw = dataclasses.replace(told.system.raw_nrr, share=0.5, of=1000)
    told = dataclasses.replace(told, system=dataclasses.replace(told.system, excess=excess, raw_nrr=raw))
    assert view.kinds_sentences(told) == (
        "Broken hand-overs: 1 is clearly beyond the usual, with 40 negative answers more (20 to 60), 8 % of all 500 "
        "(4 to 12 %).",
    )
    first, second = view.sources_of(told)
    assert (first.words, first.excess, first.share) == (
        "hand-over wrong information",
        "+40 (+20 to +60)",
        "+8.0 % (+4.0 % to +12.0 %)",
    )
    assert second.words == "reason not told"
    assert view.sources_desc((first,)) == "hand-over wrong information: +40 (+20 to +60)"


def test_invitations_say_how_many_are_mistaken_and_what_chance_would_do() -> None:
    three = Invited(("ann", "ben", "cy"), 40, 0.12, 0.002)
    assert view.invited_sentence(three) == (
        "3 people may be invited. Of such invitations, about 0.1 should be expected to be mistaken."
    )
    assert view.invited_sentence(Invited(("ann",), 40, 0.04, 0.0)) == (
        "1 person may be invited. Of such invitations, fewer than 0.1 should be expected to be mistaken."
    )
    assert view.invited_sentence(Invited()).startswith("Nobody is invited")
    assert view.chance_sentence(three) == (
        "If all 40 people with enough answers in both windows were alike, chance alone would invite fewer than 0.1 of "
        "them."
    )


def test_over_dispersion_is_said_only_where_there_is_some() -> None:
    assert view.dispersion_words(dataclasses.replace(found(), dispersion=1.0)) == ""
    words = view.dispersion_words(dataclasses.replace(found(), dispersion=2.25))
    assert "2.25 times as much as chance" in words
    assert "1.50 times as wide" in words


def test_no_minus_before_zero() -> None:
    assert view.with_interval(-0.04, -1.25, 0.01) == "0.0 (-1.2 to 0.0)"
    assert FIGURE.search("+0.0")
