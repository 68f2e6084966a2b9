"""What holds of every queue, and orders that break it, which are caught."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.priority import AccountValue, Lane, Placed, Rules, Ticket, order
from amends.facts import Moment, Money
from priority_queues import NOW, account, ticket

Queue = tuple[list[Ticket], list[AccountValue], Rules]
Order = Callable[[Iterable[Ticket], Iterable[AccountValue], Moment, Rules], tuple[Placed, ...]]
ACCOUNTS = ("a", "b", "c", "d")
CHANCES = (("", "0"), ("0.3", "0.1"), ("0.2", "0.2"), ("0.9", "0.1"), ("0.1", "0.3"))


@st.composite
def queues(draw: st.DrawFn) -> Queue:
    tickets = [
        ticket(
            f"t{number}",
            draw(st.sampled_from((*ACCOUNTS, "unknown", ""))),
            draw(st.integers(-5, 120)),
            draw(st.sampled_from((60, 100))),
            severity=draw(st.integers(0, 2)),
            proven_right=draw(st.integers(0, 5)) == 0,
            vulnerable=draw(st.integers(0, 5)) == 0,
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    accounts = []
    for name in ACCOUNTS:
        one = account(name, draw(st.integers(-3, 30)), *draw(st.sampled_from(CHANCES)))
        further = Money(draw(st.integers(-300, 3000)), draw(st.sampled_from(("CHF", "USD"))))
        accounts.append(replace(one, revenue=(*one.revenue, further)) if draw(st.booleans()) else one)
    return tickets, accounts, Rules(draw(st.none() | st.integers(0, 13)))


def place(order_of: Order, queue: Queue) -> tuple[Placed, ...]:
    tickets, accounts, rules = queue
    return order_of(tickets, accounts, NOW, rules)


def nobody_waits_at_his_limit_behind_value(order_of: Order, queue: Queue) -> bool:
    placed = place(order_of, queue)
    by_value = [one.rank for one in placed if one.lane is Lane.VALUE]
    return all(one.rank < min(by_value, default=99) for one in placed if one.ticket.at_limit(NOW))


def at_most_half_of_the_lane_is_by_value(order_of: Order, queue: Queue) -> bool:
    """Of the whole lane; and however far one comes in it, never more than every second place, rounded up."""
    placed = place(order_of, queue)
    lane = [one.lane is Lane.VALUE for one in placed if one.in_fast_lane]
    no_others = not any(one.lane is Lane.VALUE for one in placed if not one.in_fast_lane)
    on_the_way = all(2 * sum(lane[:far]) <= far + 1 for far in range(len(lane)))
    return no_others and on_the_way and 2 * sum(lane) <= len(lane)


def who_is_right_or_vulnerable_goes_ahead_of_value(order_of: Order, queue: Queue) -> bool:
    placed = place(order_of, queue)
    by_value = [one.rank for one in placed if one.lane is Lane.VALUE]
    ahead = (one.rank for one in placed if one.ticket.proven_right or one.ticket.vulnerable)
    return all(rank < min(by_value, default=99) for rank in ahead)


def nobody_is_lost(order_of: Order, queue: Queue) -> bool:
    placed = place(order_of, queue)
    return sorted(one.ticket.ticket for one in placed) == sorted(one.ticket for one in queue[0]) and [
        one.rank for one in placed
    ] == list(range(1, len(placed) + 1))


def the_order_of_telling_changes_nothing(order_of: Order, queue: Queue) -> bool:
    tickets, accounts, rules = queue
    source = random.Random(7)
    shuffled = source.sample(tickets, len(tickets)), source.sample(accounts, len(accounts)), rules
    turned = tickets[::-1], accounts[::-1], rules
    return place(order_of, queue) == place(order_of, shuffled) == place(order_of, turned)


def more_revenue_never_lowers_a_ticket(order_of: Order, queue: Queue) -> bool:
    """In the whole order, of each account with one ticket: that of several is not one place."""
    tickets, accounts, rules = queue
    for number, one in enumerate(accounts):
        mine = [told for told in tickets if told.account == one.account]
        if len(mine) != 1 or (one.chance.delta is not None and one.chance.delta < 0):
            continue  # where handling first does harm, more revenue is more harm
        richer = replace(one, revenue=(Money(one.revenue[0].amount_minor + 500, "EUR"), *one.revenue[1:]))
        after = tickets, [*accounts[:number], richer, *accounts[number + 1 :]], rules
        if rank_of(mine[0], place(order_of, after)) > rank_of(mine[0], place(order_of, queue)):
            return False
    return True


def rank_of(told: Ticket, placed: tuple[Placed, ...]) -> int:
    return next(one.rank for one in placed if one.ticket == told)


PROMISES = (
    nobody_waits_at_his_limit_behind_value,
    at_most_half_of_the_lane_is_by_value,
    who_is_right_or_vulnerable_goes_ahead_of_value,
    nobody_is_lost,
    the_order_of_telling_changes_nothing,
    more_revenue_never_lowers_a_ticket,
)


@pytest.mark.parametrize("promise", PROMISES)
def test_it_holds_of_every_queue(promise: Callable[[Order, Queue], bool]) -> None:
    @given(queues())
    def holds(queue: Queue) -> None:
        assert promise(order, queue)

    holds()


def by_value_alone(
    tickets: Iterable[Ticket], accounts: Iterable[AccountValue], now: Moment, rules: Rules
) -> tuple[Placed, ...]:
    """A broken twin: money, and nothing else."""
    placed = sorted(order(tickets, accounts, now, rules), key=lambda one: -(one.value.amount_minor if one.value else 0))
    return tuple(
        replace(one, rank=rank, lane=Lane.VALUE, in_fast_lane=True) for rank, one in enumerate(placed, start=1)
    )


def without_accounts_left_out(
    tickets: Iterable[Ticket], accounts: Iterable[AccountValue], now: Moment, rules: Rules
) -> tuple[Placed, ...]:
    """A broken twin: who has no account is nobody."""
    known = list(accounts)
    names = {one.account for one in known}
    return order([one for one in tickets if one.account in names], known, now, rules)


def first_told_first(
    tickets: Iterable[Ticket], accounts: Iterable[AccountValue], now: Moment, rules: Rules
) -> tuple[Placed, ...]:
    """A broken twin: the file decides."""
    told = {one: number for number, one in enumerate(tickets)}
    placed = sorted(order(told, accounts, now, rules), key=lambda one: told[one.ticket])
    return tuple(replace(one, rank=rank) for rank, one in enumerate(placed, start=1))


def cheapest_first(
    tickets: Iterable[Ticket], accounts: Iterable[AccountValue], now: Moment, rules: Rules
) -> tuple[Placed, ...]:
    """A broken twin: the small account before the large one."""
    turned = by_value_alone(tickets, accounts, now, rules)[::-1]
    return tuple(replace(one, rank=rank) for rank, one in enumerate(turned, start=1))


@pytest.mark.parametrize(
    ("promise", "broken"),
    [
        (nobody_waits_at_his_limit_behind_value, by_value_alone),
        (at_most_half_of_the_lane_is_by_value, by_value_alone),
        (who_is_right_or_vulnerable_goes_ahead_of_value, by_value_alone),
        (nobody_is_lost, without_accounts_left_out),
        (the_order_of_telling_changes_nothing, first_told_first),
        (more_revenue_never_lowers_a_ticket, cheapest_first),
    ],
)
def test_an_order_that_breaks_it_is_caught(promise: Callable[[Order, Queue], bool], broken: Order) -> None:
    queue = (
        [ticket("rich", "a", 5), ticket("right", "b", 5, proven_right=True), ticket("late", "", 300), ticket("t", "c")],
        [account("a", 30, "0.9"), account("b", 1, "0.1"), account("c", 29, "0.9")],
        Rules(),
    )
    assert promise(order, queue)
    assert not promise(broken, queue)
