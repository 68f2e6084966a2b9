"""Small tables and worlds for tests of the hazard."""

from io import BytesIO
from typing import Any

import numpy as np

from amends.accounts.hazard.columns import Numbers, Numeric
from amends.accounts.hazard.hashes import of_texts
from amends.accounts.hazard.hear_table import Asked, Heard, hear_table
from amends.accounts.hazard.observed import Observed
from amends.link.chains import hear_sheet


def heard(text: str, event: str = "left", **asked: Any) -> Heard:
    """A CSV as it is heard."""
    return hear_table(hear_sheet(BytesIO(text.encode()), "accounts.csv"), Asked(event, **asked))


def csv_of(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


def leaving(count: int, seed: int = 1) -> str:
    """A cross-section: who had four contacts or more leaves more often, and so does who has a low plan."""
    source = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        contacts, usage = source.poisson(2.0), source.normal()
        plan = source.choice(["low", "mid", "high"])
        odds = -2.0 + 2.0 * (contacts >= 4) + 0.8 * (plan == "low") - 0.5 * usage
        left = int(source.random() < 1 / (1 + np.exp(-odds)))
        rows.append(f"a{number},{contacts},{usage:.4f},{plan},{left}")
    return csv_of("account,contacts_30d,usage,plan,left", rows)


def observed_of(event: Any, entity: Any = None, month: Any = None, **columns: Numbers) -> Observed:
    """Rows as they come; accounts are numbers."""
    accounts = np.arange(len(event)) if entity is None else np.asarray(entity)
    names = tuple(f"a{number}" for number in range(int(accounts.max()) + 1))
    told = tuple(Numeric(name, np.asarray(values, np.float64)) for name, values in columns.items())
    months = None if month is None else np.asarray(month)
    rows = np.arange(len(event))
    return Observed(np.asarray(event, np.bool_), accounts, names, of_texts(names), months, told, rows)


def concordance(months: Any, left: Any, risk: Any) -> float:
    """Harrell's c: of pairs of which it is known who left first, how often that one was said to be likelier to."""
    first = (months[:, None] < months[None, :]) & left[:, None]
    first |= (months[:, None] == months[None, :]) & left[:, None] & ~left[None, :]
    higher = (risk[:, None] > risk[None, :]) + 0.5 * (risk[:, None] == risk[None, :])
    return float(higher[first].mean())


def cox_risk(months: Any, left: Any, told: Any, asked: Any) -> Any:
    """The log partial hazard of `asked` by Cox's model (Breslow) fitted to `told`: Newton steps, halved as needed."""
    centre, scale = told.mean(0), told.std(0)
    rows, effects = (told - centre) / scale, np.zeros(told.shape[1])
    found = _partial(months, left, rows, effects)
    for _ in range(30):
        step = np.linalg.solve(found[2], found[1])
        tried = _partial(months, left, rows, effects + step)
        while tried[0] < found[0] - 1e-9:
            step = step / 2
            tried = _partial(months, left, rows, effects + step)
        effects, found = effects + step, tried
    assert np.abs(found[1]).max() < 1e-4, "it has not converged"
    return (asked - centre) / scale @ effects


def _partial(months: Any, left: Any, rows: Any, effects: Any) -> tuple[float, Any, Any]:
    """The log partial likelihood, its slope and minus its curvature."""
    odds = rows @ effects
    weight = np.exp(odds - odds.max())
    value, slope, bent = 0.0, np.zeros(len(effects)), np.zeros((len(effects), len(effects)))
    for at in np.unique(months[left]):
        risk, gone = months >= at, left & (months == at)
        share = weight[risk] / weight[risk].sum()
        mean = share @ rows[risk]
        value += float(odds[gone].sum() - gone.sum() * (np.log(weight[risk].sum()) + odds.max()))
        slope = slope + (rows[gone] - mean).sum(0)
        bent = bent + gone.sum() * ((rows[risk] * share[:, None]).T @ rows[risk] - np.outer(mean, mean))
    return value, slope, bent
