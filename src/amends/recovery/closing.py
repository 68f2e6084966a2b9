"""Closing needs proof: a matter on which something is owed is never closed on our own word (invariant 9)."""

from typing import Final

from amends.facts import NotAllowed, Owed, OwedState, Problem
from amends.facts.moments import iso

CLOSABLE: Final = frozenset({OwedState.NOTHING_OWED, OwedState.MADE_GOOD})
_MISSING: Final = {
    OwedState.OWED: (
        "no witness has seen it made good",
        "Request the refund; this can be closed when the gateway shows it settled and its window has passed",
    ),
    OwedState.REQUESTED: (
        "finance was asked, but no witness has seen a new refund",
        "Ask finance to send it; our own note that it was refunded is no proof",
    ),
    OwedState.UNDER_WAY: (
        "the new refund was seen, but it is not settled or its window has not passed",
        "Wait for the settlement, and look again",
    ),
}


def check_closing(owed: Owed) -> None:
    """Returns where the matter may be closed. Raises NotAllowed: what is owed, what proof is missing, what next."""
    if owed.state in CLOSABLE:
        return
    missing, next_step = _MISSING[owed.state]
    if owed.look_again is not None:
        next_step += f", not before {iso(owed.look_again)}"
    money = f"{owed.money} is owed" if owed.money is not None else "something is owed"
    raise NotAllowed(Problem(owed.matter, f"cannot be closed: {money}, and {missing}", next_step))
