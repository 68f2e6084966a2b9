"""The documented shapes of accounts over HTTP. No agent is in any of them."""

from ninja import Schema

from .shapes import Iso, MoneyOut


class ForecastOut(Schema):
    """The chance of leaving within twelve months with its 90 % interval, in one currency; `at_risk` is of what the
    account pays in twelve months.
    """

    probability: float
    low: float
    high: float
    at_risk: MoneyOut | None
    made_at: Iso


class RuleOut(Schema):
    """A listed rule that applies, and the points that it adds."""

    words: str
    points: int


class ServiceLineOut(Schema):
    """One service; `revenue_percent` within its currency, `contacts_percent` of all of the last 90 days."""

    service: str
    name: str
    account: str
    per_month: MoneyOut | None
    in_force: bool
    renewal: Iso | None
    revenue_percent: int | None
    contacts_percent: int | None
    contacts_90_days: int
    repeats_90_days: int
    cases_open: int
    promises_broken: int
    errors_ours: int


class AccountNodeOut(Schema):
    """One account of the tree; `depth` counts from 0 at the top, `dates` are the spans that were told."""

    account: str
    name: str
    parent: str
    known: bool
    depth: int
    services: int
    per_month: list[MoneyOut]
    contacts_90_days: int
    cases_open: int
    dates: list[str]


class WholeAccountOut(Schema):
    """A whole account. `mark` is `uncalibrated` where value at risk is by listed rules, and empty with a forecast."""

    account: str
    name: str
    lines: list[str]
    mark: str
    points: int
    rules: list[RuleOut]
    rules_not_asked: list[str]
    forecasts: list[ForecastOut]
    drives: list[str]
    helps: list[str]
    changed_this_week: list[str]
    services: list[ServiceLineOut]
    tree: list[AccountNodeOut]


class WatchedOut(Schema):
    """A line of the watch list."""

    account: str
    name: str
    per_month: MoneyOut | None
    services: int
    contacts_90_days: int
    points: int
    points_week_ago: int
    forecast: ForecastOut | None
    drives: list[str]
    helps: list[str]
    changed_this_week: list[str]


class CurrencyOut(Schema):
    """A currency, empty where nobody says what is paid, and how many accounts pay in it."""

    currency: str
    accounts: int


class WatchListOut(Schema):
    """One page. `crossed` are the accounts that crossed the threshold this week, at most twenty of `crossed_count`."""

    rows: list[WatchedOut]
    page: int
    more: bool
    count: int
    currency: str
    currencies: list[CurrencyOut]
    mark: str
    crossed: list[str]
    crossed_count: int
