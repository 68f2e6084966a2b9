"""What is said of a queue in which values stand in several currencies."""

from collections.abc import Sequence

from amends.facts import Problem

from .placed import Placed


def mixed(placed: Sequence[Placed]) -> tuple[Problem, ...]:
    """One problem, or none: a mix is placed by a rule that somebody may not want."""
    found = sorted({money.currency for one in placed for money in one.values if money.amount_minor > 0})
    if len(found) < 2:
        return ()
    what = f"are in several currencies ({', '.join(found)}), which are never compared: they take the value lane in turn"
    return (Problem("values", what, "Write the revenue in one currency to compare them"),)
