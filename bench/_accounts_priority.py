"""Which tickets to handle first: what each way saves of what knowing the truth would save, and what the guards cost.

Part of the bench of accounts. Invented accounts whose truth is known: no public table tells it.
"""

from collections import defaultdict
from time import process_time
from typing import Final

import numpy as np

from amends.accounts.priority import Rules, order
from amends.accounts.priority.simulated import (
    EXPEDITED_PERCENT,
    NOW,
    Centre,
    best_by,
    centre,
    guarded,
    lane_of,
    scores,
    share_saved,
    tickets_of,
    values_of,
)

ACCOUNTS: Final = 5_000
ERRORS: Final = (0.8, 1.5)
OURS, REVENUE = "(P0-P1) x account revenue", "account revenue"
AIM: Final = 0.90


def priority(quick: bool) -> None:
    """All figures are means over seeds, with the least and the largest."""
    seeds = range(1, 4 if quick else 11)
    first = centre(ACCOUNTS, 1, 0.8)
    middle = float(np.median(first.service / first.account))
    print(f"  {ACCOUNTS:,} accounts, {len(seeds)} seeds; {EXPEDITED_PERCENT} % of the tickets go first; the median "
          f"ticket's service is {middle:.1%} of its account")  # fmt: skip
    for error in ERRORS:
        print(f"  model errs by {error} on the log odds: share of what the truth would save")
        _compare([centre(ACCOUNTS, seed, error) for seed in seeds], aim=error == ERRORS[0])
        print(f"  the same, and what it believes of the help errs by .5 on the logarithm (model {error})")
        doubly = [centre(ACCOUNTS, seed, error, help_error=0.5) for seed in seeds]
        ours = [_saved(one, OURS) for one in doubly]
        _say_row(OURS, ours)
        _say_lead(ours, [_saved(one, REVENUE) for one in doubly])
    _speed(10_000 if quick else 100_000)


def _compare(made: list[Centre], *, aim: bool) -> None:
    found: dict[str, list[float]] = defaultdict(list)
    for one in made:
        for name in scores(one):
            found[name].append(_saved(one, name))
        found["with all guards: " + OURS].append(share_saved(one, guarded(one), lane_of(one)))
        alone = guarded(one, by_revenue_alone=True)
        found["with all guards: " + REVENUE].append(share_saved(one, alone, lane_of(one)))
    for name, values in found.items():
        _say_row(name, values)
    ours = float(np.mean(found[OURS]))
    if aim:
        print(f"    aim: at least {AIM:.2f} at logit error .8: {ours:.3f}, {'reached' if ours >= AIM else 'MISSED'}")
    _say_lead(found[OURS], found[REVENUE])
    cost = ours - float(np.mean(found["with all guards: " + OURS]))
    print(f"    what the guards cost: {cost:.3f} of what the truth would save", flush=True)


def _saved(made: Centre, name: str) -> float:
    lane = lane_of(made)
    return share_saved(made, best_by(scores(made)[name], lane), lane)


def _say_lead(ours: list[float], theirs: list[float]) -> None:
    least = min(mine - other for mine, other in zip(ours, theirs, strict=True))
    print(
        f"    aim: never below account revenue alone: least lead {least:+.3f}, {'reached' if least >= 0 else 'MISSED'}"
    )


def _say_row(name: str, values: list[float]) -> None:
    print(f"    {name:44} {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})", flush=True)


def _speed(count: int) -> None:
    made = centre(count, 1, 0.8)
    tickets, values = tickets_of(made), values_of(made)
    began = process_time()
    placed = order(tickets, values, NOW, Rules())
    assert len(placed) == count
    print(f"  {count:,} tickets ordered in {process_time() - began:.2f} CPU s")
