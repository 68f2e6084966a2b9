"""The reader by rules: sentence by sentence, kind by kind, with guards against questions, conditions and negations."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from amends.facts import Claim, ClaimKind, Reading, Slots

from .carried import carried
from .language import guess
from .necessary import Necessary
from .reader import Role
from .sentences import TEXT_CHARS_MAX, Sentence, plain, sentences
from .slots import slots_of
from .vocabulary import KindWords, Patterns, Vocabulary

_CONDITION = re.compile(
    r"(?:^|\s)(?:if|in case|whether|unless|suppose|supposing|assuming|what happens when|hypothetically)\s(?!not\b)"
)
_NOT_A_CONDITION = re.compile(
    r"\b(?:even|as|wonder(?:ing)?|see|know|ask(?:ing)?|check(?:ing)?) if\b|\bif (?:not|possible|so|you (?:can|"
    r"could))\b"
)
_ASKED = re.compile(
    r"^(?:hi|hello|hey|so|and|but|also|ok|okay|please|,|\s)*(?:how (?:do|can|long|would|much|many|should|to|"
    r"does|will|soon|often)|can i|could i|may i|"
    r"do you (?!know|have any idea|guys think)|does|is it possible|are there|is there|will|when will|should i|"
    r"would i|do i|"
    r"(?:what|which|who) (?:are|is|do|can|should|does|happens))\b"
)
_NEGATED = re.compile(r"(?:\b(?:not|never|no longer|without|neither)|n't)\s(?:\w+\s){0,2}$")


class Rules:
    """One language's words as a `Reader`."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._roles = {role: tuple(kind for kind in words.kinds if kind.role == role) for role in ("customer", "agent")}
        self._field = {words.language: words.field}

    @property
    def name(self) -> str:
        """`rules:en`."""
        return f"rules:{self._words.language}"

    def read(self, text: str, role: Role) -> Reading:
        """Claims with their quotes. Slots are read in any language; claims only in this reader's own."""
        whole = slots_of(text)
        seen = plain(text[:TEXT_CHARS_MAX])
        if guess(seen, self._field) != self._words.language:
            return Reading("", (), whole)
        said = list(sentences(seen))
        hits = [(kind, number, *span) for kind, number, span in _hits(said, self._roles[role], self._words.necessary)]
        if role == "customer":
            found: dict[int, set[ClaimKind]] = defaultdict(set)
            for kind, number, _, _ in hits:
                found[number].add(kind)
            hits += [hit for hit in carried(said, found) if hit[0] not in found[hit[1]]]
        elif whole.amounts:
            hits += _quoted(said, text, whole)
        slots = {n: slots_of(text[said[n].start : said[n].end], whole) for n in {hit[1] for hit in hits}}
        claims = [self._claim(text, kind, said[n].start + s, said[n].start + e, slots[n]) for kind, n, s, e in hits]
        return Reading(self._words.language, _once(claims), whole)

    def says(self, text: str, role: Role, kind: ClaimKind) -> bool:
        """Whether `read` finds a claim of this kind by its own words: the same answer, without reading all the others.

        What is a claim only by the sentence before, or as any sum that is named, is not looked for here.
        """
        kinds = self._roles[role]
        asked = [words for words in kinds if words.kind == kind]
        seen = plain(text[:TEXT_CHARS_MAX])
        if not any(_has_cue(seen, words) for words in asked):
            return False
        said = [one for one in sentences(seen) if any(_has_cue(one.text, words) for words in asked)]
        before = {other for words in asked for other in words.gives_way_to}
        needed = [words for words in kinds if words.kind == kind or words.kind in before]
        hits = _hits(said, needed, self._words.necessary)
        return any(found == kind for found, _, _ in hits) and guess(seen, self._field) == self._words.language

    def _claim(self, text: str, kind: ClaimKind, start: int, end: int, slots: Slots) -> Claim:
        return Claim(kind=kind, start=start, end=end, quote=text[start:end], slots=slots, by=self.name)


def _hits(
    said: Sequence[Sentence], kinds: Sequence[KindWords], necessary: Necessary
) -> Iterator[tuple[ClaimKind, int, tuple[int, int]]]:
    for number, sentence in enumerate(said):
        may = necessary.possible(sentence.text)
        sayable = [words for words in kinds if words.bits & may]
        if not sayable:
            continue
        asserts = not _ASKED.search(sentence.text) and not _conditional(sentence.text)
        spans = {words.kind: span for words in sayable if (span := _span(sentence, may, words, asserts))}
        for words in sayable:
            if words.kind in spans and not words.gives_way_to & spans.keys():
                yield words.kind, number, spans[words.kind]


def _has_cue(text: str, words: KindWords) -> bool:
    """Whether the kind can be said in a text at all; nothing that can is lost, for no cue is bound to an end."""
    return bool(words.together) or words.cue.search(text) is not None


def _span(sentence: Sentence, may: int, words: KindWords, asserts: bool) -> tuple[int, int] | None:
    """Where the sentence makes this claim, if it does.

    `may`: the patterns that have all their words in it. `asserts`: it is neither a how-question nor a condition.
    """
    span = _says(sentence, may, words.says, words.negatable)
    if span is None and asserts and words.says_unless_asked:
        span = _says(sentence, may, words.says_unless_asked, words.negatable)
    if span and not words.cue.search(sentence.text):
        span = None
    if span is None and asserts:
        span = _together(sentence, may, words)
    if span is None or any(one.bit & may and one.search(sentence.text) for one in words.unless):
        return None
    return span


def _says(sentence: Sentence, may: int, patterns: Patterns, negatable: bool) -> tuple[int, int] | None:
    """Where the first of the patterns is said that is neither conditional nor, where that matters, negated."""
    tried = [pattern for pattern in patterns if pattern.bit & may]
    start = 0
    while tried:
        found = [hit for pattern in tried if (hit := pattern.search(sentence.text, start))]
        if not found:
            break
        first = min(found, key=re.Match.start)
        clause = sentence.clause_before(first.start())
        if not _conditional(clause) and not (negatable and _NEGATED.search(clause)):
            return first.span()
        start = first.end()
    return None


def _together(sentence: Sentence, may: int, words: KindWords) -> tuple[int, int] | None:
    """From the first to the last of the words that make the claim only together."""
    for bit, group in words.together:
        if not bit & may:
            continue
        spans = []
        for pattern in group:
            found = pattern.search(sentence.text)
            if not found or (words.negatable and _NEGATED.search(sentence.clause_before(found.start()))):
                break
            spans.append(found.span())
        else:
            return min(start for start, _ in spans), max(end for _, end in spans)
    return None


def _conditional(clause: str) -> bool:
    return bool(_CONDITION.search(clause)) and not _NOT_A_CONDITION.search(clause)


def _quoted(said: Sequence[Sentence], text: str, whole: Slots) -> list[tuple[ClaimKind, int, int, int]]:
    """Every sum an agent names is a sum told, unless he only asks about it."""
    return [
        (ClaimKind.QUOTED_AMOUNT, number, 0, len(sentence.text))
        for number, sentence in enumerate(said)
        if slots_of(text[sentence.start : sentence.end], whole).amounts and not sentence.text.endswith("?")
    ]


def _once(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Each claim once; a repetition stays only where it names another amount or order."""
    kept: dict[ClaimKind, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: (claim.start, claim.end, claim.kind)):
        before = kept[claim.kind]
        named = {*claim.slots.amounts, *claim.slots.order_ids}
        if not before or (named and not any(named & {*old.slots.amounts, *old.slots.order_ids} for old in before)):
            before.append(claim)
    return tuple(sorted((one for many in kept.values() for one in many), key=lambda claim: (claim.start, claim.kind)))
