"""The follower's thread: applies what webhooks left waiting, keeps the desk up to date, and makes scores."""

import logging
import threading

from django.db import close_old_connections, connection

from amends.intake.heard import Heard, NotUnderstood
from amends.record import Record, Waiting

from . import hooks
from .accounts.fitted import Fitting
from .care import forgetting as care_forgetting
from .desk import catch_up
from .forgetting import Forgetting
from .kept_texts import ForgottenElsewhere
from .scoring.rounds import Rounds
from .world import World

logger = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
WAITING_AT_ONCE = 100


class Follower:
    """Runs beside the pages until it is stopped. An error is logged by its name and tried again next time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scores = Rounds()
        self._fitting = Fitting()
        self._forgetting = Forgetting()
        self._forgotten_elsewhere = ForgottenElsewhere(world.home)
        self._forgetting_of_care = care_forgetting.Forgetting()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="amends-follower", daemon=True)

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new: do not wait."""
        self._wake.set()

    def stop(self) -> None:
        """Stop, and wait until the last round is done."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=60)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._round()
                self._wake.wait(EVERY_SECONDS)
                self._wake.clear()
            self._forgetting_of_care.write()
        finally:
            connection.close()

    def _round(self) -> None:
        try:
            close_old_connections()
            apply_waiting(self._world.record)
            self._forgotten_elsewhere.round(self._world.record)
            self._forgetting.round(self._world.record, self._world.now())
            self._forgetting_of_care.round(self._world.now())
            catch_up(self._world.record, self._world.policy, self._world.now())
            self._scores.round(self._world.now(), self._world.policy)
            self._fitting.round(self._world.now())
        except Exception as error:  # the next round may succeed: a full disk, a database that restarts
            logger.error("The follower met %s; it tries again", type(error).__name__)


def apply_waiting(record: Record) -> int:
    """Turn waiting webhooks into entries. What cannot be understood goes to quarantine with its bytes."""
    done = 0
    while items := record.waiting(WAITING_AT_ONCE):
        for item in items:
            heard = _hear(item)
            record.append(heard.entries, source=item.source, quarantined=heard.not_understood, settles=[item.number])
            done += 1
    return done


def _hear(item: Waiting) -> Heard:
    if item.source not in hooks.SYSTEMS:
        return _kept(item, f"waits for {item.source}, which this version does not know")
    try:
        return hooks.hook_of(item.source).hear(item.raw)
    except Exception as error:  # hooks never raise; one that does all the same must not hold up everybody behind it
        logger.error("A notice of %s could not be read: %s", item.source, type(error).__name__)
        return _kept(item, f"could not be read: {type(error).__name__}")


def _kept(item: Waiting, reason: str) -> Heard:
    return Heard(not_understood=(NotUnderstood(item.source_id, reason, item.raw),))
