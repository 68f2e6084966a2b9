"""Invented accounts with several services, month by month, of which it is known how likely each was to leave.

No public table has several services on one account, so this is what the method is held against. Tickets fall mostly on
cheap services; what happens on any of them moves the whole account.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .ahead import MONTHS_AHEAD, months_on
from .columns import Columns, Mask, Numbers, Numeric, Rows
from .hashes import of_texts
from .observed import Observed

_TERM = 12
_WINDOW = 3  # months in 90 days
_COLUMNS = (
    "tenure_months", "months_to_renewal", "contacts_30d", "contacts_most_30d", "repeats_90d", "broken_promises_90d",
    "verified_errors_90d", "usage_trend", "services",
)  # fmt: skip
Truth = Callable[[dict[str, Numbers]], Numbers]


def plain_truth(told: dict[str, Numbers]) -> Numbers:
    """The true log odds of leaving in a month: what the terms of the model can say."""
    contacts, renewal = told["contacts_30d"], told["months_to_renewal"]
    support = 0.9 * (contacts >= 4) + 0.5 * (contacts >= 8) + 0.3 * (told["contacts_most_30d"] >= 3)
    support = support + 0.15 * np.minimum(told["repeats_90d"], 6) + 0.5 * (told["broken_promises_90d"] >= 1)
    support = support + 0.25 * np.minimum(told["verified_errors_90d"], 3)
    calendar = 1.0 * (renewal <= 1) + 0.4 * (renewal == 2) - 0.5 * np.log1p(told["tenure_months"] / 12)
    return np.asarray(-4.9 + support + calendar - 1.2 * told["usage_trend"], np.float64)


def tangled_truth(told: dict[str, Numbers]) -> Numbers:
    """Contacts warn only where usage falls, and silence only where it grows: no sum of terms can say that."""
    falling, many = told["usage_trend"] < 0, told["contacts_30d"] >= 2
    calendar = 1.0 * (told["months_to_renewal"] <= 1)
    return np.asarray(-5.5 + calendar + np.where(many == falling, 2.2, 0.0), np.float64)


@dataclass(frozen=True, slots=True)
class World:
    """`observed` are account-months with `truth`, the true hazard of each. `services` are service-months of the same,
    with the event that the service ended: with its account, or alone.
    """

    observed: Observed
    truth: Numbers
    services: Observed
    log_odds: Truth

    def truth_ahead(self, columns: Columns, months: int = MONTHS_AHEAD) -> Numbers:
        """The true chance of leaving within so many months, if only the calendar moves."""
        kept = np.ones(len(columns[0].values if isinstance(columns[0], Numeric) else ()))
        for month in range(1, months + 1):
            kept *= 1 - expit(self.log_odds(_told(months_on(columns, month))))
        return 1 - kept


@dataclass
class _Floor:
    """Where all accounts stand: arrays with a place for each account, and the services of each as rows of their own."""

    owner: Rows  # the account of each service
    cheap: Numbers  # of each service: how many contacts it makes
    quality: Numbers
    trouble: Mask
    tenure: Numbers
    renewal: Numbers
    usage: Numbers
    here: Mask
    running: Mask  # of each service
    past: list[NDArray[np.float64]] = field(default_factory=list)  # repeats, broken promises, errors of recent months


def world(
    accounts: int, months: int, seed: int, truth: Truth = plain_truth, *, lasting: float = 0.97, spread: float = 0.5
) -> World:
    """Some 1 % of accounts leave a month. `lasting`: how likely trouble is to go on for another month. `spread`: by
    how much accounts differ for good in how often they need help, in standard deviations of the log.
    """
    source = np.random.default_rng(seed)
    floor = _begin(source, accounts, spread)
    rows: list[dict[str, Numbers]] = []
    parts: list[dict[str, Numbers]] = []
    for month in range(months):
        told, contacts = _month(source, floor, lasting)
        odds = truth(told)
        left = floor.here & (source.random(accounts) < expit(odds))
        ended = _ended(source, floor, contacts, left)
        here, running = np.flatnonzero(floor.here), np.flatnonzero(floor.running)
        base = {"account": here, "month": np.full(len(here), month), "event": left[here], "truth": expit(odds)[here]}
        rows.append({**base, **{name: told[name][here] for name in _COLUMNS}})
        parts.append(_service_rows(floor, told, contacts, ended, running, month))
        floor.here &= ~left
        floor.running &= ~ended
        _next_month(source, floor)
    table = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    pieces = {name: np.concatenate([row[name] for row in parts]) for name in parts[0]}
    names = tuple(f"a{number:06d}" for number in range(accounts))
    service_columns = ("tenure_months", "months_to_renewal", "contacts_30d", "usage_trend", "services")
    return World(_observed(names, table, _COLUMNS), table["truth"], _observed(names, pieces, service_columns), truth)


def _begin(source: np.random.Generator, accounts: int, spread: float) -> _Floor:
    count = 1 + source.poisson(3.0, accounts)
    owner = np.repeat(np.arange(accounts), count)
    return _Floor(
        owner,
        source.choice([0.15, 0.3, 0.9], len(owner), p=[0.3, 0.4, 0.3]),
        source.normal(0, spread, accounts),
        source.random(accounts) < 0.15,
        source.integers(0, 72, accounts).astype(np.float64),
        source.integers(0, _TERM, accounts).astype(np.float64),
        source.normal(0, 0.25, accounts),
        np.ones(accounts, np.bool_),
        np.ones(len(owner), np.bool_),
    )


def _month(source: np.random.Generator, floor: _Floor, lasting: float) -> tuple[dict[str, Numbers], Numbers]:
    """What is known of each account at the month's beginning, and the contacts of each service."""
    count = len(floor.here)
    begins = (1 - lasting) * 0.15 / 0.85
    floor.trouble = np.where(floor.trouble, source.random(count) < lasting, source.random(count) < begins)
    rate = np.exp(floor.quality + 1.3 * floor.trouble) * 0.9
    contacts = (source.poisson(floor.cheap * rate[floor.owner]) * floor.running).astype(np.float64)
    total = np.bincount(floor.owner, contacts, count)
    most = np.zeros(count)
    np.maximum.at(most, floor.owner, contacts)
    repeats = source.binomial(total.astype(np.int64), np.where(floor.trouble, 0.35, 0.12))
    broken = source.binomial(repeats, 0.15)
    errors = source.binomial(total.astype(np.int64), np.where(floor.trouble, 0.12, 0.04))
    floor.past = [*floor.past[-(_WINDOW - 1) :], np.stack([repeats, broken, errors]).astype(np.float64)]
    recent = np.sum(floor.past, axis=0)
    services = np.bincount(floor.owner, floor.running, count)
    values = (floor.tenure, floor.renewal, total, most, *recent, floor.usage, services)
    return {name: np.array(value, np.float64) for name, value in zip(_COLUMNS, values, strict=True)}, contacts


def _ended(source: np.random.Generator, floor: _Floor, contacts: Numbers, left: Mask) -> Mask:
    """All services of an account that leaves; else a service alone, the sooner the more often it needed help."""
    alone = source.random(len(contacts)) < expit(-5.5 + 0.6 * np.minimum(contacts, 4))
    several = np.bincount(floor.owner, floor.running, len(left))[floor.owner] > 1
    return np.asarray(floor.running & (left[floor.owner] | (alone & several)), np.bool_)


def _service_rows(
    floor: _Floor, told: dict[str, Numbers], contacts: Numbers, ended: Mask, running: Rows, month: int
) -> dict[str, Numbers]:
    owner = floor.owner[running]
    whole = {name: told[name][owner] for name in ("tenure_months", "months_to_renewal", "usage_trend", "services")}
    base = {"account": owner, "month": np.full(len(running), month), "event": ended[running]}
    return {**base, **whole, "contacts_30d": contacts[running].astype(np.float64)}


def _next_month(source: np.random.Generator, floor: _Floor) -> None:
    floor.tenure = floor.tenure + 1
    floor.renewal = np.mod(floor.renewal - 1, _TERM)
    floor.usage = 0.95 * floor.usage + source.normal(0, 0.08, len(floor.usage))


def _observed(names: tuple[str, ...], table: dict[str, Numbers], columns: tuple[str, ...]) -> Observed:
    return Observed(
        table["event"].astype(np.bool_),
        table["account"].astype(np.int64),
        names,
        of_texts(names),
        table["month"].astype(np.int64),
        tuple(Numeric(name, table[name]) for name in columns),
        np.arange(len(table["event"])),
    )


def _told(columns: Columns) -> dict[str, Numbers]:
    return {column.name: column.values for column in columns if isinstance(column, Numeric)}
