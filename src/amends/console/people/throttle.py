"""A brake on guessing passwords: per name and address, for a while. A right password after the wait always works."""

import threading
import time
from collections.abc import Callable

FAILURES_MAX = 8
WAIT_SECONDS = 300
REMEMBERED_MAX = 10_000


class Throttle:
    """Counts failures in memory; a restart forgets them, which a guesser cannot cause."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], list[float]] = {}
        self._lock = threading.Lock()

    def blocks(self, name: str, address: str) -> bool:
        """True while there were too many failures of late."""
        with self._lock:
            return len(self._recent((name, address))) >= FAILURES_MAX

    def failed(self, name: str, address: str) -> None:
        """Remember one failure."""
        with self._lock:
            if len(self._failures) >= REMEMBERED_MAX:
                self._failures.clear()
            self._failures[(name, address)] = [*self._recent((name, address)), self._clock()]

    def passed(self, name: str, address: str) -> None:
        """Forget the failures after a success."""
        with self._lock:
            self._failures.pop((name, address), None)

    def _recent(self, who: tuple[str, str]) -> list[float]:
        since = self._clock() - WAIT_SECONDS
        return [at for at in self._failures.get(who, []) if at > since]
