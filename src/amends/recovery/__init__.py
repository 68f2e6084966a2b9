"""Making it good: what is owed and promised, what is still to be done, and what proves that it was done."""

from .brief.as_json import brief_json
from .brief.as_text import brief_text
from .brief.card import brief
from .brief.parts import Brief
from .closing import CLOSABLE, check_closing
from .follow_ups import follow_ups
from .made_good import owed
from .private_tasks import private_tasks
from .promises.acts import check_follow_up, check_moved, check_promise, check_release, check_tried
from .promises.standing import promises

__all__ = [
    "CLOSABLE",
    "Brief",
    "brief",
    "brief_json",
    "brief_text",
    "check_closing",
    "check_follow_up",
    "check_moved",
    "check_promise",
    "check_release",
    "check_tried",
    "follow_ups",
    "owed",
    "private_tasks",
    "promises",
]
