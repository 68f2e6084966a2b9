"""Marks of hostility: what a customer wrote at the people he writes to, with the words. Never how anybody felt.

A mark is a property of a text. Whoever handled the contact has the last word on it, both ways (console.care.taps), and
any of us may reject what was read (`claim.judged`). English only; a text in another language has no mark.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Final

from amends.claims import read_text
from amends.claims.language import guess
from amends.claims.necessary import Necessary
from amends.claims.sentences import TEXT_CHARS_MAX, Sentence, plain, sentences
from amends.claims.vocabulary import choices_of, compiled
from amends.facts import Claim, ClaimKind, CustomerFile
from amends.facts.kinds import ClaimJudged, ContactReceived

LEVELS: Final = ("curt", "insult", "threat")  # words of Weights.hostility, from the least
UNNAMED: Final = "insult"  # what the reader of claims, or a person, takes for hostile without words of ours
_LANGUAGE: Final = "en"
_OTHER_WORDS_MIN: Final = 3  # a foreign language is left alone only where there is enough of it to tell


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end]` of the message is the quote. `level` is a word of Weights.hostility: curt, insult or threat."""

    level: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level is said: `says`, in a sentence without `unless`."""

    level: str
    says: tuple[tuple[int, re.Pattern[str]], ...]  # each with its bit in the necessary words
    unless: re.Pattern[str]


def marks_of(file: CustomerFile, only: Collection[str] | None = None) -> dict[str, tuple[Mark, ...]]:
    """By entry id of the contact, in order of the words. What a person rejected gives none; what he added does. With
    `only` those of these contacts.
    """
    claims: dict[str, list[Claim]] = {}
    for claim in file.claims:
        if claim.kind is ClaimKind.HOSTILE:
            claims.setdefault(claim.contact_id, []).append(claim)
    judged = [entry.what for entry in file.told if isinstance(entry.what, ClaimJudged)]  # in order of happening
    about = [what for what in judged if what.claim is ClaimKind.HOSTILE]
    found: dict[str, tuple[Mark, ...]] = {}
    for contact in file.contacts:
        what, name = contact.entry.what, contact.entry.id
        if isinstance(what, ContactReceived) and (only is None or name in only):
            marks = _marks(what.text, claims.get(name, ()), [one for one in about if one.contact_id == name])
            if marks:
                found[name] = marks
    return found


def marks_in(text: str) -> tuple[Mark, ...]:
    """The same for a text that nobody has judged."""
    claims = read_text(text, "customer").claims
    return _marks(text, [claim for claim in claims if claim.kind is ClaimKind.HOSTILE], ())


def _marks(text: str, claims: Iterable[Claim], judged: Sequence[ClaimJudged]) -> tuple[Mark, ...]:
    """Ours that stand after what people said of their sentences; and each claim that none of ours says."""
    found = {
        Mark(level, text[start:end], start, end)
        for level, (start, end), sentence in _read(text)
        if not _rejected(sentence, judged)
    }
    unnamed = [claim for claim in claims if not any(m.start < claim.end and claim.start < m.end for m in found)]
    found |= {Mark(_level_of(claim), claim.quote, claim.start, claim.end) for claim in unnamed}
    return tuple(sorted(found, key=lambda mark: (mark.start, mark.end, mark.level, mark.quote)))


def _level_of(claim: Claim) -> str:
    """Of the quote alone; it may stand in the subject, which is no part of the text."""
    return next((level for level, _, _ in _read(claim.quote)), UNNAMED)


def _rejected(sentence: tuple[int, int], judged: Sequence[ClaimJudged]) -> bool:
    """The last word of a person on the sentence, or on the whole message (an empty span)."""
    start, end = sentence
    about = [one for one in judged if one.start >= one.end or (one.start < end and start < one.end)]
    return bool(about) and about[-1].judgement == "rejected"


def _read(text: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """`(level, span, span of the sentence)`, the worst of each sentence."""
    seen = plain(text[:TEXT_CHARS_MAX])
    levels, necessary = _words()
    may = necessary.possible(seen)
    if not any(bit & may for level in levels for bit, _ in level.says):
        return
    if guess(seen, {_LANGUAGE: frozenset()}) not in ("", _LANGUAGE) and len(seen.split()) >= _OTHER_WORDS_MIN:
        return
    for sentence in sentences(seen):
        found = _worst(sentence, levels, necessary.possible(sentence.text))
        if found is not None:
            level, start, end = found
            yield level, (sentence.start + start, sentence.start + end), (sentence.start, sentence.end)


def _worst(sentence: Sentence, levels: Sequence[_Level], may: int) -> tuple[str, int, int] | None:
    for level in reversed(levels):
        hits = [hit for bit, says in level.says if bit & may and (hit := says.search(sentence.text))]
        if hits and not level.unless.search(sentence.text):
            return level.level, *min((hit.span() for hit in hits), key=lambda span: (span[0], -span[1]))
    return None


@cache
def _words() -> tuple[tuple[_Level, ...], Necessary]:
    told = tomllib.loads(files("amends.care").joinpath("words", "hostility.toml").read_text("utf-8"))
    terms: dict[str, str] = told["terms"]
    necessary = Necessary(terms)

    def level_of(name: str) -> _Level:
        says = tuple(
            (reduce(or_, (necessary.add(choice) for choice in choices_of(one))), re.compile(compiled(one, terms)))
            for one in told[name]["says"]
        )
        unless = re.compile("|".join(compiled(one, terms) for one in told[name]["unless"]))
        return _Level(name, says, unless)

    return tuple(level_of(name) for name in LEVELS), necessary
