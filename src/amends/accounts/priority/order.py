"""The order of a queue: published maximum waits, proven-right and vulnerable customers, then value and age in turn.

Advice: nothing is moved. The order of the tickets and accounts given changes nothing.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from amends.facts import Moment, Money

from .placed import Lane, Placed
from .rules import Rules
from .ticket import Ticket
from .worth import AccountValue

_AHEAD = (Lane.AT_LIMIT, Lane.PROVEN_RIGHT, Lane.VULNERABLE)
_Values = dict[str, tuple[Money, ...]]


def order(
    tickets: Iterable[Ticket], accounts: Iterable[AccountValue], now: Moment, rules: Rules | None = None
) -> tuple[Placed, ...]:
    """Every ticket with its place, the first first; ids are unique.

    Whoever has reached his maximum is first, the earliest limit before the others; then the proven right, then the
    vulnerable. The rest of the fast lane takes value and age in turn, value at most half of it and never more than one
    place in two so far; the rest of the queue goes by age. Several currencies take the places by value in turn, because
    one is never compared with another. What handling is worth nothing, or worth less than nothing, goes by age.
    """
    worth = {one.account: one for one in accounts}
    waiting = sorted(tickets, key=lambda ticket: ticket.age(now))
    values: _Values = {one.ticket: worth[one.account].values() if one.account in worth else () for one in waiting}
    rules = rules or Rules()
    places = rules.places(len(waiting))
    lanes = (*_ahead(waiting, now), *_rest(waiting, values, now, (places, rules.by_value_max(len(waiting)))))
    return tuple(
        Placed(
            rank=place + 1,
            ticket=ticket,
            lane=lane,
            in_fast_lane=place < places,
            waited_us=ticket.waited_us(now),
            values=values[ticket.ticket],
            value=by or _of_service(ticket, values[ticket.ticket]),
            worth=worth.get(ticket.account),
        )
        for place, (ticket, lane, by) in enumerate(lanes)
    )


def lane_ahead(ticket: Ticket, now: Moment) -> Lane | None:
    """The lane of what no value may overtake; None for the others."""
    if ticket.at_limit(now):
        return Lane.AT_LIMIT
    if ticket.proven_right:
        return Lane.PROVEN_RIGHT
    return Lane.VULNERABLE if ticket.vulnerable else None


def _ahead(waiting: Sequence[Ticket], now: Moment) -> Iterator[tuple[Ticket, Lane, Money | None]]:
    for lane in _AHEAD:
        mine = [ticket for ticket in waiting if lane_ahead(ticket, now) is lane]
        if lane is Lane.AT_LIMIT:
            mine.sort(key=lambda ticket: (ticket.opened_at + ticket.max_wait_us, ticket.ticket))
        yield from ((ticket, lane, None) for ticket in mine)


def _rest(
    waiting: Sequence[Ticket], values: _Values, now: Moment, lane: tuple[int, int]
) -> Iterator[tuple[Ticket, Lane, Money | None]]:
    """Value and age in turn within the fast lane, `lane` being its places and the most of them by value."""
    places, by_value_max = lane
    rest = [ticket for ticket in waiting if lane_ahead(ticket, now) is None]
    taken: set[str] = set()
    worthy, oldest = _in_turn(rest, values, taken), iter(rest)
    by_value = 0
    for place in range(len(waiting) - len(rest), len(waiting)):
        may = place < places and by_value < by_value_max and 2 * by_value <= place
        if may and (found := next(worthy, None)):
            ticket, money = found
            by_value += 1
            yield ticket, Lane.VALUE, money
        else:
            ticket = next(one for one in oldest if one.ticket not in taken)
            yield ticket, Lane.AGE, None
        taken.add(ticket.ticket)


def _in_turn(rest: Sequence[Ticket], values: _Values, taken: set[str]) -> Iterator[tuple[Ticket, Money]]:
    """The worthiest that is not yet `taken`, of one currency after the other."""
    by_currency: dict[str, list[tuple[Ticket, Money]]] = {}
    for ticket in rest:
        for money in values[ticket.ticket]:
            if money.amount_minor > 0:
                by_currency.setdefault(money.currency, []).append((ticket, money))
    queues = deque(
        iter(sorted(by_currency[currency], key=lambda one: -one[1].amount_minor)) for currency in sorted(by_currency)
    )
    while queues:
        queue = queues.popleft()
        if found := next((one for one in queue if one[0].ticket not in taken), None):
            queues.append(queue)
            yield found


def _of_service(ticket: Ticket, values: tuple[Money, ...]) -> Money | None:
    """The value in the currency of the ticket's own service; else the first there is."""
    mine = ticket.service_revenue
    same = (money for money in values if mine is not None and money.currency == mine.currency)
    return next(same, values[0] if values else None)
