"""Reports of gateways: Stripe, Adyen, PayPal and Braintree tell charges, refunds and payouts as they settled. Pure."""

from .hear import FORMATS, gateway_of, hear_settlement
from .line import Party

__all__ = ["FORMATS", "Party", "gateway_of", "hear_settlement"]
