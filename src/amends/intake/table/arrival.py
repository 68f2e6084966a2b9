"""Rows of how contacts came to somebody, what the rules allow, and what was done that cannot be undone."""

from amends.facts.kinds import ActionTold, ContactRouted, PolicyTold
from amends.intake.vocabulary import ROUTINGS

from .cells import Row
from .told import Told, history_id

_ROUTINGS = {word: word for word in ROUTINGS}


def routed(row: Row) -> Told:
    """A contact was routed to somebody. `occurred_at` is when it was routed, `picked_up_at` when he had it before him.
    A contact that was handed on has a row for each.
    """
    routed_id, at = row.need("routed_id"), row.moment("occurred_at")
    what = ContactRouted(
        routing=row.choice("routing", _ROUTINGS, default="policy"),
        ticket=row.ticket(),
        call=row.call(),
        reason=row.word("reason"),
        product=row.word("product"),
        tier=row.word("tier"),
        picked_up=row.moment_or_none("picked_up_at"),
        agent=row.text("agent") or "",
        message_id=(row.text("message_id") or "").strip("<>"),
        customer_id=row.text("customer_id"),
    )
    if not (what.ticket or what.call or (what.message_id and what.customer_id)):
        step = "Say which contact it was: ticket, call, or message_id with customer_id"
        raise row.bad("ticket", "is empty, and no call or message is named", step)
    return Told(f"routed:{routed_id}", at, what)


def policy(row: Row) -> Told:
    """What the rules allow for something that a customer wants. `by` names the person where a person decided it."""
    policy_id, at = row.need("policy_id"), row.moment("occurred_at")
    row.need("allowed")
    allowed = row.tick("allowed")
    what = PolicyTold(
        allowed=allowed,
        wish=row.word("wish"),
        rule=row.word("rule"),
        order_id=row.text("order_id"),
        ticket=row.ticket(),
        call=row.call(),
        by=row.text("by") or "",
        customer_id=row.text("customer_id"),
    )
    _check_named(row, what.handles())
    return Told(history_id("policy", policy_id, "allowed" if allowed else "refused", at), at, what)


def action(row: Row) -> Told:
    """Something was done that cannot be undone, told by the system in which it was done. `by` names who did it."""
    action_id, at = row.need("action_id"), row.moment("occurred_at")
    what = ActionTold(
        action=row.word("action") or row.need("action"),
        order_id=row.text("order_id"),
        ticket=row.ticket(),
        call=row.call(),
        by=row.text("by") or "",
        customer_id=row.text("customer_id"),
    )
    _check_named(row, what.handles())
    return Told(f"action:{action_id}", at, what)


def _check_named(row: Row, handles: tuple[object, ...]) -> None:
    """What names nobody and nothing would be on record and never found."""
    if not handles:
        raise row.bad("customer_id", "is empty", "Say whom it is about: customer_id, order_id, ticket or call")
