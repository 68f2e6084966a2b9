"""The quiet task of the follower: names with reports that are due are destroyed, whether or not anybody looks."""

import logging
from typing import Final

from amends.facts import Moment
from amends.facts.moments import HOUR_US
from amends.record import Record
from amends.record.identities import destroy_due

logger = logging.getLogger(__name__)
EVERY: Final = HOUR_US  # what is closed loses its name at once; this is for what became old, and for what was cut off


class Forgetting:
    """Remembers when it looked last."""

    def __init__(self) -> None:
        self._looked: Moment | None = None

    def round(self, record: Record, now: Moment) -> int:
        """Look, if an hour has passed. Gives how many names were destroyed; what fails is tried again next time."""
        if self._looked is not None and 0 <= now - self._looked < EVERY:
            return 0
        try:
            gone = destroy_due(record, now)
        except Exception as error:  # its name only; everything else that the follower does goes on
            logger.error("Names that are due could not be destroyed: %s; it tries again", type(error).__name__)
            return 0
        self._looked = now
        return gone
