"""A few connections for reading, shared by the threads of a process: taken, used, given back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from amends.facts import NotAccepted, Problem

from .store import Connection, Store


class Readers:
    """Never more connections than threads that read at one moment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._free: list[Connection] = []
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection for this block. Raises NotAccepted where the database is away."""
        with self._lock:
            connection = self._free.pop() if self._free else None
        try:
            if connection is None:
                connection = self._store.connect()
            yield connection
        except self._store.down as error:
            if connection is not None:
                self._drop(connection)
            what = f"cannot be read now: {type(error).__name__}: {error}"
            raise NotAccepted(Problem("record", what, "See that the database runs, and try again")) from error
        except BaseException:
            if connection is not None:
                self._drop(connection)  # it may be in the middle of something
            raise
        with self._lock:
            keep = not self._closed
            if keep:
                self._free.append(connection)
        if not keep:
            self._drop(connection)

    def close(self) -> None:
        """Close those that are free; the others close when they are given back."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for connection in free:
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        try:
            connection.close()
        except self._store.down:
            return
