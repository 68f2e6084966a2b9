"""What else speaks against paying now, though it is owed and approved: it may have been paid beside us, or twice."""

from collections.abc import Mapping, Sequence

from amends.facts import ClaimKind, HandleKind, Money, Opinion, Verdict
from amends.facts.moments import spoken_day
from amends.facts.states import GONE_WRONG
from amends.opinion.things import Refund

from .attempts import REFUSED, Came, Key, answers, keys_of, lately, may_be_it, quiet
from .keys import key_of
from .obligation import UNPAID, Obligation
from .requests import Asked
from .waiting import for_lists_of_today

BESIDE = 0  # the number of the attempt that nobody handed over here: finance was asked outside any programme
_NOT_SEEN = frozenset({Came.UNKNOWN, Came.AMISS, Came.SAID_PAID, Came.NOTHING})


def unsafe(obligation: Obligation, keys: Sequence[Key], request: Asked | None, others: Mapping[str, Obligation]) -> str:
    """In words what forbids it and what would settle it; empty where nothing does."""
    return (
        _paid_meanwhile(obligation, keys)
        or _paid_beside(obligation, request)
        or _more_than_was_taken(obligation, others)
    )


def _paid_meanwhile(obligation: Obligation, keys: Sequence[Key]) -> str:
    """An attempt that nobody answered is taken to have come to nothing. Before money goes again that is looked at anew:
    who works through a list may have come to it last week.
    """
    quiet_ones = (key for key in keys if key.came is Came.NOTHING or any(a.refused for a in key.attempts))
    silent = [a for key in quiet_ones for a in key.attempts if not a.answers]
    said = obligation.said
    if all(quiet(a.at, obligation, until=lately(said)) for a in silent):
        return ""
    return for_lists_of_today(said)


def _paid_beside(obligation: Obligation, request: Asked | None) -> str:
    """Who was asked outside a programme may have paid long ago: the same as a hand-over without an answer."""
    if request is None or request.beside is None:
        return ""
    said = [word for _, word in answers(obligation, key_of(obligation.matter), BESIDE)]
    if said and said[-1] == REFUSED:
        return ""
    seen = may_be_it(obligation, request.beside)
    if quiet(request.beside, obligation, until=lately(obligation.said)) and not seen:
        return ""
    day = spoken_day(request.beside, obligation.said.policy.zoneinfo)
    names = ", ".join(r.key for r in seen)
    shown = f"the gateway shows {names}, which may be it" if names else "no complete list shows that nothing was sent"
    return f"word from finance that what was asked for on {day} was not paid: {shown}"


def _more_than_was_taken(obligation: Obligation, others: Mapping[str, Obligation]) -> str:
    """All that goes back on one payment, this included, is never more than was taken. A second refund that was made to
    make the first one good looks like a debt of its own when it fails as well.
    """
    said = obligation.said
    if len(obligation.payments) != 1 or obligation.owed is None or obligation.owed.money is None:
        return ""
    name, owed = next(iter(obligation.payments)), obligation.owed.money
    payment = said.payment(name)
    if payment is None or payment.taken is None or payment.taken.what.money.currency != owed.currency:
        return ""
    taken = payment.taken.what.money
    given = _given(obligation, name, owed.currency) + _for_others(obligation, name, owed.currency, others)
    beside = _said_beside(obligation, name, owed.currency)
    given += sum(r.money.amount_minor for r in beside)
    if given + owed.amount_minor <= taken.amount_minor:
        return ""
    ours = f" (we say that {', '.join(r.key for r in beside)} was made; no witness has answered)" if beside else ""
    return (
        f"somebody who compares what goes back on payment {payment.name}: {taken} was taken, "
        f"and {Money(given, owed.currency)} of it is given back, on its way, or owed on an earlier refund{ours}"
    )


def _said_beside(obligation: Obligation, payment: str, currency: str) -> list[Refund]:
    """Other refunds of ours on it that no witness has answered for: one of us may have paid beside the programme."""
    said, seen = obligation.said, {entry_id for r in obligation.said.theirs for entry_id in r.entry_ids}
    open_ = {
        opinion.matter
        for opinion, _ in obligation.opinions
        if opinion.claim is ClaimKind.REFUND_NOT_RECEIVED
        and opinion.verdict in (Verdict.TOO_EARLY, Verdict.CANNOT_TELL)
        and not any(w.entry_id in seen for w in opinion.witnesses)
    }
    others = (r for r in said.ours if payment in r.payments and f"{HandleKind.REFUND}:{r.key}" in open_)
    return [
        r
        for r in others
        if obligation.matter != f"{HandleKind.REFUND}:{r.key}" and r.live and r.money.currency == currency
    ]


def _given(obligation: Obligation, payment: str, currency: str) -> int:
    """What witnesses saw go back on it, besides what this opinion rests on: that is in the amount owed already."""
    known = {w.entry_id for w in obligation.opinion.witnesses} if obligation.opinion is not None else set()
    refunds = (r for r in obligation.said.theirs if payment in r.payments and not r.entry_ids & known)
    alive = (r for r in refunds if r.latest.state not in GONE_WRONG and r.latest.what.livemode)
    return sum(r.money.amount_minor for r in alive if r.money.currency == currency)


def _for_others(obligation: Obligation, payment: str, currency: str, others: Mapping[str, Obligation]) -> int:
    """What was handed over for other refunds of the same payment and nobody has seen yet; and what is owed on earlier
    ones: of two that are ready at the same moment, the older one goes first.
    """
    beside = {m: o for m, o in others.items() if m != obligation.matter and payment in o.payments}
    handed = {matter: _under_way(other, currency) for matter, other in beside.items()}
    total = sum(handed.values())
    for opinion, owed in obligation.opinions:
        earlier = opinion.claim is ClaimKind.REFUND_NOT_RECEIVED and _is_earlier(opinion, payment, obligation)
        if not earlier or handed.get(opinion.matter) or owed.state not in UNPAID or owed.money is None:
            continue
        total += owed.money.amount_minor if owed.money.currency == currency else 0
    return total


def _is_earlier(opinion: Opinion, payment: str, obligation: Obligation) -> bool:
    """Another refund of ours on the same payment that we said we made before this one."""
    number, mine = opinion.matter.partition(":")[2], obligation.ours
    other = next((r for r in obligation.said.ours if number in r.names), None)
    if other is None or mine is None or opinion.matter == obligation.matter or payment not in other.payments:
        return False
    return (other.asserted.at, opinion.matter) < (mine.asserted.at, obligation.matter)


def _under_way(other: Obligation, currency: str) -> int:
    """What was handed over for another refund of the same payment, and nobody has seen yet."""
    waiting = (key for key in keys_of(other) if key.came in _NOT_SEEN and key.money.currency == currency)
    return sum(key.money.amount_minor for key in waiting)
