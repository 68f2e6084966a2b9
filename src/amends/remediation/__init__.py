"""Everybody who was hit by one fault, made whole: who, how much, told, paid, and seen to arrive by a witness."""

from .acts import check_answer, check_approval, check_hand_over, check_request, hand_over_entry, hand_over_id
from .keys import key_of
from .letters import Letter, draft
from .opening import changing, opening
from .order import Batches, batches, first_to_contact
from .people_acts import check_closing, check_set_aside, check_told
from .population import Population, in_scope, is_hit, population
from .programmes import programmes
from .scope_test import draw, drawn_before, judge
from .standings import standings
from .swept import swept

__all__ = [
    "Batches",
    "Letter",
    "Population",
    "batches",
    "changing",
    "check_answer",
    "check_approval",
    "check_closing",
    "check_hand_over",
    "check_request",
    "check_set_aside",
    "check_told",
    "draft",
    "draw",
    "drawn_before",
    "first_to_contact",
    "hand_over_entry",
    "hand_over_id",
    "in_scope",
    "is_hit",
    "judge",
    "key_of",
    "opening",
    "population",
    "programmes",
    "standings",
    "swept",
]
