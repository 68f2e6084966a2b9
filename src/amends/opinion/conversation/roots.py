"""Whose word decides about words: a record is not its own witness (invariant 6), and a confession is.

A note is its writer's memory and decides nothing. What was sent or taken down by a machine is the words themselves.
That a message came, and what our own record says against us, can prove the customer right and never our record.
"""

from amends.facts import Opinion, Verdict, Witness

from ..roots import NO_WITNESS, unwitnessed
from .evidence import ADMITTED, RECEIVED, RECORDED

_RIGHT = frozenset({Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT})


def counts(witness: Witness, verdict: Verdict) -> bool:
    """Whether this witness may carry such a verdict."""
    if witness.root not in NO_WITNESS or witness.state == RECORDED:
        return True
    return verdict is Verdict.CUSTOMER_RIGHT and witness.state in (RECEIVED, ADMITTED)


def check_words(opinion: Opinion) -> Opinion:
    """The opinion, or `cannot tell` where nothing carries its verdict but the word that is in question."""
    if opinion.verdict not in _RIGHT or opinion.overruled_by:
        return opinion
    if any(counts(witness, opinion.verdict) for witness in opinion.witnesses):
        return opinion
    return unwitnessed(
        opinion,
        "Only our own word speaks about this, and it cannot be its own witness.",
        "Do not insist. Say what we have written down, and have a colleague take a second look.",
        "a record besides our own word",
    )
