"""The parts of a backup, sealed: who finds the file reads nothing of them, the desk's names included.

Each backup has a key of its own, wrapped by the record's wrapping key of that time, as the keys of subjects are. A part
is sealed in pieces of 64 KB with AES-256-GCM; the nonce is the part's number, the piece's number, and whether it is the
last, so that no piece can be moved, left out or cut off (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár, CRYPTO 2015).
"""

import io
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16


class NotOpened(ValueError):
    """These bytes were not sealed with this key, or not as this part."""


class SealingWriter(io.RawIOBase):
    """Seals what is written, into a file that it does not close."""

    def __init__(self, out: BinaryIO, cipher: AESGCM, part: int) -> None:
        self._out, self._cipher, self._part = out, cipher, part
        self._rest = bytearray()
        self._piece = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, some: object) -> int:
        """Seals every whole piece; one is held back, because it may be the last."""
        told = bytes(some)  # type: ignore[call-overload]  # any buffer
        self._rest += told
        while len(self._rest) > PIECE_BYTES:
            self._seal(bytes(self._rest[:PIECE_BYTES]), is_last=False)
            del self._rest[:PIECE_BYTES]
        return len(told)

    def close(self) -> None:
        """Seals what is left."""
        if not self.closed:
            self._seal(bytes(self._rest), is_last=True)
        super().close()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._part, self._piece, is_last), piece, None))
        self._piece += 1


class OpeningReader(io.RawIOBase):
    """Opens what is read. Raises NotOpened."""

    def __init__(self, source: BinaryIO, cipher: AESGCM, part: int) -> None:
        self._source, self._cipher, self._part = source, cipher, part
        self._next = source.read(PIECE_BYTES + _TAG_BYTES)
        self._opened = b""
        self._piece = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any buffer
        while not self._opened and self._next:
            self._open()
        some = self._opened[: len(view)]
        view[: len(some)] = some
        self._opened = self._opened[len(some) :]
        return len(some)

    def _open(self) -> None:
        piece, self._next = self._next, self._source.read(PIECE_BYTES + _TAG_BYTES)
        try:
            self._opened = self._cipher.decrypt(_nonce(self._part, self._piece, not self._next), piece, None)
        except InvalidTag:
            raise NotOpened from None
        self._piece += 1


def _nonce(part: int, piece: int, is_last: bool) -> bytes:
    return part.to_bytes(4, "big") + piece.to_bytes(7, "big") + bytes([is_last])
