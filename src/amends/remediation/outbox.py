"""The outbox of one obligation: may money be handed over for it now? What is unknown is never handed over again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from amends.facts import Harm, Moment, Money, OwedState, Payment, Policy

from .attempts import Came, Key, keys_of
from .keys import key_of
from .obligation import UNPAID, Obligation
from .requests import Asked, approvals_needed, asked
from .safe_to_pay import unsafe
from .waiting import (
    for_another_amount,
    for_approval,
    for_request,
    for_seen,
    for_the_payer,
    for_unknown,
    for_what_is_amiss,
)

_OPEN = frozenset({Came.UNKNOWN, Came.AMISS, Came.SAID_PAID, Came.NOTHING})


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where the payment stands. It may be handed over only under `next_key`, as number `next_attempt`, with `money`;
    where it may not, `waits_for` says what is missing. `handed`: something was handed over, and is not known to have
    come to nothing; `attempts` are all of them, as (key, number). `proof` are entry ids of witnesses of its arrival.
    """

    payment: Payment
    next_key: str
    next_attempt: int
    money: Money | None
    request: Asked | None
    approvals_needed: int
    may_hand_over: bool = False
    waits_for: str = ""
    handed: bool = False
    attempts: tuple[tuple[str, int], ...] = ()
    proof: tuple[str, ...] = ()
    look_again: Moment | None = None
    given: Money | None = None  # what was handed over last, and is not known to have come to nothing


def outbox(obligation: Obligation, harm: Harm | None, others: Mapping[str, Obligation], policy: Policy) -> Outbox:
    """The outbox of this obligation. `others` are all obligations of the same customer, by matter."""
    keys = keys_of(obligation)
    request = asked(obligation)
    total = harm.total if harm is not None else None
    empty = Outbox(
        payment=Payment.NOT_ASKED,
        next_key=_next_key(obligation.matter, keys),
        next_attempt=1 + max((a.number for key in keys for a in key.attempts), default=0),
        money=total,
        request=request,
        attempts=tuple((key.key, attempt.number) for key in keys for attempt in key.attempts),
        approvals_needed=approvals_needed(total, policy) if total is not None else 1,
        given=next((key.money for key in reversed(keys) if key.came is not Came.UNDONE), None),
    )
    box = _seen(empty, obligation, keys) or _handed(empty, obligation, keys) or _unpaid(empty, obligation)
    if not box.may_hand_over:
        return box
    danger = unsafe(obligation, keys, request, others)
    return replace(box, may_hand_over=False, payment=Payment.WAITS, waits_for=danger) if danger else box


def _next_key(matter: str, keys: Sequence[Key]) -> str:
    """The same key again where nothing ever came of it; a new one only after the earlier ones are undone."""
    again = [key.key for key in keys if key.came is Came.NOTHING]
    if again:
        return again[-1]
    used = {key.key for key in keys}
    generation = 1
    while key_of(matter, generation) in used:
        generation += 1
    return key_of(matter, generation)


def _seen(box: Outbox, obligation: Obligation, keys: Sequence[Key]) -> Outbox | None:
    """A witness saw the new refund: by the key that it carries, or as the one that makes this matter good."""
    owed = obligation.owed
    handed = any(key.came is not Came.UNDONE for key in keys)
    good = owed.proof if owed is not None and owed.state is OwedState.MADE_GOOD else ()
    proof = next((key.proof for key in keys if key.came is Came.ARRIVED), good)
    proof = tuple(entry_id for entry_id in proof if entry_id in obligation.witnessed)
    if proof:
        return replace(box, payment=Payment.ARRIVED, handed=handed, proof=proof)
    looks = [key.look_again for key in keys if key.came is Came.SEEN]
    if owed is not None and owed.state is OwedState.UNDER_WAY:
        looks.append(owed.look_again)
    if not looks:
        return None
    again = max((at for at in looks if at is not None), default=None)
    words = for_seen(again, obligation.said.policy)
    return replace(box, payment=Payment.SEEN, handed=handed, look_again=again, waits_for=words)


def _handed(box: Outbox, obligation: Obligation, keys: Sequence[Key]) -> Outbox | None:
    """Handed over, and no witness has seen it. Only where that is proved to be nothing may the same key go again."""
    open_ = [key for key in keys if key.came in _OPEN]
    if not open_:
        return None
    if all(key.came is Came.NOTHING for key in open_):
        if not _is_owed(obligation):
            return None
        if not _same_amount(box, open_[-1]):
            words = for_another_amount(open_[-1], box.money)
            return replace(box, payment=Payment.UNKNOWN, handed=True, waits_for=words)
        return replace(box, payment=Payment.READY, may_hand_over=True)
    if all(key.came is Came.SAID_PAID for key in open_):
        return replace(box, payment=Payment.SAID_PAID, handed=True, waits_for=for_the_payer())
    amiss = [key for key in open_ if key.came is Came.AMISS]
    words = for_what_is_amiss(amiss) if amiss else for_unknown(open_, obligation)
    return replace(box, payment=Payment.UNKNOWN, handed=True, waits_for=words)


def _same_amount(box: Outbox, key: Key) -> bool:
    """Another amount under a key that the payer knows would be another payment, or none at all."""
    return box.money == key.money


def _unpaid(box: Outbox, obligation: Obligation) -> Outbox:
    """Nothing is on its way: is it owed, asked for and approved?"""
    request, money = box.request, box.money
    if not _is_owed(obligation) or money is None or money.amount_minor <= 0:
        return box
    if request is None or request.money != money:
        return replace(box, waits_for=for_request(money, request.money if request is not None else None))
    if len(request.approved_by) < box.approvals_needed:
        words = for_approval(money, request.approved_by, box.approvals_needed)
        return replace(box, payment=Payment.WAITS, waits_for=words)
    return replace(box, payment=Payment.READY, may_hand_over=True)


def _is_owed(obligation: Obligation) -> bool:
    return obligation.right and obligation.owed is not None and obligation.owed.state in UNPAID
