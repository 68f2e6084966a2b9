"""What each kind of entry says in the timeline: its sort, its words, and whether it is something that went wrong."""

from collections.abc import Callable
from functools import singledispatch

from amends.facts import MoneyState
from amends.facts.kinds import (
    CallBackPromised,
    CaseClosed,
    ChargeTold,
    ClaimJudged,
    ContactReceived,
    EventTold,
    InvoiceTold,
    LinkJudged,
    OrderTold,
    PostingTold,
    RefundTold,
    RemedyRequested,
    SecondLook,
    What,
)
from amends.facts.moments import spoken_time
from amends.facts.opinions import VERDICT_WORDS

SAID, PROMISED, DONE, MONEY = "said", "promised", "done", "money"
STATE_WORDS = {
    MoneyState.ASKED: "asked for",
    MoneyState.HELD: "held",
    MoneyState.ACCEPTED: "accepted",
    MoneyState.SETTLED: "settled",
    MoneyState.FAILED: "failed",
    MoneyState.CAME_BACK: "came back",
    MoneyState.CANCELED: "canceled",
}
Said = tuple[str, str, bool]


@singledispatch
def say(what: What) -> Said:
    """The line of one entry."""
    return DONE, what.kind.replace(".", " ").replace("_", " "), False


def says(kind: type[What]) -> Callable[[Callable[..., Said]], Callable[..., Said]]:
    """Registers how a kind is said."""
    return say.register(kind)


@says(ContactReceived)
def _contact(what: ContactReceived) -> Said:
    if not what.is_contact:
        return SAID, f"Automatic mail, no contact ({what.why_not}): {what.subject}", False
    return SAID, what.subject or "Contact", False


@says(OrderTold)
def _order(what: OrderTold) -> Said:
    return DONE, f"Order {what.order_id}, {what.money}" + (f": {what.status}" if what.status else ""), False


@says(ChargeTold)
def _charge(what: ChargeTold) -> Said:
    return MONEY, _moved("Charge", what.payment_ref, what.money, what), what.state in _BAD


@says(RefundTold)
def _refund(what: RefundTold) -> Said:
    return MONEY, _moved("Refund", what.refund_id, what.money, what), what.state in _BAD


_BAD = (MoneyState.FAILED, MoneyState.CAME_BACK)


def _moved(noun: str, name: str, money: object, what: ChargeTold | RefundTold) -> str:
    why = f" ({what.failure_reason.replace('_', ' ')})" if what.failure_reason else ""
    test = "" if what.livemode else ", in test mode: no money moved"
    return f"{noun} {name} of {money} {STATE_WORDS[what.state]}{why}{test}"


@says(InvoiceTold)
def _invoice(what: InvoiceTold) -> Said:
    return DONE, f"Invoice {what.invoice_id}, {what.money}", False


@says(PostingTold)
def _posting(what: PostingTold) -> Said:
    return MONEY, f"Posting {what.posting_id} of {what.money}" + (f" ({what.about})" if what.about else ""), False


@says(EventTold)
def _event(what: EventTold) -> Said:
    reached = "reached us" if what.heard else "is in the gateway's list"
    return DONE, f"Notice {what.event_type} {reached}", what.undelivered


@says(SecondLook)
def _look(what: SecondLook) -> Said:
    return DONE, f"Second look by {what.by or 'a person'}: {VERDICT_WORDS[what.verdict].lower()}", False


@says(ClaimJudged)
def _claim(what: ClaimJudged) -> Said:
    return DONE, f"{what.by or 'A person'} {what.judgement} the reading: {what.claim.replace('_', ' ')}", False


@says(LinkJudged)
def _link(what: LinkJudged) -> Said:
    same = "the same customer" if what.same else "not the same customer"
    return DONE, f"{what.by or 'A person'} says: {same}", False


@says(RemedyRequested)
def _remedy(what: RemedyRequested) -> Said:
    return PROMISED, f"{what.by or 'A person'} asked finance for {what.money}", False


@says(CaseClosed)
def _closed(what: CaseClosed) -> Said:
    proofs = len(what.proof)
    proved = "" if not proofs else ", with one proof" if proofs == 1 else f", with {proofs} proofs"
    return DONE, f"Closed by {what.by or 'a person'}{proved}", False


@says(CallBackPromised)
def _call_back(what: CallBackPromised) -> Said:
    return PROMISED, f"{what.by or 'A person'} promised to call back by {spoken_time(what.due)} UTC", False
