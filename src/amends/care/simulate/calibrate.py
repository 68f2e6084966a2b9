"""A simulated centre made from the record's own contacts: each setting with what it was made from, or why it was not.

Pure. It describes a centre; nothing in it is about anybody who works there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from amends.facts import Moment, Policy

from .calibrate_calls import calls_again, durations, patience, returns
from .calibrate_days import arrivals, opening, skills, weekdays_in_words
from .calibrate_hostility import hostility
from .calibrate_measured import Measured, centre_with
from .calibrate_people import people
from .calibrate_seen import Seen
from .calibrate_unknown import WHY
from .demand import first_contacts_per_day
from .hear_centre import FIRST_CONTACTS_MAX
from .settings import Centre

_TOO_FEW_CALLS: Final = (
    "Too few calls are told: as many come as load_percent asks for, and mails_per_day counts for nothing."
)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """`told` has every setting of `centre` by its dotted name; one without a value keeps its default. `remarks` are
    what the simulator cannot take, and the reader should know.
    """

    centre: Centre
    told: Mapping[str, Measured]
    remarks: tuple[str, ...]
    contacts: int
    since: Moment | None
    until: Moment | None

    @property
    def measured(self) -> tuple[str, ...]:
        """The settings that were made from the record."""
        return tuple(name for name, one in self.told.items() if one.value is not None)


def calibrate(
    seen: Iterable[Seen], policy: Policy, *, since: Moment | None = None, until: Moment | None = None
) -> Calibrated:
    """The centre of contacts from `since` on and before `until`; without them of all. The order does not matter."""
    rows = sorted(
        (row for row in seen if (since is None or row.at >= since) and (until is None or row.at < until)),
        key=lambda row: (row.at, row.ended, row.queue, row.reason),
    )
    zone, usual = policy.zoneinfo, Centre().hours
    last = rows[-1].at if rows else Moment(0)  # what came of it later was not told yet
    hours, found = opening(rows, zone, (usual.from_minutes, usual.to_minutes))
    long, lasted = durations(rows)
    waited, in_words = patience(rows, zone, hours)
    found = {
        **found,
        **arrivals(rows, zone, hours),
        **skills(rows),
        **people(rows, zone, hours),
        **lasted,
        **waited,
        **calls_again(rows, zone, hours, last),
        **returns(rows, long, zone, hours, last, policy),
        **hostility(rows),
        **_of_policy(policy),
    }
    found["days"] = _days(centre_with(found))
    centre = centre_with(found)
    told = {name: found.get(name) or Measured(None, WHY[name]) for name in setting_names()}
    days = weekdays_in_words(rows, zone)
    remarks = (
        f"First contacts by day of the week: {days}. The simulator takes all days alike." if days else "",
        *in_words,
        _nobody_there(centre),
        _TOO_FEW_CALLS if found["calls_per_day"].value is None else _work_in_words(centre),
    )
    return Calibrated(centre, told, tuple(filter(None, remarks)), len(rows), since, until)


def setting_names() -> tuple[str, ...]:
    """Every setting by its dotted name, in the order in which the file has them."""
    usual = Centre()
    plain = [one.name for one in fields(usual) if not is_dataclass(getattr(usual, one.name)) and one.name != "shifts"]
    tables = [one.name for one in fields(usual) if is_dataclass(getattr(usual, one.name))]
    inner = [f"{table}.{one.name}" for table in tables for one in fields(getattr(usual, table))]
    at = next(place for place, name in enumerate(inner) if not name.startswith("hours."))
    return (*plain, *inner[:at], "shifts", *inner[at:])


def _days(centre: Centre) -> Measured:
    """Fewer than usual where the usual would be more contacts than the simulator takes."""
    came = sum(first_contacts_per_day(centre))
    if came * centre.days <= FIRST_CONTACTS_MAX:
        return Measured(None, WHY["days"])
    return Measured(max(int(FIRST_CONTACTS_MAX / came), 1), f"the simulator takes {FIRST_CONTACTS_MAX:,} contacts")


def _of_policy(policy: Policy) -> dict[str, Measured]:
    """What the team has settled already."""
    words = "from the policy in force"
    return {
        "callbacks.attempts_max": Measured(min(max(policy.attempts_max, 1), 20), words),
        "callbacks.attempts_apart_minutes": Measured(float(max(policy.attempts_apart_minutes, 15)), words),
    }


def _nobody_there(centre: Centre) -> str:
    """A shift of few people is not told: then nobody may be there where somebody was."""
    first = min(shift.from_minutes for shift in centre.shifts)
    last = max(shift.to_minutes for shift in centre.shifts)
    if first <= centre.hours.from_minutes and last >= centre.hours.to_minutes:
        return ""
    return "No shift of these is there from opening to closing: see whether one is missing that few people work."


def _work_in_words(centre: Centre) -> str:
    """What these numbers come to, so that a centre that cannot be is seen at once."""
    calls, mails = first_contacts_per_day(centre)
    phone, shares = centre.phone, sum(shift.share for shift in centre.shifts)
    long = phone.long_percent / 100
    mean = long * phone.long_minutes + (1 - long) * phone.short_minutes + phone.wrap_up_minutes
    again = (long * centre.returns.long_percent + (1 - long) * centre.returns.short_percent) / 100
    work = calls / (1 - again) * mean + mails * (centre.mail.minutes + phone.wrap_up_minutes)
    paid = centre.agents * sum((s.to_minutes - s.from_minutes) * s.share for s in centre.shifts) / shares
    return f"By these numbers the work is {100 * work / paid:.0f} % of paid time."
