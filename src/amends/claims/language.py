"""Which language is it? A small guess by function words; where it is unsure it says so, and nothing is read."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
WORDS_MAX = 200  # the first words decide
SURE_HITS = 2
SHORT_WORDS = 10  # a message so short may have one
LATIN_SHARE_MIN = 0.7


@cache
def _function_words() -> dict[str, frozenset[str]]:
    told = tomllib.loads(files("amends.claims").joinpath("words/languages.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in told.items()}


def guess(plain: str, known: dict[str, frozenset[str]]) -> str:
    """Two letters, or empty where unsure. `known`: words of the field per language, which decide very short messages.

    A language must have at least two function words in the text and more than any other. With fewer ("double charged",
    "refund missing") the field's own words decide; without any, nothing does.
    """
    words = {word.replace("'", "") for word in _WORD.findall(plain)[:WORDS_MAX]}
    if not words or _latin_share(words) < LATIN_SHARE_MIN:
        return ""
    hits = {language: len(words & common) for language, common in _function_words().items()}
    for language, field in known.items():
        hits[language] += len(words & field)
    best = max(hits, key=lambda language: hits[language])
    rivals = [count for language, count in hits.items() if language != best]
    if hits[best] > max(rivals) and hits[best] >= min(SURE_HITS, len(words)):
        return best
    return best if hits[best] > max(rivals) and len(words) <= SHORT_WORDS else ""


def _latin_share(words: set[str]) -> float:
    return sum(word[0] < "\u0250" for word in words) / len(words)
