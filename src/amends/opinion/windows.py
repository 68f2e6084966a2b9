"""When money that left should be visible, and until when it can still come back. In business days of the policy."""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from amends.facts import Moment, MoneyState, Policy, Window
from amends.facts.moments import DAY_US, HOUR_US, plus_business_days
from amends.facts.states import GONE_WRONG, ON_ITS_WAY

from .things import Refund


def due(refund: Refund, policy: Policy) -> Moment:
    """From this very moment on, the customer should see it.

    Accepted at T: T plus the days to be visible. Settled at S: not before S plus the days from settlement to a
    statement. Asked only: as if accepted when asked (Stripe and Adyen publish windows from acceptance on).
    """
    window = window_of(refund, policy)
    at = _business_days(sent_at(refund), window.visible_business_days, policy)
    now = refund.latest
    if now.state is MoneyState.SETTLED:
        at = max(at, _business_days(now.at, window.settled_business_days, policy))
    return at


def sent_at(refund: Refund) -> Moment:
    """When the gateway took it on, counted from the last time that it had gone wrong."""
    since = refund.said[0].at
    found = False
    for word in refund.said:
        if word.state in GONE_WRONG:
            found = False
        elif not found:
            since, found = word.at, word.state in ON_ITS_WAY
    return since


def horizon(refund: Refund, policy: Policy) -> Moment:
    """Until then a refund that succeeded can still fail (Stripe: 30 days), so nothing is final."""
    return Moment(sent_at(refund) + window_of(refund, policy).horizon_days * DAY_US)


def next_business_day(now: Moment, policy: Policy) -> Moment:
    """The same wall time on the next business day."""
    return _business_days(now, 1, policy)


def sent_by(at: Moment, policy: Policy) -> Moment:
    """By when the gateway must have heard of a refund that we recorded at `at`."""
    return Moment(at + policy.sent_within_hours * HOUR_US)


def visible_by(at: Moment, policy: Policy) -> Moment:
    """By when a refund of this moment is settled and seen, wherever it was sent."""
    return _business_days(at, policy.window("default", "").visible_business_days, policy)


def window_of(refund: Refund, policy: Policy) -> Window:
    """The window of the gateway and method that tell of it. A settlement feed of another name changes nothing."""
    method = next((s.what.method for s in reversed(refund.said) if s.what.method), "")
    for word in refund.said:
        gateway = word.entry.source.name
        if gateway in policy.windows or f"{gateway}/{method}" in policy.windows:
            return policy.window(gateway, method)
    return policy.window("default", method)


def _business_days(start: Moment, days: int, policy: Policy) -> Moment:
    return _later(start, days, policy.zone, policy.holidays)


@lru_cache(maxsize=4096)  # every rule asks for the same due moment, and so does every earlier view of the same refund
def _later(start: Moment, days: int, zone: str, holidays: tuple[date, ...]) -> Moment:
    return plus_business_days(start, days, zone=ZoneInfo(zone), holidays=holidays)
