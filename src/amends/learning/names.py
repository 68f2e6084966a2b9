"""Names of colleagues in free text: found before it is saved, so that the page can ask.

Known are user names and what phone system and helpdesk call people. They are found as they are written or said: "ruth",
"Ruth's", "R. Novak", "Jürgen" for "juergen", and one slip of the pen in a long name. A name that is an ordinary word
as well ("Will", "Mark") is only ever asked about. Whoever is not known is found where the words say that he is one of
us ("my colleague Dmitri"). A nickname that nobody has told of is not found: somebody reads it before it is shared.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import Policy, Problem, Refused

LETTERS_MIN: Final = 3
_SLIP_LETTERS_MIN: Final = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BEFORE_MONTH = re.compile(r"(?:\d|\b(?:in|on|since|until|by|of|from|last|this|next|early|late))\s*$", re.IGNORECASE)
_INITIAL = re.compile(r"\b[^\W\d_]\.?\s*$")
_TITLED = re.compile(
    r"\b(?:my |our |the |a )?(?:colleagues?|agents?|supervisors?|team ?mates?|co-?workers?|managers?|team leads?|"
    r"Mr|Mrs|Ms|Herrn?|Frau)\b\.?,?\s+(?P<name>[^\W\d_a-z][^\W\d_]+(?:\s+[^\W\d_a-z][^\W\d_]+)?)"
)
# Given names and surnames of people that are words of English, or of this trade, too.
_ORDINARY: Final = frozenset(
    "amber angel april archer art august autumn bill bishop booth brook brown buck case cash chance charity "
    "chase chip christian chuck clay cliff cole cook crystal daisy dale dawn dean dot drew duke earnest eve "
    "faith ferry fisher forest frank grace grant gray green grey guy harmony harper heather holly hope hunter "
    "iris ivory ivy jade jasmine jewel joy june king lane law lee lily long love major mark marsh mason max "
    "may mercy merry miles mills norm olive page pat patience pearl penny peter pierce porter price prince "
    "ray reed rich rock rose ruby rusty sage sandy savage sky star stone storm sue summer terry trinity trip "
    "turner van victor violet walker ward wade wells west white will wood woods young zip".split()
)
# User names that many people or a program stand behind: not somebody.
_NOBODY: Final = frozenset(
    "admin agent agents bot chat desk help helpdesk info mail office phone pjsip root sales service shop sip support "
    "system team test user zendesk freshdesk zammad chatwoot asterisk twilio com org net example invalid local".split()
)
_SPELT: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_WRITTEN_OUT: Final = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}
_UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """`text[start:end]` may name somebody. `sure` is false for what may be an ordinary word, or a stranger's name."""

    start: int
    end: int
    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Whom to look for: whole names as sources write them, and the parts by which people are called."""

    whole: frozenset[str]
    parts: frozenset[str]


def known_names(policy: Policy, users: Iterable[str] = (), given: Iterable[str] = ()) -> Known:
    """From the policy's agents, the user names of the console, and given or full names where somebody has told them."""
    told = {*policy.agents, *(name for names in policy.agents.values() for name in names), *users, *given}
    names = {name.strip() for name in told if name.strip()}
    parts = {part for name in names for part in _parts(name)}
    whole = {folded(name) for name in names if len(name) >= LETTERS_MIN and re.search(r"[\W\d_]", name)}
    return Known(frozenset(whole), frozenset(parts))


def names_in(text: str, known: Known) -> tuple[Named, ...]:
    """Every place in which one of us may be named, in order."""
    found = [*_whole(text, known), *_called(text, known), *_titled(text)]
    kept: list[Named] = []
    for one in sorted(found, key=lambda one: (one.start, not one.sure, -one.end)):
        if kept and one.start < kept[-1].end:
            last = kept[-1]
            end = max(last.end, one.end)
            kept[-1] = Named(last.start, end, text[last.start : end], last.sure or one.sure)
        else:
            kept.append(one)
    return tuple(kept)


def check_names(texts: Iterable[str], known: Known, *, said_ordinary: Collection[str] = ()) -> None:
    """Raises Refused where a text names somebody. What may be an ordinary word passes once a person has said that it is
    one (`said_ordinary`); a name that is surely one does not.
    """
    found = [named for text in texts for named in names_in(text, known)]
    sure = [one.words for one in found if one.sure]
    if sure:
        step = "Write it without them: contacts and steps are named, people never"
        raise Refused(Problem("The text", "names " + ", ".join(dict.fromkeys(sure)), step))
    asked = [one.words for one in found if one.words not in said_ordinary]
    if asked:
        step = "Say that it is no name, or write it without"
        raise Refused(Problem("The text", "may name " + ", ".join(dict.fromkeys(asked)), step))


def folded(text: str) -> str:
    """As names are compared: lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _parts(name: str) -> Iterator[str]:
    """What he may be called: "PJSIP/ruth" is ruth, "r.novak@shop.example" is novak."""
    local = name.rpartition("/")[2].partition("@")[0]
    for word in re.findall(r"[^\W\d_]+", local):
        part = folded(word)
        if len(part) >= LETTERS_MIN and part not in _NOBODY:
            yield from (part, _one_letter(part))


def _spellings(word: str) -> set[str]:
    """As it may stand among the parts: whole, without the genitive s, after an apostrophe, and with umlauts as one
    letter or as two.
    """
    plain, written_out = folded(word), folded(word.casefold().translate(_WRITTEN_OUT))
    found = {piece for whole in (plain, written_out) for piece in (whole, *re.split("['’]", whole))}
    found |= {piece.removesuffix("s") for piece in found}
    return {spelt for piece in found if len(piece) >= LETTERS_MIN for spelt in (piece, _one_letter(piece))}


def _one_letter(part: str) -> str:
    for two, one in _UMLAUTS:
        part = part.replace(two, one)
    return part


def _whole(text: str, known: Known) -> Iterator[Named]:
    """As a source writes it, with its slash, number or address."""
    plain = text.casefold()
    for name in known.whole:
        for place in re.finditer(rf"(?<![\w/@.]){re.escape(name)}(?![\w@])", plain):
            if len(plain) == len(text):
                yield Named(place.start(), place.end(), text[place.start() : place.end()], True)


def _called(text: str, known: Known) -> Iterator[Named]:
    for place in _WORD.finditer(text):
        word, spellings = place[0], _spellings(place[0])
        hit = spellings & known.parts
        start = _with_initial(text, place.start())
        if hit:
            ordinary = hit <= _ORDINARY
            if not ordinary or (word[0].isupper() and not _is_date(text, place)):
                yield Named(start, place.end(), text[start : place.end()], not ordinary)
        elif word[0].isupper() and any(_slip(spelt, known.parts) for spelt in spellings):
            yield Named(start, place.end(), text[start : place.end()], False)


def _titled(text: str) -> Iterator[Named]:
    for place in _TITLED.finditer(text):
        yield Named(place.start("name"), place.end("name"), place["name"], False)


def _with_initial(text: str, start: int) -> int:
    """Where "R. Novak" begins: one capital letter and its point belong to the name."""
    before = _INITIAL.search(text[:start])
    letter = before[0].strip() if before else ""
    return before.start() if before and letter[0].isupper() and letter not in ("I", "A") else start


def _is_date(text: str, place: re.Match[str]) -> bool:
    """ "5 May", "June 2026", "in August": a month, and nobody."""
    if place[0].casefold() not in ("may", "june", "april", "august"):
        return False
    before = _BEFORE_MONTH.search(text[: place.start()])
    return before is not None or re.match(r"\s*,?\s*\d", text[place.end() :]) is not None


def _slip(word: str, parts: frozenset[str]) -> bool:
    """One letter more, less, changed or swapped, in a name long enough that this is no other word."""
    if len(word) < _SLIP_LETTERS_MIN:
        return False
    near = (part for part in parts if len(part) >= _SLIP_LETTERS_MIN and abs(len(part) - len(word)) <= 1)
    return any(part[0] == word[0] and part not in _ORDINARY and _one_apart(word, part) for part in near)


def _one_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        differ = [n for n in range(len(one)) if one[n] != other[n]]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        return len(differ) == 1 or (
            swapped and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        )
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
