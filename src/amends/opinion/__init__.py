"""The second opinion: what a customer's money and conversation did, by every witness that is not our own record.

Who needs a few of its words, as the passes over everybody's money do, does not load all of it: a tenth of a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .conversation.spoken import spoken
    from .history import superseded
    from .matters import asked_about, opinions, pressing
    from .testimony import Testimony, hear
    from .wrongly_told import told_wrongly

__all__ = ["Testimony", "asked_about", "hear", "opinions", "pressing", "spoken", "superseded", "told_wrongly"]
_STANDS_IN: Final = {
    "Testimony": "testimony", "asked_about": "matters", "hear": "testimony", "opinions": "matters",
    "pressing": "matters", "spoken": "conversation.spoken", "superseded": "history", "told_wrongly": "wrongly_told",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """A name of this package, loaded when it is first asked for (PEP 562)."""
    if name not in _STANDS_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f".{_STANDS_IN[name]}", __name__), name)
    globals()[name] = found
    return found
