"""Policy: every number a team may change, with its default and the reason. One TOML file, `policy.toml` in the home."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Final
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
    holidays: tuple[date, ...] = ()  # days besides Saturday and Sunday on which banks rest
    windows: dict[str, Window] = field(default_factory=lambda: dict(DEFAULT_WINDOWS))  # how long a refund may take
    sent_within_hours: int = 24  # how long after our record a refund may still turn up at the gateway
    refused_within_hours: int = 24  # a failure this soon, with no acceptance before, is a refusal
    match_before_days: int = 1  # without a common reference: how long before our record a witness may have seen it
    match_after_days: int = 4  # without a common reference: how long after it (measured: 3 days is the longest seen)
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


DEFAULT_WINDOWS: Final[dict[str, Window]] = {
    "default": Window(),
    "stripe": Window(),
    "adyen": Window(horizon_days=56),  # up to 40 business days by payment method
}


def policy_of(toml: str | bytes, where: str = "policy.toml") -> Policy:
    """The policy that a TOML text (or file) describes; what it does not name keeps its default. Raises Refused."""
    try:
        told = tomllib.loads(toml if isinstance(toml, str) else toml.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            Problem(where, f"is not TOML: {error}", "Correct the line, or delete it for the default")
        ) from None
    _check_names(where, "", told, Policy)
    windows = _hear_windows(where, _hear_table(where, "windows", told.pop("windows", {})))
    if "holidays" in told:
        told["holidays"] = _hear_days(where, told["holidays"])
    policy = Policy(windows=windows, **told)
    _check_zone(where, policy.zone)
    _check_whole(where, policy)
    return policy


def _hear_windows(where: str, told: dict[str, Any]) -> dict[str, Window]:
    """Each starts from what it refines: a method from its gateway, a gateway from the default."""
    windows = dict(DEFAULT_WINDOWS)
    for key in sorted(told, key=lambda key: (key != "default", key)):  # adyen before adyen/card
        settings = _hear_table(where, f"windows.{key}", told[key])
        _check_names(where, f"windows.{key}.", settings, Window)
        refined = windows.get(key) or windows.get(key.partition("/")[0]) or windows["default"]
        windows[key] = replace(refined, **settings)
    return windows


def _check_names(where: str, prefix: str, told: dict[str, Any], settings: type[Policy | Window]) -> None:
    names = {f.name for f in fields(settings)}
    for name in told:
        if name not in names:
            known = ", ".join(sorted(names))
            raise Refused(Problem(where, "is not a setting", f"Settings are: {known}", value=prefix + name))


def _hear_table(where: str, name: str, told: object) -> dict[str, Any]:
    if not isinstance(told, dict):
        step = "Write it as a table, for example [windows.stripe] and its settings below"
        raise Refused(Problem(where, "is not a table", step, column=name, value=str(told)))
    return told


def _hear_days(where: str, told: object) -> tuple[date, ...]:
    days = told if isinstance(told, list) else [told]
    for day in days:
        if not isinstance(day, date) or isinstance(day, datetime):
            step = "Write days without quotes, for example holidays = [2026-12-25]"
            raise Refused(Problem(where, "is not a day", step, column="holidays", value=str(day)))
    return tuple(days)


def _check_zone(where: str, zone: object) -> None:
    try:
        ZoneInfo(zone)  # type: ignore[arg-type]
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        step = "Write a zone of the tz database, for example Europe/Berlin"
        raise Refused(Problem(where, "is not a time zone", step, column="zone", value=str(zone))) from None


def _check_whole(where: str, policy: Policy) -> None:
    """Durations and limits are whole numbers, not below zero."""
    numbers = [(f.name, getattr(policy, f.name)) for f in fields(policy) if f.type in (int, "int")]
    for key, window in policy.windows.items():
        numbers += [(f"windows.{key}.{f.name}", getattr(window, f.name)) for f in fields(window)]
    for name, value in numbers:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Refused(
                Problem(where, "is not a whole number of at least 0", "Correct it", column=name, value=str(value))
            )
