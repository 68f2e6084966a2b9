"""The look itself: which words are his own, whether they can be read, and what is said of them."""

from collections.abc import Sequence
from typing import Final

from amends.claims.language import guess
from amends.claims.sentences import TEXT_CHARS_MAX, plain, sentences
from amends.facts import Moment, Policy
from amends.intake.mail.quotes import split_words

from .capitals import capitals
from .length import far_from_usual, word_count
from .missing import WORDS_MIN, no_acknowledgement, no_next_step
from .observed import Case, Kind, Looked, Observation, Sent, first
from .phrases import our_record, phrases
from .promised import promise_without_date
from .words import LANGUAGES, words

SHOWN_MAX: Final = 5
_FIRST: Final = (  # where there are more than are shown
    Kind.OUR_RECORD,
    Kind.AS_I_SAID,
    Kind.BLAMES,
    Kind.CONTRADICTS,
    Kind.PROMISE_WITHOUT_DATE,
    Kind.NO_ACKNOWLEDGEMENT,
    Kind.NO_NEXT_STEP,
    Kind.CAPITALS,
    Kind.LENGTH,
)
_DISPUTE: Final = frozenset({Kind.OUR_RECORD, Kind.AS_I_SAID, Kind.BLAMES, Kind.CONTRADICTS})
_OTHER_LANGUAGE: Final = (
    "These words could not be read: the mirror knows English, and does not guess at other languages or at a few words."
)


def look(
    text: str,
    *,
    at: Moment,
    policy: Policy,
    earlier: Sequence[Sent] = (),
    case: Case | None = None,
    language: str = "",
) -> Looked:
    """What stands in an answer of one's own, in the order of the text; at most five things, each kind once.

    `at` is when it was sent, or now: days that it names are reckoned from it. `earlier` are further answers of the same
    person, and of nobody else, for their usual length. `case` is known where the answer belongs to a customer.
    `language` is two letters where it is known; otherwise the words tell it, or nothing is read.
    """
    own = split_words(text[:TEXT_CHARS_MAX]).new
    seen = plain(own)
    said = list(sentences(seen))
    known = language[:2].lower() or guess(seen, {"en": frozenset()})
    if not said or known not in LANGUAGES:
        return Looked(own, (), _OTHER_LANGUAGE if said else "There are no words of yours in it.")
    lists = words(known)
    found: list[Observation | None] = [
        *phrases(own, said, lists),
        our_record(own, seen, said, lists[Kind.OUR_RECORD], case),
        capitals(own, lists[Kind.CAPITALS]),
        promise_without_date(own, said, lists[Kind.PROMISE_WITHOUT_DATE], at=at, policy=policy),
        far_from_usual(own, earlier, lists[Kind.LENGTH]),
    ]
    if word_count(own) >= WORDS_MIN and _went_wrong(found, case):
        found += [
            no_acknowledgement(own, seen, said, lists[Kind.NO_ACKNOWLEDGEMENT], case),
            no_next_step(own, seen, said, lists[Kind.NO_NEXT_STEP]),
        ]
    shown = sorted(first(found), key=lambda one: _FIRST.index(one.kind))[:SHOWN_MAX]
    return Looked(own, tuple(sorted(shown, key=lambda one: (one.start, one.kind))))


def _went_wrong(found: Sequence[Observation | None], case: Case | None) -> bool:
    """Whether something went wrong for him, as he says; where that is not known, whether the text contradicts him."""
    return case.trouble if case is not None else any(one is not None and one.kind in _DISPUTE for one in found)
