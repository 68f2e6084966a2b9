"""What differs between ours and theirs, as people and programs read it: both values, and what explains them."""

from typing import Any, Final

from amends.facts import Money, MoneyState
from amends.opinion.refund_wrong import fingerprint

from .engine import Columns

OUT_COLUMNS: Final[Columns] = {
    "refund_id": str, "verdict": str, "reason": str, "record_id": str, "how": str, "differs": str, "look_again_us": int,
}  # fmt: skip
_PAIRS: Final = (("payment_ref", "their_payment_ref"), ("customer", "their_customer"))


def differs(row: dict[str, Any]) -> str | None:
    """Each differing field as [ours, theirs] in JSON; an amount with what explains the difference, where something
    does. None where nothing differs.
    """
    import orjson

    found: dict[str, Any] = {}
    if row["given_minor"] is not None:
        ours = Money(int(row["amount_minor"]), row["currency"])
        given = Money(int(row["given_minor"]), row["given_currency"])
        if ours.amount_minor != given.amount_minor:
            found["amount_minor"] = [ours.amount_minor, given.amount_minor]
        if ours.currency != given.currency:
            found["currency"] = [ours.currency, given.currency]
        if explained := _explained(ours, given, row["fee_minor"]):
            found["explained"] = explained
    for mine, other in _PAIRS:
        if row[other] is not None:
            found[mine] = [row[mine], row[other]]
    if row["their_state"] is not None:
        found["state"] = [str(MoneyState.ACCEPTED), row["their_state"]]
    if row["their_livemode"] is not None:
        found["livemode"] = [True, False]
    return orjson.dumps(found).decode() if found else None


def _explained(ours: Money, given: Money, fee_minor: int | None) -> str:
    """In the words of the one-customer opinion; a fee that accounts for the whole difference is named, either way."""
    if fee_minor and ours.currency == given.currency:
        fee, more = abs(int(fee_minor)), given.amount_minor - ours.amount_minor
        if more == -fee:
            return f"net of fee: short by exactly the gateway's fee of {Money(fee, ours.currency)}"
        if more == fee:
            return f"net of fee: more by exactly the gateway's fee of {Money(fee, ours.currency)}"
    return fingerprint(ours, given)
