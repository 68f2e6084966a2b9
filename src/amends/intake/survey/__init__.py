"""Answers to surveys: tables of any survey tool, and formbricks' webhooks. What customers say when they are asked."""

from .hear import hear_survey
from .hook import HOOK
from .rows import SURVEYS

__all__ = ["HOOK", "SURVEYS", "hear_survey"]
