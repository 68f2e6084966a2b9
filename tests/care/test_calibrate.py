"""A centre made from the record: what a simulated centre was told comes back from its own phone log and mailbox."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from amends import customer
from amends.care.simulate import Centre, calibrate_calls
from amends.care.simulate.calibrate import Calibrated, calibrate
from amends.care.simulate.calibrate_seen import Seen, seen_of
from amends.care.simulate.demand import first_contacts_per_day
from amends.care.simulate.settings import Hours, Phone, Returns, Shift
from amends.facts.moments import DAY_US
from calibrate_floor import MIDNIGHT, NAMES, POLICY, Happened, a_centre, entries_of, logged, rows_of

CENTRE = a_centre()
ANOTHER = a_centre(
    days=12,
    agents=24,
    hours=Hours("09:00", "18:00", (3.0, 3.0, 3.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0)),
    shifts=(Shift("09:00", "17:00", 1.0), Shift("10:00", "18:00", 2.0)),
    phone=Phone(3.0, 10.0, 60.0, 0.4, "lognormal", 0.0, 3.0, 25.0, 90.0),
    returns=Returns(35.0, 12.0, 300.0, 0.0, 0.0),
)


@cache
def happened() -> list[Happened]:
    return logged(CENTRE)


@cache
def known_once() -> list[Seen]:
    return rows_of(happened())


# The record tells what happened


def test_entries_of_a_phone_log_and_a_mailbox_are_read_as_what_happened() -> None:
    """A part of it: chains of the first day, calls that nobody answered and calls that came back among them."""
    returned = {one.contact.chain for one in happened() if one.contact.place > 1}
    gave_up = {one.contact.chain for one in happened() if one.agent is None}
    chosen = {*sorted(returned)[:25], *sorted(gave_up)[:25], *range(40)}
    part = [one for one in happened() if one.contact.chain in chosen]
    expected = [
        replace(row, level=row.level and ("none" if row.level == "none" else "insult")) for row in rows_of(part)
    ]
    found: list[Seen] = []
    for who, entries in entries_of(part).items():
        file = customer.understand(entries, who=who, now=MIDNIGHT + 40 * DAY_US, policy=POLICY)  # type: ignore[arg-type]
        assert file is not None
        found += seen_of(file, POLICY)
    assert len(found) > 100
    assert {row.answered for row in found} == {True, False, None}
    assert sorted(map(repr, found)) == sorted(map(repr, expected))


# What it was told comes back

_NEAR: dict[str, tuple[Callable[[Centre], Any], float]] = {  # how far a figure may be off, as a share of itself
    "calls a day": (lambda centre: first_contacts_per_day(centre)[0], 0.03),
    "mails a day": (lambda centre: first_contacts_per_day(centre)[1], 0.05),
    "short calls": (lambda centre: centre.phone.short_minutes, 0.03),
    "long calls": (lambda centre: centre.phone.long_minutes, 0.04),
    "long share": (lambda centre: centre.phone.long_percent, 0.06),
    "spread": (lambda centre: centre.phone.spread, 0.05),
    "patience": (lambda centre: centre.phone.patience_minutes, 0.12),
    "call again": (lambda centre: centre.phone.calls_again_percent, 0.12),
    "call again after": (lambda centre: centre.phone.calls_again_after_minutes, 0.25),
    "short return": (lambda centre: centre.returns.short_percent, 0.10),
    "long return": (lambda centre: centre.returns.long_percent, 0.12),
    "return after": (lambda centre: centre.returns.after_minutes, 0.10),
    "hostile mails": (lambda centre: centre.hostility.mail_percent, 0.20),
    "second skill": (lambda centre: centre.skills.second_skill_percent, 0.25),
    "first of skills": (lambda centre: centre.skills.shares[0] / sum(centre.skills.shares), 0.03),
}


def check_given_back(found: Centre, told: Centre) -> None:
    for name, (figure, near) in _NEAR.items():
        assert figure(found) == pytest.approx(figure(told), rel=near), name
    assert (found.hours.opens, found.hours.closes) == (told.hours.opens, told.hours.closes)
    shape = np.array(told.hours.arrivals) / sum(told.hours.arrivals)
    assert np.array(found.hours.arrivals) / sum(found.hours.arrivals) == pytest.approx(shape, abs=0.01)
    assert found.agents == told.agents
    assert found.skills.names == told.skills.names
    assert [(shift.starts, shift.ends) for shift in found.shifts] == [(s.starts, s.ends) for s in told.shifts]


@pytest.mark.promise
def test_a_simulated_centre_is_given_back() -> None:
    check_given_back(calibrate(known_once(), POLICY).centre, CENTRE)


@pytest.mark.promise
def test_so_is_one_with_other_hours_shifts_and_customers() -> None:
    found = calibrate(rows_of(logged(ANOTHER)), POLICY).centre
    check_given_back(found, ANOTHER)
    with pytest.raises(AssertionError):
        check_given_back(found, CENTRE)


def hung_up_alone(times: Any, gone: Any) -> float:
    """As if those who were answered could not have waited longer: the mean of those who hung up."""
    return float(np.mean(np.asarray(times)[np.asarray(gone)]))


def everybody_hung_up(times: Any, gone: Any) -> float:
    return float(np.mean(times)) + 0 * len(gone)


@pytest.mark.promise
@pytest.mark.parametrize("twin", [hung_up_alone, everybody_hung_up])
def test_twin_that_forgets_those_who_were_answered_first_is_caught(
    twin: Callable[[Any, Any], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrate_calls, "exponential_mean", twin)
    with pytest.raises(AssertionError, match="patience"):
        check_given_back(calibrate(known_once(), POLICY).centre, CENTRE)


@pytest.mark.promise
def test_twin_that_takes_every_call_for_a_first_one_is_caught() -> None:
    with pytest.raises(AssertionError, match="calls a day"):
        check_given_back(calibrate([replace(row, first=True) for row in known_once()], POLICY).centre, CENTRE)


def test_the_order_of_contacts_does_not_matter() -> None:
    rows = known_once()[:4000]
    one, other = calibrate(rows, POLICY), calibrate(rows[::-1], POLICY)
    assert (one.centre, one.told, one.remarks) == (other.centre, other.told, other.remarks)


def test_only_the_contacts_between_the_two_times_count() -> None:
    since, until = MIDNIGHT + 2 * DAY_US, MIDNIGHT + 4 * DAY_US
    rows = known_once()
    told: Calibrated = calibrate(rows, POLICY, since=since, until=until)  # type: ignore[arg-type]
    within = [row for row in rows if since <= row.at < until]
    assert told.contacts == len(within) > 0
    assert told.centre == calibrate(within, POLICY).centre
    assert told.told["calls_per_day"].note.endswith("on 2 days")
    assert told.centre.skills.names == NAMES


def test_waits_and_losses_of_the_record_are_told_to_compare_with() -> None:
    """What in turn comes to, by the simulator's own figures of the same run."""
    waits = [row.waited_minutes for row in known_once() if row.answered and row.waited_minutes is not None]
    lost = [row.answered for row in known_once() if row.answered is not None]
    told = " ".join(calibrate(known_once(), POLICY).remarks)
    assert f"waited {np.mean(waits):.2f} min on average" in told
    assert f"{100 * lost.count(False) / len(lost):.1f} % gave up" in told
    assert "would still wait after 1 min" in told
