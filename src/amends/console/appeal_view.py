"""Appeals in words: for who appealed, and for those who answer. Pure. No score figure is in any of it."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from amends.facts import Moment
from amends.scores.appeals import AGREEING, Answer, Appeal, AppealState, Reason, person
from amends.scores.taken import Taken

from .contact_key import contact_key
from .own_case_view import Known, own_case

STATE_WORDS: Final = {
    AppealState.OPEN: "Open",
    AppealState.UPHELD: "Upheld: the contact counts for nobody",
    AppealState.DECLINED: "Declined: the contact counts as before",
}
_KEY_LETTERS: Final = 20


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer: who gave it and as what, which way, why, and whether it counts."""

    at: Moment
    by: str
    role: str
    words: str
    reason: str
    counts: bool


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal. `customer` is a handle key, empty where nobody knows any more whose contact it was; `known` is
    what was inherited with it, for those who answer.
    """

    key: str
    contact: str
    customer: str
    made: Moment
    decided: Moment | None
    state: str
    open: bool
    needs: str
    reasons: tuple[Reason, ...]
    answers: tuple[AnswerLine, ...]
    own: bool
    may_answer: bool
    at: Moment | None = None
    reason_of_contact: str = ""
    channel: str = ""
    known: tuple[Known, ...] = ()

    @property
    def contact_key(self) -> str:
        """Of the page of the contact."""
        return contact_key(self.contact)


def key_of(appeal: Appeal) -> str:
    """A name for an appeal that names nobody: what a form carries."""
    told = f"{appeal.contact}\0{person(appeal.appellant)}".encode()
    return hashlib.sha256(told).hexdigest()[:_KEY_LETTERS]


def needs(appeal: Appeal) -> str:
    """What is still missing, in words; empty where it is decided."""
    if not appeal.open:
        return ""
    given = [answer for answer in appeal.answers if answer.counts]
    if not given:
        return "Two people must agree, at least one of whom leads nobody."
    sides = [_side(given, upheld=upheld) for upheld in (True, False)]
    return " ".join(words for words in sides if words)


def appeal_line(
    appeal: Appeal, viewer: str, row: Taken | None = None, *, sources: Collection[str] = (), window_days: int = 0
) -> AppealLine:
    """One appeal for `viewer`; with the contact's row also what was inherited with it, in which nobody is named."""
    case = own_case(row, (), (), sources=sources, window_days=window_days) if row is not None else None
    return AppealLine(
        key=key_of(appeal),
        contact=appeal.contact,
        customer=appeal.about,
        made=appeal.made,
        decided=appeal.decided,
        state=STATE_WORDS[appeal.state],
        open=appeal.open,
        needs=needs(appeal),
        reasons=appeal.reasons,
        answers=tuple(map(_answer, appeal.answers)),
        own=person(viewer) == person(appeal.appellant),
        may_answer=appeal.may_answer(viewer),
        at=row.started_at if row is not None else None,
        reason_of_contact=row.reason if row is not None else "",
        channel=row.channel if row is not None else "",
        known=case.known if case is not None else (),
    )


def own_appeals(found: Iterable[Appeal], user: str) -> tuple[Appeal, ...]:
    """Those that this user made, the newest first."""
    return tuple(appeal for appeal in reversed(tuple(found)) if appeal.appellant == user)


def _answer(answer: Answer) -> AnswerLine:
    role = "a lead" if answer.lead else "leads nobody"
    words = "it should not count" if answer.upheld else "it should count"
    return AnswerLine(answer.at, answer.by, role, words, answer.reason, answer.counts)


def _side(given: list[Answer], *, upheld: bool) -> str:
    """What one side lacks; nothing where nobody is on it."""
    same = [answer for answer in given if answer.upheld is upheld]
    if not same:
        return ""
    words = "that it should not count" if upheld else "that it should count"
    told = f"{len(same)} say{'s' if len(same) == 1 else ''} {words}: "
    if all(answer.lead for answer in same):
        return f"{told}somebody who leads nobody must agree."
    return f"{told}{AGREEING - len(same)} more must agree." if len(same) < AGREEING else ""
