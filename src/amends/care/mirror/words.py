"""The lists of words, one TOML file for each language, read once. The file tells how it is written."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from amends.claims.sentences import Sentence
from amends.claims.vocabulary import compiled

from .observed import Kind

LANGUAGES: Final = ("en",)
_LISTS: Final = ("says", "unless", "witness")
_SIGN = re.compile(r"\\?[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for of one kind. `lists` by the name they have in the file."""

    kind: Kind
    hint: str
    lists: dict[str, tuple[re.Pattern[str], ...]]
    telling: frozenset[str]
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]

    def any(self, name: str, text: str) -> bool:
        """Whether anything of this list stands in a plain text."""
        return any(pattern.search(text) for pattern in self.lists[name])

    def said(self, sentence: Sentence) -> re.Match[str] | None:
        """Where the sentence says it, the first place; None where an `unless` stands in it too."""
        found = [hit for pattern in self.lists["says"] if (hit := pattern.search(sentence.text))]
        if not found or self.any("unless", sentence.text):
            return None
        return min(found, key=lambda hit: (hit.start(), -hit.end()))


@cache
def words(language: str) -> dict[Kind, Words]:
    """All lists of one of LANGUAGES."""
    told = tomllib.loads(files("amends.care.mirror").joinpath("words", f"{language}.toml").read_text("utf-8"))
    return {Kind(name): _words(Kind(name), table) for name, table in told.items()}


def _words(kind: Kind, told: dict[str, Any]) -> Words:
    return Words(
        kind=kind,
        hint=told["hint"],
        lists={name: tuple(map(_pattern, told.get(name, ()))) for name in _LISTS},
        telling=frozenset(told.get("telling", "").split()),
        examples=tuple(told.get("examples", ())),
        not_examples=tuple(told.get("not_examples", ())),
    )


def _pattern(written: str) -> re.Pattern[str]:
    """A mark of punctuation alone is itself; all else is written as the patterns of claims are."""
    return re.compile(written if _SIGN.fullmatch(written) else compiled(written, {}))
