"""The columns of the answers."""

from typing import Final

from amends.reconcile.engine import Columns

OUT_COLUMNS: Final[Columns] = {
    "payout_ref": str, "verdict": str, "reason": str, "amount_minor": int, "lines_minor": int, "difference_minor": int,
    "explained": str, "bank_line": str, "how": str, "look_again_us": int, "currency": str, "bank_minor": int,
    "bank_currency": str, "proposed": str,
}  # fmt: skip
REFUND_COLUMNS: Final[Columns] = {
    "line_id": str, "payout_ref": str, "refund_ref": str, "amount_minor": int, "fee_minor": int, "currency": str,
    "occurred_at_us": int,
}  # fmt: skip
ORPHAN_COLUMNS: Final[Columns] = {
    "line_id": str, "payout_ref": str, "kind": str, "refund_ref": str, "amount_minor": int, "fee_minor": int,
    "currency": str, "occurred_at_us": int,
}  # fmt: skip
BANK_COLUMNS: Final[Columns] = {
    "line_id": str, "amount_minor": int, "currency": str, "booked_at_us": int, "reference": str,
}  # fmt: skip
