"""Where money is: asked, held, accepted, settled, failed, came back, canceled.

Gateways say "succeeded" when they have handed a refund to the issuer; that is `accepted`. Nobody on the merchant's
side sees the customer's own account, so there is no state "received".
"""

from enum import StrEnum
from typing import Final


class MoneyState(StrEnum):
    """The states of a charge or a refund, in the order in which they can happen."""

    ASKED = "asked"  # we asked, or the gateway queued it
    HELD = "held"  # the gateway waits, for example for balance
    ACCEPTED = "accepted"  # handed on: "succeeded" at Stripe, success=true at Adyen
    SETTLED = "settled"  # in a settlement or payout of the gateway
    FAILED = "failed"  # refused at once or failed after days
    CAME_BACK = "came_back"  # returned by the bank, reversed, charged back
    CANCELED = "canceled"  # called off before it was done


LIFECYCLE: Final = {state: rank for rank, state in enumerate(MoneyState)}
GONE_WRONG: Final = frozenset({MoneyState.FAILED, MoneyState.CAME_BACK, MoneyState.CANCELED})
ON_ITS_WAY: Final = frozenset({MoneyState.ACCEPTED, MoneyState.SETTLED})
