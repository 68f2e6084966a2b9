"""The file of a centre: what stands in it is used, what does not keeps its default, what cannot be is shown by line."""

import tomllib
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.simulate import Centre, centre_of
from amends.care.simulate.demand import Demand, first_contacts_per_day
from amends.care.simulate.settings import Shift, clock_minutes
from amends.care.simulate.toml_lines import lines_of
from amends.facts import Refused
from machine import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "centre.toml"


def names(kind: Any, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for one in fields(kind):
        value = getattr(kind, one.name)
        found |= names(value, f"{one.name}.") if is_dataclass(value) else {prefix + one.name}
    return found


def told_names(tables: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in tables.items():
        found |= told_names(value, f"{name}.") if isinstance(value, dict) else {prefix + name}
    return found


def test_the_example_of_the_page_is_the_default_and_names_every_setting() -> None:
    told = centre_of(EXAMPLE.read_bytes(), "centre.toml")
    usual = asdict(Centre()) | {"skills": asdict(Centre())["skills"] | {"contacts": (1.0, 1.0, 1.0)}}
    assert asdict(told) == usual
    assert told_names(tomllib.loads(EXAMPLE.read_text())) == names(Centre())


def test_an_empty_file_is_the_usual_centre() -> None:
    assert centre_of(b"", "centre.toml") == Centre()


def test_what_is_told_is_used() -> None:
    told = centre_of(
        b'agents = 12\n[skills]\nnames = ["gas", "power"]\n[[shifts]]\nstarts = "06:30"\nends = "14:00"\n'
        b"[phone]\npatience_minutes = 4\n",
        "centre.toml",
    )
    assert (told.agents, told.phone.patience_minutes, told.skills.shares) == (12, 4.0, (1.0, 1.0))
    assert told.shifts == (Shift("06:30", "14:00", 1.0),)
    assert told.shifts[0].from_minutes == clock_minutes("06:30") == 390.0
    assert told.hours == Centre().hours


@pytest.mark.parametrize(
    ("toml", "line", "column", "words"),
    [
        ("agents = 0", 1, "agents", "between 1 and 100000"),
        ("agents = 2.5", 1, "agents", "no whole number"),
        ("agents = true", 1, "agents", "no whole number"),
        ("\n\nagent = 3", 3, "agent", "Did you mean agents?"),
        ("days = 2\n[phone]\n# long\nlong_percent = 140", 4, "phone.long_percent", "between 0 and 100"),
        ("[phone]\nspread = nan", 2, "phone.spread", "no number"),
        ('[phone]\nshape = "normal"', 2, "phone.shape", "lognormal, exponential"),
        ("[fone]\nspread = 1", 1, "fone", "Did you mean phone?"),
        ("phone = 3", 1, "phone", "Write [phone]"),
        ('[hours]\nopens = "8:00"', 2, "hours.opens", "no time of day"),
        ('[hours]\ncloses = "08:00"', 2, "hours.closes", "not after the opening"),
        ("[hours]\narrivals = []", 2, "hours.arrivals", "no list"),
        ("[hours]\narrivals = [0, 0]", 2, "hours.arrivals", "nothing above 0"),
        ("[hours]\narrivals = [1, -2]", 2, "hours.arrivals", "not between"),
        (
            '[[shifts]]\nstarts = "08:00"\n[[shifts]]\nstarts = "22:00"\nends = "06:00"',
            5,
            "shifts.1.ends",
            "over midnight",
        ),
        ("[[shifts]]\nshare = 0", 2, "shifts.0.share", "above 0"),
        ("[care]\nunmarked_flag = 0.3", 2, "care.unmarked_flag", "below [routing] in care.toml"),
        ("[care]\nreturning_flag = 0.3", 2, "care.returning_flag", "has moved"),
        ("shifts = []", 1, "shifts", "Write [[shifts]]"),
        ('[skills]\nnames = ["a", "a"]', 2, "skills.names", "different names"),
        ("[skills]\ncontacts = [1, 2]", 2, "skills.contacts", "not 3 numbers"),
        ("[hostility]\nlevels = [1, 2]", 2, "hostility.levels", "curt, insult, threat"),
        ("[callbacks]\nattempts_apart_minutes = 5", 2, "callbacks.attempts_apart_minutes", "between 15"),
        ("[callbacks]\nlater_to_minutes = 5", 2, "callbacks.later_to_minutes", "before the earliest"),
        ("[callbacks]\nknown_window_minutes = 30", 2, "callbacks.known_window_minutes", "out of order"),
        ("days = 3660\nagents = 1000", 1, "days", "more than 2,000,000"),
        ("days = 2\nagents = \n", 2, None, "is not TOML"),
    ],
)
def test_what_cannot_be_is_shown_with_line_value_and_next_step(
    toml: str, line: int, column: str | None, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        centre_of(toml.encode(), "mine.toml")
    problem = refused.value.problem
    assert (problem.where, problem.line, problem.column) == ("mine.toml", line, column)
    assert words in str(problem)
    assert problem.next_step


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused, match="UTF-8"):
        centre_of(b"agents = \xff", "mine.toml")


def test_the_line_of_a_setting_is_found_wherever_it_stands() -> None:
    text = '# a = 1\na = 1\n[ "b" ]\nc = [\n  1,\n]\nd.e = 2\n[[f]]\ng = 1\n[[f]]\ng = 2\n'
    found = lines_of(text)
    assert {name: found[name] for name in ("a", "b", "b.c", "b.d.e", "f.0.g", "f.1.g")} == {
        "a": 2, "b": 3, "b.c": 4, "b.d.e": 7, "f.0.g": 9, "f.1.g": 11,
    }  # fmt: skip


@given(load=st.floats(20, 150), agents=st.integers(1, 40), written=st.sampled_from([0.0, 25.0, 60.0]))
def test_the_load_decides_how_many_come(load: float, agents: int, written: float) -> None:
    """Twice the load or twice the people: twice the contacts."""
    text = f"load_percent = {load!r}\nagents = {agents}\n[mail]\nwork_percent = {written}"
    calls, mails = first_contacts_per_day(centre_of(text.encode(), "x"))
    double = first_contacts_per_day(centre_of(text.replace(f"= {agents}\n", f"= {2 * agents}\n").encode(), "x"))
    assert double == pytest.approx((2 * calls, 2 * mails))
    assert (mails == 0) == (written == 0)


def test_told_numbers_of_contacts_win_over_the_load() -> None:
    centre = centre_of(b"calls_per_day = 400\nmails_per_day = 90\ndays = 40", "x")
    assert first_contacts_per_day(centre) == (400.0, 90.0)
    came = Demand(centre, 1).first
    assert len(came) / 40 == pytest.approx(490, rel=0.02)
    assert [one[0] for one in came] == sorted(one[0] for one in came)
    assert all(480 <= at % 1440 < 1200 for at, *_ in came)
