"""Policy: every number a team may change, with its default and the reason. One TOML file, `policy.toml` in the home."""

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .kinds import KINDS
from .problems import Problem, Refused

DIAL_HARD_FROM: Final = "08:00"
DIAL_HARD_UNTIL: Final = "21:00"


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
    our_addresses: tuple[str, ...] = ()  # mail from these ("help@shop.example", "@shop.example") is what we said
    agents: dict[str, tuple[str, ...]] = field(default_factory=dict)  # user name: his names in phone system, helpdesk
    chain_window_days: int = 14  # a contact this soon after the last, naming nothing else, is about the same matter
    resolved_after_days: int = 7  # no further contact for this long after the first: it was resolved
    chat_pause_minutes: int = 60  # a chat message this soon after his last one is no new contact
    answer_within_hours: int = 24  # an unanswered contact older than this was left without response
    promise_without_date_business_days: int = 2  # "we will call you back", and no time named: due by then
    dial_from: str = "09:00"  # we call nobody earlier by his clock
    dial_until: str = "20:00"  # nor later; 47 CFR 64.1200(c)(1) allows 8:00 to 21:00, which always binds
    attempts_max: int = 3  # then a message and a written note
    attempts_apart_minutes: int = 15  # who did not answer is not rung up again at once
    spoke_seconds: int = 10  # a call with less talk reached nobody
    broken_owned_within_hours: int = 1  # working hours until a broken promise is owned
    survey_bad_at_most_percent: int = 60  # of the scale: 3 of 5, 6 of 10
    two_approve_above_minor: int = 50_000  # a remedy above this takes two people
    interest_basis_points: int = 0  # a year, on what was kept from him, from the day it should have been there
    remediation_contacts_per_day: int = 50  # so many people are told a day: what the floor can answer
    scores_months: int = 3  # a window of scores: 1, 2, 3, 4, 6 or 12 whole months of the calendar, in `zone`
    surveys_sent_by: str = (
        ""  # "system" or "agent" where sources do not say; empty: as if the agent had chosen whom to ask
    )
    support_words: str = ""  # who is there to talk to after a contact was ended for abuse; empty: the line is left out
    reports_identity_days: int = 90  # then who made a confidential report is forgotten, also where nobody closed it
    account_alert_points: int = 5  # of the listed rules: an account that comes to so many stands among those to look at
    account_alert_percent: int = 20  # the same of its chance of leaving within twelve months, where there is a fit
    retention_days: dict[str, int] = field(
        default_factory=dict
    )  # kind of entry: after so many days it may be forgotten
    goodwill_is_netted: bool = False  # money already given for the same fault is taken off; it is shown in any case

    def window(self, gateway: str, method: str) -> Window:
        """The window of (gateway, method), else of the gateway, else the default."""
        for key in (f"{gateway}/{method}", gateway, "default"):
            if key in self.windows:
                return self.windows[key]
        return Window()

    def agent_behind(self, name: str) -> str:
        """The user whom a source calls `name`; the name itself where nobody has said."""
        return next((user for user, names in sorted(self.agents.items()) if name in (user, *names)), name)

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
    for name in ("our_addresses",):
        if name in told:
            told[name] = _hear_texts(where, name, told[name])
    if "agents" in told:
        agents = _hear_table(where, "agents", told["agents"])
        told["agents"] = {name: _hear_texts(where, f"agents.{name}", names) for name, names in agents.items()}
    if "retention_days" in told:
        told["retention_days"] = _hear_retention(where, _hear_table(where, "retention_days", told["retention_days"]))
    policy = Policy(windows=windows, **told)
    _check_clock(where, policy)
    _check_zone(where, policy.zone)
    _check_whole(where, policy)
    _check_months(where, policy.scores_months)
    _check_senders(where, policy.surveys_sent_by)
    _check_support(where, policy.support_words)
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


def _hear_retention(where: str, told: dict[str, Any]) -> dict[str, int]:
    for kind, days in told.items():
        if kind not in KINDS:
            step = 'Write for example "contact.received" = 1095; docs/reference/entries names every kind'
            raise Refused(Problem(where, "is no kind of entry", step, column="retention_days", value=kind))
        if not isinstance(days, int) or isinstance(days, bool) or days < 1:
            step = "Write whole days, at least 1"
            raise Refused(
                Problem(where, "is no number of days", step, column=f"retention_days.{kind}", value=str(days))
            )
    return told


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


def _hear_texts(where: str, name: str, told: object) -> tuple[str, ...]:
    texts = told if isinstance(told, list) else [told]
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            step = 'Write texts in quotes, for example ["help@shop.example"]'
            raise Refused(Problem(where, "is not a text", step, column=name, value=str(text)))
    return tuple(str(text).strip() for text in texts)


def _check_clock(where: str, policy: Policy) -> None:
    """Quiet hours may be made longer than the law asks, never shorter."""
    hours = {"dial_from": policy.dial_from, "dial_until": policy.dial_until}
    for name, told in hours.items():
        if not isinstance(told, str) or not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", told):
            raise Refused(Problem(where, "is not a time of day", 'Write it as "09:00"', column=name, value=str(told)))
    if not DIAL_HARD_FROM <= policy.dial_from < policy.dial_until <= DIAL_HARD_UNTIL:
        step = f'Choose times between "{DIAL_HARD_FROM}" and "{DIAL_HARD_UNTIL}", the first before the second'
        raise Refused(Problem(where, "calls people outside the hours", step, column="dial_from, dial_until"))


def _check_zone(where: str, zone: object) -> None:
    try:
        ZoneInfo(zone)  # type: ignore[arg-type]
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        step = "Write a zone of the tz database, for example Europe/Berlin"
        raise Refused(Problem(where, "is not a time zone", step, column="zone", value=str(zone))) from None


def _check_months(where: str, months: int) -> None:
    """Windows of scores fill a year without a rest, so that the same months are compared every year."""
    if months not in (1, 2, 3, 4, 6, 12):
        step = "Choose 1, 2, 3, 4, 6 or 12"
        raise Refused(Problem(where, "is no part of a year", step, column="scores_months", value=str(months)))


def _check_senders(where: str, sender: str) -> None:
    if sender not in ("", "system", "agent"):
        step = 'Write "system" where every survey is sent by a rule, else "agent"'
        raise Refused(Problem(where, "is nobody who sends surveys", step, column="surveys_sent_by", value=str(sender)))


def _check_support(where: str, words: object) -> None:
    if not isinstance(words, str):
        step = 'Write a line in quotes, for example support_words = "Ana, extension 214, in confidence"'
        raise Refused(Problem(where, "is not a text", step, column="support_words", value=str(words)))


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
