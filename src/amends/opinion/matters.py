"""What there is to have an opinion on. All money of a customer in contact is examined, with or without a claim."""

from collections.abc import Iterable, Sequence
from typing import Final

from amends.facts import Bundle, Claim, ClaimKind, Moment, Opinion, Policy, Verdict
from amends.facts.states import GONE_WRONG

from . import amount_disputed, cancelled_but_billed, charged_twice, not_authorised, payment_not_credited
from .claimed import Claimed, claimed
from .leftovers import near_on_payment
from .matching import Matches, match
from .nothing_found import no_refund_found
from .refund_not_received import doubles, examine, examine_theirs, match_of
from .roots import check_independence
from .second_look import looked_at
from .testimony import Testimony, hear
from .things import Refund

PRESSING: Final = {
    Verdict.CUSTOMER_RIGHT: 0,
    Verdict.CANNOT_TELL: 1,
    Verdict.TOO_EARLY: 2,
    Verdict.RECORD_RIGHT: 3,
}


def opinions(bundle: Bundle, claims: Sequence[Claim], *, now: Moment, policy: Policy) -> tuple[Opinion, ...]:
    """The opinions on everything that one customer's money could be about, the most pressing first."""
    said = hear(bundle, now=now, policy=policy)
    asked = claimed(claims, bundle, now)
    found = [looked_at(opinion, said) for opinion in _all(said, asked)]
    return tuple(sorted((check_independence(o) for o in found), key=pressing))


def asked_about(bundle: Bundle, refund_id: str, *, now: Moment, policy: Policy) -> Opinion | None:
    """The opinion on one refund of ours that somebody asks about by its number, whatever state we ourselves say.

    None where none of our own systems tells of it as this customer's.
    """
    said = hear(bundle, now=now, policy=policy)
    ours = next((r for r in said.ours if refund_id in r.names and said.is_mine(r)), None)
    return None if ours is None else check_independence(looked_at(examine(ours, said, match(said)), said))


def pressing(opinion: Opinion) -> tuple[int, int, int, str, str]:
    """The order in which opinions are shown: who is right first, then most money, then oldest. That he wrote before,
    and waits, is told beside what he wrote about.
    """
    owed = opinion.owed.amount_minor if opinion.owed else 0
    beside = opinion.claim in (ClaimKind.ALREADY_CONTACTED, ClaimKind.NO_RESPONSE)
    return (
        len(PRESSING) if beside else PRESSING[opinion.verdict],
        -owed,
        opinion.since or 0,
        opinion.matter,
        opinion.claim,
    )


def _all(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    refunds = tuple(_refunds(said, asked))
    yield from refunds
    yield from charged_twice.examine(said, asked)
    yield from amount_disputed.examine(said, asked)
    yield from payment_not_credited.examine(said, asked)
    yield from cancelled_but_billed.examine(said, asked)
    yield from not_authorised.examine(said, asked)


def _refunds(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    matches = match(said)
    wanted = asked.of(ClaimKind.REFUND_NOT_RECEIVED)
    mine = [refund for refund in said.ours if said.is_mine(refund)]
    asserted = [refund for refund in mine if refund.latest.state not in GONE_WRONG]
    examined = asserted or (mine if wanted else [])  # a refund that we ourselves call failed matters only when claimed
    for refund in examined:
        yield examine(refund, said, matches)
    without = _without_record(said, examined, matches)
    for refund in without:
        yield examine_theirs(refund, said)
    if wanted and (missing := no_refund_found(wanted, (*examined, *without), said)) is not None:
        yield missing


def _without_record(said: Testimony, examined: Sequence[Refund], matches: Matches) -> list[Refund]:
    """The witnesses' refunds that no refund of ours accounts for, as an attempt, a double or a candidate."""
    accounted = {r.key for group in matches.ambiguous.values() for r in group}
    left = list(matches.left)
    for refund in examined:
        found = match_of(refund, said, matches)
        if found is not None:
            accounted |= {other.key for other in doubles(refund, found.theirs, matches)}
        elif refund.key in matches.of:
            left.append(matches.of[refund.key].theirs)
        else:
            accounted |= {other.key for other in near_on_payment(refund, said, matches.left)}
    left = [r for r in left if r.key not in accounted and _mine(r, said)]
    return [r for r in left if r.live or not _an_attempt(r, said)]


def _mine(theirs: Refund, said: Testimony) -> bool:
    """No sign that it is somebody else's: a witness numbers customers as he likes, so only our own rows speak."""
    others = [o for o in said.ours if not said.is_mine(o)]
    return not any(theirs.payments & o.payments or (o.names | o.our_refs) & theirs.our_refs for o in others)


def _an_attempt(theirs: Refund, said: Testimony) -> bool:
    """A failed attempt at something that one of our refunds speaks for already."""
    return any(
        theirs.payments & o.payments or theirs.orders & o.orders or (o.names | o.our_refs) & theirs.our_refs
        for o in said.ours
    )
