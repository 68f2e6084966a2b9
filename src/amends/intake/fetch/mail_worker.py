"""The worker: a process of its own that reads mails under limits, so that no mail can stop or exhaust the others.

It is run as `python -m amends.intake.fetch.mail_worker` and speaks frames (length, then bytes) on its pipes: one batch
in, one answer a mail out, each at once, so that the other side knows which mail it died of.
"""

import resource
import signal
import struct
import sys
from dataclasses import asdict
from typing import IO, BinaryIO

import orjson

from amends.facts import Entry, Moment, Source, entry_of, head_and_body

from ..heard import Heard
from ..mail import Post, hear_mail

CPU_SECONDS_MAX = 10
MEMORY_BYTES_MAX = 512 * 1024 * 1024
_LENGTH = struct.Struct("<I")
_MAIL = struct.Struct("<qI")


def post_frame(post: Post) -> bytes:
    """What is the same for all mails, as the first frame."""
    return orjson.dumps({**asdict(post), "ours": sorted(post.ours)})


def batch_frame(batch: list[tuple[int, bytes]]) -> bytes:
    """Mails with the moments at which they were received, as one frame."""
    return b"".join(_MAIL.pack(received, len(raw)) + raw for received, raw in batch)


def answer_of(frame: bytes) -> Entry | tuple[str, str]:
    """What the worker says of one mail: the entry, or (id, reason) of the quarantine."""
    kind, rest = frame[:1], frame[1:]
    if kind == b"E":
        (length,) = _LENGTH.unpack_from(rest)
        return entry_of(rest[4 : 4 + length], rest[4 + length :])
    source_id, reason = orjson.loads(rest)
    return source_id, reason


def write_frame(stream: BinaryIO | IO[bytes], frame: bytes) -> None:
    """One frame, sent at once. An unbuffered pipe may take less than it is given."""
    left = memoryview(_LENGTH.pack(len(frame)) + frame)
    while left:
        left = left[stream.write(left) :]
    stream.flush()


def main() -> None:
    """Answer until the other side closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which lets us finish
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    hear, tell = sys.stdin.buffer, sys.stdout.buffer
    told = orjson.loads(_read_frame(hear) or b"{}")
    post = Post(Source(**told["source"]), frozenset(told["ours"]), told["our_server"])
    while (frame := _read_frame(hear)) is not None:
        for received, raw in _mails(frame):
            _limit_cpu()
            write_frame(tell, _answer(hear_mail(raw, post, received=Moment(received))))


def _answer(heard: Heard) -> bytes:
    if heard.entries:
        head, body = head_and_body(heard.entries[0])
        return b"E" + _LENGTH.pack(len(head)) + head + body
    bad = heard.not_understood[0]
    return b"Q" + orjson.dumps([bad.source_id, bad.reason])


def _mails(frame: bytes) -> list[tuple[int, bytes]]:
    mails, at = [], 0
    while at < len(frame):
        received, length = _MAIL.unpack_from(frame, at)
        at += _MAIL.size
        mails.append((received, frame[at : at + length]))
        at += length
    return mails


def _limit_cpu() -> None:
    """The kernel counts from the start of the process; the limit is for one mail, so it moves along."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS_MAX
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return stream.read(_LENGTH.unpack(head)[0])


if __name__ == "__main__":
    main()
