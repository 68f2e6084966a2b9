"""The same question for everybody's money at once: every refund of ours against a witness's file, set by set.

The passes are plain SQL that runs unchanged on every engine of `amends.engines`; the words of the answers, the windows
and the rules are those of `opinion`, which asks the same about one customer.
"""

from .asked import Asked
from .engine import Columns, Engine
from .rows import OUT_COLUMNS
from .run import STEPS, Found, reconcile

__all__ = ["OUT_COLUMNS", "STEPS", "Asked", "Columns", "Engine", "Found", "reconcile"]
