"""What a fault may have in common: how a refund was made, by what is known before anybody knows what came of it.

A trait that depended on the outcome would find itself. What never left has no row at the gateway: were the gateway read
from that row, every such refund would share `gateway=unknown`, and that would be the cause. So it is taken from our own
row as we first asserted it, from who took the *payment*, and where only one party gives money back at all, from that.
"""

from collections.abc import Iterable, Sequence

from amends.facts import BANK, CUSTOMER, US, Entry, Moment
from amends.facts.kinds import ChargeTold, CompletenessDeclared, RefundTold

_NO_GATEWAY = frozenset({US, CUSTOMER, BANK})


def traits_of(
    ours: Sequence[tuple[Entry, RefundTold]], asserted: Moment, currency: str, told: Sequence[Entry]
) -> tuple[str, ...]:
    """`name=value` of one refund of ours, sorted. `ours` are its rows in order of happening; those after `asserted` are
    left out, because what we wrote later may tell of the outcome. What nobody told is not there.
    """
    said = [what for entry, what in ours if entry.occurred <= asserted]
    charge = _charge(said, told)
    found = {"currency": currency}
    for name, _, value in (trait.partition("=") for what in said for trait in what.traits):
        if name and value:
            found.setdefault(name, value)
    found.setdefault("gateway", charge.source.name if charge is not None else _only_gateway(told))
    found.setdefault("method", next((what.method for what in said if what.method), _method(charge)))
    return tuple(sorted(f"{name}={value}" for name, value in found.items() if value))


def _charge(said: Iterable[RefundTold], told: Sequence[Entry]) -> Entry | None:
    """The first word of a gateway on the payment, else on the order, that is given back."""
    payments = {name for what in said for name in (what.payment_ref, what.charge_ref) if name}
    orders = {what.order_id for what in said if what.order_id}
    charges = [(e, e.what) for e in told if isinstance(e.what, ChargeTold) and e.source.root not in _NO_GATEWAY]
    by_payment = (e for e, what in charges if {what.payment_ref, what.charge_ref} & payments)
    by_order = (e for e, what in charges if what.order_id in orders)
    return next(by_payment, None) or next(by_order, None)


def _method(charge: Entry | None) -> str:
    return charge.what.method if charge is not None and isinstance(charge.what, ChargeTold) else ""


def _only_gateway(told: Sequence[Entry]) -> str:
    """The one source that tells refunds, or says that it tells all; empty where there are several, or none. A report of
    settlements is another name of a gateway that is heard already.
    """
    refunds = {e.source.name for e in told if _tells(e, "refunds")}
    names = refunds or {e.source.name for e in told if _tells(e, "settlements")}
    return names.pop() if len(names) == 1 else ""


def _tells(entry: Entry, of: str) -> bool:
    what = entry.what
    if entry.source.root in _NO_GATEWAY:
        return False
    if isinstance(what, RefundTold):
        return of == ("refunds" if what.settled_at is None else "settlements")
    return isinstance(what, CompletenessDeclared) and what.of == of
