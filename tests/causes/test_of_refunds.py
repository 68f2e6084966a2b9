"""What refunds that went wrong have in common: found from a sweep, with its beginning, its people and its money."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from amends.causes import FAILED, GOOD, UNKNOWN, causes_of, told_of
from amends.facts import Moment, Money, OwedState, Reason, Refused, SweptRefund, Verdict, iso
from amends.facts.moments import DAY_US

MARCH_1 = Moment(20_513 * DAY_US)
MAY_15 = Moment(MARCH_1 + 75 * DAY_US)
_REASONS = {
    Verdict.CUSTOMER_RIGHT: Reason.NEVER_SENT,
    Verdict.RECORD_RIGHT: Reason.CUSTOMER_HAS_IT,
    Verdict.TOO_EARLY: Reason.IN_WINDOW,
    Verdict.CANNOT_TELL: Reason.WITNESS_INCOMPLETE,
}


def refund(number: int, day: float, verdict: Verdict, **traits: str) -> SweptRefund:
    """One of 40.00, of the customer with the same number."""
    right = verdict is Verdict.CUSTOMER_RIGHT
    return SweptRefund(
        matter=f"refund:R-{number}",
        customer=f"customer:C-{number}",
        at=Moment(MARCH_1 + int(day * DAY_US)),
        money=Money(4_000, "EUR"),
        verdict=verdict,
        reason=_REASONS[verdict],
        traits=tuple(sorted(f"{name}={value}" for name, value in traits.items())),
        owed=Money(4_000, "EUR") if right else None,
        state=OwedState.OWED if right else OwedState.NOTHING_OWED,
    )


def shop(seed: int = 1, *, bad_since: float = 40, rate: float = 0.9, usual: float = 0.01) -> list[SweptRefund]:
    """75 days with 40 refunds a day over three gateways; from a day on, refunds through acme by version 4.2 fail."""
    chance, rows = np.random.default_rng(seed), []
    for number in range(3_000):
        day = number / 40
        gateway = str(chance.choice(["acme", "bravo", "carol"]))
        version = "4.2" if day > 20 and chance.random() < 0.5 else "4.1"
        hit = gateway == "acme" and version == "4.2" and day >= bad_since
        failed = chance.random() < (rate if hit else usual)
        verdict = Verdict.CUSTOMER_RIGHT if failed else Verdict.RECORD_RIGHT
        rows.append(refund(number, day, verdict, gateway=gateway, version=version, currency="EUR"))
    return rows


def hit_by(rows: Iterable[SweptRefund], *slice_: str) -> list[SweptRefund]:
    return [row for row in rows if set(slice_) <= set(row.traits) and row.failed]


def test_a_fault_is_found_with_its_day_its_people_and_its_money() -> None:
    rows = shop()
    found = causes_of(rows, now=MAY_15)
    (cause,) = [one for one in found if not one.always_so]
    assert cause.literals == ("gateway=acme", "version=4.2")
    assert cause.cause.spell.onset is not None
    assert iso(cause.cause.spell.onset.at) == "2026-04-10T00:00:00Z"
    hit = hit_by(rows, *cause.literals)
    assert (cause.failures, cause.customers, cause.owed) == (len(hit), len(hit), (Money(4_000 * len(hit), "EUR"),))


def test_what_is_made_good_is_not_owed_any_more() -> None:
    rows = [replace(row, state=OwedState.MADE_GOOD) if row.owed and row.customer > "customer:C-2" else row
            for row in shop()]  # fmt: skip
    (cause,) = causes_of(rows, now=MAY_15)
    left = [row for row in hit_by(rows, *cause.literals) if row.state is OwedState.OWED]
    assert 0 < len(left) < cause.failures
    assert cause.owed == (Money(4_000 * len(left), "EUR"),)


def always_worse(seed: int = 3) -> list[SweptRefund]:
    """Carol fails eight times as often as the others, and always has."""
    chance, rows = np.random.default_rng(seed), []
    for number in range(4_000):
        gateway = str(chance.choice(["acme", "bravo", "carol"]))
        failed = chance.random() < (0.16 if gateway == "carol" else 0.02)
        verdict = Verdict.CUSTOMER_RIGHT if failed else Verdict.RECORD_RIGHT
        rows.append(refund(number, number / 55, verdict, gateway=gateway))
    return rows


@pytest.mark.promise
def test_what_always_was_worse_is_a_known_difference_and_no_new_fault() -> None:
    (cause,) = causes_of(always_worse(), now=MAY_15)
    assert (cause.literals, cause.always_so) == (("gateway=carol",), True)
    assert causes_of(always_worse(), reference_until=Moment(MARCH_1 + 50 * DAY_US), now=MAY_15) == ()


@pytest.mark.promise
def test_a_version_that_never_worked_is_no_old_difference() -> None:
    """It fails from its own first row on, so that nothing changes inside the slice: what is new is the slice itself."""
    rows = [row if row.trait("version") == "4.1" or row.trait("gateway") == "acme" else
            replace(row, traits=(*row.traits[:2], "version=4.1")) for row in shop(bad_since=0)]  # fmt: skip
    (cause,) = causes_of(rows, now=MAY_15)
    assert cause.always_so is False
    assert cause.cause.spell.onset is not None
    assert iso(cause.cause.spell.onset.at) == "2026-03-21T00:00:00Z"
    twin = [row for row in rows if row.at >= cause.cause.spell.onset.at]  # as if there were nothing from before
    assert any(one.always_so for one in causes_of(twin, now=MAY_15))


def test_with_a_reference_the_fault_and_its_day_are_found_and_the_rest_is_usual() -> None:
    rows = shop(usual=0.04)
    (cause,) = causes_of(rows, reference_until=Moment(MARCH_1 + 38 * DAY_US), now=MAY_15)
    assert (cause.literals, cause.always_so) == (("gateway=acme", "version=4.2"), False)
    assert cause.cause.spell.onset is not None
    assert iso(cause.cause.spell.onset.at) == "2026-04-10T00:00:00Z"


def test_a_reference_with_too_few_failures_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="too few to say what is usual"):
        causes_of(shop(usual=0.0), reference_until=Moment(MARCH_1 + 30 * DAY_US), now=MAY_15)


def slow_gateway(rows: int = 3_000) -> list[SweptRefund]:
    """Both fail alike; carol's refunds are seen to arrive only after 50 days, the others' after 10."""
    chance, made = np.random.default_rng(11), []
    for number in range(rows):
        day, gateway = number * 75 / rows, str(chance.choice(["acme", "carol"]))
        arrived = day + (50 if gateway == "carol" else 10) < 75
        verdict = Verdict.RECORD_RIGHT if arrived else Verdict.TOO_EARLY
        if chance.random() < 0.08:
            verdict = Verdict.CUSTOMER_RIGHT
        made.append(refund(number, day, verdict, gateway=gateway))
    return made


@pytest.mark.promise
def test_a_slow_gateway_is_no_worse_one() -> None:
    assert causes_of(slow_gateway(), now=MAY_15) == ()


@pytest.mark.promise
def test_leaving_out_what_may_still_arrive_would_blame_it() -> None:
    """The broken twin: a failure is known long before an arrival."""
    known = [row for row in slow_gateway() if row.failed is not None]
    assert [one.literals for one in causes_of(known, now=MAY_15)] == [("gateway=carol",)]


def test_each_row_has_its_outcome_and_its_missing_traits() -> None:
    verdicts = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT, Verdict.TOO_EARLY, Verdict.CANNOT_TELL)
    rows = [refund(n, n, verdict, method="card") for n, verdict in enumerate(verdicts)]
    rows.append(refund(4, 4, Verdict.RECORD_RIGHT, version="a=b"))
    told = told_of(rows)
    assert told.outcomes.tolist() == [FAILED, GOOD, GOOD, UNKNOWN, GOOD]
    assert told.table.names == ("method", "version")
    assert told.table.values == (("card", ""), ("", "a=b"))
    assert told.at is not None
    assert told.at.tolist() == [row.at for row in rows]


@pytest.mark.promise
def test_nobody_is_blamed_by_search() -> None:
    """A person who made many of the failing refunds, and an id that each has for itself, are no attributes."""
    rows = [replace(row, traits=(*row.traits, f"agent={row.trait('version')}", f"run={row.matter}")) for row in shop()]
    assert told_of(rows).table.names == ("gateway", "version")
    renamed = [replace(row, traits=tuple(trait.replace("agent=", "tool=") for trait in row.traits)) for row in rows]
    assert "tool" in told_of(renamed).table.names  # the same column under another name would be one


def test_what_happens_later_is_not_looked_at_yet() -> None:
    assert causes_of(shop(), now=Moment(MARCH_1 + 39 * DAY_US)) == ()


def test_no_rows_have_no_causes() -> None:
    assert causes_of([], now=MAY_15) == ()
    assert causes_of([refund(1, 1, Verdict.CUSTOMER_RIGHT)], now=MAY_15) == ()
