"""Appeals: who took a contact says that it should not count in his score, and others decide, never a lead alone.

It is decided when two different people, neither of them the one who appeals, have given the same answer, and at least
one of the two leads nobody. Until then whoever answered may answer anew, and his latest answer counts. What was decided
stays decided. Upheld, the contact counts for nobody; it stays in its case for those who came after.

Everything here is a function of the set of entries: the order in which they arrived never matters.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.facts import Entry, Moment, NotAllowed, Problem, Refused
from amends.facts.entries import in_order_of_happening
from amends.facts.kinds import AppealAnswered, AppealMade

AGREEING: Final = 2  # people who must have given the same answer
_WHERE: Final = "The appeal"


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the one who appeals, in his words."""

    at: Moment
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody else said, and why. `counts` is False for what its author replaced, for what came after the
    decision, and for what the one who appeals said to his own appeal.
    """

    at: Moment
    by: str
    upheld: bool
    lead: bool
    reason: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal: of one person, about one contact. `decided` is when the answer came that decided it."""

    contact: str  # entry id of the contact
    appellant: str
    about: str  # handle key of the customer
    made: Moment
    reasons: tuple[Reason, ...]
    answers: tuple[Answer, ...]
    state: AppealState
    decided: Moment | None

    @property
    def open(self) -> bool:
        """True until two agree."""
        return self.state is AppealState.OPEN

    def may_answer(self, name: str) -> bool:
        """Whether this person may: anybody but the one who appeals, until it is decided."""
        return self.open and person(name) not in ("", person(self.appellant))


def appeals(told: Iterable[Entry]) -> tuple[Appeal, ...]:
    """Every appeal in these entries, the oldest first. The entries may be of one customer or of many. An answer to what
    nobody appealed is none.
    """
    made: dict[tuple[str, str], list[tuple[Entry, AppealMade]]] = {}
    given: dict[tuple[str, str], list[tuple[Entry, AppealAnswered]]] = {}
    for entry in in_order_of_happening(e for e in told if isinstance(e.what, AppealMade | AppealAnswered)):
        if isinstance(entry.what, AppealMade) and person(entry.what.by):
            made.setdefault((entry.what.contact, person(entry.what.by)), []).append((entry, entry.what))
        elif isinstance(entry.what, AppealAnswered) and person(entry.what.by):
            given.setdefault((entry.what.contact, person(entry.what.appellant)), []).append((entry, entry.what))
    found = (_appeal(reasons, given.get(key, [])) for key, reasons in made.items())
    return tuple(sorted(found, key=lambda appeal: (appeal.made, appeal.contact, appeal.appellant)))


def upheld_contacts(told: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """(entry id of the contact, user) of every appeal that was upheld: this contact does not count for this person."""
    return frozenset((a.contact, a.appellant) for a in appeals(told) if a.state is AppealState.UPHELD)


def check_appeal(made: AppealMade, *, took: str, known: Appeal | None) -> AppealMade:
    """An appeal that may be written down. `took` is who took the contact, `known` his appeal about it so far.

    Raises Refused without a reason, NotAllowed for somebody else's contact and for what is decided.
    """
    if person(made.by) != person(took) or not person(took):
        raise NotAllowed(Problem(_WHERE, "is not about a contact of yours", "Who took it may appeal"))
    if not made.reason.strip():
        raise Refused(Problem(_WHERE, "has no reason", "Write in a sentence why this contact should not count"))
    if known is not None and not known.open:
        step = "Its answers, with their reasons, stand with it"
        raise NotAllowed(Problem(_WHERE, f"was decided: it was {known.state}", step))
    return made


def check_answer(told: AppealAnswered, appeal: Appeal) -> AppealAnswered:
    """An answer that may be written down. Raises Refused without a reason, NotAllowed from the one who appeals and
    for what is decided.
    """
    if person(told.by) in ("", person(appeal.appellant)):
        raise NotAllowed(Problem(_WHERE, "is your own", "Two others decide it, at least one of whom leads nobody"))
    if not appeal.open:
        raise NotAllowed(Problem(_WHERE, f"was decided: it was {appeal.state}", "Nothing more is to be done"))
    if not told.reason.strip():
        raise Refused(Problem("The answer", "has no reason", "Write in a sentence why; who appealed reads it"))
    return told


def person(name: str) -> str:
    """One person however his name is written: he cannot agree with himself under another spelling."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _appeal(reasons: list[tuple[Entry, AppealMade]], given: list[tuple[Entry, AppealAnswered]]) -> Appeal:
    first, what = reasons[0]
    answers, decided = _answers(given, person(what.by))
    state = AppealState.OPEN
    if decided is not None:
        state = AppealState.UPHELD if decided.upheld else AppealState.DECLINED
    return Appeal(
        contact=what.contact,
        appellant=what.by,
        about=next((one.about for _, one in reasons if one.about), ""),
        made=first.occurred,
        reasons=tuple(Reason(entry.occurred, one.reason) for entry, one in reasons),
        answers=answers,
        state=state,
        decided=decided.at if decided is not None else None,
    )


def _answers(given: list[tuple[Entry, AppealAnswered]], appellant: str) -> tuple[tuple[Answer, ...], Answer | None]:
    """All of them, and the one that decided it. Of several by one person the latest before the decision counts."""
    standing: dict[str, int] = {}
    said: list[Answer] = []
    decided = None
    for entry, told in given:
        by = person(told.by)
        counts = decided is None and by != appellant
        said.append(Answer(entry.occurred, told.by, told.upheld, told.lead, told.reason, counts))
        if not counts:
            continue
        if by in standing:
            said[standing[by]] = _replaced(said[standing[by]])
        standing[by] = len(said) - 1
        agreeing = [said[number] for number in standing.values() if said[number].upheld == told.upheld]
        if len(agreeing) >= AGREEING and not all(one.lead for one in agreeing):
            decided = said[-1]
    return tuple(said), decided


def _replaced(answer: Answer) -> Answer:
    return Answer(answer.at, answer.by, answer.upheld, answer.lead, answer.reason, False)
