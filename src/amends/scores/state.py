"""The inherited state as columns of a model: what was known at pick-up, and two ways in which it adds up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrival import FIELDS, FIXABLE, IRREVERSIBLE, PRIOR_CONTACTS, WAITING, WRONG, Arrival
from .contacts import Coded, Contacts

Numbers = NDArray[np.float64]

_INDEPENDENT_MIN = 1e-8
_PRIOR_MAX = 3  # three and more are alike


@dataclass(frozen=True, slots=True)
class State:
    """`columns` is n x p, the first all ones; `names` say what each is. `damaged` are the columns that stand for a
    hand-over that was broken before the pick-up.
    """

    columns: Numbers
    names: tuple[str, ...]

    @property
    def damaged(self) -> list[int]:
        """Where wrong information or an irreversible action before the pick-up stands."""
        return [at for at, name in enumerate(self.names) if name.startswith((WRONG, IRREVERSIBLE))]


def state_of(contacts: Contacts, arrival: Arrival) -> State:
    """Channel, tier, what was vouched for, and what is not known as such. Columns that never differ are left out.

    Prior contacts come from the case where nobody vouched for them: that a contact is the third is no opinion.
    """
    columns: dict[str, Numbers] = {"always": np.ones(len(contacts))}
    columns |= _levels("channel", contacts.channel) | _levels("tier", contacts.tier)
    told = arrival.column(PRIOR_CONTACTS)
    prior = contacts.seq - 1.0 if told is None else np.where(np.isnan(told), contacts.seq - 1.0, told)
    for level in range(1, _PRIOR_MAX + 1):
        columns[f"{PRIOR_CONTACTS} {level}"] = (np.minimum(prior, _PRIOR_MAX) == level).astype(np.float64)
    for name in (WRONG, IRREVERSIBLE, FIXABLE):
        columns |= _vouched(name, arrival.column(name))
    waiting = arrival.column(WAITING)
    columns |= _vouched(WAITING, None if waiting is None else _steps(waiting))
    for name in arrival.fields:
        further = None if name in FIELDS else arrival.column(name)
        columns |= _vouched(name, None if further is None else _scaled(further))
    if FIXABLE in columns:
        unfixable = 1.0 - columns[FIXABLE]
        columns[f"un{FIXABLE} again"] = unfixable * (prior > 0)
        if IRREVERSIBLE in columns:
            columns[f"{IRREVERSIBLE} un{FIXABLE}"] = unfixable * columns[IRREVERSIBLE]
    kept = [name for name, values in columns.items() if name == "always" or np.ptp(values) > 0]
    whole = np.column_stack([columns[name] for name in kept])
    own = _independent(whole)
    return State(whole[:, own], tuple(kept[at] for at in own))


def _independent(columns: Numbers) -> list[int]:
    """The columns that are no sum of those before them: two fields that are unknown together say it once."""
    products = columns.T @ columns
    products /= np.sqrt(np.outer(products.diagonal(), products.diagonal()))
    own: list[int] = []
    for at in range(len(products)):
        if own:
            among = products[np.ix_(own, own)]
            left = products[at, at] - products[at, own] @ np.linalg.solve(among, products[own, at])
        if not own or left > _INDEPENDENT_MIN:
            own.append(at)
    return own


def _levels(name: str, of: Coded) -> dict[str, Numbers]:
    """A column for each value but the most frequent."""
    usual = int(of.sums().argmax())
    return {
        f"{name} {known}": (of.codes == code).astype(np.float64) for code, known in enumerate(of.names) if code != usual
    }


def _vouched(name: str, values: Numbers | None) -> dict[str, Numbers]:
    """The values, their mean where nobody vouched, and a column that says so."""
    if values is None:
        return {}
    missing = np.isnan(values)
    if not missing.any():
        return {name: values}
    return {name: np.where(missing, np.nanmean(values), values), f"{name} not known": missing.astype(np.float64)}


def _steps(minutes: Numbers) -> Numbers:
    """Half logarithms, rounded: states that hardly differ stay one state, which a fit then handles at once."""
    found: Numbers = np.round(2 * np.log1p(np.maximum(minutes, 0))) / 2
    return found


def _scaled(values: Numbers) -> Numbers:
    spread = float(np.nanstd(values)) or 1.0
    scaled: Numbers = (values - np.nanmean(values)) / spread
    return scaled
