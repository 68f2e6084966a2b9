"""The fit behind value at risk: once a week, out of the desk's own tables, by the follower. Below the gate, none."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from amends.facts import Moment
from amends.facts.kinds import ServiceTold
from amends.facts.moments import DAY_US

from ..desk import store
from ..desk.many import insert_many
from .kept import clear_forecasts
from .models import DeskAccountFit, DeskForecast, DeskServiceTold, DeskWatch
from .panel import Panel, panel
from .risk import WEEK_US
from .told import Told, all_told

if TYPE_CHECKING:
    from amends.accounts.hazard.observed import Observed

logger = logging.getLogger(__name__)
EVERY: Final = 7 * DAY_US
TRIED_AGAIN_AFTER_US: Final = DAY_US
SEED: Final = 7
REASONS_MAX: Final = 3
YEAR_MONTHS: Final = 12
_COLUMNS: Final = (
    "account",
    "currency",
    "made_at",
    "probability",
    "low",
    "high",
    "before",
    "risk_minor",
    "drives",
)


class Fitting:
    """Remembers a try that failed, so that it is not made again every two seconds."""

    def __init__(self) -> None:
        self._failed: Moment | None = None

    def round(self, now: Moment) -> bool:
        """Fit where a week has passed since the last try. True where it was tried."""
        if self._failed is not None and 0 <= now - self._failed < TRIED_AGAIN_AFTER_US:
            return False
        last = DeskAccountFit.objects.order_by("-made_at").values_list("made_at", flat=True).first()
        if (last is not None and 0 <= now - last < EVERY) or not DeskServiceTold.objects.exists():
            return False
        try:
            make(now)
        except Exception as error:  # its name only; everything else that the follower does goes on
            logger.error("The hazard of accounts could not be fitted: %s", type(error).__name__)
            self._failed = now
        return True


def make(now: Moment) -> str:
    """Fit, and write what came of it. Gives the state: hold (too few events), drifted, or fitted."""
    told = all_told(now, everything=True)
    tree = told.tree(now)
    known = panel(tree, told.attached(tree), _first_told(told))
    observed = known.observed()
    state, words = _judged(observed)
    rows = list(_forecasts(known, observed, now)) if state == "fitted" and observed is not None else []
    with transaction.atomic():
        store.begin()
        clear_forecasts()
        DeskAccountFit.objects.all().delete()
        DeskAccountFit.objects.create(
            made_at=now,
            events=0 if observed is None else observed.events,
            months=known.months(),
            accounts=len(known.names),
            state=state,
            words=words,
        )
        insert_many(DeskForecast, _COLUMNS, rows)
        store.record_change()
    return state


def _judged(observed: "Observed | None") -> tuple[str, str]:
    """Whether there is a probability: enough events, and calibrated on later months by a fit of earlier ones."""
    from amends.accounts.hazard.folds import split_by_time
    from amends.accounts.hazard.gate import EVENTS_MIN, enough_events
    from amends.accounts.hazard.model import fit
    from amends.accounts.hazard.monitor import monitored

    events = 0 if observed is None else observed.events
    if observed is None or not enough_events(events):
        return "hold", f"{events:,} accounts were seen to leave; from {EVENTS_MIN} on there is a probability."
    split = split_by_time(observed)
    past, later = (observed.take(part) for part in split) if split is not None else (observed, observed)
    if split is None or not past.event.any() or past.event.all():
        return "hold", "All that left did so in the last months, so that no earlier fit can be held against them."
    found = monitored(later.event, fit(past).probability(later.columns))
    if found.state == "drifted":
        return "drifted", f"No probability, because what was learnt does not hold: {found.words}."
    return "fitted", f"Fitted on {events:,} accounts that left. On later months: {found.words}."


def _forecasts(known: Panel, observed: "Observed", now: Moment) -> Iterator[tuple[Any, ...]]:
    import numpy as np

    from amends.accounts.hazard.ahead import fading, held
    from amends.accounts.hazard.explained import explained
    from amends.accounts.hazard.model import fit_with_design
    from amends.accounts.hazard.twelve_months import forecast

    hazard, design = fit_with_design(observed)
    ahead = fading(hazard, observed, design, SEED) or held(hazard, observed, design, SEED)
    chosen = np.flatnonzero(known.in_force(now))
    columns = known.columns(now, chosen)
    found, earlier = forecast(ahead, columns), forecast(ahead, known.columns(now - WEEK_US, chosen))
    paid: dict[str, list[tuple[str, int]]] = {}
    for account, currency, minor in DeskWatch.objects.values_list("account", "currency", "per_month_minor"):
        paid.setdefault(account, []).append((currency, minor))
    for place, why in enumerate(explained(hazard, columns)):
        name, chance = known.names[chosen[place]], float(found.probability[place])
        raising = [reason.words for reason in why.reasons if reason.added > 0][:REASONS_MAX]
        for currency, minor in paid.get(name, ()):
            risk = round(chance * max(minor, 0) * YEAR_MONTHS)
            span = (float(found.low[place]), float(found.high[place]), float(earlier.probability[place]))
            yield name, currency, now, chance, *span, risk, "\n".join(raising)


def _first_told(told: Told) -> dict[str, Moment]:
    found: dict[str, Moment] = {}
    for entry in told.entries:
        if isinstance(entry.what, ServiceTold):
            name = entry.what.service
            found[name] = min(entry.occurred, found.get(name, entry.occurred))
    return found
