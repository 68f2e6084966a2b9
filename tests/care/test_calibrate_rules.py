"""What a calibrated centre says and what it does not: too few contacts, too few people, and the file it becomes."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.simulate import Centre, calibrate_people, centre_of
from amends.care.simulate.calibrate import Calibrated, calibrate, setting_names
from amends.care.simulate.calibrate_measured import ROWS_MIN, UNKNOWN, Measured, centre_with
from amends.care.simulate.calibrate_seen import Seen, Stint
from amends.care.simulate.calibrate_toml import centre_toml
from amends.facts import Moment, Policy, Refused
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from calibrate_floor import MIDNIGHT, POLICY


def call(day: int, hour: float, minutes: float = 5.0, user: str = "ana", **more: Any) -> Seen:
    """One that was answered at once."""
    at = Moment(MIDNIGHT + day * DAY_US + round(hour * HOUR_US))
    ended = Moment(at + round(minutes * MINUTE_US))
    told: dict[str, Any] = {"answered": True, "waited_minutes": 0.0, "talked_minutes": minutes}
    told["stints"] = (Stint(user, at, ended),)
    return Seen(at, True, ended, **(told | more))


def mail(day: int, level: str = "none", **more: Any) -> Seen:
    at = Moment(MIDNIGHT + day * DAY_US + 10 * HOUR_US)
    return Seen(at, False, at, level=level, **more)


def ten_days(people: int, hours: range = range(9, 17)) -> list[Seen]:
    """Each of them at work from nine to five, on ten days."""
    return [call(day, hour, 55.0, f"user{who}") for day in range(10) for who in range(people) for hour in hours]


# Too few


@given(count=st.integers(0, 120))
def test_fewer_than_fifty_keep_the_default_and_say_so(count: int) -> None:
    told = calibrate([call(n % 5, 9 + n % 8, 3.0) for n in range(count)], POLICY).told["phone.short_minutes"]
    if count < ROWS_MIN:
        assert told.line == f"{UNKNOWN}{count} calls with their length, fewer than 50"
    else:
        assert told == Measured(3.0, f"from {count} calls with their length")


def test_of_an_empty_record_nothing_is_said() -> None:
    told = calibrate([], POLICY)
    attempts = replace(Centre().callbacks, attempts_apart_minutes=15.0)
    assert told.centre == Centre(callbacks=attempts)
    assert told.measured == ("callbacks.attempts_max", "callbacks.attempts_apart_minutes")


def check_of_nobody(told: Calibrated) -> None:
    """Neither how many there are, nor from when to when they work."""
    assert (told.centre.agents, told.centre.shifts) == (Centre().agents, Centre().shifts)
    assert told.told["agents"].value is told.told["shifts"].value is None


@pytest.mark.promise
@pytest.mark.parametrize("people", [1, 7])
def test_of_fewer_than_eight_people_nothing_is_said(people: int) -> None:
    check_of_nobody(calibrate(ten_days(people), POLICY))


@pytest.mark.promise
def test_twin_that_tells_of_four_people_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate_people, "PEOPLE_MIN", 4)
    with pytest.raises(AssertionError):
        check_of_nobody(calibrate(ten_days(7), POLICY))


def check_no_shift_of_one(told: Calibrated) -> None:
    assert [(shift.starts, shift.ends) for shift in told.centre.shifts] == [("09:00", "17:00")]


@pytest.mark.promise
def test_the_shift_that_one_person_works_is_not_told() -> None:
    early = [call(day, hour, 30.0, "early bird") for day in range(10) for hour in range(4, 9)]
    told = calibrate([*ten_days(12), *early], POLICY)
    check_no_shift_of_one(told)
    assert any("one is missing that few people work" in remark for remark in told.remarks), "it opens at four"
    assert told.told["shifts"].note == "from first to last contact on 120 of 130 days of people"


@pytest.mark.promise
def test_twin_that_tells_of_a_shift_of_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    early = [call(day, hour, 30.0, "early bird") for day in range(10) for hour in range(4, 9)]
    monkeypatch.setattr(calibrate_people, "PEOPLE_MIN", 1)
    with pytest.raises(AssertionError):
        check_no_shift_of_one(calibrate([*ten_days(12), *early], POLICY))


# What is said


def test_two_classes_are_long_and_short_and_one_is_neither() -> None:
    minutes = {"reading": 4.0, "contract": 12.0, "moving": 13.0}
    rows = [call(n % 5, 9 + n % 8, minutes[reason], reason=reason) for n in range(60) for reason in minutes]
    told = calibrate(rows, POLICY)
    assert (told.centre.phone.short_minutes, told.centre.phone.long_minutes) == (4.0, 12.5)
    assert told.centre.phone.long_percent == pytest.approx(66.7)
    alike = calibrate([replace(row, reason="reading") for row in rows], POLICY)
    assert alike.centre.phone.long_percent == 0.0
    assert "no queue or reason tells long from short" in alike.told["phone.long_percent"].line


def test_hostility_is_a_share_of_what_was_written_and_calls_are_not_in_it() -> None:
    first = [mail(n % 5, "insult" if n < 10 else "none") for n in range(100)]
    calm = [mail(n % 5, "curt" if n < 20 else "none", later=True) for n in range(100)]
    again = [mail(n % 5, "threat" if n < 30 else "none", later=True, marked_before=True) for n in range(60)]
    told = calibrate([*first, *calm, *again, *ten_days(8)], POLICY)
    hostility = told.centre.hostility
    assert (hostility.first_percent, hostility.return_percent, hostility.again_percent) == (10.0, 10.0, 30.0)
    assert hostility.levels == (20.0, 10.0, 30.0)
    assert hostility.mail_percent == pytest.approx(100 * 60 / 260, abs=0.05)
    assert "what is said on the phone is not told" in told.told["hostility.first_percent"].line


def test_mail_of_the_weekend_is_work_of_the_days_on_which_somebody_is_there() -> None:
    told = calibrate([*ten_days(8), *(mail(n % 5) for n in range(100)), *(mail(12) for _ in range(40))], POLICY)
    assert told.centre.mails_per_day == 10.0, "what came after the last day that is known is not counted"
    assert told.told["mails_per_day"].line == "from 100 written contacts on 10 days"


def test_hours_are_those_of_the_zone_and_of_answered_calls() -> None:
    night = [call(n % 5, 23.0, answered=False, stints=()) for n in range(200)]
    told = calibrate([*ten_days(8), *night], POLICY).centre.hours
    assert (told.opens, told.closes) == ("09:00", "16:30"), "the last call came at four"
    utc = calibrate(ten_days(8), Policy()).centre.hours
    assert (utc.opens, utc.closes) == ("07:00", "14:30")


def test_queues_that_everybody_takes_are_no_skills() -> None:
    rows = [replace(row, queue=f"queue {at % 5}") for at, row in enumerate(ten_days(9, range(7, 20)))]
    assert calibrate(rows, POLICY).centre.skills.names == ("any",)
    own = [replace(row, queue=f"queue {int(row.stints[0].user[-1]) % 3}") for row in ten_days(9)]
    assert calibrate(own, POLICY).centre.skills.names == ("queue 0", "queue 1", "queue 2")


def test_days_of_the_week_are_told_and_not_simulated() -> None:
    rows = [call(day, 9 + n / 10) for day in range(14) for n in range(1 if day % 7 > 4 else 10)]
    told = calibrate(rows, POLICY).remarks[0]
    assert "Monday 19 %" in told
    assert "Sunday 2 %" in told


# The file


def test_every_setting_has_a_line_and_every_line_its_reason() -> None:
    told = calibrate(ten_days(9), POLICY)
    text = centre_toml(told)
    lines = [line for line in text.splitlines() if " = " in line and not line.startswith("#")]
    assert len(lines) == len(setting_names()) - 1 + 3 * len(told.centre.shifts)
    for line in lines:
        assert line.partition("  # ")[2].startswith(("from ", UNKNOWN)), line
    assert "user" not in text.replace("users", ""), "nobody is named"


def check_the_same(text: str, told: Calibrated) -> None:
    expected = asdict(told.centre)
    expected["skills"]["contacts"] = told.centre.skills.shares
    assert asdict(centre_of(text.encode(), "centre.toml")) == expected


@pytest.mark.promise
@given(names=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4), count=st.integers(0, 130))
def test_the_file_is_read_as_what_was_measured(names: list[str], count: int) -> None:
    rows = [call(n % 5, 8 + n % 9, 1 + n % 7, f"user{n % 9}", queue=names[n % len(names)]) for n in range(count)]
    told = calibrate(rows, POLICY)
    check_the_same(centre_toml(told), told)


@pytest.mark.promise
def test_twin_that_does_not_quote_the_name_of_a_queue_is_caught() -> None:
    told = calibrate([replace(row, queue='"gas" # 1') for row in ten_days(9)], POLICY)
    check_the_same(centre_toml(told), told)
    with pytest.raises(Refused, match="is not TOML"):
        check_the_same(centre_toml(told).replace('\\"', '"'), told)


def test_more_contacts_than_the_simulator_takes_are_fewer_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.care.simulate.calibrate.FIRST_CONTACTS_MAX", 1000)
    assert calibrate([call(0, 9 + n / 25) for n in range(200)], POLICY).centre.days == 5
    assert calibrate([call(0, 9 + n / 25) for n in range(60)], POLICY).centre.days == 15


def test_what_is_no_setting_is_refused() -> None:
    for name in ("phone.tempo", "tempo", "tempo.phone"):
        with pytest.raises(ValueError, match="no setting"):
            centre_with({name: Measured(1.0, "from nothing")})
