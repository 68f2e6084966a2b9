"""The one writer of a process: it groups whatever callers are waiting into one commit, and then tells each of them.

One commit an entry is bound by the disk (a few hundred a second on most); grouped, a thousand callers share one.
The writer outlives every waiter: one that was cancelled, one that timed out, and one whose job cannot be written.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from amends.facts import AmendsError, Moment, NotAccepted, Problem

from .group import Done, Job, commit_group, sort_handles
from .sealing import Sealer
from .store import Connection, Store

log = logging.getLogger("amends.record")

GROUP_ROWS_MAX = 500
_LINGER_SECONDS = 0.002
_NOBODY_WAITS = 2**62
_IDLE_SECONDS = 0.5
_Waiter = tuple[Job, "Future[Done]"]


def clock() -> Moment:
    """When something was received, by this machine."""
    return Moment(time.time_ns() // 1000)


class Writer:
    """A thread with a connection of its own. `after_commit` is told the head's number after each commit."""

    def __init__(self, store: Store, sealer: Sealer, after_commit: Callable[[int], None]) -> None:
        self._store = store
        self._sealer = sealer
        self._after_commit = after_commit
        self._queue: SimpleQueue[_Waiter | None] = SimpleQueue()
        self._door = Lock()
        self._closed = False
        self._connection: Connection | None = None
        self._told_last = self._were_waiting = 0
        self._enough = Event()
        self._enough_waiters = _NOBODY_WAITS
        self._unsorted = False
        self._thread = Thread(target=self._serve, name="amends record writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> "Future[Done]":
        """The result comes after the commit. Cancelling it does not take the job back once it is being written."""
        future: Future[Done] = Future()
        with self._door:
            if self._closed:
                raise NotAccepted(Problem("record", "is closed", "Open it again"))
            self._queue.put((job, future))
        if self._queue.qsize() >= self._enough_waiters:
            self._enough.set()
        return future

    def close(self) -> None:
        """Write what is waiting, then stop."""
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        last = False
        while not last:
            waiters, last = self._next_group()
            if waiters:
                try:
                    self._write(waiters)
                except BaseException as error:
                    log.exception("the writer goes on after an unforeseen error")
                    _tell_all(waiters, error)
        if self._unsorted:
            self._sort()
        self._drop_connection()

    def _next_group(self) -> tuple[list[_Waiter], bool]:
        """Everybody who waits, up to a limit; and whether the record is being closed."""
        waiters: list[_Waiter] = []
        rows = 0
        waiter = self._first()
        self._linger()
        while waiter is not None:
            if waiter[1].set_running_or_notify_cancel():
                waiters.append(waiter)
                rows += waiter[0].size
            if rows >= GROUP_ROWS_MAX or self._queue.empty():
                break
            waiter = self._queue.get()
        self._told_last = len(waiters)
        return waiters, waiter is None

    def _linger(self) -> None:
        """Wait a moment for those who were told last: most of them come again at once, and then share this commit.
        Whoever makes them enough wakes this thread; being woken by each one would cost more than writing them.
        """
        others = self._told_last + self._were_waiting - 1
        if others <= 0 or self._queue.qsize() >= others:
            return
        self._enough.clear()
        self._enough_waiters = others
        if self._queue.qsize() < others and not self._closed:
            self._enough.wait(_LINGER_SECONDS)
        self._enough_waiters = _NOBODY_WAITS

    def _first(self) -> _Waiter | None:
        """Whoever waits first. While nobody does, new handles are sorted into their index."""
        if self._unsorted:
            try:
                return self._queue.get(timeout=_IDLE_SECONDS)
            except Empty:
                self._sort()
        return self._queue.get()

    def _sort(self) -> None:
        self._unsorted = False
        try:
            if self._connection is not None:
                with self._connection.writing():
                    sort_handles(self._connection)
        except Exception:
            log.exception("new handles could not be sorted into their index; they are found all the same")
            self._drop_connection()

    def _write(self, waiters: Sequence[_Waiter]) -> None:
        try:
            done, head = self._commit([job for job, _ in waiters])
        except AmendsError as error:
            _tell_all(waiters, error)
        except Exception as error:
            if len(waiters) == 1:
                _tell_all(waiters, error)
                return
            for waiter in waiters:  # one of the jobs cannot be written: the others are written without it
                self._write([waiter])
        else:
            self._were_waiting = self._queue.qsize()
            for (_, future), one in zip(waiters, done, strict=True):
                _tell(future, one)
            self._after_commit(head)

    def _commit(self, jobs: Sequence[Job]) -> tuple[list[Done], int]:
        try:
            if self._connection is None:
                self._connection = self._store.connect(for_writing=True)
            done = commit_group(self._connection, self._sealer, jobs, clock())
            self._unsorted = len(self._connection.handle_tables) > 1
            return done
        except self._store.down as error:
            self._drop_connection()
            if type(error).__name__ == "IntegrityError":
                raise
            what = f"did not take it: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            raise NotAccepted(
                Problem("record", what, "Not accepted, try again: see that the disk has space and the database runs")
            ) from error

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except self._store.down:
                log.warning("the connection of the writer could not be closed cleanly")


def _tell_all(waiters: Sequence[_Waiter], error: BaseException) -> None:
    for _, future in waiters:
        try:
            future.set_exception(error)
        except InvalidStateError:
            log.info("a waiter had gone when it was told")


def _tell(future: "Future[Done]", done: Done) -> None:
    try:
        future.set_result(done)
    except InvalidStateError:
        log.info("a waiter had gone when it was told")
