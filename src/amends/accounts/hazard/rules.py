"""The rules that stand in while events are too few for a probability: points for what is known to go before leaving.

The points are a convention, and no chance follows from them. They are in one table, printed wherever they are used.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .columns import Columns, Numbers, Numeric

UNCALIBRATED: Final = "uncalibrated"


@dataclass(frozen=True, slots=True)
class Rule:
    """`points` where one of `columns`, the first that the table has, is at least `least` (at most `most`)."""

    words: str
    columns: tuple[str, ...]
    points: int
    least: float | None = None
    most: float | None = None

    def applies(self, values: Numbers) -> Numbers:
        """1 where it does, 0 where it does not or where nothing is known."""
        with np.errstate(invalid="ignore"):
            found = values >= self.least if self.least is not None else values <= (self.most or 0.0)
        return np.asarray(found & ~np.isnan(values), np.float64)


RULES: Final = (
    Rule("four contacts or more in 30 days", ("contacts_30d", "contacts_sum_30d"), 3, least=4),
    Rule("two repeats or more in 90 days", ("repeats_90d", "repeats_30d"), 2, least=2),
    Rule("a promise was broken", ("broken_promises_90d", "broken_promises"), 2, least=1),
    Rule("an error that we verified as ours", ("verified_errors_90d", "verified_errors"), 2, least=1),
    Rule("something open for 14 days or more", ("unresolved_days",), 1, least=14),
    Rule("an answer of 1 or 2 to a survey", ("survey_lowest_90d", "survey_lowest"), 1, most=2),
    Rule("renewal within 3 months", ("months_to_renewal",), 2, most=3),
    Rule("a service was ended in the last 12 months", ("services_lost_12m", "services_lost"), 2, least=1),
    Rule("usage or revenue down by 30 % or more", ("usage_trend", "revenue_trend"), 1, most=-0.3),
)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """`points` of each row. Marked, because it is no probability. `asked` and `not_asked`: the table had a column for
    the rule, or had none.
    """

    points: Numbers
    asked: tuple[tuple[Rule, str], ...]
    not_asked: tuple[Rule, ...]
    mark: str = UNCALIBRATED


def rule_score(columns: Columns) -> RuleScore:
    """The points of each row, from the columns that there are."""
    told = {column.name: column for column in columns if isinstance(column, Numeric)}
    asked = [(rule, name) for rule in RULES if (name := next((n for n in rule.columns if n in told), None))]
    rows = next((len(column.values) for column in told.values()), 0)
    points = sum((rule.points * rule.applies(told[name].values) for rule, name in asked), np.zeros(rows))
    names = {rule.words for rule, _ in asked}
    return RuleScore(points, tuple(asked), tuple(rule for rule in RULES if rule.words not in names))
