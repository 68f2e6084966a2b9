"""What does not stand in the text: a word on what happened to the customer, and what happens next.

Both only where something went wrong for him: as his own contact says, or, where that is not known, as a text shows that
contradicts him. Both only for an answer long enough to have room for it. The lists are wide on purpose: whatever may be
meant as one is taken for one.
"""

from collections.abc import Sequence
from typing import Final

from amends.claims.language import guess
from amends.claims.sentences import Sentence
from amends.claims.sentences import plain as plain_words

from .observed import Case, Kind, Observation
from .words import LANGUAGES, Words
from .words import words as words_of

WORDS_MIN: Final = 20


def no_acknowledgement(
    text: str, plain: str, said: Sequence[Sentence], words: Words, case: Case | None
) -> Observation | None:
    """Nothing of what happened is named, here or in an answer before it. Beside the first sentence."""
    acknowledged = case is not None and case.acknowledged
    return None if acknowledged or acknowledges(plain, words) else _beside(said[0], text, words)


def acknowledges(plain: str, words: Words) -> bool:
    """Whether a plain text names what happened, or seems to."""
    return words.any("says", plain)


def names_what_happened(text: str) -> bool:
    """The same of an answer in any form; one in a language that cannot be read may well do it."""
    seen = plain_words(text)
    known = guess(seen, {"en": frozenset()})
    return known not in LANGUAGES or acknowledges(seen, words_of(known)[Kind.NO_ACKNOWLEDGEMENT])


def no_next_step(text: str, plain: str, said: Sequence[Sentence], words: Words) -> Observation | None:
    """Neither a step of ours, nor one of his, nor a time, nor that it is settled. Beside the last sentence."""
    return None if words.any("says", plain) else _beside(said[-1], text, words)


def _beside(sentence: Sentence, text: str, words: Words) -> Observation:
    return Observation(words.kind, text[sentence.start : sentence.end], sentence.start, sentence.end, words.hint)
