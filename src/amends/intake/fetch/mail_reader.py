"""Reads mails in a worker process, restarts it when it dies, and quarantines the mail that killed it."""

import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType

from amends.facts import Problem
from amends.facts.entries import Entry

from ..heard import Heard, NotUnderstood
from ..mail import Post, hear_mail, quarantine_id
from ..mail.hear import QUARANTINED_NEXT
from ..mail.limits import RAW_BYTES_MAX
from .letters import Letter
from .mail_worker import CPU_SECONDS_MAX, answer_of, batch_frame, post_frame, write_frame
from .portions import portions

BATCH_MAILS_MAX = 50
BATCH_BYTES_MAX = 4 * 1024 * 1024
SILENCE_SECONDS_MAX = 60  # a worker that neither computes nor answers


class WorkerDied(Exception):
    """The worker ended before it answered; the message says why, in words for the quarantine."""


class MailReader:
    """A context manager: `read` answers for every letter, whatever the letter does."""

    def __init__(self, post: Post, *, command: Sequence[str] = ()) -> None:
        self._post = post
        self._command = tuple(command) or (sys.executable, "-m", "amends.intake.fetch.mail_worker")
        self._worker: subprocess.Popen[bytes] | None = None
        self.restarts = 0

    def __enter__(self) -> "MailReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    @property
    def worker_id(self) -> int | None:
        """The process id of the worker, while there is one."""
        return self._worker.pid if self._worker else None

    def read(self, letters: Sequence[Letter]) -> list[Heard]:
        """One Heard for each letter, in order: an entry, or the letter in quarantine with its bytes."""
        heard: list[Heard] = []
        for batch in _batches(letters):
            heard += self._read_batch(batch)
        return heard

    def _read_batch(self, batch: Sequence[Letter]) -> list[Heard]:
        if len(batch[0].raw) > RAW_BYTES_MAX:  # a batch of its own, refused before it is parsed
            return [hear_mail(batch[0].raw, self._post, received=batch[0].received, where=batch[0].where)]
        heard: list[Heard] = []
        while len(heard) < len(batch):
            left = batch[len(heard) :]
            try:
                self._send(left)
                for letter in left:
                    heard.append(_heard(letter, answer_of(self._next_frame())))
            except WorkerDied as died:
                self._end()
                self.restarts += 1
                heard.append(_quarantined(batch[len(heard)], quarantine_id(batch[len(heard)].raw), str(died)))
        return heard

    def _send(self, letters: Sequence[Letter]) -> None:
        try:
            worker = self._worker or self._start()
            assert worker.stdin is not None
            write_frame(worker.stdin, batch_frame([(letter.received, letter.raw) for letter in letters]))
        except BrokenPipeError:
            raise self._death() from None

    def _start(self) -> subprocess.Popen[bytes]:
        self._worker = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote the mail
            bufsize=0,
        )
        assert self._worker.stdin is not None
        write_frame(self._worker.stdin, post_frame(self._post))
        return self._worker

    def _next_frame(self) -> bytes:
        length = int.from_bytes(self._take(4), "little")
        return self._take(length)

    def _take(self, count: int) -> bytes:
        assert self._worker is not None
        assert self._worker.stdout is not None
        pipe = self._worker.stdout
        taken = bytearray()
        while len(taken) < count:
            ready, _, _ = select.select([pipe], [], [], SILENCE_SECONDS_MAX)
            if not ready:
                raise WorkerDied(f"gave no answer within {SILENCE_SECONDS_MAX} s")
            some = pipe.read(count - len(taken))
            if not some:
                raise self._death()
            taken += some
        return bytes(taken)

    def _death(self) -> WorkerDied:
        assert self._worker is not None
        code = self._worker.wait(timeout=SILENCE_SECONDS_MAX)
        if code == -signal.SIGXCPU:
            return WorkerDied(f"took more than {CPU_SECONDS_MAX} s to read")
        return WorkerDied(f"stopped the reader (exit {code}), most likely for want of memory")

    def _end(self) -> None:
        if self._worker is None:
            return
        worker, self._worker = self._worker, None
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()
        try:
            worker.wait(timeout=1)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _batches(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    return portions(letters, lambda letter: len(letter.raw), BATCH_MAILS_MAX, BATCH_BYTES_MAX)


def _heard(letter: Letter, answer: Entry | tuple[str, str]) -> Heard:
    return Heard((answer,)) if isinstance(answer, Entry) else _quarantined(letter, *answer)


def _quarantined(letter: Letter, source_id: str, reason: str) -> Heard:
    problem = Problem(letter.where, reason, QUARANTINED_NEXT)
    return Heard(problems=(problem,), not_understood=(NotUnderstood(source_id, reason, letter.raw),))
