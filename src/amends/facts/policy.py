"""Policy: every number a team may change, with its default and the reason. One TOML file, `policy.toml` in the home."""

import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import PurePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .problems import Problem, Refused


@dataclass(frozen=True, slots=True)
class Window:
    """How long a refund takes with one gateway and method, in business days."""

    visible_business_days: int = 10  # Stripe: customers see it 5 to 10 business days after it was accepted
    settled_business_days: int = 3  # from settlement to the customer's statement
    horizon_days: int = 30  # Stripe: a refund may fail up to 30 days after; until then nothing is final


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers. Passed in as an argument: no stage reads settings."""

    zone: str = "UTC"  # where business days are counted
    holidays: tuple[date, ...] = ()
    windows: dict[str, Window] = field(default_factory=lambda: dict(DEFAULT_WINDOWS))
    sent_within_hours: int = 24  # how long after our record a refund may still turn up at the gateway
    refused_within_hours: int = 24  # a failure this soon, with no acceptance before, is a refusal
    match_before_days: int = 1  # without a common reference: witness at most this long before our record,
    match_after_days: int = 4  # and at most this long after (measured: 3 days is the longest seen)
    charged_twice_within_days: int = 30  # two charges of one amount for one order further apart are two periods
    shared_handle_customers: int = 3  # a phone or address with this many customer numbers is a switchboard
    finance_approves_above_minor: int = 10_000  # whose hand a refund needs; shown on the page, decided by people

    def window(self, gateway: str, method: str) -> Window:
        """The window of (gateway, method), else of the gateway, else the default."""
        for key in (f"{gateway}/{method}", gateway, "default"):
            if key in self.windows:
                return self.windows[key]
        return Window()

    @property
    def zoneinfo(self) -> ZoneInfo:
        """`zone` as an object."""
        return ZoneInfo(self.zone)


DEFAULT_WINDOWS = {
    "default": Window(),
    "stripe": Window(),
    "adyen": Window(horizon_days=56),  # up to 40 business days by payment method
}


def policy_of(toml: str, where: str = "policy.toml") -> Policy:
    """The policy that a TOML text describes; what it does not name keeps its default. Raises Refused."""
    try:
        told = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            Problem(where, f"is not TOML: {error}", "Correct the line, or delete it for the default")
        ) from None
    names = {f.name for f in fields(Policy)}
    for name in told:
        if name not in names:
            known = ", ".join(sorted(names))
            raise Refused(Problem(where, "is not a setting", f"Settings are: {known}", value=name))
    try:
        windows = {**DEFAULT_WINDOWS, **{key: Window(**value) for key, value in told.pop("windows", {}).items()}}
        policy = Policy(windows=windows, **{k: tuple(v) if isinstance(v, list) else v for k, v in told.items()})
        ZoneInfo(policy.zone)
    except (TypeError, ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(Problem(where, f"has a value that cannot be: {error}", "See the reference of settings")) from None
    _check_whole(policy, where)
    return policy


def _check_whole(policy: Policy, where: str) -> None:
    """Durations and limits are whole numbers, not below zero."""
    numbers = [(f.name, getattr(policy, f.name)) for f in fields(policy) if f.type in (int, "int")]
    for key, window in policy.windows.items():
        numbers += [(f"windows.{PurePath(key)}.{f.name}", getattr(window, f.name)) for f in fields(window)]
    for name, value in numbers:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Refused(
                Problem(where, "is not a whole number of at least 0", "Correct it", column=name, value=str(value))
            )
