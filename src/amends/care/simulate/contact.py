"""A contact as the router sees it: what is known when it comes, and nothing of what will come of it."""

from typing import Final

PHONE: Final = 0
MAIL: Final = 1
NOBODY: Final = -1
ALREADY_RETURNING: Final = 2  # the third contact of its chain is an inherited repeat


class Contact:
    """One call or mail. `chain` is the first contact it goes back to; `place` counts within it, from 0, calls of those
    who had given up included; `handled_before` tells how many were handled. What is not decided yet stands in `Demand`.
    """

    __slots__ = (
        "arrived_at", "attempts", "call_until", "chain", "channel", "due_at", "handled_before", "hard_before",
        "known_agent", "known_alone", "long", "offered", "place", "promised", "skill", "waiting",
    )  # fmt: skip

    def __init__(
        self,
        arrived_at: float,
        chain: int,
        place: int,
        kind: tuple[int, int, bool],
        before: tuple[int, bool, int] = (0, False, NOBODY),
    ) -> None:
        self.arrived_at, self.chain, self.place = arrived_at, chain, place
        self.channel, self.skill, self.long = kind
        self.handled_before, self.hard_before, self.known_agent = before
        self.waiting = self.offered = self.promised = self.known_alone = False
        self.attempts = 0
        self.due_at = self.call_until = 0.0
