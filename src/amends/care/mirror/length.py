"""How long an answer is beside one's own: said as a range, and nobody else's is looked at."""

import re
from collections.abc import Iterable
from typing import Final

from .observed import Kind, Observation, Sent, Usual
from .words import Words

ANSWERS_MIN: Final = 20
FAR: Final = 1.5  # so far beyond the range, or below it, that it is worth a word
_WORD = re.compile(r"\w[\w'-]*")
_QUOTE_WORDS: Final = 12


def usual(own: Iterable[Sent]) -> Usual | None:
    """The range of nine of ten of them; None where there are too few to have one."""
    counts = sorted(word_count(one.text) for one in own)
    if len(counts) < ANSWERS_MIN:
        return None
    beyond = len(counts) // 20  # one of twenty on either side
    return Usual(len(counts), counts[beyond], counts[-1 - beyond])


def far_from_usual(text: str, own: Iterable[Sent], words: Words) -> Observation | None:
    """Much longer or shorter than the range."""
    found, count = usual(own), word_count(text)
    if found is None or found.low_words / FAR <= count <= found.high_words * FAR:
        return None
    end = next((hit.end() for n, hit in enumerate(_WORD.finditer(text), start=1) if n == _QUOTE_WORDS), len(text))
    hint = words.hint.format(answers=found.answers, low=found.low_words, high=found.high_words, words=count)
    return Observation(Kind.LENGTH, text[:end], 0, end, hint)


def word_count(text: str) -> int:
    """How many words a text has."""
    return sum(1 for _ in _WORD.finditer(text))
