"""A claim that fits nothing that anybody told us. Says what is missing, and never that the customer is wrong."""

from collections.abc import Sequence

from amends.facts import Claim, ClaimKind, Opinion, Reason, Verdict

from .claimed import order_ids
from .finding import Finding
from .testimony import Testimony
from .things import Refund


def nothing_found(
    kind: ClaimKind, claims: Sequence[Claim], said: Testimony, sentence: str, missing: tuple[str, ...]
) -> Opinion:
    """Cannot tell: nothing found. The matter is the order that was named, else the customer."""
    named = sorted(order_ids(claims) & said.orders.keys()) or sorted(order_ids(claims))
    matter = f"order:{named[0]}" if named else said.who
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.NOTHING_FOUND,
        sentence,
        "Do not say that the customer is mistaken. Ask which order or payment it is, and when it was.",
        missing=missing,
    )
    return finding.opinion(matter, kind, None)


def no_refund_found(claims: Sequence[Claim], refunds: Sequence[Refund], said: Testimony) -> Opinion | None:
    """A refund is claimed to be missing, and nobody ever told of one for what was named."""
    named = order_ids(claims)
    known = {o for r in refunds for o in r.orders}
    fits = bool(refunds) and (not named & said.orders.keys() or bool(named & known))
    if fits:
        return None
    where = f" for order {', '.join(sorted(named))}" if named else ""
    return nothing_found(
        ClaimKind.REFUND_NOT_RECEIVED,
        claims,
        said,
        f"Nobody has told us of a refund{where}: neither our own record nor any witness.",
        ("the order or payment that the refund belongs to", "whether a refund was promised, and by whom"),
    )
