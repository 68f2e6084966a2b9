"""Words that stand in the text: "as I said", a contradiction, blame, our own record as the only witness."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from amends.claims.sentences import Sentence
from amends.facts import Opinion, Verdict

from .observed import Case, Kind, Observation
from .words import Words

_PHRASES: Final = (Kind.AS_I_SAID, Kind.CONTRADICTS, Kind.BLAMES)
_SAID_BY_OTHERS = re.compile(r'"[^"\n]{0,400}"')  # what is quoted is not his own


def phrases(text: str, said: Sequence[Sentence], lists: Mapping[Kind, Words]) -> list[Observation]:
    """The first sentence of each kind, with the whole sentence as the quote."""
    return [
        Observation(kind, text[one.start : one.end], one.start, one.end, lists[kind].hint)
        for kind in _PHRASES
        if (one := first_said(said, lists[kind])) is not None
    ]


def our_record(text: str, plain: str, said: Sequence[Sentence], words: Words, case: Case | None) -> Observation | None:
    """Our own record, given as if it settled the matter. Where the case is known the second opinion decides: nothing
    is observed where a witness says the same, and where one says that the customer is right, that is told.
    """
    one = first_said(said, words)
    if one is None:
        return None
    opinions = case.opinions if case is not None else ()
    right = next((o for o in opinions if o.verdict is Verdict.CUSTOMER_RIGHT), None)
    if right is None and (words.any("witness", plain) or _borne_out(opinions)):
        return None
    hint = words.hint if right is None else f"The second opinion says now that the customer is right: {right.sentence}"
    return Observation(Kind.OUR_RECORD, text[one.start : one.end], one.start, one.end, hint)


def first_said(said: Sequence[Sentence], words: Words) -> Sentence | None:
    """The first sentence that says it in his own words."""
    for sentence in said:
        hit = words.said(sentence)
        if hit is not None and not _within_quotes(sentence.text, hit):
            return sentence
    return None


def _within_quotes(text: str, hit: re.Match[str]) -> bool:
    return any(q.start() < hit.start() and hit.end() <= q.end() for q in _SAID_BY_OTHERS.finditer(text))


def _borne_out(opinions: Sequence[Opinion]) -> bool:
    return bool(opinions) and all(one.verdict is Verdict.RECORD_RIGHT for one in opinions)
