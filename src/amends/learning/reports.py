"""Confidential reports on mistakes of one's own: what became of each, and what may be written down about it.

A report says nothing about who made it. What is here is a function of the set of entries: their order never matters.
After the practice of NASA's ASRS and of CHIRP: confidential and not anonymous, a receipt, word of everything that
becomes of it, and a name that is destroyed at closing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import US, Entry, Moment, NotAllowed, Problem, Refused, Source
from amends.facts.entries import in_order_of_happening
from amends.facts.kinds import ReportChanged, ReportIdentity, ReportMade
from amends.facts.moments import spoken_day

DESK: Final = Source("desk", US)
TEXT_CHARACTERS_MAX: Final = 4_000
_REPORT: Final = "The report"


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    CLOSED = "closed"


EVENTS: Final = {
    "read": "The reviewer opened your name and the contact.",
    "asked": "The reviewer asks you something. Answer with your code.",
    "answered": "You wrote this.",
    "harm_stopped": "The harm was stopped.",
    "shared": "What others may read was written down, without you in it.",
    "excluded": "The reviewer set it aside: it is not learnt from here.",
    "closed": "Closed. Your name is destroyed.",
}
_NEEDS_WORDS: Final = {
    "asked": "Write the question",
    "answered": "Write the answer",
    "excluded": "Write why it is set aside: the reporter reads it",
    "closed": "Write what came of it: the reporter reads it",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became of a report, as its reporter sees it. `words` are the reviewer's, or his own."""

    id: str  # of its entry
    at: Moment
    event: str
    words: str = ""
    summary: str = ""
    step: str = ""

    @property
    def sentence(self) -> str:
        """The event in words."""
        return EVENTS.get(self.event, self.event)


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """Who made it, which only the reviewer's key opens. `subject` is what has to be erased to destroy it."""

    subject: str
    key: str  # fingerprint of the reviewer's public key
    destroy_after: Moment
    sealed: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `week` is the Monday on which its week began. `contact` is only here where there was no key to seal
    it under. `identity` is None once it was destroyed, and where there never was one.
    """

    id: str
    receipt: str
    week: Moment
    step: str
    text: str
    contact: str
    changes: tuple[Change, ...] = ()
    identity: SealedIdentity | None = None

    @property
    def state(self) -> ReportState:
        """Open until it is closed; nothing opens it again."""
        return ReportState.CLOSED if self._has("closed") else ReportState.OPEN

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.state is ReportState.OPEN

    @property
    def excluded(self) -> bool:
        """Set aside: it is neither shared nor counted."""
        return self._has("excluded")

    @property
    def harm_stopped(self) -> bool:
        """Whether the reviewer says so."""
        return self._has("harm_stopped")

    @property
    def question(self) -> Change | None:
        """What the reviewer asked last and has no answer to yet."""
        asked = [change for change in self.changes if change.event in ("asked", "answered")]
        return asked[-1] if asked and asked[-1].event == "asked" and self.open else None

    @property
    def shared(self) -> Change | None:
        """What others may read: the latest wording."""
        said = [change for change in self.changes if change.event == "shared"]
        return None if not said or self.excluded else said[-1]

    @property
    def shared_step(self) -> str:
        """The step at which it went wrong, for others: that of the first wording."""
        return next((change.step for change in self.changes if change.event == "shared"), "")

    def due(self, now: Moment) -> bool:
        """Whether the name has to be destroyed: the report is closed, or it was kept for long enough."""
        return self.identity is not None and (not self.open or self.identity.destroy_after <= now)

    def _has(self, event: str) -> bool:
        return any(change.event == event for change in self.changes)


def reports(told: Iterable[Entry]) -> tuple[Report, ...]:
    """Every report in these entries: those that are open first, and of each the oldest first."""
    made: dict[str, tuple[Entry, ReportMade]] = {}
    identities: dict[str, SealedIdentity] = {}
    changes: dict[str, list[Change]] = {}
    for entry in in_order_of_happening(told):
        what = entry.what
        if isinstance(what, ReportMade):
            made.setdefault(what.report, (entry, what))
        elif isinstance(what, ReportIdentity):
            identities.setdefault(what.report, _identity(entry, what))
        elif isinstance(what, ReportChanged) and what.event in EVENTS:
            change = Change(entry.id, entry.occurred, what.event, what.words, what.summary, what.step)
            changes.setdefault(what.report, []).append(change)
    found = [
        Report(
            id=name,
            receipt=what.receipt,
            week=entry.occurred,
            step=what.step,
            text=what.text,
            contact=what.contact,
            changes=tuple(changes.get(name, ())),
            identity=identities.get(name),
        )
        for name, (entry, what) in made.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.open, one.week, one.id)))


def check_report(made: ReportMade, steps: Collection[str] = ()) -> ReportMade:
    """A report that may be written down. Raises Refused without a word in it, and for a step that nobody knows."""
    if not made.text.strip():
        raise Refused(Problem(_REPORT, "is empty", "One line is enough: what went wrong"))
    if len(made.text) > TEXT_CHARACTERS_MAX:
        raise Refused(Problem(_REPORT, f"has more than {TEXT_CHARACTERS_MAX} characters", "Shorten it"))
    if made.step and made.step not in steps:
        raise Refused(Problem("The step", "is not one of the list", "Leave it out, or choose one", value=made.step))
    return made


def check_change(
    told: ReportChanged, report: Report, *, steps: Collection[str] = (), names: Collection[str] = ()
) -> ReportChanged:
    """A change that may be written down. `names` are names of people that stand in the summary.

    Raises NotAllowed for what is closed or set aside, Refused where something is missing or somebody is named.
    """
    if told.event not in EVENTS:
        raise Refused(Problem("This change", "is not one that is known", "Open the page again", value=told.event))
    if not report.open:
        raise NotAllowed(Problem(_REPORT, "is closed", "Nothing more can become of it"))
    if told.event in _NEEDS_WORDS and not told.words.strip():
        raise Refused(Problem("This change", "has no words", _NEEDS_WORDS[told.event]))
    if max(len(told.words), len(told.summary)) > TEXT_CHARACTERS_MAX:
        raise Refused(Problem("This change", f"has more than {TEXT_CHARACTERS_MAX} characters", "Shorten it"))
    if told.event == "shared":
        _check_shared(told, report, steps, names)
    return told


def _check_shared(told: ReportChanged, report: Report, steps: Collection[str], names: Collection[str]) -> None:
    if report.excluded:
        raise NotAllowed(Problem(_REPORT, "was set aside", "What is set aside is not shared"))
    if not told.summary.strip():
        raise Refused(Problem("What others may read", "is empty", "Write what went wrong, and no person"))
    if told.step not in steps:
        step = "Choose the step that failed: it is never guessed"
        raise Refused(Problem("What others may read", "names no step of the list", step, value=told.step))
    if report.shared_step and report.shared_step != told.step:
        what = f"was shared as {report.shared_step}"
        raise NotAllowed(Problem(_REPORT, what, "Keep that step: another one beside it would narrow down who it was"))
    if names:
        step = "Write it without them: contacts and steps are named, people never"
        raise Refused(Problem("What others may read", "names " + ", ".join(sorted(names)), step))


def moment_of_answer(report: Report) -> Moment:
    """When the reporter's own words are said to be written: right after what they follow. The clock would name him."""
    return Moment(max((report.week, *(change.at for change in report.changes))) + 1)


def identity_words(report: Report, zone: ZoneInfo) -> str:
    """Whether a name is kept, and until when: for whoever has the code."""
    if report.identity is None:
        return "No name is kept with this report."
    until = spoken_day(report.identity.destroy_after, zone)
    words = "Your name is sealed: only the reviewer can open it, and you see it here when that happens."
    return f"{words} It is destroyed when the report is closed, on {until} at the latest."


def _identity(entry: Entry, what: ReportIdentity) -> SealedIdentity:
    return SealedIdentity(entry.subject_key, what.key, what.destroy_after, what.sealed)
