"""Which words of a customer are shown folded: abuse as the reader of claims reads it, or a person, and threats besides.

Nobody is made to read abuse again (reference: care 1.2). Curt words are no abuse, and stand as they are.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from amends.care.marks import Mark, marks_in, marks_of
from amends.facts import CustomerFile
from amends.recovery.brief import quotes
from amends.recovery.brief.parts import Quoted

_FOLDED: Final = ("insult", "threat")
_KEPT: Final = 4_096


def hard_of(file: CustomerFile) -> quotes.Hard:
    """Where hard words stand in the contacts of one customer."""
    marks = {name: [(m.start, m.end) for m in found if _is_hard(m)] for name, found in marks_of(file).items()}
    return quotes.Hard(file.claims, marks)


def quoted(words: str) -> Quoted:
    """Words whose place in a contact is not known are read by themselves."""
    found = quotes.quoted(words)
    return found if found.folded or not _marked(words) else replace(found, folded=True)


@lru_cache(maxsize=_KEPT)
def _marked(words: str) -> bool:
    return any(_is_hard(mark) for mark in marks_in(words))


def _is_hard(mark: Mark) -> bool:
    return mark.level in _FOLDED
