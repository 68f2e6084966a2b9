"""An invented centre, to ask what an order of tickets saves: the true effect of handling each first is known.

No public table has several services on one account with what happened after each ticket. Tickets fall mostly on cheap
services; the account decides as a whole; a model of its chances errs. Only `share_saved` sees the truth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from amends.facts import Moment, Money
from amends.facts.moments import DAY_US, MINUTE_US

from .order import order
from .rules import Rules
from .ticket import Ticket
from .worth import AccountValue, told

Numbers = NDArray[np.float64]
NOW: Final = Moment(20_000 * DAY_US)
EXPEDITED_PERCENT: Final = 15
_SERVICES_MAX, _MAX_WAIT_MINUTES = 12, {1: 2880, 2: 1440, 3: 480, 4: 240}


@dataclass(frozen=True, slots=True)
class Centre:
    """A ticket of each account. `slow` and `first` are the true chances of leaving, `p_slow` and `p_first` what a model
    says of them. Revenue is that of a month in minor units, of the ticket's service and of the whole account.
    """

    severity: NDArray[np.int64]
    service: Numbers
    account: Numbers
    slow: Numbers
    first: Numbers
    p_slow: Numbers
    p_first: Numbers
    luck: Numbers
    waited: Numbers  # the part of its maximum that a ticket has waited
    proven_right: NDArray[np.bool_]
    vulnerable: NDArray[np.bool_]


def centre(accounts: int, seed: int, error: float, *, help_error: float = 0.0) -> Centre:
    """`error` is the standard deviation of the model on the log odds of leaving; `help_error` that of the logarithm of
    what it believes of the effect of handling first. The world is that of the seed, whatever the errors.
    """
    source = np.random.default_rng(seed)
    count = np.minimum(1 + source.poisson(5, accounts), _SERVICES_MAX)
    there = np.arange(_SERVICES_MAX) < count[:, None]
    size = source.normal(0, 0.8, accounts)
    prices = np.where(there, np.exp(9 + size[:, None] + source.normal(0, 1, there.shape)), 0.0)
    often = np.where(there, 1 / np.where(there, prices, 1.0) ** 0.5, 0.0)
    mine = (source.random(accounts)[:, None] < (often / often.sum(1, keepdims=True)).cumsum(1)).argmax(1)
    severity = source.choice(np.arange(1, 5), accounts, p=[0.3, 0.4, 0.2, 0.1])
    odds = -2.2 + source.normal(0, 1, accounts) + 0.3 * (severity - 2)
    helps = (0.4 + 0.3 * severity) * source.uniform(0.4, 1.6, accounts)
    wrong, wrong_help = source.normal(0, 1, accounts) * error, np.exp(source.normal(0, 1, accounts) * help_error)
    return Centre(
        severity=severity,
        service=np.rint(prices[np.arange(accounts), mine]),
        account=np.rint(prices).sum(1),
        slow=expit(odds),
        first=expit(odds - helps),
        p_slow=expit(odds + wrong),
        p_first=expit(odds + wrong - helps * wrong_help),
        luck=source.random(accounts),
        waited=source.beta(1.2, 2.5, accounts) * 1.1,
        proven_right=source.random(accounts) < 0.02,
        vulnerable=source.random(accounts) < 0.02,
    )


def scores(made: Centre) -> dict[str, Numbers]:
    """What each way of choosing goes by, the largest first."""
    return {
        "ticket revenue": made.service,
        "severity": made.severity + made.luck,  # equals are drawn
        "P only": made.p_slow,
        "P x service revenue": made.p_slow * made.service,
        "account revenue": made.account,
        "P x account revenue": made.p_slow * made.account,
        "(P0-P1) x account revenue": (made.p_slow - made.p_first) * made.account,
        "chance": made.luck,
    }


def share_saved(made: Centre, chosen: Iterable[int], lane: int) -> float:
    """The true revenue saved by handling those first, as a part of what knowing the truth would save in that lane."""
    saved = (made.slow - made.first) * made.account
    best = np.sort(saved)[len(saved) - lane :].sum()
    return float(saved[list(chosen)].sum() / best)


def best_by(score: Numbers, lane: int) -> list[int]:
    """Those with the largest scores."""
    found: list[int] = np.argsort(-score, kind="stable")[:lane].tolist()
    return found


def lane_of(made: Centre) -> int:
    """How many tickets can be handled first."""
    return len(made.account) * EXPEDITED_PERCENT // 100


def guarded(made: Centre, *, by_revenue_alone: bool = False) -> list[int]:
    """Those whom `order` puts into the fast lane, with all its guards."""
    values = values_of(made, by_revenue_alone=by_revenue_alone)
    placed = order(tickets_of(made), values, NOW, Rules(fast_lane_places=lane_of(made)))
    return [int(one.ticket.ticket) for one in placed if one.in_fast_lane]


def tickets_of(made: Centre) -> list[Ticket]:
    """One of each account; ids are places."""
    return [_ticket(made, place) for place in range(len(made.account))]


def values_of(made: Centre, *, by_revenue_alone: bool = False) -> list[AccountValue]:
    """As the model says them."""
    return [_account(made, place, by_revenue_alone) for place in range(len(made.account))]


def _ticket(made: Centre, place: int) -> Ticket:
    longest = _MAX_WAIT_MINUTES[int(made.severity[place])] * MINUTE_US
    return Ticket(
        ticket=str(place),
        opened_at=Moment(NOW - int(made.waited[place] * longest)),
        max_wait_us=longest,
        account=str(place),
        severity=int(made.severity[place]),
        proven_right=bool(made.proven_right[place]),
        vulnerable=bool(made.vulnerable[place]),
    )


def _account(made: Centre, place: int, by_revenue_alone: bool) -> AccountValue:
    revenue = (Money(int(made.account[place]), "EUR"),)
    if by_revenue_alone:
        return AccountValue(str(place), revenue)
    slow, first = (Decimal(repr(float(one[place]))) for one in (made.p_slow, made.p_first))
    return AccountValue(str(place), revenue, told(slow, first))
