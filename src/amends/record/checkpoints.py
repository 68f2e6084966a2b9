"""Checkpoints: signed statements "the log had this size and this chain value", kept outside the database.

A hash chain alone does not stop somebody who rewrites every row, nor show that the end was cut off; a checkpoint does,
if the file, or a copy of it, is out of his reach. Who holds the whole home, keys included, can rewrite both: keep a
copy of `checkpoints.log` on another machine.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amends.facts import Moment

from .home import locked
from .keys import Keys


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The chain value after `size` entries."""

    size: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """What the file says: good checkpoints, and the numbers of lines that this record's key did not sign."""

    good: Sequence[Checkpoint]
    bad_lines: Sequence[int]
    torn: bool  # the last line is incomplete: the power went while it was written


class Checkpoints:
    """The file `checkpoints.log`: JSON lines, appended and synced."""

    def __init__(self, file: Path, keys: Keys) -> None:
        self._file = file
        self._keys = keys

    def record(self, size: int, chain: bytes, at: Moment) -> None:
        """Sign and append. A line that a power cut left incomplete goes first."""
        told = {"at": at, "chain": chain.hex(), "origin": self._keys.origin, "size": size}
        signature = self._keys.sign.sign(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hex()
        line = orjson.dumps({**told, "signature": signature}, option=orjson.OPT_SORT_KEYS) + b"\n"
        with locked(self._file) as fd:
            content = self._file.read_bytes()
            if content and not content.endswith(b"\n"):
                os.ftruncate(fd, content.rfind(b"\n") + 1)
            if os.write(fd, line) != len(line):
                raise OSError("the checkpoint was written only in part")
            os.fsync(fd)

    def read(self) -> CheckpointFile:
        """Every checkpoint, its signature checked."""
        content = self._file.read_bytes() if self._file.exists() else b""
        *lines, rest = content.split(b"\n")
        public = self._keys.sign.public_key()
        read = [_checkpoint(line, self._keys.origin, public) for line in lines]
        bad = [number for number, one in enumerate(read, 1) if one is None]
        return CheckpointFile([one for one in read if one is not None], bad, bool(rest))

    def last_size(self) -> int:
        """The size that the newest checkpoint vouches for; 0 where there is none."""
        return max((one.size for one in self.read().good[-1:]), default=0)


def _checkpoint(line: bytes, origin: str, public: Ed25519PublicKey) -> Checkpoint | None:
    try:
        told = orjson.loads(line)
        signature = bytes.fromhex(told.pop("signature"))
        public.verify(signature, orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
        if told["origin"] != origin:
            return None
        return Checkpoint(told["size"], bytes.fromhex(told["chain"]))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return None
