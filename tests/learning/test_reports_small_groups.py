"""Nobody who reports is guessed better than one in five, by a lead who sees everything that a lead may see."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, hear_moment
from amends.facts.moments import DAY_US
from amends.learning import small_groups
from amends.learning.small_groups import K, Period, Shared, Took, cells, is_hidden_among, week_of, weeks_of_quarter

BERLIN = ZoneInfo("Europe/Berlin")
WEEKS = tuple(
    week
    for text in ("2026-02-15", "2026-05-15")
    for week, _ in weeks_of_quarter(hear_moment(f"{text}T12:00:00Z"), BERLIN)
)
LATER = hear_moment("2027-01-01T00:00:00Z")
STEPS = ("refund.send", "balance.tell", "promise.keep")
MONDAY = week_of(hear_moment("2026-06-03T09:00:00Z"), BERLIN)


def team(number: int, week: Moment = MONDAY, step: str = "refund.send") -> list[Took]:
    """So many people who took ten contacts each."""
    return [Took(f"agent-{n}", step, week, 10) for n in range(number)]


def shown(number: int, *, now: Moment = LATER) -> list[tuple[str, Period]]:
    found = cells([Shared("r", "refund.send", MONDAY)], team(number), now=now, zone=BERLIN)
    return [(cell.step, cell.period) for cell in found]


def test_a_week_begins_on_monday_in_the_zone_of_the_team() -> None:
    assert week_of(hear_moment("2026-06-07T21:59:59Z"), BERLIN) == hear_moment("2026-05-31T22:00:00Z")
    assert week_of(hear_moment("2026-06-07T22:00:00Z"), BERLIN) == hear_moment("2026-06-07T22:00:00Z")


def test_six_people_hide_one_also_from_each_other_and_five_do_not() -> None:
    assert shown(6) == [("refund.send", Period.WEEK)]
    assert shown(5) == []


def test_one_who_took_half_of_all_contacts_is_not_hidden_by_heads() -> None:
    assert is_hidden_among(dict.fromkeys("abcdef", 10))
    assert not is_hidden_among({**dict.fromkeys("abcdef", 10), "g": 60})
    assert not is_hidden_among({})
    assert not is_hidden_among({"a": 0})


@pytest.mark.promise
@given(st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 40)), st.integers(2, 7))
def test_whoever_of_them_guesses_and_leaves_himself_out_is_right_at_most_once_in_k(his: dict[str, int], k: int) -> None:
    assert is_hidden_among(his, k) == (bool(his) and not best_insider(his) > Fraction(1, k))


def best_insider(his: dict[str, int]) -> Fraction:
    """How often the best guess is right, of somebody from outside and of each of them, who knows that it was not he."""
    chances = [Fraction(max(his.values()), sum(his.values()))]
    for me in his:
        others = [number for name, number in his.items() if name != me]
        chances.append(Fraction(max(others), sum(others)) if others else Fraction(1))
    return max(chances)


def test_nothing_appears_before_its_week_is_over() -> None:
    end = Moment(MONDAY + 7 * DAY_US)
    assert shown(9, now=Moment(end - 1)) == []
    assert shown(9, now=end) == [("refund.send", Period.WEEK)]


def test_what_a_week_cannot_hide_a_month_may_and_else_only_that_something_was_reported() -> None:
    weeks = [Moment(MONDAY + n * 7 * DAY_US) for n in range(4)]
    few = [Took(f"agent-{n}", "refund.send", weeks[n % 4], 10) for n in range(8)]
    [cell] = cells([Shared("r", "refund.send", MONDAY)], few, now=LATER, zone=BERLIN)
    assert (cell.period, cell.words, cell.count) == (Period.MONTH, "June 2026", 1)
    fewer = [
        *few[:2],
        *(Took(f"agent-{n}", "balance.tell", MONDAY, 2) for n in range(2, 6)),
        Took("agent-7", "balance.tell", weeks[3], 10),
        Took("agent-8", "balance.tell", weeks[2], 10),
        Took("agent-9", "promise.keep", weeks[2], 10),
        Took("agent-10", "promise.keep", weeks[2], 10),
    ]
    [cell] = cells([Shared("r", "refund.send", MONDAY)], fewer, now=LATER, zone=BERLIN)
    assert (cell.step, cell.words) == ("", "2026 Q2")


took = st.lists(
    st.builds(Took, st.sampled_from("abcdefgh"), st.sampled_from(STEPS), st.sampled_from(WEEKS), st.integers(1, 30)),
    max_size=60,
)
base = st.tuples(st.sampled_from(STEPS), st.sampled_from(WEEKS))


@pytest.mark.promise
@given(took, st.lists(base, max_size=12), st.lists(base, max_size=12))
def test_each_report_is_in_one_cell_and_which_never_follows_from_who_reported(
    his: list[Took], one: list[tuple[str, Moment]], other: list[tuple[str, Moment]]
) -> None:
    def places(bases: Iterable[tuple[str, Moment]]) -> dict[tuple[str, Moment], tuple[str, Moment, Moment]]:
        told = [Shared(f"{step} {week} {n}", step, week) for n, (step, week) in enumerate(bases)]
        where: dict[str, tuple[str, Moment, Moment]] = {}
        for cell in cells(told, his, now=LATER, zone=BERLIN):
            for name in cell.reports:
                assert name not in where
                where[name] = (cell.step, cell.since, cell.until)
        return {(one.step, one.week): where[one.report] for one in told if one.report in where}

    first, both = places(one), places([*one, *other])
    assert all(both[key] == place for key, place in first.items())


@dataclass(frozen=True)
class Guessed:
    """How many reports a lead could read something of, and of how many he named the reporter."""

    shown: int
    right: int

    @property
    def rate(self) -> float:
        return self.right / max(self.shown, 1)

    @property
    def within(self) -> bool:
        """One in K, and three standard deviations of chance."""
        return self.right <= self.shown / K + 3 * (self.shown / K * (1 - 1 / K)) ** 0.5


def a_team(rng: random.Random, size: int) -> list[Took]:
    """People of different speed, with days off and steps of their own, over half a year."""
    pace = [rng.lognormvariate(3, 0.6) for _ in range(size)]
    does = [STEPS if rng.random() < 0.7 else (rng.choice(STEPS),) for _ in range(size)]
    found = []
    for week in WEEKS:
        for n in range(size):
            if rng.random() < 0.8:
                for step in does[n]:
                    if number := round(pace[n] * rng.uniform(0.3, 1.0) / len(does[n])):
                        found.append(Took(f"agent-{n}", step, week, number))
    return found


def guess(seeds: int, *, names_contact: bool = False) -> Guessed:
    """A lead knows who took how many contacts of which step in which week, and how cells are made. Mistakes fall on any
    contact alike. He names whoever took most of those that a report may be about.
    """
    shown_, right = 0, 0
    for size in range(3, 31):
        for seed in range(seeds):
            rng = random.Random(size * 1000 + seed)
            his = a_team(rng, size)
            if not his:
                continue
            by_base: dict[tuple[str, Moment], Counter[str]] = defaultdict(Counter)
            for one in his:
                by_base[one.step, one.week][one.agent] += one.contacts
            every = [Shared(f"{step}|{week}", step, week) for step, week in by_base]
            place = {name: cell for cell in cells(every, his, now=LATER, zone=BERLIN) for name in cell.reports}
            for about in rng.choices(his, weights=[one.contacts for one in his], k=30):
                cell = place.get(f"{about.step}|{about.week}")
                if cell is not None and names_contact:
                    contact = (about.week, about.step, his.index(about))
                    taker = {(one.week, one.step, number): one.agent for number, one in enumerate(his)}
                    shown_, right = shown_ + 1, right + (taker[contact] == about.agent)
                elif cell is not None:
                    may_be = [by_base[step, Moment(int(week))] for step, week in (n.split("|") for n in cell.reports)]
                    likely = sum(may_be, Counter[str]()).most_common(1)[0][0]
                    shown_, right = shown_ + 1, right + (likely == about.agent)
    return Guessed(shown_, right)


@pytest.mark.promise
def test_a_lead_guesses_no_better_than_one_in_five() -> None:
    found = guess(seeds=4)
    assert found.shown > 1_000
    assert found.within, found
    assert found.rate <= 1 / K


def best_guesses(seeds: int) -> list[Fraction]:
    """Of every cell that is shown, over teams of 3 to 30: how often the best guess at a report in it is right."""
    found = []
    for size in range(3, 31):
        for seed in range(seeds):
            his = a_team(random.Random(size * 1000 + seed), size)
            by_base: dict[tuple[str, Moment], Counter[str]] = defaultdict(Counter)
            for one in his:
                by_base[one.step, one.week][one.agent] += one.contacts
            every = [Shared(f"{step}|{week}", step, week) for step, week in by_base]
            for cell in cells(every, his, now=LATER, zone=BERLIN):
                inside = (by_base[step, Moment(int(week))] for step, week in (n.split("|") for n in cell.reports))
                found.append(best_insider(sum(inside, Counter[str]())))
    return found


@pytest.mark.promise
def test_in_no_cell_does_anybody_guess_better_than_one_in_five_not_even_who_took_contacts_himself() -> None:
    """Without luck, and cell by cell: on the average over all teams the large ones would hide the small ones."""
    found = best_guesses(seeds=3)
    assert len(found) > 500
    assert max(found) <= Fraction(1, K)


@pytest.mark.promise
def test_a_rule_against_outsiders_alone_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a team of five who take alike, one of them is right once in four."""

    def outsiders(contacts: dict[str, int], k: int = K) -> bool:
        return sum(contacts.values()) >= k * max(contacts.values(), default=1)

    monkeypatch.setattr(small_groups, "is_hidden_among", outsiders)
    assert shown(5) == [("refund.send", Period.WEEK)]
    assert max(best_guesses(seeds=1)) > Fraction(1, K)


@pytest.mark.promise
def test_counting_heads_alone_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_heads(contacts: dict[str, int], k: int = K) -> bool:
        return len(contacts) >= k

    monkeypatch.setattr(small_groups, "is_hidden_among", by_heads)
    assert not guess(seeds=2).within


@pytest.mark.promise
def test_naming_the_contact_would_be_caught() -> None:
    assert not guess(seeds=1, names_contact=True).within


@pytest.mark.promise
def test_showing_every_week_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    always: Callable[..., bool] = lambda contacts, k=K: True  # noqa: E731
    monkeypatch.setattr(small_groups, "is_hidden_among", always)
    assert not guess(seeds=1).within
