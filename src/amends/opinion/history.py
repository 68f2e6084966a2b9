"""Opinions as they were: each time the evidence changed what we had to think. Nothing is overwritten."""

from collections.abc import Sequence

from amends.facts import Bundle, Claim, Moment, Opinion, Policy
from amends.facts.kinds import ChargeTold, EventTold, InvoiceTold, OrderTold, PostingTold, RefundTold, SecondLook

from .matters import opinions

_EVIDENCE = (RefundTold, ChargeTold, OrderTold, PostingTold, InvoiceTold, EventTold, SecondLook)


def superseded(
    bundle: Bundle, claims: Sequence[Claim], current: Sequence[Opinion], *, now: Moment, policy: Policy
) -> tuple[Opinion, ...]:
    """Earlier opinions on the matters of `current` whose verdict or reason differs from the one that followed, oldest
    first. The opinion is formed as of each moment at which something was told, so that it never knows the future.
    """
    following = {(o.matter, o.claim): o for o in current}
    if not following:
        return ()  # most customers: nothing about their money is in question
    replaced: list[Opinion] = []
    for at in sorted(moments(bundle, now), reverse=True):
        for opinion in opinions(bundle, claims, now=at, policy=policy):
            later = following.get((opinion.matter, opinion.claim))
            if later is None:
                continue
            if (later.verdict, later.reason) != (opinion.verdict, opinion.reason):
                replaced.append(opinion)
            following[opinion.matter, opinion.claim] = opinion
    return tuple(reversed(replaced))


def moments(bundle: Bundle, now: Moment) -> set[Moment]:
    """The moments before `now` at which the evidence about this customer changed."""
    found: set[Moment] = set()
    for entry in (*bundle.own, *bundle.about):
        if isinstance(entry.what, _EVIDENCE):
            found.add(entry.occurred)
            if isinstance(entry.what, RefundTold) and entry.what.settled_at is not None:
                found.add(entry.what.settled_at)
            if isinstance(entry.what, OrderTold) and entry.what.status_at is not None:
                found.add(entry.what.status_at)
    return {at for at in found if at < now}
