"""Times as gateways' reports write them: bare, beside the name of a zone, with day and month in either order."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.facts import Moment, NotAMoment, Problem, Refused
from amends.facts.moments import moment_of
from amends.intake.table.cells import BadCell
from amends.intake.table.times import hear_time

UTC: Final = ZoneInfo("UTC")
Order = Literal["dmy", "mdy", "iso"]

# Abbreviations as Adyen, PayPal and Braintree write them. They say where the account is, not which clock was in force:
# Adyen's own sample has CET in June. So they name a place, and the place's clock decides.
_PLACES: Final = {
    "UTC": "UTC", "GMT": "Europe/London", "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "EET": "Europe/Helsinki", "EEST": "Europe/Helsinki",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "MST": "America/Denver", "MDT": "America/Denver",
    "CST": "America/Chicago", "CDT": "America/Chicago", "EST": "America/New_York", "EDT": "America/New_York",
    "JST": "Asia/Tokyo", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong", "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}  # fmt: skip
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T].*)?")


def place_of(name: str, column: str, told: ZoneInfo | None) -> ZoneInfo:
    """The zone of that name, or the one we were told where the file names none. Raises BadCell."""
    if not name:
        if told is not None:
            return told
        raise BadCell(column, None, "does not say in which zone times are", "Name it, for example --zone Europe/Berlin")
    try:
        return ZoneInfo(_PLACES.get(name.upper(), name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if told is not None:
            return told
        raise BadCell(column, name, "is not a zone known here", "Name it, for example --zone Asia/Kolkata") from None


def wall_time(text: str, zone: ZoneInfo, column: str, name: str = "") -> Moment:
    """The instant of an ISO wall time. In the hour that the clock shows twice the abbreviation decides (CEST, CET)."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            for fold in (0, 1):
                both = at.replace(tzinfo=zone, fold=fold)
                if name and both.tzname() == name.upper():
                    return moment_of(both)
        return hear_time(text, zone)
    except (ValueError, NotAMoment) as error:
        what = str(error) if isinstance(error, NotAMoment) else "is not a time as the gateway writes it"
        raise BadCell(column, text, what, "Take in the file as the gateway made it") from None


def order_of(dates: Iterable[str], told: str | None, where: str) -> Order:
    """Whether the day or the month stands first, decided once for the file. Raises Refused where nobody can tell.

    03/05 is in May or in March: a wrong guess moves money by months, so without any day above 12 somebody must say it.
    """
    first, second, slashed = 0, 0, False
    for text in dates:
        if found := _SLASHED.fullmatch(text.strip()):
            slashed = True
            first, second = max(first, int(found[1])), max(second, int(found[2]))
    if not slashed:
        return "iso"
    if told in ("dmy", "mdy"):
        return "dmy" if told == "dmy" else "mdy"
    if (first > 12) == (second > 12):
        what = "has dates of which nobody can tell the day from the month"
        step = "Say it with --dates dmy (31/12/2026) or --dates mdy (12/31/2026)"
        raise Refused(Problem(where, what, step))
    return "dmy" if first > 12 else "mdy"


def iso_of(text: str, order: str | None, column: str) -> str:
    """The date (and time) as ISO 8601. Raises BadCell."""
    if _ISO.fullmatch(text):
        return text
    found = _SLASHED.fullmatch(text)
    if found is None:
        raise BadCell(column, text, "is not a date as the gateway writes it", "Take in the file as the gateway made it")
    day, month = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
    time = f" {found[4]:0>5}" if found[4] else ""
    if len(time) in (6, 9) or not time:
        return f"{found[3]}-{int(month):02d}-{int(day):02d}{time}"
    return f"{found[3]}-{int(month):02d}-{int(day):02d} {found[4]:0>8}"
