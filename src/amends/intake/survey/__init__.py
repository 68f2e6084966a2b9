"""Answers to surveys: tables of any survey tool, and formbricks' webhooks. What customers say when they are asked."""

from .hear import hear_survey, learn_scores
from .hook import HOOK
from .rows import SURVEYS
from .scale import usual_scale

__all__ = ["HOOK", "SURVEYS", "hear_survey", "learn_scores", "usual_scale"]
