"""What this process remembers of people's words to be quick: dropped when somebody was forgotten, also by a command.

A command works in a process of its own; the certificate that it leaves in the home tells the server of it.
"""

from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any, Final

from amends.care import marks
from amends.claims import reader, vocabulary
from amends.claims.signals import _words as _signal_words
from amends.intake.table import cells
from amends.record import Record
from amends.record.forgetting import FOLDER
from amends.recovery.brief import quotes
from amends.recovery.hours import customer_zones

from . import hard_words

KEPT: Final[tuple["_lru_cache_wrapper[Any]", ...]] = (
    quotes._hard,
    hard_words._marked,
    marks._words,  # with the words of the last texts that were looked at
    _signal_words,
    vocabulary.vocabulary,
    reader.rules,
    cells.e164,
    customer_zones.zones_of_number,
)


def drop_texts() -> None:
    """Remember nobody's words, numbers and rows."""
    from .templatetags import words

    for cached in KEPT:
        cached.cache_clear()
    words._drawn.cache_clear()


class ForgottenElsewhere:
    """Looks whether the folder of certificates changed since it looked last."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._seen = self._changed()

    def round(self, record: Record) -> bool:
        """Drop what is remembered where somebody was forgotten meanwhile. Gives whether."""
        if (changed := self._changed()) == self._seen:
            return False
        drop_texts()
        record.drop_keys()
        self._seen = changed
        return True

    def _changed(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0
