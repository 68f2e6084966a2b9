"""Mistakes and what was learnt from them. Contacts and process steps stand here, never the name of a colleague.

What has no handle is sealed under a key of its own and found by its kind: a report never comes into a customer's file.
"""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, Tie, of_key
from ..moments import Moment
from .base import What, private


@dataclass(frozen=True, slots=True)
class MistakeNoted(What):
    """What somebody writes down about a mistake, so that it can be learnt from: several contributing factors rather
    than one root, and why it was a surprise. `mistake` is its id in the register; one that nothing else tells of
    begins with "noted:". A later note adds to the earlier ones; a field left empty changes nothing.
    """

    kind: ClassVar[str] = "mistake.noted"
    mistake: str = private()
    step: str = ""  # the process step that failed: "refund.send"
    found_by: str = ""  # customer | agent | witness | monitor
    happened: Moment | None = None
    found: Moment | None = None
    factors: tuple[str, ...] = private(())
    surprised: str = private("")  # why were we surprised
    what: str = private("")
    contact: str = private("")  # entry id
    cause: tuple[str, ...] = ()  # the slice that a search named: "gateway=acme"
    programme: str = ""  # the remediation
    lessons: tuple[str, ...] = ()
    by: str = private("")
    about: str = private("")  # handle key of the customer, where it is about one

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class InheritedTold(What):
    """ "I inherited this": whoever took a contact says in which state it came to him. It names the contact and the step
    before, never a person; whoever that contact was with is told first, kindly and alone.
    """

    kind: ClassVar[str] = "inherited.told"
    contact: str = private()  # entry id of the contact that inherited it
    earlier: str = private("")  # entry id of the contact that it came from, where known
    step: str = ""
    words: str = private("")
    by: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer in contact."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class ReportMade(What):
    """A confidential report on a mistake of one's own. It says nothing about who made it: that is sealed in an entry of
    its own (`report.identity`), which is destroyed at closing. `occurred` is the beginning of its week: the time of day
    would name him. `receipt` is the digest of the claim check by which he follows it.
    """

    kind: ClassVar[str] = "report.made"
    report: str
    receipt: str
    step: str = ""
    text: str = private("")
    contact: str = private("")  # as he named it: an entry id, a ticket, a call


@dataclass(frozen=True, slots=True)
class ReportIdentity(What):
    """Who made a report, sealed to the reviewer's public key (HPKE, RFC 9180), in base64. Nobody else can open it, no
    administrator either. Its subject is this entry alone, and erasing that is how it is destroyed.
    """

    kind: ClassVar[str] = "report.identity"
    report: str
    key: str  # the fingerprint of the reviewer's public key
    destroy_after: Moment
    sealed: str = private("")


@dataclass(frozen=True, slots=True)
class ReportChanged(What):
    """What became of a report: read | asked | answered | harm_stopped | shared | excluded | closed. Every change is one
    that the reporter can see by his claim check; `answered` is his own. `summary` of `shared` is what others may read.
    """

    kind: ClassVar[str] = "report.changed"
    report: str
    event: str
    step: str = ""
    words: str = private("")
    summary: str = private("")
    by: str = private("")  # the reviewer; empty where the reporter wrote


@dataclass(frozen=True, slots=True)
class LessonMade(What):
    """What shall be changed so that a mistake does not come back, by whom and when, and what it is to bring:
    `expected_percent` of them gone. It is judged on `population`: "refunds" or "contacts" in the `slice`, against
    `control`, by what witnesses tell and never by reports.
    """

    kind: ClassVar[str] = "lesson.made"
    lesson: str  # its name in every other entry: "check-gateway-state-2026-06"
    title: str
    population: str  # refunds | contacts
    expected_percent: int
    slice: tuple[str, ...] = ()
    control: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    due: Moment | None = None
    change: str = private("")  # what is changed
    owner: str = private("")
    mistakes: tuple[str, ...] = private(())  # ids in the register
    by: str = private("")


@dataclass(frozen=True, slots=True)
class LessonChanged(What):
    """What became of a lesson: `done` at `since`, from when its effect is judged; `moved` to another `due`; `dropped`,
    with the reason.
    """

    kind: ClassVar[str] = "lesson.changed"
    lesson: str
    event: str  # done | moved | dropped
    since: Moment | None = None
    due: Moment | None = None
    words: str = private("")
    by: str = private("")


@dataclass(frozen=True, slots=True)
class CheckAnswered(What):
    """The answers to a check list, given before something that cannot be undone. `went_on` says whether it was done."""

    kind: ClassVar[str] = "check.answered"
    checklist: str  # cancel | write_off | ship | delete | refund_elsewhere
    answers: tuple[str, ...]  # "question=yes", in the order of the list
    went_on: bool
    matter: str = ""
    contact: str = private("")
    by: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)
