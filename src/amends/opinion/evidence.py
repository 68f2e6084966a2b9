"""Entries as witnesses: who said what and when, and every field on which it differs from our record."""

from collections.abc import Iterable

from amends.facts import Difference, Entry, HandOver, Money, Policy, Witness
from amends.facts.kinds import (
    ChargeTold,
    CompletenessDeclared,
    EventTold,
    InvoiceTold,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
)

from .completeness import Stretch
from .sentences import STATE_WORDS, because, minute, teller
from .things import Payment, Refund, Said

COMPLETE = "complete"


def of_refund(refund: Refund, *, ours: Refund | None = None, how: str = "") -> tuple[Witness, ...]:
    """What each entry says about a refund, latest word of each entry, oldest first."""
    last = {word.entry.id: word for word in refund.said}
    return tuple(
        Witness(
            entry_id=entry_id,
            source=word.entry.source.name,
            root=word.entry.source.root,
            record_id=word.what.refund_id,
            at=word.at,
            state=str(word.state),
            says=_refund_says(word.what.money, STATE_WORDS[word.state], word.what.failure_reason, word.what.livemode),
            how=how,
            differences=differences(ours, refund, word.what.money) if ours is not None else (),
        )
        for entry_id, word in last.items()
    )


def _refund_says(money: Money, state: str, reason: str, livemode: bool) -> str:
    return f"Refund of {money} {state}{because(reason)}{'' if livemode else ' (test mode, no real money)'}"


def differences(ours: Refund, theirs: Refund, told: Money) -> tuple[Difference, ...]:
    """Every field on which one row of theirs and our refund differ, with both values."""
    found: list[Difference] = []
    if ours.money != told:
        found.append(Difference("amount", str(ours.money), str(told)))
    if ours.payments and theirs.payments and ours.payments != theirs.payments:
        found.append(Difference("payment", _names(ours.payments), _names(theirs.payments)))
    if ours.customers and theirs.customers and ours.customers != theirs.customers:
        found.append(Difference("customer", _names(ours.customers), _names(theirs.customers)))
    mine, other = ours.latest.state, theirs.latest.state
    if mine is not other:
        found.append(Difference("state", str(mine), str(other)))
    return tuple(found)


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def of_charges(said: Iterable[Said[ChargeTold]], how: str = "") -> tuple[Witness, ...]:
    """What each entry says about a payment."""
    return tuple(
        Witness(
            entry_id=word.entry.id,
            source=word.entry.source.name,
            root=word.entry.source.root,
            record_id=word.what.charge_ref or word.what.payment_ref,
            at=word.at,
            state=str(word.state),
            says=_charge_says(word),
            how=how,
        )
        for word in said
    )


def _charge_says(word: Said[ChargeTold]) -> str:
    test = "" if word.what.livemode else " (test mode, no real money)"
    return f"Charge of {word.what.money} {STATE_WORDS[word.state]}{because(word.what.failure_reason)}{test}"


def of_payment(payment: Payment, how: str = "") -> tuple[Witness, ...]:
    """What the witnesses say about a payment."""
    return of_charges(payment.theirs, how)


def of_stretch(stretch: Stretch, lacks: str, policy: Policy) -> tuple[Witness, ...]:
    """A complete range that does not contain a thing: silence that counts."""
    return tuple(
        Witness(
            entry_id=entry.id,
            source=entry.source.name,
            root=entry.source.root,
            record_id=entry.source_id,
            at=entry.occurred,
            state=COMPLETE,
            says=f"Complete from {minute(stretch.complete_from, policy)} to {minute(stretch.complete_to, policy)}, "
            f"and {lacks} is not in it",
            how="absence in a complete range",
        )
        for entry in stretch.told
    )


def of_entry(entry: Entry, how: str = "") -> Witness:
    """Any other entry, shown as it was told."""
    record_id, state, says = _plainly(entry)
    name, root = entry.source.name, entry.source.root
    return Witness(entry.id, name, root, record_id, entry.occurred, state, says, how)


def _plainly(entry: Entry) -> tuple[str, str, str]:
    what = entry.what
    if isinstance(what, OrderTold):
        return what.order_id, what.status, f"Order of {what.money}" + (f", {what.status}" if what.status else "")
    if isinstance(what, PayoutTold):
        return what.payout_ref, str(what.state), f"Payout of {what.money}"
    if isinstance(what, PostingTold):
        return what.posting_id, what.about, f"{(what.about or 'line').capitalize()} of {what.money}"
    if isinstance(what, InvoiceTold):
        return what.invoice_id, what.status, f"Invoice of {what.money}" + (f", {what.status}" if what.status else "")
    if isinstance(what, ChargeTold):
        says = f"Charge of {what.money} {STATE_WORDS[what.state]}{because(what.failure_reason)}"
        return what.charge_ref or what.payment_ref, str(what.state), says
    if isinstance(what, RefundTold):
        return what.refund_id, str(what.state), _refund_says(what.money, STATE_WORDS[what.state], "", what.livemode)
    if isinstance(what, EventTold):
        heard = "delivered to us" if what.heard else "in the gateway's list"
        return what.event_id, str(what.state or ""), f"Notice {what.event_type}, {heard}"
    if isinstance(what, CompletenessDeclared):
        return entry.source_id, COMPLETE, f"Complete for {what.of}"
    return entry.source_id, "", f"Told by {teller(entry)}"


def hand_over(refund: Refund) -> tuple[HandOver, ...]:
    """What the customer's bank can trace: the ARN. A reversal has none."""
    arns = dict.fromkeys(word.what.arn for word in refund.said if word.what.arn)
    return tuple(HandOver("ARN, which the customer's bank can trace", arn) for arn in arns if arn)
