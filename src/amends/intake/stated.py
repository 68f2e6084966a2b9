"""What a file says about itself: from when to when it tells everything of a kind."""

from collections.abc import Callable
from dataclasses import dataclass

from amends.facts import Moment


@dataclass(frozen=True, slots=True)
class Period:
    """The file states that it tells everything of this kind from..to: `Period("settlements", ...)`."""

    of: str
    complete_from: Moment
    complete_to: Moment


Tell = Callable[[Period], None]


def nobody(_period: Period) -> None:
    """For callers who do not want to know."""
