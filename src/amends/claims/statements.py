"""What our own people said: every statement with its words, its speaker, and how far it is more than a memory.

A note is read too, as what the speaker himself wrote down; it is no record of the words (story 3).
"""

import re
from collections.abc import Sequence
from typing import Final

from amends.facts import CUSTOMER, Claim, Entry, Statement, in_order_of_happening
from amends.facts.kinds import AnswerGiven, ClaimJudged
from amends.facts.roots import SPEAKING_FOR_US

from .corrections import as_judged
from .reader import Reader, read_text
from .sentences import TEXT_CHARS_MAX, plain, sentences

NOTE: Final = "note"
_TURN: Final = re.compile(r"[;:]\s|,?\s(?:but|however|although|though|yet)\s|,\s(?:and|so)\s|\s-+\s")
_SENT: Final = {
    "mail": "a sent mail",
    "chat": "the chat as it was sent",
    "social": "a sent post or message",
    "letter": "a sent letter",
    "form": "a sent answer",
}
_TAKEN_DOWN: Final = {"transcript": "a transcript of what was said", "voicemail": "a message left on a voicemail"}


def statements(told: Sequence[Entry], reader: Reader | None = None) -> tuple[Statement, ...]:
    """What was said in every answer that a person gave, in order of happening, then of the words.

    What a person rejected is left out and what he added is in (`claim.judged` on the id of the answer); a later
    judgement of the same words overrides an earlier one. The order of `told` does not matter.
    """
    entries = in_order_of_happening(told)
    answers = [(entry, entry.what) for entry in entries if isinstance(entry.what, AnswerGiven)]
    spoken = {entry.id: (entry, what) for entry, what in answers if not what.automatic}
    if not spoken:
        return ()
    read = {id_: read_text(what.text, "agent", reader).claims for id_, (_, what) in spoken.items()}
    for entry in entries:
        if isinstance(entry.what, ClaimJudged) and entry.what.contact_id in spoken:
            id_ = entry.what.contact_id
            read[id_] = as_judged(read[id_], entry.what, spoken[id_][1].text)
    return tuple(
        _statement(entry, what, claim)
        for id_, (entry, what) in spoken.items()
        for claim in sorted(read[id_], key=lambda one: (one.start, one.end, one.kind))
    )


def _statement(entry: Entry, what: AnswerGiven, claim: Claim) -> Statement:
    independent, why = record_of_words(entry, what)
    start, end = _whole_clause(what.text, claim)
    return Statement(
        kind=claim.kind,
        quote=what.text[start:end],
        start=start,
        end=end,
        slots=claim.slots,
        entry_id=entry.id,
        at=entry.occurred,
        speaker=what.agent,
        medium=what.medium,
        independent=independent,
        why=why,
        ours=entry.source.root in SPEAKING_FOR_US,
    )


def _whole_clause(text: str, claim: Claim) -> tuple[int, int]:
    """The reader's span up to where the sentence, or its "but", begins and ends: "by Friday" belongs to a promise.

    What a person marked stays as he marked it.
    """
    if claim.judgement == "added" or claim.start >= claim.end:
        return claim.start, claim.end
    seen = plain(text[:TEXT_CHARS_MAX])
    around = next((one for one in sentences(seen) if one.start <= claim.start < one.end), None)
    if around is None:
        return claim.start, claim.end
    first, last = around.start, max(around.end, claim.end)
    for turn in _TURN.finditer(seen, first, last):
        if turn.end() <= claim.start:
            first = turn.end()
        elif turn.start() >= claim.end:
            last = turn.start()
            break
    return first, last


def record_of_words(entry: Entry, what: AnswerGiven) -> tuple[bool, str]:
    """Whether there is a record of the words besides the speaker's memory, and which, in words.

    What the customer hands in himself is his word and no record beside it.
    """
    if entry.source.root == CUSTOMER:
        return False, "only the customer's own copy"
    if entry.source.root not in SPEAKING_FOR_US:
        return True, "another organisation's own letter" if what.record != NOTE else "another organisation's note"
    if what.record in _TAKEN_DOWN:
        return True, _TAKEN_DOWN[what.record]
    if what.record == "sent" and what.medium in _SENT:
        return True, _SENT[what.medium]
    return False, "only the speaker's own note"
