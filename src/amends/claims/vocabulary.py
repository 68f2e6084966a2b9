"""The words of one language, from its data files, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from amends.facts import ClaimKind

_GAP = re.compile(r" *<(\d)(\d)?> *")
_LAST_GAP = re.compile(r" *<\d+> *(?=$|\||\))")  # a gap before nothing says nothing
_TERM = re.compile(r"\{([a-z]+)\}")
_BETWEEN = r"(?:[^\w']++)"
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class KindWords:
    """How one kind of claim is said. `cue`: a cheap look whether it is worth trying at all.

    `says`: one pattern is enough. `says_unless_asked`: the same, but not in a question. `together`: all the patterns of
    one group in one sentence that is no question; broad, because a claim that is missed is looked into by nobody.
    """

    kind: ClaimKind
    role: str
    cue: re.Pattern[str]
    says: re.Pattern[str] | None
    says_unless_asked: re.Pattern[str] | None
    together: tuple[tuple[re.Pattern[str], ...], ...]
    unless: re.Pattern[str] | None
    gives_way_to: frozenset[ClaimKind]
    negatable: bool
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of one language, and the words by which its field is known."""

    language: str
    kinds: tuple[KindWords, ...]
    field: frozenset[str]


@cache
def vocabulary(language: str) -> Vocabulary:
    """Reads `words/<language>/*.toml`. The syntax of a pattern is told at the top of `terms.toml`."""
    folder = files("amends.claims").joinpath("words", language)
    told = {
        file.name: tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")
    }
    terms: dict[str, str] = told.pop("terms.toml")
    kinds = [(name, words) for file in sorted(told) for name, words in told[file].items()]
    return Vocabulary(
        language,
        tuple(_kind(ClaimKind(name), words, terms) for name, words in kinds),
        frozenset(word for _, words in kinds for text in words["examples"] for word in _WORD.findall(text.lower())),
    )


def _kind(kind: ClaimKind, words: dict[str, Any], terms: dict[str, str]) -> KindWords:
    return KindWords(
        kind=kind,
        role=words.get("role", "customer"),
        cue=re.compile(words["cue"].replace("{amount}", r"\d")),
        says=_one_of(words["says"], terms),
        says_unless_asked=_one_of(words.get("asks_nothing", ()), terms),
        together=tuple(
            tuple(re.compile(compiled(pattern, terms)) for pattern in patterns)
            for patterns in words.get("together", ())
        ),
        unless=_one_of(words.get("unless", ()), terms),
        gives_way_to=frozenset(ClaimKind(other) for other in words.get("gives_way_to", ())),
        negatable=words.get("negatable", False),
        examples=tuple(words["examples"]),
        not_examples=tuple(words["not_examples"]),
    )


def _one_of(patterns: list[str] | tuple[str, ...], terms: dict[str, str]) -> re.Pattern[str] | None:
    return re.compile("|".join(compiled(pattern, terms) for pattern in patterns)) if patterns else None


def compiled(pattern: str, terms: dict[str, str]) -> str:
    """One pattern of a data file as a regular expression."""
    while _TERM.search(pattern):
        pattern = _TERM.sub(lambda term: f"(?:{terms[term[1]]})", pattern)
    pattern = _LAST_GAP.sub("", pattern.strip())
    pattern = re.sub(r"\((?!\?)", "(?:", pattern).replace("'", "'?")
    pattern = re.sub(r"(?<!\\)\$", r"\\W*$", pattern)
    pattern = _GAP.sub(lambda gap: f"\0(?:[\\w']++\0){{0,{gap[1]}{gap[2] or ''}}}?", pattern)
    pattern = pattern.replace(" ?\0", "\0").replace(" ", "\0").replace("\0\0", "\0").replace("\0)?\0", "\0)?")
    return rf"(?<![\w'])(?:{pattern})(?!\w)".replace("\0", _BETWEEN)
