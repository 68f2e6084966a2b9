"""Escalation signals: to whom outside the customer says that he turns, with the quoted words.

A sign for whoever picks up, never a claim and never a score: the words are shown, and nothing follows from them.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_

from amends.facts import Contact, Signal, SignalKind
from amends.facts.kinds import ContactReceived

from .language import guess
from .necessary import Necessary
from .sentences import TEXT_CHARS_MAX, Sentence, plain, sentences
from .vocabulary import choices_of, compiled

_LANGUAGE = "en"
_OTHER_WORDS_MIN = 3  # a foreign language is left alone only where there is enough of it to tell


@dataclass(frozen=True, slots=True)
class _Words:
    """How one kind is said: `who` beside a turning to somebody, or `says` alone; nothing in `unless`."""

    kind: SignalKind
    who: re.Pattern[str]
    says: re.Pattern[str] | None
    unless: re.Pattern[str]
    bits: int  # of `who` and `says` in the necessary words


def signals(contacts: Sequence[Contact]) -> tuple[Signal, ...]:
    """Every mention by the customer of a regulator, lawyer, newspaper or legislator whom he turns to.

    Once for each kind and contact, at its first mention, in order of contact. Only English is read; a message in a
    language that is clearly another gives none.
    """
    ordered = sorted(contacts, key=lambda contact: (contact.at, contact.entry.id))
    once = {contact.entry.id: contact for contact in ordered}
    return tuple(signal for contact in once.values() for signal in _of(contact))


def _of(contact: Contact) -> Iterator[Signal]:
    what = contact.entry.what
    if not isinstance(what, ContactReceived) or not what.is_contact:
        return
    for kind, start, end in turned_to(what.text):
        yield Signal(kind, what.text[start:end], start, end, contact.entry.id, contact.at)


def turned_to(text: str) -> tuple[tuple[SignalKind, int, int], ...]:
    """`(kind, start, end)` of the first sentence of each kind; the whole sentence, so that it explains itself."""
    seen = plain(text[:TEXT_CHARS_MAX])
    turns, known, necessary = _words()
    may = necessary.possible(seen)
    kinds = [words for words in known if words.bits & may]
    if not any(words.who.search(seen) or (words.says and words.says.search(seen)) for words in kinds):
        return ()
    if guess(seen, {_LANGUAGE: frozenset()}) not in ("", _LANGUAGE) and len(seen.split()) >= _OTHER_WORDS_MIN:
        return ()
    found: dict[SignalKind, tuple[int, int]] = {}
    for sentence in sentences(seen):
        for words in kinds:
            if words.kind not in found and _said(sentence, words, turns):
                found[words.kind] = (sentence.start, sentence.end)
    return tuple((kind, *span) for kind, span in sorted(found.items(), key=lambda one: (one[1], one[0])))


def _said(sentence: Sentence, words: _Words, turns: re.Pattern[str]) -> bool:
    told = words.unless.sub(" ", sentence.text)
    if words.says is not None and words.says.search(told):
        return True
    return bool(words.who.search(told) and turns.search(told))


@cache
def _words() -> tuple[re.Pattern[str], tuple[_Words, ...], Necessary]:
    folder = files("amends.claims").joinpath("words", _LANGUAGE)
    terms = tomllib.loads(folder.joinpath("terms.toml").read_text("utf-8"))
    told = tomllib.loads(folder.joinpath("signals.toml").read_text("utf-8"))
    necessary = Necessary(terms)

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(compiled(pattern, terms) for pattern in patterns))

    def bits_of(patterns: list[str]) -> int:
        return reduce(or_, (necessary.add(choice) for pattern in patterns for choice in choices_of(pattern)), 0)

    kinds = tuple(
        _Words(
            kind=kind,
            who=any_of(told[kind]["who"]),
            says=any_of(told[kind]["says"]) if told[kind]["says"] else None,
            unless=any_of(told[kind]["unless"]),
            bits=bits_of([*told[kind]["who"], *told[kind]["says"]]),
        )
        for kind in SignalKind
    )
    return any_of(told["all"]["turns"]), kinds, necessary
