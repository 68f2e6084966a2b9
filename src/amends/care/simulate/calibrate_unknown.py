"""Why a setting keeps its default: what no record tells, by the dotted name of the setting."""

from collections.abc import Mapping
from typing import Final

_LENGTHS: Final = "which call was longer because of it is not told"
_ASSUMED: Final = "it is an assumption; 0 if you doubt it"
_OFFERS: Final = "what customers answer to offers is not counted"
_RULE: Final = "it is a rule that you choose"

WHY: Final[Mapping[str, str]] = {
    "days": "how long to simulate is yours to choose",
    "load_percent": "it counts only where calls_per_day is 0",
    "skills.second_skill_percent": "contacts are not told apart by skill",
    "skills.second_skill_longer_percent": _LENGTHS,
    "phone.shape": "calls are taken to be lognormal",
    "phone.wrap_up_minutes": "what follows a call is not in the phone log",
    "mail.work_percent": "it counts only where calls_per_day is 0",
    "mail.minutes": "between opening a mail and its answer other things are done too",
    "mail.spread": "between opening a mail and its answer other things are done too",
    "returns.known_agent_fewer_percent": _ASSUMED,
    "returns.known_agent_shorter_percent": _ASSUMED,
    "hostility.waited_minute_percent": "words on the phone are not in the record",
    "hostility.waited_minutes_max": "words on the phone are not in the record",
    "hostility.longer_percent": _LENGTHS,
    "hostility.load_slows_percent": "it would have to be asked of each person, and is not",
    "callbacks.take_up_percent": _OFFERS,
    "callbacks.unanswered_percent": _OFFERS,
    "callbacks.later_from_minutes": _RULE,
    "callbacks.later_to_minutes": _RULE,
    "callbacks.window_minutes": _RULE,
    "callbacks.known_after_minutes": _RULE,
    "callbacks.known_alone_minutes": _RULE,
    "callbacks.known_window_minutes": _RULE,
    "care.idle_minute": _RULE,
    "care.pause_minutes": _RULE,
    "care.pause_taken_percent": "who takes a pause is nobody's business",
    "care.written_minutes": _RULE,
    "care.written_calls_max": _RULE,
    "care.guarded_penalty": _RULE,
    "care.long_queue": _RULE,
    "care.look_at": _RULE,
    "level.wait_percent": _RULE,
    "level.gave_up_points": _RULE,
    "level.heads_max": _RULE,
}
