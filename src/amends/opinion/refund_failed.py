"""Refunds that the witnesses say went wrong: refused, failed later, came back, and why nobody here knew."""

from amends.facts import Moment, Reason, Verdict, Witness
from amends.facts.kinds import EventTold
from amends.facts.moments import HOUR_US
from amends.facts.states import GONE_WRONG, ON_ITS_WAY, MoneyState

from .evidence import of_charges, of_entry
from .finding import Finding, Pair
from .sentences import DEAD_DESTINATIONS, day, given, teller
from .things import by_root

DISPUTE_REASON = "charge_for_pending_refund_disputed"  # Stripe: the refund fails because a dispute took its place


def made_in_test_mode(pair: Pair) -> Finding | None:
    """Made with test keys: no real money ever moved."""
    if pair.theirs.latest.what.livemode:
        return None
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.TEST_MODE,
        f"The refund of {pair.money} was made in test mode, so no money was ever sent.",
        "Say so, apologise once, and ask finance to refund again with real money.",
        owed=pair.money,
        since=pair.theirs.first.at,
    )


def witnesses_disagree(pair: Pair) -> Finding | None:
    """Two independent parties contradict each other. A failure after a settlement is a story, not a contradiction."""
    words = by_root(pair.theirs)
    if len(words) < 2:
        return None
    wrong = [w for w in words.values() if w.state in GONE_WRONG]
    fine = [w for w in words.values() if w.state in ON_ITS_WAY]
    states = [(w, f) for w in wrong for f in fine if f.at >= w.at]
    amounts = len({w.what.money for w in words.values()}) > 1
    if not states and not amounts:
        return None
    says = [f"{teller(w.entry)} says {w.what.money} {w.state.replace('_', ' ')}" for w in words.values()]
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESSES_DISAGREE,
        f"The witnesses contradict each other: {'; '.join(says)}.",
        "Promise nothing yet. Ask a colleague for a second look: both sides are shown.",
        since=max(w.at for w in words.values()),
        missing=("which of the two is right: ask both for the current state of this refund",),
    )


def failed(pair: Pair) -> Finding | None:
    """The witness's last word is that it failed, was canceled or came back."""
    word = pair.theirs.latest
    if word.state not in GONE_WRONG:
        return None
    if (dispute := _dispute_took_its_place(pair)) is not None:
        return dispute
    why = word.what.failure_reason
    notice = _lost_notice(pair)
    reason = Reason.EVENT_LOST if notice else _reason(pair, why)
    dead = why in DEAD_DESTINATIONS
    again = "ask finance to refund again" + (", to a destination that is open" if dead else "")
    unheard = " We were not told, because the gateway's notice never reached us." if notice else ""
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        reason,
        _failed_sentence(pair, reason, why) + unheard,
        f"Say so, apologise once, and {again}."
        + (" The first attempt went to a card or account that is closed." if dead else ""),
        owed=pair.money,
        since=word.at,
        more=notice,
    )


def _failed_sentence(pair: Pair, reason: Reason, why: str) -> str:
    word = pair.theirs.latest
    who, when = teller(word.entry), day(word.at, pair.policy)
    if reason is Reason.REFUSED:
        return f"The refund of {pair.money} never left: {who} refused it on {when}{given(why)}."
    if word.state is MoneyState.CAME_BACK:
        return f"The refund of {pair.money} came back to us on {when}{given(why)}."
    verb = "was canceled at" if word.state is MoneyState.CANCELED else "failed at"
    return f"The refund of {pair.money} did not arrive: it {verb} {who} on {when}{given(why)}."


def _reason(pair: Pair, why: str) -> Reason:
    if why in DEAD_DESTINATIONS:
        return Reason.DEAD_DESTINATION
    word = pair.theirs.latest
    accepted_before = any(s.state in ON_ITS_WAY for s in pair.theirs.said)
    recorded = (pair.ours or pair.theirs).asserted.at
    soon = word.at <= recorded + pair.policy.refused_within_hours * HOUR_US
    refused = word.state is not MoneyState.CAME_BACK and not accepted_before and soon
    return Reason.REFUSED if refused else Reason.FAILED_LATER


def _lost_notice(pair: Pair) -> tuple[Witness, ...]:
    """The gateway's notice of this failure, where it is in the gateway's list and was never delivered to us."""
    about = {f"refund:{name}" for name in pair.theirs.names | {pair.theirs.key}}
    notices = [
        (entry, entry.what)
        for entry in pair.said.events
        if isinstance(entry.what, EventTold)
        and entry.what.about in about
        and (entry.what.state in GONE_WRONG or "fail" in entry.what.event_type)
    ]
    if any(what.heard for _, what in notices):
        return ()
    return tuple(
        of_entry(entry, "notice about this refund")
        for entry, what in notices
        if what.undelivered or _feed_lacks(pair, entry.source.name, entry.occurred)
    )


def _feed_lacks(pair: Pair, list_source: str, at: Moment) -> bool:
    """Our webhook feed is complete over that time, and the notice is not among what it delivered."""
    complete = pair.said.complete
    feeds = complete.sources("events") - {list_source}
    return any(complete.covering(feed, ("events",), at, at) for feed in feeds)


def _dispute_took_its_place(pair: Pair) -> Finding | None:
    """The refund failed because the customer's bank disputed the charge: the money goes back by that road.

    Nothing is owed while the chargeback stands (decision 0003); if it is undone, the whole amount is owed again.
    """
    word = pair.theirs.latest
    if word.what.failure_reason != DISPUTE_REASON:
        return None
    taken_back = next((b for b in _charged_back(pair)), ())
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.DISPUTED_TOO,
        f"The refund of {pair.money} failed on {day(word.at, pair.policy)}, because the customer's bank disputes the "
        "charge" + (" and has taken the money back from us." if taken_back else "."),
        "Say that the money comes back through the customer's bank. Do not refund again while the dispute is open: it "
        "would be paid twice.",
        owed=None if taken_back else pair.money,
        since=word.at,
        missing=() if taken_back else ("the outcome of the dispute, at the gateway",),
        more=taken_back,
    )


def charged_back(pair: Pair) -> tuple[Witness, ...]:
    """The witness's word that the payment of this refund was taken back by the customer's bank."""
    return next(iter(_charged_back(pair)), ())


def _charged_back(pair: Pair) -> list[tuple[Witness, ...]]:
    names = pair.theirs.payments | (pair.ours.payments if pair.ours else frozenset())
    payments = [p for name in sorted(names) if (p := pair.said.payment(name)) is not None]
    return [of_charges((back,), "same payment") for p in payments if (back := p.charged_back) is not None]
