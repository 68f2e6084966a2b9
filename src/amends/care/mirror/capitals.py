"""Words in capitals. A name, a code or a heading is none: at least one word of the run must be an ordinary one."""

import re
from typing import Final

from .observed import Kind, Observation
from .words import Words

WORDS_MIN: Final = 2
_RUN = re.compile(r"(?<![\w-])[A-Z]+(?:'[A-Z]+)?(?:[ ,]+[A-Z]+(?:'[A-Z]+)?)+(?![\w-])")
_WORD = re.compile(r"[A-Z]+(?:'[A-Z]+)?")


def capitals(text: str, words: Words) -> Observation | None:
    """The first run of two or more words."""
    for run in _RUN.finditer(text):
        found = [word.lower() for word in _WORD.findall(run[0])]
        if len([word for word in found if len(word) > 1]) >= WORDS_MIN and words.telling.intersection(found):
            return Observation(Kind.CAPITALS, run[0], run.start(), run.end(), words.hint)
    return None
