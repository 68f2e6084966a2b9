"""When a mail happened: what its Date says, unless that cannot be."""

from calendar import timegm
from email.utils import parsedate_tz

from amends.facts import Moment
from amends.facts.moments import DAY_US, SECOND_US

from .headers import Headers

_EARLIEST = Moment(timegm((1990, 1, 1, 0, 0, 0)) * SECOND_US)  # before it, a clock was not set
_LATEST = Moment(timegm((2100, 1, 1, 0, 0, 0)) * SECOND_US)


def occurred(headers: Headers, received: Moment) -> Moment:
    """The Date, else when the nearest server received it, else `received`.

    A mail cannot be received before it was sent: a Date more than a day after its reception is a clock gone wrong. The
    mail's own Received field is preferred to `received`, because it is the same in every copy.
    """
    sent = hear_date(headers.first("date"))
    arrivals = (hear_date(value.rpartition(";")[2]) for value in headers.every("received"))
    arrived = next((at for at in arrivals if at is not None), received)
    if sent is None or sent > arrived + DAY_US:
        return arrived
    return sent


def hear_date(text: str) -> Moment | None:
    """RFC 5322, and what senders write instead; without a zone it is UTC. None where it is no date of 1990 to 2100."""
    try:
        parts = parsedate_tz(text[:200])
        if parts is None:
            return None
        at = Moment((timegm((*parts[:6], 0, 0, 0)) - (parts[9] or 0)) * SECOND_US)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if _EARLIEST <= at < _LATEST else None
