"""The words a pattern cannot do without, worked out from the pattern itself.

A regular expression is tried on a sentence only when the sentence has, for every place of the pattern where certain
words must stand, one of them. A few dictionary look-ups a word thus replace most of the searches.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import and_, or_

Words = frozenset[str]  # one of them must stand in the sentence; "refund*" is any word that begins so

_PIECE = re.compile(
    r"(?P<gap> *<\d+> *)|\{(?P<term>[a-z]+)\}|(?P<letters>\w+?(?=\w[?*+{]|\W|$))|(?P<look>\(\?[!=<])|(?P<group>\()"
    r"|(?P<digit>\\d)|(?P<unknown>\\.|\[[^]]+\]|\.)|(?P<nothing>[\^'])|(?P<boundary>[^|)])"
)
_REPEATED = re.compile(r"(?:(?P<none>[?*]|\{0?,\d*\})|(?P<some>\+|\{[1-9]\d*,?\d*\}))[?+]?")
_SPOKEN = re.compile(r"[\w']+")
_CACHED_WORDS_MAX = 1 << 15
PLACES_MAX = 4  # of one pattern: more would seldom tell more


@dataclass(frozen=True, slots=True)
class _Boundary:
    """At least one character that is part of no word."""


@dataclass(frozen=True, slots=True)
class _Unknown:
    """Any characters, or none. `digit`: it begins with a digit."""

    digit: bool = False


@dataclass(frozen=True, slots=True)
class _Letters:
    text: str


@dataclass(frozen=True, slots=True)
class _Either:
    choices: "tuple[_Sequence, ...]"
    optional: bool = False


_Item = _Boundary | _Unknown | _Letters | _Either
_Sequence = tuple[_Item, ...]


class Necessary:
    """Tells which of its patterns a sentence may match. Each pattern is one bit."""

    def __init__(self, terms: dict[str, str]) -> None:
        self._terms = terms
        self._read: dict[str, _Either] = {}
        self._patterns = 0
        # For each of the first places in a pattern: who needs no word there, and whom a word satisfies.
        self._free = [0] * PLACES_MAX
        self._words: dict[str, list[int]] = {}
        self._beginnings: dict[str, list[int]] = {}
        self._of_word = lru_cache(_CACHED_WORDS_MAX)(self._satisfied)

    def add(self, *patterns: str) -> int:
        """The bit of one pattern of a data file, or of several that must all match."""
        bit = 1 << self._patterns
        self._patterns += 1
        read = (_Parser(pattern, self).either().choices for pattern in patterns)
        needs = chain.from_iterable(_needs(choices, start=True, closed=True) for choices in read)
        places = sorted(needs, key=_rarity, reverse=True)[:PLACES_MAX]
        for place, words in enumerate(places):
            for word in words:
                kept = self._beginnings if word.endswith("*") else self._words
                kept.setdefault(word.rstrip("*"), [0] * PLACES_MAX)[place] |= bit
        for place in range(len(places), PLACES_MAX):
            self._free[place] |= bit
        return bit

    def possible(self, text: str) -> int:
        """The bits of the patterns that have all their words in a plain text."""
        places = self._free
        for word in set(_SPOKEN.findall(text)):
            places = list(map(or_, places, self._of_word(word)))
        return reduce(and_, places)

    def term(self, name: str) -> _Either:
        """A shared term, read once."""
        if name not in self._read:
            self._read[name] = _Parser(self._terms[name], self).either()
        return self._read[name]

    def _satisfied(self, word: str) -> list[int]:
        """For each place, the patterns that `word` satisfies."""
        found = [self._beginnings["0"]] if word[0].isdigit() and "0" in self._beginnings else []
        for spoken in _without_apostrophes(word):
            found += [self._words[spoken]] if spoken in self._words else []
            beginnings = (spoken[:end] for end in range(1, len(spoken) + 1))
            found += [self._beginnings[part] for part in beginnings if part in self._beginnings]
        return [reduce(or_, bits, 0) for bits in zip(*found, strict=True)] or [0] * PLACES_MAX


def _without_apostrophes(word: str) -> Iterator[str]:
    """`don't` may stand for "dont", and a pattern may end before the apostrophe."""
    pieces = word.split("'")
    return ("".join(pieces[:end]) for end in range(1, len(pieces) + 1))


class _Parser:
    """Reads the syntax told at the top of `terms.toml`. What it does not know may be anything."""

    def __init__(self, pattern: str, necessary: Necessary) -> None:
        self._text, self._at, self._necessary = pattern, 0, necessary

    def either(self) -> _Either:
        choices, items = [], list[_Item]()
        while self._at < len(self._text) and self._text[self._at] != ")":
            if self._text[self._at] == "|":
                self._at += 1
                choices.append(tuple(items))
                items = []
            else:
                items += self._item()
        return _Either((*choices, tuple(items)))

    def _item(self) -> Iterator[_Item]:
        item = self._bare()
        repeated = _REPEATED.match(self._text, self._at)
        if repeated:
            self._at = repeated.end()
            if isinstance(item, _Either) and repeated["none"]:
                item = _Either(item.choices, optional=True)
            elif item is not None and not (isinstance(item, _Unknown) and repeated["some"]):
                item = _Unknown()
        if item is not None:
            yield item

    def _bare(self) -> _Item | None:
        piece = _PIECE.match(self._text, self._at)
        if not piece:
            raise ValueError(f"cannot read {self._text[self._at :]!r}")
        self._at = piece.end()
        match piece.lastgroup:
            case "letters":
                return _Letters(piece[0])
            case "term":
                return self._necessary.term(piece["term"])
            case "gap" | "boundary":
                return _Boundary()
            case "group" | "look":
                inner = self.either()
                self._at += 1
                return inner if piece["group"] else None
            case "nothing":
                return None
            case _:
                return _Unknown(digit=piece.lastgroup == "digit")


def _needs(choices: Sequence[_Sequence], *, start: bool, closed: bool) -> list[Words]:
    """Sets of words of which each must have one in the text.

    `start`: a word begins where the choices begin. `closed`: a word ends where they end.
    """
    each = [list(_needs_in_turn(choice, start, closed)) for choice in choices]
    if len(each) == 1:
        return each[0]
    if not all(each):
        return []
    return [frozenset[str]().union(*(max(sets, key=_rarity) for sets in each))]


def _rarity(words: Words) -> tuple[int, int]:
    """Long words are rare ones."""
    return min(len(word) for word in words), -len(words)


def _needs_in_turn(items: _Sequence, start: bool, closed: bool) -> Iterator[Words]:
    letters = ""
    for place, item in enumerate(items):
        if isinstance(item, _Letters):
            letters += item.text if start or letters else ""
            start = False
            following = items[place + 1] if place + 1 < len(items) else None
            if letters and not isinstance(following, _Letters):
                yield frozenset((letters if _ends_word(items, place + 1, closed) else f"{letters}*",))
                letters = ""
            continue
        if isinstance(item, _Either) and not item.optional:
            yield from _needs(item.choices, start=start, closed=_ends_word(items, place + 1, closed))
        elif isinstance(item, _Unknown) and item.digit and start:
            yield frozenset(("0*",))
        start = _begins_word((item,), start)


def _ends_word(items: _Sequence, place: int, closed: bool) -> bool:
    """Whether no word can go on at `place`."""
    if place == len(items):
        return closed
    item = items[place]
    if isinstance(item, _Either):
        after = _ends_word(items, place + 1, closed)
        return (after or not item.optional) and all(_ends_word(choice, 0, after) for choice in item.choices)
    return isinstance(item, _Boundary)


def _begins_word(items: _Sequence, start: bool) -> bool:
    """Whether a word begins after `items`, when one did before them or did not (`start`)."""
    for item in items:
        if isinstance(item, _Either):
            inner = all(_begins_word(choice, start) for choice in item.choices)
            start = inner and (start or not item.optional)
        else:
            start = isinstance(item, _Boundary)
    return start
