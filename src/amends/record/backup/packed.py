"""The bytes of a backup: parts packed and put into the tar, and read again with every sum checked first."""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amends.facts import Problem, Refused

from ..home import sync_folder
from .manifest import NAME, Manifest, NotAManifest, Part, hear
from .sealed import NotOpened, OpeningReader, SealingWriter

Told = Callable[[str, int, int], None]  # what is done, how much of how much
MANIFEST_BYTES_MAX: Final = 8 * 1024 * 1024
_AT_ONCE_BYTES: Final = 1024 * 1024
_GZIP_LEVEL: Final = 1  # most of it is ciphertext, which no level makes smaller
_NEXT: Final = "Take another copy of it, or an older backup; nothing was written"


@dataclass(slots=True)
class Packed:
    """The parts packed so far, in a folder of their own until they are put into the tar."""

    folder: Path
    cipher: AESGCM
    parts: list[Part] = field(default_factory=list)

    def file(self, number: int) -> Path:
        """Where the part of this number waits."""
        return self.folder / f"{number:05d}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was checked, and the key that opens its parts."""

    file: Path
    manifest: Manifest
    cipher: AESGCM

    def numbers(self) -> dict[str, int]:
        """The number of each part, by its name in the tar."""
        return {part.stored_as: number for number, part in enumerate(self.manifest.parts)}


@contextmanager
def packing(packed: Packed, name: str, columns: Sequence[str] = ()) -> Iterator[BinaryIO]:
    """Write a part into this; at the end of the block it is packed, sealed, and among the parts."""
    number = len(packed.parts)
    file = packed.file(number)
    with (
        file.open("wb") as raw,
        SealingWriter(raw, packed.cipher, number) as sealing,
        gzip.GzipFile("", "wb", _GZIP_LEVEL, sealing, mtime=0) as stream,
    ):
        yield stream  # type: ignore[misc]  # a GzipFile is written like any binary file
        size_bytes = stream.tell()
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    packed.parts.append(Part(name, size_bytes, file.stat().st_size, sha256, tuple(columns)))


def pack_file(packed: Packed, file: Path, name: str) -> None:
    """A whole file as a part."""
    with file.open("rb") as stream, packing(packed, name) as out:
        while some := stream.read(_AT_ONCE_BYTES):
            out.write(some)


def write_tar(out: BinaryIO, manifest: bytes, packed: Packed, told: Told) -> None:
    """The manifest, then the parts. What was written is dropped where it waited: there may not be room for both."""
    total = sum(part.packed_bytes for part in packed.parts)
    done = 0
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(_member(NAME, len(manifest)), BytesIO(manifest))
        for number, part in enumerate(packed.parts):
            file = packed.file(number)
            with file.open("rb") as stream:
                tar.addfile(_member(part.stored_as, part.packed_bytes), stream)
            file.unlink()
            done += part.packed_bytes
            told("Writing the file", done, total)


def _member(name: str, size_bytes: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size_bytes, 0o600
    return member


def hear_manifest(file: Path) -> tuple[Manifest, bytes]:
    """What a backup says of itself, and the signature under it. Raises Refused for a file that is none."""
    with _opened(file) as tar:
        first = tar.next()
        if first is None or first.name != NAME or not first.isreg() or first.size > MANIFEST_BYTES_MAX:
            raise _foreign(file)
        stream = tar.extractfile(first)
        content = stream.read() if stream else b""
    try:
        return hear(content)
    except NotAManifest:
        raise _foreign(file) from None


def check_parts(file: Path, manifest: Manifest, told: Told) -> None:
    """Every part is there, whole and unchanged, and nothing else is. Raises Refused, naming the first that is not."""
    expected = {part.stored_as: part for part in manifest.parts}
    total, done = sum(part.packed_bytes for part in manifest.parts), 0
    with _opened(file) as tar:
        for member in tar:
            if member.name == NAME:
                continue
            part = expected.pop(member.name, None)
            if part is None or not member.isreg() or member.size != part.packed_bytes:
                raise Refused(Problem(str(file), f"holds what its manifest does not name: {member.name}", _NEXT))
            stream = tar.extractfile(member)
            if stream is None or hashlib.file_digest(stream, "sha256").hexdigest() != part.sha256:  # type: ignore[arg-type]
                raise Refused(Problem(str(file), f"was changed or damaged: {part.name} is not what was written", _NEXT))
            done += part.packed_bytes
            told("Checking the file", done, total)
    if expected:
        missing = min(part.name for part in expected.values())
        raise Refused(Problem(str(file), f"is incomplete: {missing} is missing", _NEXT))


def unpack(backup: Opened, wanted: dict[str, Path], told: Told) -> None:
    """These parts, by their names in the tar, each to a file that only its owner reads, and on the disk."""
    done, numbers = 0, backup.numbers()
    with _opened(backup.file) as tar:
        for member in tar:
            if (target := wanted.get(member.name)) is None:
                continue
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _unpacking(tar, member, backup.cipher, numbers[member.name]) as stream, _private(target) as out:
                while some := stream.read(_AT_ONCE_BYTES):
                    out.write(some)
            sync_folder(target.parent)
            done += 1
            told("Restoring files", done, len(wanted))


@contextmanager
def each_part(backup: Opened) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The parts one after the other, unpacked while they are read, by their names in the tar."""

    def parts(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
        numbers = backup.numbers()
        for member in tar:
            if member.name in numbers:
                with _unpacking(tar, member, backup.cipher, numbers[member.name]) as stream:
                    yield member.name, stream

    with _opened(backup.file) as tar:
        yield parts(tar)


@contextmanager
def _unpacking(tar: tarfile.TarFile, member: tarfile.TarInfo, cipher: AESGCM, number: int) -> Iterator[BinaryIO]:
    """A part of the tar, opened and unpacked while it is read."""
    sealed = tar.extractfile(member)
    assert sealed is not None, "checked: it is a file"
    opening = OpeningReader(sealed, cipher, number)  # type: ignore[arg-type]  # read like any binary file
    with gzip.GzipFile(fileobj=opening, mode="rb") as stream:
        yield stream  # type: ignore[misc]  # as above


@contextmanager
def _private(target: Path) -> Iterator[BinaryIO]:
    import os

    with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    if not file.is_file():
        raise Refused(Problem(str(file), "is no file", "Name the file that `amends backup` wrote"))
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, NotOpened):
        raise Refused(Problem(str(file), "is no backup, or is incomplete or damaged", _NEXT)) from None


def _foreign(file: Path) -> Refused:
    return Refused(Problem(str(file), "is no backup of amends", "Name the file that `amends backup` wrote"))
