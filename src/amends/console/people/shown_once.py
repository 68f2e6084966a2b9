"""What is shown once: again only for a moment, to whoever pressed twice, and not to whoever comes back to the page."""

import threading
import time
from collections.abc import Callable
from typing import Final

AGAIN_SECONDS: Final = 60


class ShownOnce:
    """Remembers in memory, by a digest, what was shown in the last minute. What a restart forgot is not shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown: dict[str, float] = {}
        self._lock = threading.Lock()

    def may_show(self, digest: str, *, again: bool) -> bool:
        """True for what is new, and for what was shown `again` within the minute after the first time."""
        with self._lock:
            since = self._clock() - AGAIN_SECONDS
            self._shown = {told: at for told, at in self._shown.items() if at > since}
            if not again:
                self._shown[digest] = self._clock()
            return digest in self._shown
