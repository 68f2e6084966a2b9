"""Rows of one side, gathered into things: one refund, one payment, by every name it goes by."""

from collections.abc import Iterable, Sequence

from amends.facts import US
from amends.facts.kinds import ChargeTold, OrderTold, RefundTold

from .roots import NO_WITNESS
from .things import Payment, Refund, Said


class Names:
    """Names that turn out to be one thing (union-find). The smallest name stands for all of them."""

    def __init__(self) -> None:
        self._stands_for: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for `name`."""
        while (other := self._stands_for.get(name, name)) != name:
            name = other
        return name

    def join(self, one: str, other: str) -> None:
        """Both are names of one thing."""
        a, b = sorted((self.of(one), self.of(other)))
        if a != b:
            self._stands_for[b] = a


def our_refunds(
    said: Sequence[Said[RefundTold]], alias: dict[str, str], payments: Iterable[Payment]
) -> tuple[Refund, ...]:
    """The refunds that our own systems tell of, oldest first."""
    return _refunds(_ours(said), alias, payments)


def their_refunds(
    said: Sequence[Said[RefundTold]], alias: dict[str, str], payments: Iterable[Payment]
) -> tuple[Refund, ...]:
    """The refunds that witnesses tell of, oldest first."""
    return _refunds(_theirs(said), alias, payments)


def _refunds(
    groups: dict[str, list[Said[RefundTold]]], alias: dict[str, str], payments: Iterable[Payment]
) -> tuple[Refund, ...]:
    orders = {p.key: p.orders for p in payments}
    refunds = [_refund(key, sorted(rows, key=lambda s: s.order), alias, orders) for key, rows in groups.items()]
    return tuple(sorted(refunds, key=lambda r: (r.said[0].order, r.key)))


def _theirs(said: Iterable[Said[RefundTold]]) -> dict[str, list[Said[RefundTold]]]:
    """The gateway's own id is what everybody else calls `gateway_ref`; in its own table that is `refund_id`."""
    groups: dict[str, list[Said[RefundTold]]] = {}
    for word in said:
        groups.setdefault(word.what.gateway_ref or word.what.refund_id, []).append(word)
    return groups


def _ours(said: Sequence[Said[RefundTold]]) -> dict[str, list[Said[RefundTold]]]:
    """Rows of one refund in several of our systems (shop, warehouse, stored webhook) are one refund of ours.

    Within one system two ids are two refunds, even where they name the same gateway refund: that is a fault to find.
    """
    groups: dict[str, list[Said[RefundTold]]] = {}
    for word in said:
        groups.setdefault(word.what.refund_id, []).append(word)
    if len(groups) == 1:
        return groups
    by_gateway: dict[str, str] = {}
    for key in sorted(groups, key=lambda k: (groups[k][0].order, k)):
        for ref in {w.what.gateway_ref for w in groups[key]} - {None, key}:
            by_gateway.setdefault(str(ref), key)
    copies = {key: main for key in groups if (main := _copied(key, groups, by_gateway)) is not None}
    for key, main in copies.items():
        if main not in copies:
            groups[main] += groups.pop(key)
    return groups


def _copied(key: str, groups: dict[str, list[Said[RefundTold]]], by_gateway: dict[str, str]) -> str | None:
    """The refund of another of our systems that this one repeats."""
    rows = groups[key]
    refs = {w.what.gateway_ref for w in rows if w.what.gateway_ref} | {key}
    wanted = [w.what.our_ref for w in rows if w.what.our_ref] + [by_gateway[r] for r in sorted(refs) if r in by_gateway]
    sources = {w.entry.source.name for w in rows}
    for main in wanted:
        if main != key and main in groups and sources.isdisjoint(w.entry.source.name for w in groups[main]):
            return main
    return None


def _refund(key: str, rows: list[Said[RefundTold]], alias: dict[str, str], orders: dict[str, frozenset[str]]) -> Refund:
    names = {key} | {w.what.refund_id for w in rows}
    paid = {alias.get(p, p) for w in rows for p in (w.what.payment_ref, w.what.charge_ref) if p}
    named = {w.what.order_id for w in rows if w.what.order_id}
    for payment in paid:
        named |= orders.get(payment, frozenset())
    return Refund(
        key=key,
        names=frozenset(names),
        other_names=frozenset(w.what.gateway_ref for w in rows if w.what.gateway_ref),
        our_refs=frozenset(w.what.our_ref for w in rows if w.what.our_ref),
        payments=frozenset(paid),
        orders=frozenset(named),
        customers=frozenset(w.what.customer_id for w in rows if w.what.customer_id),
        said=tuple(rows),
    )


def payments_of(
    said: Sequence[Said[ChargeTold]], refunds: Sequence[RefundTold], orders: Sequence[OrderTold]
) -> tuple[tuple[Payment, ...], dict[str, str]]:
    """The payments, oldest first, and the name that stands for each of a payment's names."""
    names = Names()
    told: list[ChargeTold | RefundTold] = [*(w.what for w in said), *refunds]
    for what in told:
        if what.payment_ref and what.charge_ref:
            names.join(what.payment_ref, what.charge_ref)
    groups: dict[str, list[Said[ChargeTold]]] = {}
    for word in said:
        groups.setdefault(names.of(word.what.payment_ref), []).append(word)
    named: dict[str, set[str]] = {}
    for order in orders:
        if order.payment_ref:
            named.setdefault(names.of(order.payment_ref), set()).add(order.order_id)
    payments = [_payment(key, sorted(g, key=lambda s: s.order), named.get(key, set())) for key, g in groups.items()]
    called = {name for what in told for name in (what.payment_ref, what.charge_ref)}
    alias = {name: names.of(name) for name in called if name}
    return tuple(sorted(payments, key=lambda p: ((*p.theirs, *p.ours)[0].order, p.key))), alias


def _payment(key: str, rows: list[Said[ChargeTold]], orders: set[str]) -> Payment:
    return Payment(
        key=key,
        names=frozenset(n for w in rows for n in (w.what.payment_ref, w.what.charge_ref) if n),
        orders=frozenset(w.what.order_id for w in rows if w.what.order_id) | orders,
        ours=tuple(w for w in rows if w.entry.source.root == US),
        theirs=tuple(w for w in rows if w.entry.source.root not in NO_WITNESS),
    )
