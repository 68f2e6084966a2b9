"""Offers after hard contacts: a pause, written work, company. They can be declined, switched off, and order nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.offers import AFTER_MINUTES, is_hard, offers
from amends.care.weights import Weights
from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US

NOW = Moment(500 * HOUR_US)
TABLE = Weights()


def kinds(load: float = 0.0, level: str = "none", minutes_ago: float | None = None, **more: bool) -> list[str]:
    ended = None if minutes_ago is None else Moment(NOW - int(minutes_ago * MINUTE_US))
    return [one.kind for one in offers(load, level, ended, NOW, TABLE, **more)]


def test_on_a_quiet_day_nothing_is_offered() -> None:
    assert kinds() == []
    assert kinds(load=1.99, level="curt", minutes_ago=1) == []


def test_from_the_load_of_the_table_on_there_are_offers_and_a_pause_comes_first() -> None:
    told = kinds(load=2.0)
    assert told == ["pause", "pause", "written_work", "written_work", "team_pause", "lead_joins", "call_back_later"]


@pytest.mark.parametrize("level", ["insult", "threat"])
def test_after_a_hard_contact_there_are_offers_for_a_quarter_of_an_hour(level: str) -> None:
    assert kinds(level=level, minutes_ago=0) == kinds(load=2.0)
    assert kinds(level=level, minutes_ago=AFTER_MINUTES) == kinds(load=2.0)
    assert kinds(level=level, minutes_ago=AFTER_MINUTES + 0.1) == []
    assert kinds(level=level, minutes_ago=-1) == []  # it is not over yet


def test_a_curt_word_is_no_reason_for_an_offer() -> None:
    assert kinds(level="curt", minutes_ago=1) == []


@given(
    load=st.floats(0, 50),
    level=st.sampled_from(["none", "curt", "insult", "threat", "a word that nobody knows"]),
    ago=st.floats(0, 600),
)
def test_whoever_wants_none_or_is_away_gets_none(load: float, level: str, ago: float) -> None:
    assert kinds(load, level, ago, wanted=False) == kinds(load, level, ago, away=True) == []
    assert (kinds(load, level, ago) != []) == (load >= 2.0 or (is_hard(level, TABLE) and ago <= AFTER_MINUTES))


def test_a_team_that_changed_its_table_gets_offers_by_that_table() -> None:
    table = Weights(offer=5.0, guard=6.0, hostility={"none": 0.0, "swearing": 1.2, "insult": 0.4})
    assert offers(4.9, "insult", NOW, NOW, table) == ()
    assert offers(0.0, "swearing", NOW, NOW, table) != ()
    assert offers(5.0, "none", None, NOW, table) != ()


def check_honest(told: str) -> None:
    """A pause is not called work, work is not called a pause, and nobody is told how he is."""
    assert "it is other work, and no pause" in told.lower()
    assert "must" not in told.lower()
    for word in ("stress", "mood", "burn", "calm down", "tired", "recover", "resilien", "relax"):
        assert word not in told.lower(), word


def test_what_is_offered_says_what_it_is() -> None:
    words = " ".join(one.words for one in offers(9.0, "none", None, NOW, TABLE))
    check_honest(words)
    with pytest.raises(AssertionError):
        check_honest(words.replace("It is other work, and no pause", "Use it to recover"))  # the twin
    with pytest.raises(AssertionError):
        check_honest(words + " You must be stressed.")
