"""Said, promised, done: every entry of a customer as one line that a person can read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch

from amends.facts import BANK, CUSTOMER, US, ClaimKind, CustomerFile, Entry, Moment, MoneyState
from amends.facts.kinds import (
    CallBackPromised,
    CaseClosed,
    ChargeTold,
    ClaimJudged,
    CompletenessDeclared,
    ContactReceived,
    EventTold,
    InvoiceTold,
    LinkJudged,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
    RemedyRequested,
    SecondLook,
    What,
)
from amends.facts.opinions import VERDICT_WORDS

SAID, PROMISED, DONE, MONEY = "said", "promised", "done", "money"
MARKS = {SAID: "●", PROMISED: "◆", DONE: "○", MONEY: "■"}
STATE_WORDS = {
    MoneyState.ASKED: "asked for",
    MoneyState.HELD: "held",
    MoneyState.ACCEPTED: "accepted",
    MoneyState.SETTLED: "settled",
    MoneyState.FAILED: "failed",
    MoneyState.CAME_BACK: "came back",
    MoneyState.CANCELED: "canceled",
}


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
    """In order of happening. What concerns the whole organisation is left out: it is on the sources page."""
    hostile = {claim.contact_id for claim in file.claims if claim.kind is ClaimKind.HOSTILE}
    shown = (e for e in file.told if not isinstance(e.what, CompletenessDeclared | PayoutTold))
    lines = (_line(entry, entry.id in hostile) for entry in shown)
    return tuple(sorted(lines, key=lambda line: line.at))


def _line(entry: Entry, hostile: bool) -> Line:
    what = entry.what
    sort, words, bad = _say(what)
    quote = what.text if isinstance(what, ContactReceived) else getattr(what, "reason", "")
    return Line(entry.id, _when(entry), sort, words, _side(entry), quote, hostile, bad)


def _when(entry: Entry) -> Moment:
    """A settlement row happened when it settled; it also carries when the refund was made."""
    what = entry.what
    if isinstance(what, RefundTold) and what.state is MoneyState.SETTLED and what.settled_at is not None:
        return what.settled_at
    return entry.occurred


def _side(entry: Entry) -> str:
    if isinstance(entry.what, ContactReceived):
        return entry.what.channel
    names = {US: "our record", BANK: "bank", CUSTOMER: "customer"}
    return names.get(entry.source.root, entry.source.root) if entry.source.name != "desk" else "desk"


_Said = tuple[str, str, bool]


@singledispatch
def _say(what: What) -> _Said:
    return DONE, what.kind.replace(".", " ").replace("_", " "), False


def _says(kind: type[What]) -> Callable[[Callable[..., _Said]], Callable[..., _Said]]:
    return _say.register(kind)


@_says(ContactReceived)
def _contact(what: ContactReceived) -> _Said:
    if not what.is_contact:
        return SAID, f"Automatic mail, no contact ({what.why_not}): {what.subject}", False
    return SAID, what.subject or "Contact", False


@_says(OrderTold)
def _order(what: OrderTold) -> _Said:
    return DONE, f"Order {what.order_id}, {what.money}" + (f": {what.status}" if what.status else ""), False


@_says(ChargeTold)
def _charge(what: ChargeTold) -> _Said:
    return MONEY, _moved("Charge", what.payment_ref, what.money, what), what.state in _BAD


@_says(RefundTold)
def _refund(what: RefundTold) -> _Said:
    return MONEY, _moved("Refund", what.refund_id, what.money, what), what.state in _BAD


_BAD = (MoneyState.FAILED, MoneyState.CAME_BACK)


def _moved(noun: str, name: str, money: object, what: ChargeTold | RefundTold) -> str:
    why = f" ({what.failure_reason.replace('_', ' ')})" if what.failure_reason else ""
    test = "" if what.livemode else ", in test mode: no money moved"
    return f"{noun} {name} of {money} {STATE_WORDS[what.state]}{why}{test}"


@_says(InvoiceTold)
def _invoice(what: InvoiceTold) -> _Said:
    return DONE, f"Invoice {what.invoice_id}, {what.money}", False


@_says(PostingTold)
def _posting(what: PostingTold) -> _Said:
    return MONEY, f"Posting {what.posting_id} of {what.money}" + (f" ({what.about})" if what.about else ""), False


@_says(EventTold)
def _event(what: EventTold) -> _Said:
    reached = "reached us" if what.heard else "is in the gateway's list"
    return DONE, f"Notice {what.event_type} {reached}", what.undelivered


@_says(SecondLook)
def _look(what: SecondLook) -> _Said:
    return DONE, f"Second look by {what.by or 'a person'}: {VERDICT_WORDS[what.verdict].lower()}", False


@_says(ClaimJudged)
def _claim(what: ClaimJudged) -> _Said:
    return DONE, f"{what.by or 'A person'} {what.judgement} the reading: {what.claim.replace('_', ' ')}", False


@_says(LinkJudged)
def _link(what: LinkJudged) -> _Said:
    same = "the same customer" if what.same else "not the same customer"
    return DONE, f"{what.by or 'A person'} says: {same}", False


@_says(RemedyRequested)
def _remedy(what: RemedyRequested) -> _Said:
    return PROMISED, f"{what.by or 'A person'} asked finance for {what.money}", False


@_says(CaseClosed)
def _closed(what: CaseClosed) -> _Said:
    proofs = len(what.proof)
    proved = "" if not proofs else ", with one proof" if proofs == 1 else f", with {proofs} proofs"
    return DONE, f"Closed by {what.by or 'a person'}{proved}", False


@_says(CallBackPromised)
def _call_back(what: CallBackPromised) -> _Said:
    from amends.facts.moments import spoken_time

    return PROMISED, f"{what.by or 'A person'} promised to call back by {spoken_time(what.due)} UTC", False
