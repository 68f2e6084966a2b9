"""Was an order billed after it was canceled? Our own record says when it was; a witness says when money was taken."""

from collections.abc import Iterable
from typing import Final

from amends.facts import Claim, ClaimKind, Moment, Opinion, Reason, Verdict

from .charges_complete import charges_complete, charges_missing, silence
from .claimed import Claimed, order_ids
from .evidence import of_entry, of_payment
from .finding import Finding
from .given_back import charged_too_much
from .nothing_found import nothing_found
from .orders import Order
from .sentences import day
from .testimony import Testimony
from .things import Payment

KIND: Final = ClaimKind.CANCELLED_BUT_BILLED


def examine(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    """One opinion for each charge after a cancellation; where it was claimed, also that there was none."""
    wanted = asked.of(KIND)
    canceled = [order for order in said.my_orders if order.canceled]
    billed = [(o, p) for o in canceled for p in said.taken if o.order_id in p.orders and _after(p, o.since)]
    for order, payment in billed:
        yield _billed(order, payment, said)
    if not wanted or billed:
        return
    named = order_ids(wanted) & said.orders.keys()
    fits = [o for o in canceled if not named or o.order_id in named]
    if fits:
        yield _not_billed(fits[-1], said, asked.at(wanted))
    else:
        yield _no_cancellation(wanted, said)


def _after(payment: Payment, canceled_at: Moment) -> bool:
    """Taken later than the cancellation; at the very moment is not after it."""
    return payment.taken_at is not None and payment.taken_at > canceled_at


def _billed(order: Order, payment: Payment, said: Testimony) -> Opinion:
    money = (payment.taken or payment.theirs[-1]).what.money
    at = payment.taken_at if payment.taken_at is not None else order.since
    finding = charged_too_much(
        money,
        (payment.key,),
        said,
        reason=Reason.BILLED_AFTER_CANCEL,
        sentence=f"Order {order.order_id} was {order.status} on {day(order.since, said.policy)}, "
        f"and {money} was still charged on {day(at, said.policy)}.",
        since=at,
    )
    disputed = (of_entry(order.entry, "our order"),)
    return finding.opinion(f"payment:{payment.name}", KIND, money, of_payment(payment, "same order"), disputed)


def _not_billed(order: Order, said: Testimony, claimed_at: Moment) -> Opinion:
    stretches = charges_complete(said, order.since, claimed_at)
    when = day(order.since, said.policy)
    if stretches:
        finding = Finding(
            Verdict.RECORD_RIGHT,
            Reason.NOT_BILLED_AFTER_CANCEL,
            f"Nothing was charged for order {order.order_id} after it was {order.status} on {when}.",
            "Say so, and ask for the date and amount of the charge: it may belong to something else.",
            since=order.since,
            more=silence(stretches, "a charge for this order", said),
        )
    else:
        finding = Finding(
            Verdict.CANNOT_TELL,
            Reason.WITNESS_INCOMPLETE,
            f"No charge after the cancellation of {when} was found, but the list of charges has gaps.",
            "Do not say that nothing was charged. Ask the gateway for its charges up to today.",
            since=order.since,
            missing=charges_missing(said, order.since, claimed_at),
        )
    return finding.opinion(f"order:{order.order_id}", KIND, order.money, disputed=(of_entry(order.entry, "our order"),))


def _no_cancellation(wanted: tuple[Claim, ...], said: Testimony) -> Opinion:
    return nothing_found(
        KIND,
        wanted,
        said,
        "Our record shows no cancellation, and our record alone cannot show that there was none.",
        ("when and how it was canceled: a mail, a form, a call",),
    )
