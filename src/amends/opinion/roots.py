"""Who observed first: roots are counted, never rows, and a record is not its own witness (invariant 6)."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from amends.facts import CUSTOMER, US, Entry, Opinion, Reason, Verdict, Witness
from amends.facts.kinds import RefundTold

NO_WITNESS = frozenset({US, CUSTOMER})  # our own record is the disputed side, the customer's word is the claim
_NEEDS_A_WITNESS = frozenset({Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT})


def root_of(entry: Entry, ours: Collection[tuple[object, ...]] = ()) -> str:
    """The root whose word this entry really is. A row that repeats ours under another name is ours."""
    root = entry.source.root
    if root not in NO_WITNESS and isinstance(entry.what, RefundTold) and print_of(entry) in ours:
        return US
    return root


def print_of(entry: Entry) -> tuple[object, ...]:
    """What a copy has in common with its original: our id, the same instant to the microsecond, state and amount.

    An independent observer numbers refunds by himself and his clock is not ours.
    """
    what = entry.what
    if not isinstance(what, RefundTold):
        return (entry.id,)
    return (what.refund_id, entry.occurred, what.state, what.money)


def independent_roots(witnesses: Iterable[Witness]) -> frozenset[str]:
    """The roots among the witnesses that are neither ours nor the customer's."""
    return frozenset(w.root for w in witnesses) - NO_WITNESS


def check_independence(opinion: Opinion) -> Opinion:
    """The opinion, or `cannot tell` where a verdict would rest on nobody's word but the disputed side's.

    A person's second look stands on its own: it is her verdict, with her reason, and is counted as such.
    """
    if opinion.verdict not in _NEEDS_A_WITNESS or opinion.overruled_by or independent_roots(opinion.witnesses):
        return opinion
    return unwitnessed(
        opinion,
        "Only our own record speaks about this, and it cannot be its own witness.",
        "Do not say that it is done. Ask the gateway or the bank, or have a colleague take a second look.",
        "a gateway's or bank's word on this",
    )


def unwitnessed(opinion: Opinion, sentence: str, advice: str, missing: str) -> Opinion:
    """The same as `cannot tell`, because only the disputed side speaks; `missing` is what would settle it."""
    return replace(
        opinion,
        verdict=Verdict.CANNOT_TELL,
        reason=Reason.ONLY_OUR_WORD,
        sentence=sentence,
        advice=advice,
        owed=None,
        missing=(*opinion.missing, missing),
    )
