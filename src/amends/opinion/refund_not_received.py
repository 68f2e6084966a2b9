"""Did this refund leave us and stay gone? Every refund of ours is asked this, with or without a claim."""

from collections.abc import Callable
from typing import Final

from amends.facts import ClaimKind, Opinion

from .evidence import of_refund
from .finding import Finding, Pair
from .matching import Match, Matches
from .refund_absent import absent, proof_of_absence
from .refund_failed import failed, made_in_test_mode, witnesses_disagree
from .refund_sent import held, in_window, settled, unproven
from .refund_wrong import wrong_amount, wrong_payment, wrong_person
from .testimony import Testimony
from .things import Refund

KIND: Final = ClaimKind.REFUND_NOT_RECEIVED

# In this order: what makes everything else moot comes first; the last one always concludes.
RULES: Final[tuple[Callable[[Pair], Finding | None], ...]] = (
    made_in_test_mode,
    witnesses_disagree,
    failed,
    wrong_person,
    wrong_payment,
    wrong_amount,
    held,
    in_window,
    settled,
    unproven,
)


def examine(ours: Refund, said: Testimony, matches: Matches) -> Opinion:
    """The opinion on a refund that our own root tells of."""
    disputed = of_refund(ours)
    match = match_of(ours, said, matches)
    if match is None:
        finding = absent(ours, said, matches)
        return finding.opinion(f"refund:{ours.key}", KIND, ours.money, disputed=disputed)
    pair = Pair(match.theirs, said, match.how, ours, doubles(ours, match.theirs, matches))
    witnesses = of_refund(match.theirs, ours=ours, how=match.how)
    return conclude(pair).opinion(f"refund:{ours.key}", KIND, ours.money, witnesses, disputed)


def match_of(ours: Refund, said: Testimony, matches: Matches) -> Match | None:
    """Its match, but not one that turned up weeks later where the recorded one provably never left (decision 0007)."""
    match = matches.of.get(ours.key)
    return None if match is not None and match.late and proof_of_absence(ours, said) else match


def examine_theirs(theirs: Refund, said: Testimony) -> Opinion:
    """The opinion on a refund that a witness tells of and of which we have no record."""
    finding = conclude(Pair(theirs, said))
    return finding.opinion(f"refund:{theirs.key}", KIND, theirs.money, of_refund(theirs, how="no record of ours"))


def conclude(pair: Pair) -> Finding:
    """The first rule that applies."""
    return next(finding for rule in RULES if (finding := rule(pair)) is not None)


def doubles(ours: Refund, theirs: Refund, matches: Matches) -> tuple[Refund, ...]:
    """Further live refunds for the same intent that none of our refunds accounts for."""
    if not theirs.live:
        return ()
    refs = ours.names | ours.our_refs | theirs.our_refs
    return tuple(
        other
        for other in matches.left
        if other.live and (refs & other.our_refs or (other.payments & theirs.payments and other.money == theirs.money))
    )
