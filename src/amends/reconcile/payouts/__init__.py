"""Is each payout of a gateway the sum of its lines, and did it reach the bank? For all payouts at once, in plain SQL.

A payout is the gateway's word to us, so that here we are the customer and the gateway's is the record: its own lines or
the bank contradict it or confirm it. The passes run unchanged on every engine of `amends.engines`.
"""

from .asked import PayoutsAsked
from .rows import BANK_COLUMNS, ORPHAN_COLUMNS, OUT_COLUMNS, REFUND_COLUMNS
from .run import STEPS, PayoutsFound, examine_payouts

__all__ = [
    "BANK_COLUMNS",
    "ORPHAN_COLUMNS",
    "OUT_COLUMNS",
    "REFUND_COLUMNS",
    "STEPS",
    "PayoutsAsked",
    "PayoutsFound",
    "examine_payouts",
]
