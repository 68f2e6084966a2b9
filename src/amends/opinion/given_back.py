"""How much of a charge was given back, by the word of witnesses, and the finding that follows for a charge too many."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import Moment, Money, Reason, Verdict, Witness

from .evidence import hand_over, of_refund
from .finding import Finding, Pair
from .refund_not_received import conclude
from .sentences import day
from .testimony import Testimony
from .things import Refund


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Sums in minor units of one currency: settled and past its window, on its way, and seen but not proven."""

    arrived_minor: int
    under_way_minor: int
    unproven_minor: int
    refunds: tuple[Refund, ...]
    look_again: Moment | None
    missing: tuple[str, ...]


def given_back(payments: Iterable[str], currency: str, said: Testimony) -> GivenBack:
    """What the witnesses say was given back on these payments, in this currency."""
    names = frozenset(payments)
    refunds = tuple(r for r in said.theirs if r.live and r.payments & names and r.money.currency == currency)
    sums = {Verdict.RECORD_RIGHT: 0, Verdict.TOO_EARLY: 0, Verdict.CANNOT_TELL: 0}
    again: list[Moment] = []
    missing: list[str] = []
    for refund in refunds:
        finding = conclude(Pair(refund, said))
        if finding.verdict in sums:
            sums[finding.verdict] += refund.money.amount_minor
            missing += finding.missing
            if finding.look_again is not None and finding.verdict is Verdict.TOO_EARLY:
                again.append(finding.look_again)
    arrived, under_way, unproven = sums.values()
    return GivenBack(arrived, under_way, unproven, refunds, max(again, default=None), tuple(missing))


def charged_too_much(
    surplus: Money, payments: Iterable[str], said: Testimony, *, reason: Reason, sentence: str, since: Moment
) -> Finding:
    """The finding where `surplus` should not have been taken, less what the witnesses say was given back of it."""
    back = given_back(payments, surplus.currency, said)
    wanted = surplus.amount_minor
    more = tuple(w for r in back.refunds for w in of_refund(r, how="given back on the same payment"))
    if back.arrived_minor >= wanted:
        return _already(surplus, back, said, sentence, more)
    if back.arrived_minor + back.under_way_minor >= wanted:
        return Finding(
            Verdict.TOO_EARLY,
            Reason.IN_WINDOW,
            f"{sentence} It was given back, and the refund is on its way.",
            "Say that it was a charge too many, apologise once, and say by when the refund is seen.",
            since=_last(back, since),
            look_again=back.look_again,
            more=more,
        )
    if back.arrived_minor + back.under_way_minor + back.unproven_minor >= wanted:
        return Finding(
            Verdict.CANNOT_TELL,
            Reason.WITNESS_INCOMPLETE,
            f"{sentence} A refund of it was accepted, but nothing shows that it was settled.",
            "Do not say that it is there. Ask the gateway for the ARN.",
            since=_last(back, since),
            missing=back.missing,
            more=more,
        )
    left = Money(wanted - back.arrived_minor - back.under_way_minor, surplus.currency)
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        reason,
        sentence,
        f"Say so, apologise once, and ask finance to give back {left}.",
        owed=left,
        since=since,
        more=more,
    )


def _already(surplus: Money, back: GivenBack, said: Testimony, sentence: str, more: tuple[Witness, ...]) -> Finding:
    last = max(r.latest.at for r in back.refunds)
    return Finding(
        Verdict.RECORD_RIGHT,
        Reason.ALREADY_GIVEN_BACK,
        f"{sentence} {surplus} has been given back already, on {day(last, said.policy)}.",
        "Say that it was a charge too many and that it was given back. Hand over the ARN where there is one.",
        since=last,
        hand_over=tuple(h for r in back.refunds for h in hand_over(r)),
        more=more,
    )


def _last(back: GivenBack, since: Moment) -> Moment:
    return max((r.latest.at for r in back.refunds), default=since)
