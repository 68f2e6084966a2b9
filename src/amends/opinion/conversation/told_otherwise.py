"""Did we tell him something else? Decided by the words themselves, and never by the speaker's own note (story 3).

Nothing is guessed about meaning. Words of ours and of his meet by an amount, a date or an order number, or by one topic
said with yes on one side and yes or no on the other (`words_meant`). Where they do not meet, both are shown, and a
person decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amends.claims.statements import record_of_words
from amends.facts import PHONE, ClaimKind, Moment, Opinion, Reason, Statement, Verdict, Witness
from amends.facts.moments import DAY_US

from ..finding import Finding
from ..sentences import day, listed
from .evidence import RECORDED, in_line, of_answer, of_statement
from .talk import Question, Talk
from .words_meant import Meant, Meeting, medium_named, meet, of_claim, of_now, of_ours, others_named, words_of

KIND: Final = ClaimKind.TOLD_OTHERWISE
_RECORD: Final = "a recording, a sent mail or the other party's letter"
LOOK_BACK_DAYS: Final = 90  # a refund spoken of last year is another refund
SHOWN: Final = 4  # quotes of ours beside his, the latest


def examine(talk: Talk) -> Iterator[Opinion]:
    """One opinion for each case in which he says that he was told otherwise."""
    for asked in talk.questions(KIND):
        before = talk.said(_since(asked), asked.at)
        yield _opinion(asked, before, talk)


def _since(asked: Question) -> Moment:
    """From when on what we said may be what is meant: some time before the matter began."""
    opened = asked.case.opened if asked.case is not None else asked.at
    return Moment(min(opened, asked.at) - LOOK_BACK_DAYS * DAY_US)


def _opinion(asked: Question, before: Sequence[Statement], talk: Talk) -> Opinion:
    meant = _meant(asked, talk)
    told = _how_told(asked, before, talk)
    met = [(s, ours, meet(meant, ours)) for s, ours in ((s, of_ours(s)) for s in before)]
    agrees = [s for s, _, how in met if how is Meeting.SAME]
    opposes = [(s, ours) for s, ours, how in met if how is Meeting.OPPOSITE]
    recorded = [s for s in agrees if s.independent]
    against = [s for s, ours in opposes if s.independent and _of_that_talk(s, ours, told, talk)]
    shown: Sequence[Statement]
    if recorded and not against:
        finding, shown = _he_is_right(recorded[-1], talk), recorded
    elif against and not recorded:
        finding, shown = _we_are_right(against[-1], talk), against
    elif recorded:
        finding, shown = _both_were_said(recorded[-1], against[-1], talk), [*recorded, *against]
    else:
        finding, quotes = _undecided(asked, [*agrees, *(s for s, _ in opposes)], before, talk)
        return _shown(asked, finding, quotes)
    return _shown(asked, finding, [of_statement(s, talk, _said(asked, talk)) for s in _latest(shown)])


def _shown(asked: Question, finding: Finding, quotes: Sequence[Witness]) -> Opinion:
    witnesses = tuple(w for w in quotes if w.state == RECORDED)
    return finding.opinion(asked.matter, KIND, None, witnesses, tuple(w for w in quotes if w.state != RECORDED))


def _said(asked: Question, talk: Talk) -> str:
    return words_of(asked.claims[-1], talk.text_of(asked.claims[-1].contact_id))


def _latest(statements: Sequence[Statement]) -> list[Statement]:
    return sorted(set(statements), key=lambda s: (s.at, s.entry_id, s.start, s.end, s.kind))[-SHOWN:]


def _meant(asked: Question, talk: Talk) -> Meant:
    return of_claim(asked.claims[-1], talk.text_of(asked.claims[-1].contact_id))


@dataclass(frozen=True, slots=True)
class _Told:
    """How he says that he was told, and how far all that was said in that way is on record."""

    medium: str  # that he names; empty where he names none
    unrecorded: bool  # some talk in it is known and has no record of its words
    calls: bool  # the phone log is complete over the time that he may mean
    answers: bool  # what we sent is
    now: Meant  # what he says that he is told now


def _how_told(asked: Question, before: Sequence[Statement], talk: Talk) -> _Told:
    claim, text = asked.claims[-1], talk.text_of(asked.claims[-1].contact_id)
    medium = medium_named(claim, text)
    return _Told(
        medium=medium,
        unrecorded=_unrecorded(asked, medium, before, talk),
        calls=_complete("calls", asked, talk),
        answers=_complete("answers", asked, talk),
        now=of_now(claim, text),
    )


def _of_that_talk(statement: Statement, ours: Meant, told: _Told, talk: Talk) -> bool:
    """Whether these words can contradict him: they are of the conversation that he means, or of all there were.

    Another organisation's letter speaks for itself. Else the medium he names must be theirs, and every talk in it that
    is known must be recorded; where he names none, that holds of every medium, and the phone log must be complete. And
    words that say what he is told *now* are no contradiction: they are the other half of his own story, unless all that
    was said in that medium is on record.
    """
    if not statement.ours:
        return True
    if told.unrecorded or (told.medium and statement.medium != told.medium) or not (told.medium or told.calls):
        return False
    his_now = meet(told.now, ours) is Meeting.SAME
    return not his_now or (told.calls if told.medium == "phone" else told.answers)


def _unrecorded(asked: Question, medium: str, before: Sequence[Statement], talk: Talk) -> bool:
    """Whether some conversation of this medium (any, where empty) before he said it has no record of its words."""
    if any(not s.independent and medium in ("", s.medium) for s in before):
        return True
    first = talk.unrecorded_since
    return medium in ("", "phone") and first is not None and first < asked.at


def _complete(of: str, asked: Question, talk: Talk) -> bool:
    """Everything of this kind since the time that he may mean is on record; of calls, by the phone log."""
    sources = talk.complete.sources(of)
    tellers = [s for s in sources if of != "calls" or talk.complete.roots[s] == PHONE]
    return any(talk.complete.covering(s, (of,), _since(asked), asked.at) for s in tellers)


def _he_is_right(statement: Statement, talk: Talk) -> Finding:
    if not statement.ours:
        return Finding(
            Verdict.CUSTOMER_RIGHT,
            Reason.RECORD_OF_WORDS,
            f"Another organisation wrote it, on {day(statement.at, talk.policy)}: {in_line(statement.quote)}.",
            "Say that it is in writing, apologise once, and settle with them who keeps to it.",
            since=statement.at,
        )
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.RECORD_OF_WORDS,
        f"We did say it, on {day(statement.at, talk.policy)}: {in_line(statement.quote)}.",
        "Say that it was said, apologise once, and keep to it where that is possible.",
        since=statement.at,
    )


def _we_are_right(statement: Statement, talk: Talk) -> Finding:
    return Finding(
        Verdict.RECORD_RIGHT,
        Reason.RECORD_OF_WORDS,
        f"The record of what was said on {day(statement.at, talk.policy)} says otherwise: {in_line(statement.quote)}.",
        "Read the words out kindly, without contradicting: a misunderstanding is nobody's fault.",
        since=statement.at,
    )


def _both_were_said(one: Statement, other: Statement, talk: Talk) -> Finding:
    both = "We said both" if one.ours and other.ours else "Both were said"
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.RECORD_OF_WORDS,
        f"{both}: on {day(one.at, talk.policy)} {in_line(one.quote)}, and on {day(other.at, talk.policy)} "
        f"{in_line(other.quote)}.",
        "Say so, apologise once, and say which of them stands.",
        since=max(one.at, other.at),
    )


def _undecided(
    asked: Question, met: Sequence[Statement], before: Sequence[Statement], talk: Talk
) -> tuple[Finding, list[Witness]]:
    """What is on record is shown beside his words: what meets them first, else the latest that was said."""
    answers = talk.answers(_since(asked), asked.at)
    recorded = any(record_of_words(e, w)[0] for e, w in answers) or any(s.independent for s in before)
    if any(not s.independent for s in met) or (answers and not recorded):
        reason = Reason.ONLY_A_NOTE
        sentence = "Only the speaker's own note says what was said, and a note is no record of the words."
    elif recorded:
        reason = Reason.WORDS_NOT_FOUND
        sentence = "What was said is on record in part; what the customer means is not found in it, and not ruled out."
    else:
        reason, sentence = Reason.NOTHING_FOUND, "Nothing of what was said is on record."
    quotes = [of_statement(s, talk, _said(asked, talk)) for s in _latest(met or before)]
    quotes = quotes or [of_answer(e, w) for e, w in answers[-SHOWN:]]
    others = others_named(talk.text_of(asked.claims[-1].contact_id))
    finding = Finding(
        Verdict.CANNOT_TELL,
        reason,
        sentence + (f" The customer names {listed(others)}." if others else ""),
        "Contradict nobody: both sides are quoted. Ask when, by which way and by whom it was said, and have a "
        "colleague take a second look.",
        since=max((w.at for w in quotes), default=asked.at),
        missing=(_RECORD, *(f"what {other} has in writing: the customer names it" for other in others)),
    )
    return finding, quotes
