"""Times in a table: ISO 8601 with a zone, or bare times in a declared zone, where the clock changes are refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from amends.facts import Moment, NotAMoment, hear_moment, iso

EARLIEST = hear_moment("1990-01-01T00:00:00Z")
LATEST = hear_moment("2100-01-01T00:00:00Z")


def hear_time(text: str, zone: ZoneInfo | None) -> Moment:
    """The instant. A bare time that the zone's clock skipped or showed twice is refused: nobody can say when it was."""
    moment = hear_moment(text, zone=zone)
    if zone is not None:
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo is None:
            _check_clock(at, zone)
    return moment


def _check_clock(wall: datetime, zone: ZoneInfo) -> None:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(fold=0):
        raise NotAMoment(f"does not exist in {zone.key}: the clock was put forward over it")
    raise NotAMoment(f"happened twice in {zone.key}, when the clock was put back; write it with its offset")


def hear_micros(text: str) -> Moment:
    """An instant from whole microseconds since 1970 in UTC. Milliseconds or seconds by mistake are refused."""
    try:
        moment = Moment(int(text))
    except ValueError:
        raise NotAMoment("is not a whole number of microseconds since 1970") from None
    if not EARLIEST <= moment < LATEST:
        span = f"{iso(EARLIEST)[:4]} and {iso(LATEST)[:4]}"
        raise NotAMoment(f"is not between {span} in microseconds since 1970; is it in milliseconds or seconds?")
    return moment
