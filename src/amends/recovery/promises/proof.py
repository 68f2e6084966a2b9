"""What shows that a promise other than a call was kept: a witness, his own word, or for an answer the answer itself."""

from bisect import bisect_right
from collections.abc import Sequence

from amends.facts import CARRIER, CUSTOMER, US, Amount, Entry, HandleKind, Moment, Money
from amends.facts.kinds import AnswerGiven, ContactReceived, DeliveryTold, RefundTold
from amends.facts.money import exponent
from amends.facts.states import GONE_WRONG, ON_ITS_WAY

from .known import Known


def proves(entry: Entry | None, known: Known) -> bool:
    """Whether an entry that somebody named as evidence shows it. Our own note never does."""
    if entry is None or entry.occurred < known.made:
        return False
    what = entry.what
    if isinstance(what, RefundTold) and (what.state in GONE_WRONG or not what.livemode):
        return False
    if entry.source.root == CUSTOMER:
        return isinstance(what, ContactReceived)
    return entry.source.root != US or (known.what == "info" and _is_answer(entry))


def proof_of(known: Known, told: Sequence[Entry], now: Moment) -> tuple[Moment, tuple[str, ...]] | None:
    """Proof that nobody has to point at: an answer that was sent, a refund that a gateway took on and that has not
    come back, a parcel that its carrier delivered. The first such entry after the promise. `told` is in order of
    happening.
    """
    if known.what not in ("info", "refund", "fix"):
        return None
    happened = told[: bisect_right(told, now, key=lambda e: e.occurred)]
    for entry in happened[bisect_right(happened, known.made, key=lambda e: e.occurred) :]:
        if entry.id == known.entry_id or not isinstance(entry.what, AnswerGiven | RefundTold | DeliveryTold):
            continue
        if known.what == "info" and _is_answer(entry):
            return entry.occurred, (entry.id,)
        witnessed = _is_refund(entry, happened) if known.what == "refund" else _is_delivery(entry)
        if known.what in ("refund", "fix") and witnessed and _about_it(entry, known, happened):
            return entry.occurred, (entry.id,)
    return None


def _is_answer(entry: Entry) -> bool:
    """The very words that went out, said by a person."""
    what = entry.what
    return isinstance(what, AnswerGiven) and what.record == "sent" and not what.automatic


def _is_refund(entry: Entry, happened: Sequence[Entry]) -> bool:
    """On its way by a witness's word. One that came back later keeps nothing: what we promised did not happen."""
    what = entry.what
    if not isinstance(what, RefundTold) or entry.source.root in (US, CUSTOMER):
        return False
    if not what.livemode or what.state not in ON_ITS_WAY:
        return False
    later = (
        e.what.state
        for e in happened
        if isinstance(e.what, RefundTold)
        and (e.source.root, e.what.refund_id) == (entry.source.root, what.refund_id)
        and e.occurred >= entry.occurred
    )
    return not any(state in GONE_WRONG for state in later)


def _is_delivery(entry: Entry) -> bool:
    what = entry.what
    return isinstance(what, DeliveryTold) and entry.source.root == CARRIER and what.state == "delivered"


def _about_it(entry: Entry, known: Known, happened: Sequence[Entry]) -> bool:
    """About the thing that was promised: by its name; else by the only amount in the words; else where he has no two
    orders that could be meant.
    """
    if known.matter:
        return known.matter in {handle.key for handle in entry.what.handles()}
    if len(known.amounts) == 1 and isinstance(entry.what, RefundTold):
        return _is_amount(known.amounts[0], entry.what.money)
    orders = {h.value for e in happened for h in e.what.handles() if h.kind is HandleKind.ORDER}
    return len(orders) <= 1


def _is_amount(amount: Amount, money: Money) -> bool:
    same = amount.currency in (None, money.currency)
    return same and amount.number.scaleb(exponent(money.currency)) == money.amount_minor
