"""A charge that the customer says he never allowed. Asked only when claimed: every charge would be suspect otherwise.

An order in the customer's own name does not prove that he placed it, and it is only our word: cannot tell, with the
order shown (decision 0004). That there is *no* order behind a charge counts only where our orders are complete.
"""

from collections.abc import Iterable
from typing import Final

from amends.facts import US, Claim, ClaimKind, Moment, Opinion, Reason, Verdict

from .claimed import Claimed, amounts
from .completeness import Stretch
from .evidence import of_entry, of_payment, of_stretch
from .finding import Finding
from .given_back import charged_too_much
from .nothing_found import nothing_found
from .orders import Order
from .sentences import day, minute
from .testimony import Testimony
from .things import Payment

KIND: Final = ClaimKind.NOT_AUTHORISED


def examine(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    """One opinion for each charge that the claim may mean: of the amount that was named, else all of them."""
    wanted = asked.of(KIND)
    if not wanted:
        return
    taken = said.taken
    meant = [p for p in taken if _named(p, wanted)] or list(taken)
    for payment in meant:
        yield _charge(payment, said)
    if not meant:
        missing = ("the date and amount of the charge, and the card or account it was taken from",)
        yield nothing_found(KIND, wanted, said, "No charge to this customer was found.", missing)


def _named(payment: Payment, wanted: tuple[Claim, ...]) -> bool:
    money = (payment.taken or payment.theirs[-1]).what.money
    number, _, currency = str(money).partition(" ")
    return any(float_free(number) == float_free(n) and c in (None, currency) for n, c in amounts(wanted))


def float_free(number: str) -> str:
    """Decimal text without the zeros that change nothing: `9.00` and `9` are one amount."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _charge(payment: Payment, said: Testimony) -> Opinion:
    money = (payment.taken or payment.theirs[-1]).what.money
    at = payment.taken_at if payment.taken_at is not None else payment.theirs[0].at
    order = next((o for o in said.my_orders if o.order_id in payment.orders), None)
    stretch = _orders_complete(said, at)
    if order is not None:
        finding = _order_behind(order, said, at)
    elif stretch is not None and not payment.orders & said.orders.keys() and not payment.ours:
        finding = charged_too_much(
            money,
            (payment.key,),
            said,
            reason=Reason.NO_ORDER_BEHIND_IT,
            sentence=f"{money} was charged on {day(at, said.policy)}, and no order is behind it.",
            since=at,
        )
    else:
        finding = _unknown(said, at)
    ours = of_stretch(stretch, "an order for this charge", said.policy) if stretch and order is None else ()
    disputed = (of_entry(order.entry, "our order"),) if order is not None else ours
    return finding.opinion(f"payment:{payment.name}", KIND, money, of_payment(payment), disputed)


def _order_behind(order: Order, said: Testimony, at: Moment) -> Finding:
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.ORDER_BEHIND_IT,
        f"Order {order.order_id} of {day(order.placed_at, said.policy)} is behind this charge; "
        "who placed it, our record cannot show.",
        "Name the order kindly and ask whether somebody else may have placed it. Have a colleague take a second look.",
        since=at,
        missing=("who placed the order: proof of delivery, or the card's owner check at the gateway",),
    )


def _unknown(said: Testimony, at: Moment) -> Finding:
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        "No order was found behind this charge, but our list of orders has gaps.",
        "Do not say that the charge is in order. Get the missing orders first.",
        since=at,
        missing=(f"our complete list of orders around {minute(at, said.policy)}",),
    )


def _orders_complete(said: Testimony, at: Moment) -> Stretch | None:
    """Our own orders are complete from well before the charge to the charge itself."""
    start = Moment(at - said.policy.charged_twice_within_days * 86_400_000_000)
    ours = sorted(s for s in said.complete.sources("orders") if said.complete.roots[s] == US)
    return next((s for o in ours if (s := said.complete.covering(o, ("orders",), start, at)) is not None), None)
