"""Several policies on the same customers, side by side, and what each would need to be level with the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..weights import Weights
from .demand import Demand
from .figures import ACCOUNT, FIGURES, figures_of
from .floor import Floor
from .intervals import Interval, differences, interval_of
from .policies import RULES
from .settings import Centre

OnDay = Callable[[], None]
Row = dict[str, float | None]  # the figures of one run


@dataclass(frozen=True, slots=True)
class Heads:
    """Extra heads with which a policy is level with the first; None where `tried` were not enough."""

    extra: int | None
    tried: int


@dataclass(frozen=True, slots=True)
class Result:
    """One policy over all seeds. `account` says where the contacts of all seeds went; the rest of it sums to
    `arrived`.
    """

    policy: str
    figures: dict[str, Interval]
    against_first: dict[str, Interval]
    account: dict[str, int]
    heads: Heads | None = None


@dataclass(slots=True)
class _Runs:
    """Runs of one centre, made once: by policy and extra heads, one row of figures for each seed.

    The customers of a seed are drawn again for each run, to the same numbers: kept, they would fill the memory.
    """

    centre: Centre
    seeds: Sequence[int]
    weights: Weights
    on_day: OnDay
    figures: dict[tuple[str, int], list[Row]] = field(default_factory=dict)
    accounts: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)

    def of(self, policy: str, more: int = 0) -> list[Row]:
        key = (policy, more)
        if key not in self.figures:
            rows, account = [], dict.fromkeys(ACCOUNT, 0)
            for seed in self.seeds:
                demand = Demand(self.centre, seed)
                tally = Floor(demand, RULES[policy], self.weights, more=more).run(self.on_day)
                rows.append(figures_of(tally))
                account = {name: count + getattr(tally, name) for name, count in account.items()}
            self.figures[key], self.accounts[key] = rows, account
        return self.figures[key]


def compare(
    centre: Centre,
    policies: Sequence[str],
    seeds: int,
    weights: Weights,
    *,
    search_heads: bool = True,
    on_day: OnDay = lambda: None,
    on_search: Callable[[str, int], None] = lambda policy, more: None,
) -> list[Result]:
    """One result for each policy, in their order. Seeds are 1 to `seeds`; `on_day` is called after each simulated day,
    `on_search` before each run that only looks for the heads a policy needs.
    """
    runs = _Runs(centre, range(1, seeds + 1), weights, on_day)
    for policy in policies:
        runs.of(policy)
    first = runs.of(policies[0])
    return [
        Result(
            policy,
            {name: interval_of([row[name] for row in runs.of(policy)]) for name in FIGURES},
            {
                name: differences([row[name] for row in runs.of(policy)], [row[name] for row in first])
                for name in FIGURES
            },
            runs.accounts[policy, 0],
            _heads(runs, centre, policy, first, on_search) if search_heads else None,
        )
        for policy in policies
    ]


def _heads(runs: _Runs, centre: Centre, policy: str, first: list[Row], on_search: Callable[[str, int], None]) -> Heads:
    """The fewest extra heads, one more at a time: waits fall with each, and few are needed where any number helps."""
    level = centre.level
    for more in range(level.heads_max + 1):
        if (policy, more) not in runs.figures:
            on_search(policy, more)
        found = runs.of(policy, more)
        wait, base_wait = _mean(found, "mean_wait_minutes"), _mean(first, "mean_wait_minutes")
        gone, base_gone = _mean(found, "gave_up_percent"), _mean(first, "gave_up_percent")
        if wait <= base_wait * (1 + level.wait_percent / 100) and gone <= base_gone + level.gave_up_points:
            return Heads(more, more)
    return Heads(None, level.heads_max)


def _mean(rows: list[Row], name: str) -> float:
    return sum(row[name] or 0.0 for row in rows) / len(rows)
