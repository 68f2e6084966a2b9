"""Did it arrive? The carrier says so, not our shipping list: our own "delivered" is the disputed side."""

from collections.abc import Iterator
from typing import Final

from amends.facts import ClaimKind, HandOver, Opinion, Reason, Verdict
from amends.facts.kinds import OrderTold

from ..claimed import order_ids
from ..evidence import of_stretch
from ..finding import Finding
from ..sentences import day
from ..windows import visible_by
from .parcels import LOST, UNDER_WAY, WORDS, Parcel, as_witness, carriers_complete, parcels
from .talk import Question, Talk

KIND: Final = ClaimKind.NOT_DELIVERED


def examine(talk: Talk) -> Iterator[Opinion]:
    """One opinion for each order that a claim may mean; and, with or without a claim, for each that was lost."""
    known = parcels(talk)
    seen: set[str] = set()
    for asked in talk.questions(KIND):
        named = order_ids(asked.claims)
        meant = [p for p in known if p.orders & named or p.number in named] if named else _likely(known, asked)
        orders = sorted({o for p in meant for o in p.orders} or _orders(named, asked, talk))
        if not orders:
            yield _on("", meant, talk, asked) if meant else _nothing(asked)
        for order in orders:
            if order not in seen:
                seen.add(order)
                yield _on(order, [p for p in meant if order in p.orders], talk, asked)
    unasked: dict[str, list[Parcel]] = {}
    for parcel in known:
        for order in parcel.orders - seen:
            unasked.setdefault(order, []).append(parcel)
    for order, group in sorted(unasked.items(), key=lambda pair: pair[0]):
        if talk.contacts and any(p.state in LOST for p in group):
            yield _on(order, group, talk, None)


def _likely(known: list[Parcel], asked: Question) -> list[Parcel]:
    """Without a number: what has not been delivered by the time he says so; else the latest parcel."""
    before = [p for p in known if p.began <= asked.at]
    latest = [max(before, key=lambda p: (p.began, p.number))] if before else []
    return [p for p in before if p.state != "delivered"] or latest


def _orders(named: frozenset[str], asked: Question, talk: Talk) -> set[str]:
    """Orders without a parcel: those that he names, else the latest."""
    placed = [(e.occurred, w.order_id) for e, w in talk.told(OrderTold) if e.occurred <= asked.at]
    if named:
        return {order for _, order in placed} & named
    return {max(placed)[1]} if placed else set()


def _on(order: str, group: list[Parcel], talk: Talk, asked: Question | None) -> Opinion:
    """An order can be several parcels: one that is lost decides, then one on its way."""
    known = [p for p in group if p.theirs]
    arrived = [p for p in known if p.state == "delivered"]
    sent_again = [p.began for p in known if p.state not in LOST]
    lost = [p for p in known if p.state in LOST and not any(began > p.since for began in sent_again)]
    under_way = [p for p in known if p.state in UNDER_WAY]
    silent = [p for p in group if not p.theirs]
    if lost:
        finding = _not_arrived(lost[-1], talk)
    elif under_way:
        finding = _under_way(under_way[-1], talk)
    elif arrived and not silent:
        finding = _arrived(arrived, asked, talk)
    else:
        finding = _silence(order, group, talk, asked, listed=bool(known))
    witnesses = tuple(as_witness(e, w, theirs=True) for p in known for e, w in p.theirs)
    disputed = tuple(as_witness(e, w, theirs=False) for p in group for e, w in p.ours)
    matter = f"order:{order}" if order else (asked.matter if asked is not None else talk.who)
    return finding.opinion(matter, KIND, None, witnesses, disputed)


def _not_arrived(parcel: Parcel, talk: Talk) -> Finding:
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.NOT_ARRIVED,
        f"The parcel did not arrive: by the carrier it was {_state(parcel)} on {day(parcel.since, talk.policy)}.",
        "Say so, apologise once, and offer to send it again or to give the money back.",
        since=parcel.since,
        hand_over=_number(parcel),
    )


def _under_way(parcel: Parcel, talk: Talk) -> Finding:
    due = visible_by(parcel.since, talk.policy)
    when = day(parcel.since, talk.policy)
    if talk.now < due:
        return Finding(
            Verdict.TOO_EARLY,
            Reason.NOT_ARRIVED,
            f"By the carrier it is {_state(parcel)} since {when}; it has not arrived yet.",
            "Say that it is on its way, and look again.",
            since=parcel.since,
            look_again=due,
            hand_over=_number(parcel),
        )
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        f"The carrier's last word is {_state(parcel)} on {when}; nothing since.",
        "Do not say that it is on its way. Ask the carrier where it is.",
        since=parcel.since,
        missing=(f"the carrier's word on parcel {parcel.number} since {when}",),
        hand_over=_number(parcel),
    )


def _arrived(group: list[Parcel], asked: Question | None, talk: Talk) -> Finding:
    last = max(group, key=lambda p: (p.since, p.number))
    detail = last.theirs[-1][1].detail
    came = f"{day(last.since, talk.policy)}{f': {detail}' if detail else ''}"
    if asked is not None and last.since > asked.at:
        return Finding(
            Verdict.RECORD_RIGHT,
            Reason.ARRIVED,
            f"It had not come when the customer said so; by the carrier it was delivered since, on {came}.",
            "Say that the customer was right to ask, and ask whether it is there now.",
            since=last.since,
            hand_over=tuple(h for p in group for h in _number(p)),
        )
    return Finding(
        Verdict.RECORD_RIGHT,
        Reason.ARRIVED,
        f"By the carrier it was delivered on {came}.",
        "Say when and where it was delivered, and ask who may have taken it in. Hand over the tracking number.",
        since=last.since,
        hand_over=tuple(h for p in group for h in _number(p)),
    )


def _silence(order: str, group: list[Parcel], talk: Talk, asked: Question | None, *, listed: bool) -> Finding:
    """No carrier speaks of it: evidence only where the carriers' lists are complete (invariant 7)."""
    until = asked.at if asked is not None else talk.now
    placed = [e.occurred for e, w in talk.told(OrderTold) if w.order_id == order]
    start = min([*placed, *(e.occurred for p in group for e, _ in p.ours)], default=None)
    stretches = carriers_complete(start, until, talk) if start is not None and not listed else ()
    if stretches and start is not None:
        return Finding(
            Verdict.CUSTOMER_RIGHT,
            Reason.NOT_ARRIVED,
            f"No carrier has had a parcel for this order since {day(start, talk.policy)}.",
            "Say so, apologise once, and have it sent.",
            since=start,
            more=tuple(w for s in stretches for w in of_stretch(s, "a parcel for this order", talk.policy)),
        )
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        "No carrier has told us of this parcel; our own shipping list cannot prove that it arrived.",
        "Do not say that it was delivered. Ask the carrier.",
        since=until,
        missing=("the carrier's word on this parcel", "the tracking number, if there is one"),
    )


def _nothing(asked: Question) -> Opinion:
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.NOTHING_FOUND,
        "Nothing was found that could be what has not arrived.",
        "Ask which order it is, and when it should have come. Do not say that the customer is mistaken.",
        since=asked.at,
        missing=("the order, and the carrier's word on it",),
    )
    return finding.opinion(asked.matter, KIND, None)


def _state(parcel: Parcel) -> str:
    return WORDS.get(parcel.state, parcel.state)


def _number(parcel: Parcel) -> tuple[HandOver, ...]:
    return (HandOver("Tracking number", parcel.number),)
