"""The generic CTI events that many phone systems send to a helpdesk: newCall, answer, hangup. Pure."""

from .hear import CTI_EVENTS, hear_cti, is_cti
from .hook import HOOK

__all__ = ["CTI_EVENTS", "HOOK", "hear_cti", "is_cti"]
