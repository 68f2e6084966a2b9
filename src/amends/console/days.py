"""Days on the team's clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import datetime_of, moment_of


def end_of_day(now: Moment, zone: ZoneInfo) -> Moment:
    """The next midnight there."""
    day = datetime_of(now, zone).date() + timedelta(days=1)
    return moment_of(datetime(day.year, day.month, day.day, tzinfo=zone))
