"""The slice that is named holds what fails and no good rows besides, however much fails and however new a value is."""

from dataclasses import replace

import numpy as np
import pytest
from bench._causes_tables import Usual, plant, told_of_rows
from bench.remediation_world.shop import FAULT_DAY, PLANTED, START, SWEPT_AT, Made, made
from numpy.typing import NDArray

from amends.causes import causes_of, find_causes
from amends.causes.baseline import Baseline, fitted
from amends.causes.scan import Scan
from amends.facts import Moment, OwedState, Reason, SweptRefund, Verdict
from amends.facts.moments import DAY_US

ROWS = 20_000
UNTIL = Moment(START + FAULT_DAY * DAY_US)


def swept(refunds: list[Made]) -> list[SweptRefund]:
    """As a sweep that is never wrong would tell of them."""
    rows = []
    for one in refunds:
        right = one.hit
        rows.append(
            SweptRefund(
                matter=one.matter,
                customer=f"customer:{one.customer}",
                at=one.at,
                money=one.money,
                verdict=Verdict.CUSTOMER_RIGHT if right else Verdict.RECORD_RIGHT,
                reason=Reason.NEVER_SENT if right else Reason.CUSTOMER_HAS_IT,
                traits=(f"gateway={one.gateway}", f"method={one.method}", f"version={one.version}"),
                owed=one.money if right else None,
                state=OwedState.OWED if right else OwedState.NOTHING_OWED,
            )
        )
    return rows


def first_named(rows: list[SweptRefund]) -> tuple[str, ...]:
    """What explains most, where the days before the fault say what is usual."""
    return causes_of(rows, reference_until=UNTIL, now=SWEPT_AT)[0].literals


def by_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: slices are chosen by how sure it is that they are a cause at all."""
    right = Scan._weighed

    def chosen(*arguments: object) -> object:
        one = right(*arguments)  # type: ignore[arg-type]
        return replace(one, explained=one.score)

    monkeypatch.setattr(Scan, "_weighed", chosen)


@pytest.fixture(scope="module")
def busy() -> list[SweptRefund]:
    """A thousand refunds that went wrong since the fault; a fortnight of its version went well before."""
    return swept(made(20_000, seed=1))


@pytest.fixture(scope="module")
def brand_new(busy: list[SweptRefund]) -> list[SweptRefund]:
    """The same, had the version come with the fault: nothing before it can say what is usual for it."""
    return [row for row in busy if row.at >= UNTIL or row.trait("version") != "4.2"]


@pytest.mark.promise
def test_a_thousand_failures_are_named_as_exactly_as_two_hundred(busy: list[SweptRefund]) -> None:
    assert first_named(swept(made(4_000, seed=1))) == first_named(busy) == PLANTED


@pytest.mark.promise
def test_a_version_without_a_past_is_named_with_gateway_and_method(brand_new: list[SweptRefund]) -> None:
    assert first_named(brand_new) == PLANTED


@pytest.mark.promise
@pytest.mark.parametrize("shop", ["busy", "brand_new"])
def test_choosing_by_doubt_would_drag_in_good_rows(
    shop: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_doubt(monkeypatch)
    assert first_named(request.getfixturevalue(shop)) == PLANTED[:2]


def found(seed: int) -> tuple[bool, bool]:
    """Whether a new value alone raises an alarm, and whether a planted cause with a new value is found exactly."""
    chance = np.random.default_rng(seed)
    usual = Usual.drawn(chance)
    table, failed = usual.table(chance, ROWS)
    planted, truth = plant(chance, table, failed, 1)
    (literals,) = truth
    before = told_of_rows(*usual.table(chance, ROWS * 5, before=literals[-1]))
    alarm = bool(find_causes(told_of_rows(table, failed), before))
    return alarm, {cause.literals for cause in find_causes(told_of_rows(table, planted), before)} == truth


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(6))
def test_a_new_value_is_no_cause_by_itself_and_is_named_where_it_is_one(seed: int) -> None:
    assert found(seed) == (False, True)


@pytest.mark.promise
def test_a_new_value_that_might_be_anything_would_hide_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: of what the reference never saw nothing at all is taken to be known."""
    right = Baseline.doubt

    def doubt(baseline: Baseline, attributes: tuple[int, ...], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        least = np.min([baseline.support[a][codes[:, place]] for place, a in enumerate(attributes)], axis=0)
        return right(baseline, attributes, codes) + np.where(least <= 10, 1e3, 0.0)

    monkeypatch.setattr(Baseline, "doubt", doubt)
    assert not all(exact for _, exact in map(found, range(6)))


@pytest.mark.promise
def test_a_new_value_that_is_taken_for_harmless_would_be_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: what never was seen is expected never to fail."""
    chance = np.random.default_rng(3)
    usual = Usual.drawn(chance)
    table, failed = usual.table(chance, ROWS)
    before = told_of_rows(*usual.table(chance, ROWS * 5, before=(4, 0)))
    now = told_of_rows(table, failed)
    assert find_causes(now, before) == ()

    def harmless(*arguments: object) -> Baseline:
        baseline = fitted(*arguments)  # type: ignore[arg-type]
        expected = np.where(table.inside(((4, 0),)), baseline.expected / 10, baseline.expected)
        return replace(baseline, expected=expected)

    monkeypatch.setattr("amends.causes.find.fitted", harmless)
    assert [cause.literals for cause in find_causes(now, before)] == [((4, 0),)]
