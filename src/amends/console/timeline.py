"""Said, promised, done: every entry of a customer as one line that a person can read."""

from dataclasses import dataclass

from amends.facts import BANK, CUSTOMER, PHONE, US, Call, CustomerFile, Entry, Moment, MoneyState
from amends.facts.kinds import (
    AnswerGiven,
    AppealAnswered,
    AppealMade,
    CompletenessDeclared,
    ContactEnded,
    ContactReceived,
    ContactWarned,
    FollowUpTold,
    InheritedTold,
    LessonChanged,
    LessonMade,
    MistakeNoted,
    PayoutTold,
    ProgrammeClosed,
    ProgrammeOpened,
    RefundTold,
    ReportChanged,
    ReportIdentity,
    ReportMade,
    ScopeChanged,
    ScopeTested,
    SurveyAnswered,
    SuspectListed,
)

from . import timeline_accounts as timeline_accounts  # registers its words
from . import timeline_arrival as timeline_arrival  # registers its words
from . import timeline_remediation as timeline_remediation  # registers its words
from .hard_words import hard_of, quoted
from .timeline_conversation import call_words
from .timeline_words import DONE, MONEY, PROMISED, SAID, say

MARKS = {SAID: "●", PROMISED: "◆", DONE: "○", MONEY: "■"}
_OF_NO_CUSTOMER = (
    *(CompletenessDeclared, PayoutTold, ProgrammeOpened, ScopeChanged, ScopeTested, ProgrammeClosed),
    *(LessonMade, LessonChanged, ReportMade, ReportIdentity, ReportChanged),
)
_BETWEEN_FEW = (AppealMade, AppealAnswered, InheritedTold, MistakeNoted)
_SIDES = {US: "our record", BANK: "bank", CUSTOMER: "customer", PHONE: "phone log"}


@dataclass(frozen=True, slots=True)
class Line:
    """`quote` are words somebody wrote; `folded` where they are abuse that adds nothing."""

    entry_id: str
    at: Moment
    sort: str
    words: str
    side: str
    quote: str = ""
    folded: bool = False
    bad: bool = False

    @property
    def mark(self) -> str:
        """The mark of its sort."""
        return MARKS[self.sort]


def timeline(file: CustomerFile) -> tuple[Line, ...]:
    """In order of happening. A call is one line, however many notices there are of it.

    Left out: what concerns the whole organisation, which is on the sources page; that somebody apologised for a call,
    or has read a notice that is his alone, which is nobody else's business; appeals, which are between him and those
    who decide; and what is written to learn from a mistake, which has a register of its own.
    """
    hard = hard_of(file)
    of_calls = {entry_id for call in file.conversation.calls for entry_id in call.entries}
    lines = [_line(e, e.id in hard) for e in file.told if e.id not in of_calls and not _is_left_out(e)]
    lines += [_call(call) for call in file.conversation.calls]
    return tuple(sorted(lines, key=lambda line: (line.at, line.entry_id)))


def _is_left_out(entry: Entry) -> bool:
    what = entry.what
    return isinstance(what, (*_OF_NO_CUSTOMER, *_BETWEEN_FEW)) or (
        isinstance(what, FollowUpTold) and what.event in ("apologised", "seen")
    )


def _call(call: Call) -> Line:
    return Line(call.entries[0] if call.entries else call.id, call.began, SAID, call_words(call), "phone log")


def _line(entry: Entry, hostile: bool) -> Line:
    sort, words, bad = say(entry.what)
    quote, folded = _quote(entry), hostile or _is_hard(entry)
    subject = getattr(entry.what, "subject", "")
    if subject and (hostile or quoted(subject).folded):
        folded, quote = True, "\n".join(filter(None, (words, quote)))
        words = "Contact" if isinstance(entry.what, ContactReceived) else "Answer"
    return Line(entry.id, _when(entry), sort, words, _side(entry), quote, folded and bool(quote), bad)


def _is_hard(entry: Entry) -> bool:
    """Words besides those of contacts, which were read for it already. A contact ended for abuse ended on abuse, and
    what was noted with a warning was the reason for it.
    """
    what = entry.what
    if isinstance(what, ContactReceived):
        return False
    return isinstance(what, ContactEnded | ContactWarned) or quoted(_quote(entry)).folded


def _quote(entry: Entry) -> str:
    what = entry.what
    if isinstance(what, ContactReceived | AnswerGiven | SurveyAnswered):
        return what.text
    if isinstance(what, SuspectListed):
        return ""  # its reason is the second opinion's, and no words of anybody
    return getattr(what, "reason", "") or getattr(what, "words", "")


def _when(entry: Entry) -> Moment:
    """A settlement row happened when it settled; it also carries when the refund was made."""
    what = entry.what
    if isinstance(what, RefundTold) and what.state is MoneyState.SETTLED and what.settled_at is not None:
        return what.settled_at
    return entry.occurred


def _side(entry: Entry) -> str:
    what = entry.what
    if isinstance(what, ContactReceived):
        return what.channel
    if isinstance(what, AnswerGiven):
        return f"we, {what.medium}"
    return _SIDES.get(entry.source.root, entry.source.root) if entry.source.name != "desk" else "desk"
