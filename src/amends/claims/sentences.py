"""Text as the rules see it: lower case, plain apostrophes, in sentences. Every position stays what it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TEXT_CHARS_MAX = 20_000  # of one message; what follows is not read for claims (its amounts are)

_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u00a0": " "})
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n+|\s\|\s")
_CLAUSE = re.compile(r"[,;:()]\s|\s-+\s|\b(?:but|because|since|although|though|yet|however|and|so)\b")
_SHORT = re.compile(
    r"(?:^|\s)(?:mr|mrs|ms|dr|st|no|nr|e\.g|i\.e|etc|vs|approx|ref|a\.m|p\.m|inc|ltd|jan|feb|mar|apr|aug|sept?|"
    r"oct|nov|dec)\.$"
)

_SHORT_CHARS = 10  # more than the longest of them has, with the space before it


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of the message, as the rules see it."""

    start: int
    end: int
    text: str

    def clause_before(self, position: int) -> str:
        """The words between the last clause boundary and `position`."""
        starts = [found.end() for found in _CLAUSE.finditer(self.text, 0, position)]
        return self.text[starts[-1] if starts else 0 : position]


def plain(text: str) -> str:
    """Lower case and plain apostrophes, of the same length."""
    return lower(text.translate(_PLAIN))


def lower(text: str) -> str:
    """Lower case, of the same length: patterns without capitals are found much faster than with `re.IGNORECASE`."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a plain text, in order."""
    start = 0
    for found in _END.finditer(text):
        piece = text[start : found.end()]
        if found[0] == "." and _SHORT.search(piece[-_SHORT_CHARS:]):
            continue
        if piece.strip():
            yield _trimmed(start, piece)
        start = found.end()
    if text[start:].strip():
        yield _trimmed(start, text[start:])


def _trimmed(start: int, piece: str) -> Sentence:
    left = len(piece) - len(piece.lstrip())
    inner = piece.strip()
    return Sentence(start + left, start + left + len(inner), inner)
