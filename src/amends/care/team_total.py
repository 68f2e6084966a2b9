"""What somebody who leads a team may know of its exposure: one sum over a group that is large enough, or nothing."""

from collections.abc import Mapping
from typing import Final

GROUP_MIN: Final = 8  # fewer could be told apart


def team_total(totals: Mapping[str, float]) -> float | None:
    """The points of a whole group, by person; None where it is too small. There is no way down to one of them."""
    return sum(totals.values()) if len(totals) >= GROUP_MIN else None
