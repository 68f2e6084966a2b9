"""The one sum that whoever leads may see: no two looks at it tell one person's contact."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.team_sum import STEP_POINTS, TeamSum, team_sum
from amends.care.team_total import GROUP_MIN
from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US

Told = tuple[str, Moment, float]
Summing = Callable[[Iterable[Told], Moment], TeamSum | None]
DAY = 1_000 * HOUR_US


def at(hour: int, minute: int = 0) -> Moment:
    return Moment(DAY + hour * HOUR_US + minute * MINUTE_US)


def contacts(people: int, hour: int, points: float = 1.0, first: int = 0) -> list[Told]:
    return [(f"p{number}", at(hour, 5 + number), points) for number in range(first, first + people)]


def test_seven_people_have_no_sum_and_eight_have_one() -> None:
    assert team_sum(contacts(7, 9), at(11)) is None
    assert team_sum(contacts(8, 9), at(11)) == TeamSum(at(10), 10)


def test_the_hour_has_to_be_over() -> None:
    assert team_sum(contacts(8, 9), at(9, 59)) is None
    assert team_sum(contacts(8, 9), at(10)) == TeamSum(at(10), 10)


def test_ten_contacts_of_one_person_are_one_person() -> None:
    many = [("p0", at(9, minute), 1.0) for minute in range(10)]
    assert team_sum([*many, *contacts(6, 9, first=1)], at(12)) is None


def test_people_who_come_one_by_one_over_the_hours_are_counted_together() -> None:
    told = [(f"p{number}", at(8 + number, 30), 1.0) for number in range(8)]
    assert team_sum(told, at(15)) is None
    assert team_sum(told, at(16)) == TeamSum(at(16), 10)


def test_nobody_sees_what_one_person_more_had() -> None:
    """Eight by ten o'clock; at eleven one of them had something very hard. The sum says nothing of it."""
    morning = contacts(8, 9)
    before = team_sum(morning, at(10, 30))
    after = team_sum([*morning, ("p3", at(10, 40), 40.0)], at(11, 30))
    assert before == after == TeamSum(at(10), 10)


def test_it_moves_on_when_eight_had_something_again() -> None:
    told = [*contacts(8, 9), ("p3", at(10, 40), 11.0), *contacts(7, 12, 2.0)]
    assert team_sum(told, at(13)) == TeamSum(at(10), 10)  # p3 is one of the seven
    assert team_sum([*told, ("p7", at(12, 50), 0.0)], at(13)) == TeamSum(at(13), 35)


day = st.lists(
    st.tuples(
        st.sampled_from([f"p{number}" for number in range(14)]),
        st.integers(0, 12 * 60).map(lambda minute: at(0, minute)),
        st.floats(0, 3).map(lambda points: round(points, 2)),
    ),
    max_size=90,
)


def check_no_two_looks_tell_one_person(summing: Summing, told: list[Told]) -> None:
    """Between any two sums that can be seen, one after the other, eight people or more had a contact."""
    said = [one for minute in range(0, 13 * 60, 15) if (one := summing(told, at(0, minute))) is not None]
    looks = [TeamSum(Moment(0), 0), *said]
    for before, after in pairwise(looks):
        if before != after:
            between = {person for person, ended, _ in told if before.as_of < ended <= after.as_of}
            assert len(between) >= GROUP_MIN


@pytest.mark.promise
@given(day)
def test_any_two_sums_differ_by_eight_people(told: list[Told]) -> None:
    check_no_two_looks_tell_one_person(team_sum, told)
    assert team_sum(told, at(13)) == team_sum(reversed(told), at(13))


def live(told: Iterable[Told], now: Moment) -> TeamSum | None:
    """The twin: a sum over eight people or more that is always up to date."""
    over = [one for one in told if one[1] <= now]
    if len({person for person, _, _ in over}) < GROUP_MIN:
        return None
    return TeamSum(now, round(sum(points for _, _, points in over)))


@pytest.mark.promise
def test_twin_that_is_always_up_to_date_is_caught() -> None:
    told = [*contacts(8, 9), ("p3", at(10, 40), 2.0)]
    check_no_two_looks_tell_one_person(team_sum, told)
    with pytest.raises(AssertionError):
        check_no_two_looks_tell_one_person(live, told)


@given(day)
def test_it_is_told_in_steps_near_the_true_sum(told: list[Told]) -> None:
    said = team_sum(told, at(13))
    if said is not None:
        true = sum(points for _, ended, points in told if ended <= said.as_of)
        assert said.points % STEP_POINTS == 0
        assert abs(said.points - true) <= STEP_POINTS / 2 + 1e-6
