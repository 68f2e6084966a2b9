"""Scores in the follower's rounds: at most one window a round, and none that cannot be made holds up the others."""

import logging
from typing import Final

from amends.facts import Moment, Policy
from amends.facts.moments import HOUR_US

from .make import make
from .refresh import due, made_from

logger = logging.getLogger(__name__)
TRIED_AGAIN_AFTER_US: Final = HOUR_US


class Rounds:
    """Remembers which windows could not be made, so that they are not tried every two seconds."""

    def __init__(self) -> None:
        self._failed: dict[Moment, Moment] = {}

    def round(self, now: Moment, policy: Policy) -> bool:
        """Make the newest window that is due. True where there was one."""
        window = next((one for one in due(now, policy) if self._may_be_tried(one.start, now)), None)
        if window is None:
            return False
        try:
            make(window, now, made_from(window))
        except Exception as error:  # its name only: its words may hold what somebody said
            logger.error("The scores of %s could not be made: %s", window.name, type(error).__name__)
            self._failed[window.start] = now
        else:
            self._failed.pop(window.start, None)
        return True

    def _may_be_tried(self, start: Moment, now: Moment) -> bool:
        failed = self._failed.get(start)
        return failed is None or not 0 <= now - failed < TRIED_AGAIN_AFTER_US
