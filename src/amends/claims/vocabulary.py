"""The words of one language, from its data files, read once."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial, reduce
from importlib.resources import files
from operator import or_
from typing import Any

from amends.facts import ClaimKind

from .necessary import Necessary

_GAP = re.compile(r" *<(\d)(\d)?> *")
_LAST_GAP = re.compile(r" *<\d+> *(?=$|\||\))")  # a gap before nothing says nothing
_TERM = re.compile(r"\{([a-z]+)\}")
_BETWEEN = r"(?:[^\w']++)"
_WORD = re.compile(r"[a-z]{4,}")


class Pattern:
    """One pattern of a data file, compiled when it is first looked for."""

    __slots__ = ("_compiled", "_written", "bit")

    def __init__(self, written: Callable[[], str], bit: int = 0) -> None:
        self._written = written
        self._compiled: re.Pattern[str] | None = None
        self.bit = bit  # its own in `Necessary`

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first place at or after `start` where a plain text says it."""
        if self._compiled is None:
            self._compiled = re.compile(self._written())
        return self._compiled.search(text, start)


Patterns = tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class KindWords:
    """How one kind of claim is said.

    `says`: one pattern is enough, in a sentence that has the `cue` if there is one. `says_unless_asked`: the same, but
    not in a question. `together`: all the patterns of one group in one sentence that is no question; broad, because a
    claim that is missed is looked into by nobody.
    `bits`: those of all of these; a group has one.
    """

    kind: ClaimKind
    role: str
    cue: Pattern
    says: Patterns
    says_unless_asked: Patterns
    together: tuple[tuple[int, Patterns], ...]
    unless: Patterns
    bits: int
    gives_way_to: frozenset[ClaimKind]
    negatable: bool
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of one language, the words by which its field is known, and what the patterns need."""

    language: str
    kinds: tuple[KindWords, ...]
    field: frozenset[str]
    necessary: Necessary


@cache
def vocabulary(language: str) -> Vocabulary:
    """Reads `words/<language>/*.toml`. The syntax of a pattern is told at the top of `terms.toml`."""
    folder = files("amends.claims").joinpath("words", language)
    told = {
        file.name: tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")
    }
    terms: dict[str, str] = told.pop("terms.toml")
    told.pop("signals.toml", None)  # to whom he turns: no claim, read by `signals`
    kinds = [(name, words) for file in sorted(told) for name, words in told[file].items()]
    necessary = Necessary(terms)
    return Vocabulary(
        language,
        tuple(_kind(ClaimKind(name), words, terms, necessary) for name, words in kinds),
        frozenset(word for _, words in kinds for text in words["examples"] for word in _WORD.findall(text.lower())),
        necessary,
    )


def _kind(kind: ClaimKind, words: dict[str, Any], terms: dict[str, str], necessary: Necessary) -> KindWords:
    def patterns(field: str) -> Patterns:
        choices = (choice for told in words.get(field, ()) for choice in choices_of(told))
        return tuple(Pattern(partial(compiled, choice, terms), necessary.add(choice)) for choice in choices)

    says, unless_asked = patterns("says"), patterns("asks_nothing")
    together = tuple(
        (necessary.add(*group), tuple(Pattern(partial(compiled, one, terms)) for one in group))
        for group in words.get("together", ())
    )
    return KindWords(
        kind=kind,
        role=words.get("role", "customer"),
        cue=Pattern(lambda: str(words.get("cue", ""))),
        says=says,
        says_unless_asked=unless_asked,
        together=together,
        unless=patterns("unless"),
        bits=reduce(or_, (*(one.bit for one in says + unless_asked), *(bit for bit, _ in together)), 0),
        gives_way_to=frozenset(ClaimKind(other) for other in words.get("gives_way_to", ())),
        negatable=words.get("negatable", False),
        examples=tuple(words["examples"]),
        not_examples=tuple(words["not_examples"]),
    )


def choices_of(pattern: str) -> list[str]:
    """What the pattern offers outside of brackets, apart: each choice needs words of its own."""
    depth, found = 0, [""]
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


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
