"""Stripe's list of refunds as a table (Sigma and Data Pipeline, table `refunds`): present states, whole minor units.

Reference: docs.stripe.com/stripe-data/schema. The list says that a refund failed and never when, so a failure is dated
when the list was made: dated at its creation it would look older than the settlement that it undid.
"""

from collections.abc import Iterator
from typing import Any

from amends.facts import MoneyState
from amends.facts.kinds import RefundTold
from amends.intake.stripe.common import BadObject, told_id
from amends.intake.stripe.refunds import refund_told
from amends.intake.table.cells import BadCell
from amends.intake.table.told import Told

from .line import Line, Party
from .when import UTC, wall_time

_FIELDS = ("id", "status", "currency", "charge", "payment_intent", "failure_reason", "pending_reason")
_COLUMNS = {"charge": ("charge_id", "charge"), "payment_intent": ("payment_intent_id", "payment_intent")}


def listed_refund(line: Line, party: Party) -> Iterator[Told]:
    """The refund in its present state. Raises BadCell."""
    line.need("id")
    line.minor("amount", "currency")
    created = wall_time(line.need("created"), UTC, "created")
    told = _told(line, party)
    at = created
    if told.state in (MoneyState.FAILED, MoneyState.CANCELED):
        if party.as_of is None:
            step = "Say when the list was exported: --as-of 2026-05-20T00:00:00Z"
            raise BadCell("status", line.text("status"), "does not say when that happened", step)
        at = max(created, party.as_of)
    details = (told.our_ref, told.payment_ref, told.charge_ref, told.order_id, told.failure_reason, at, told.livemode)
    yield Told(told_id(f"list:{told.refund_id}:{told.state}", *details), at, told)


def _told(line: Line, party: Party) -> RefundTold:
    refund: dict[str, Any] = {name: line.text(*_COLUMNS.get(name, (name,))) or None for name in _FIELDS}
    refund["amount"] = int(line.need("amount"))
    keys = party.keys
    names = (keys.refund_id, keys.order_id, keys.customer_id)
    refund["metadata"] = {name: line.text(f"metadata[{name}]", f"metadata_{name}") for name in names}
    try:
        return refund_told(refund, keys, livemode=line.text("livemode").lower() != "false")
    except BadObject as bad:
        column = "status" if "status" in str(bad) else "amount"
        raise BadCell(column, line.text(column), str(bad), "Take in the list as Stripe made it") from None
