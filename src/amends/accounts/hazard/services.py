"""Several services on one account: what happened on any of them counts in full for all, however cheap it is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from amends.facts import Problem, Refused

from .columns import Numbers, Numeric, Rows
from .observed import Observed


def with_account_terms(observed: Observed, names: Sequence[str]) -> Observed:
    """Rows are services in a month. For each of these columns of numbers two more: the sum over the account's services
    in that month, and the largest. Not weighted by revenue. What is not known counts as nothing.

    Raises Refused for a name that is no column of numbers.
    """
    group, first = _account_months(observed)
    more = []
    for name in names:
        column = observed.column(name)
        if not isinstance(column, Numeric):
            step = "Name columns of numbers, such as contacts_30d"
            raise Refused(Problem("--account-terms", "is no column of numbers that is used", step, value=name))
        total, most = _rolled(column.values, group, len(first))
        more += [Numeric(f"account_sum_{name}", total[group]), Numeric(f"account_most_{name}", most[group])]
    return replace(observed, columns=(*observed.columns, *more))


def account_months(observed: Observed) -> Observed:
    """One row for each account and month, of rows that are services: of each column of numbers the sum and the
    largest, named `sum_...` and `most_...`. The event is that all of its services of that month ended.
    """
    group, first = _account_months(observed)
    columns = []
    for column in observed.columns:
        if isinstance(column, Numeric):
            total, most = _rolled(column.values, group, len(first))
            columns += [Numeric(f"sum_{column.name}", total), Numeric(f"most_{column.name}", most)]
    services = np.bincount(group).astype(np.float64)
    ended = np.bincount(group, observed.event, len(first)) == services
    whole = observed.take(first)
    return replace(whole, event=ended, columns=(Numeric("services", services), *columns))


def _account_months(observed: Observed) -> tuple[Rows, Rows]:
    month = np.zeros(len(observed), np.int64) if observed.month is None else observed.month
    span = int(month.max() - month.min()) + 1
    key = observed.entity * span + (month - month.min())
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return np.asarray(group, np.int64), np.asarray(first, np.int64)


def _rolled(values: Numbers, group: Rows, count: int) -> tuple[Numbers, Numbers]:
    known = np.nan_to_num(values, nan=0.0)
    most = np.full(count, -np.inf)
    np.maximum.at(most, group, known)
    return np.asarray(np.bincount(group, known, count), np.float64), most
