"""Quotes as a brief may show them: short, without card numbers, hard words folded behind a neutral line.

Nobody is made to read abuse again (reference: care 1.2): what adds nothing is folded, and unfolded only on demand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from amends.claims import read_text
from amends.facts import Claim, ClaimKind
from amends.intake.cards import redact_cards

from .parts import Quoted

QUOTE_CHARACTERS_MAX: Final = 160
FOLDED: Final = "Hard words, folded: they add nothing to the matter."
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)\s*|\n\s*\n")
_KEPT = 4_096


class Hard:
    """Where hard words stand in the contacts of one customer, as read or as a person corrected it; `more` are spans
    that others found, by entry id of the contact.
    """

    def __init__(self, claims: Iterable[Claim], more: Mapping[str, Sequence[tuple[int, int]]] | None = None) -> None:
        self._spans = {name: list(spans) for name, spans in (more or {}).items() if spans}
        self._rejected: set[str] = set()
        for claim in claims:
            if claim.kind is not ClaimKind.HOSTILE:
                continue
            if claim.judgement == "rejected":
                self._rejected.add(claim.contact_id)
            else:
                self._spans.setdefault(claim.contact_id, []).append((claim.start, claim.end))

    def __contains__(self, entry_id: str) -> bool:
        """Whether the contact has any."""
        return entry_id in self._spans

    @property
    def contacts(self) -> frozenset[str]:
        """Entry ids of those that have any."""
        return frozenset(self._spans)

    def sentence(self, entry_id: str, text: str, words: str, start: int, end: int) -> Quoted:
        """The whole sentence around words of a contact, as long as nothing hard stands in it; else the words alone."""
        first, last = _sentence(text, words, start, end)
        whole = self.quoted(entry_id, text[first:last], first, last)
        short = last - first <= QUOTE_CHARACTERS_MAX and not whole.folded
        return whole if short and first < last else self.quoted(entry_id, words, start, end)

    def quoted(self, entry_id: str, words: str, start: int, end: int) -> Quoted:
        """Words of a contact at this place. They are folded where they share a letter with hard ones, or are hard by
        themselves: a text has one claim of a kind, and may hold more. Where a person rejected that, his word counts.
        """
        touches = any(
            start < other_end and other_start < end for other_start, other_end in self._spans.get(entry_id, ())
        )
        return Quoted(_clean(words), touches or (entry_id not in self._rejected and _hard(words)))


def in_its_sentence(text: str, words: str, start: int, end: int) -> str:
    """The sentence in which the words stand, where it is short; else the words."""
    first, last = _sentence(text, words, start, end)
    return text[first:last] if 0 < last - first <= QUOTE_CHARACTERS_MAX else words


def quoted(words: str) -> Quoted:
    """Words whose place in a contact is not known are read by themselves."""
    return Quoted(_clean(words), _hard(words))


def shortened(words: str, characters: int = QUOTE_CHARACTERS_MAX) -> str:
    """At most so many characters, cut at a space."""
    if len(words) <= characters:
        return words
    cut = words[: characters - 4]
    return (cut[: cut.rfind(" ")] if " " in cut[characters // 2 :] else cut) + " ..."


def _sentence(text: str, words: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the sentence goes; nowhere where the words do not stand at this place of the text."""
    if text[start:end] != words:
        return 0, 0
    begins = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    ends = _SENTENCE_END.search(text, max(end - 1, start))
    return begins[-1] if begins else 0, ends.end() if ends else len(text)


def _clean(words: str) -> str:
    return shortened(redact_cards(" ".join(words.split())))


@lru_cache(maxsize=_KEPT)
def _hard(words: str) -> bool:
    return any(claim.kind is ClaimKind.HOSTILE for claim in read_text(words).claims)
