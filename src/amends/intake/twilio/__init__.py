"""Twilio Voice: status callbacks as they are posted, and the Calls resource as JSON or CSV. Pure."""

from .files import hear_twilio
from .hook import HOOK

__all__ = ["HOOK", "hear_twilio"]
