"""The quiet tasks of the follower: what was kept of contacts, taps and absences goes when its time is over, and who
asked about whom is written down.
"""

import logging
from typing import Final

from django.db import transaction

from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US

from ..desk import store
from . import helped_kept, reads
from .handled_rows import kept_from
from .helped_rows import shown_from
from .models import CareAway, CareTap, DeskHandled

logger = logging.getLogger(__name__)
EVERY: Final = HOUR_US
WRITES_EVERY: Final = MINUTE_US


def forget_old(now: Moment) -> int:
    """Take away what is of days that are not kept or shown, and absences that are over. Gives how many."""
    first = kept_from(now)
    with transaction.atomic():
        store.begin()
        gone = DeskHandled.objects.filter(day__lt=first).delete()[0]
        gone += CareTap.objects.filter(day__lt=first).delete()[0]
        gone += helped_kept.forget_before(shown_from(now))
        gone += reads.forget_before(first)
        gone += CareAway.objects.filter(until__lte=now).delete()[0]
    return gone


class Forgetting:
    """Remembers when it looked last."""

    def __init__(self) -> None:
        self._looked: Moment | None = None
        self._wrote: Moment | None = None

    def round(self, now: Moment) -> int:
        """Write what waits, if a minute has passed; look, if an hour has. What fails is tried again next time."""
        if self._wrote is None or not 0 <= now - self._wrote < WRITES_EVERY:
            self.write()
            self._wrote = now
        if self._looked is not None and 0 <= now - self._looked < EVERY:
            return 0
        try:
            gone = forget_old(now)
        except Exception as error:  # its name only; everything else that the follower does goes on
            logger.error("What care keeps could not be forgotten: %s; it tries again", type(error).__name__)
            return 0
        self._looked = now
        return gone

    def write(self) -> None:
        """Who asked about whom, as far as it is not written."""
        try:
            reads.write()
        except Exception as error:  # its name only
            logger.error("Who asked about whom could not be written: %s; it tries again", type(error).__name__)
