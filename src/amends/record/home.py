"""The home folder: private to its owner, its files whole or absent, and one process at a time where it matters."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amends.facts import Problem, Refused


def make_private_folder(folder: Path) -> None:
    """The folder, made where there is none; nobody but the owner looks inside. Raises Refused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            Problem(str(folder), f"cannot be made: {error.strerror}", "Choose another folder with --home")
        ) from None


def record_private_file(file: Path, content: bytes, mode: int = 0o600) -> None:
    """Whole and on disk before it has its name: a key that is lost to a power cut makes the record unreadable."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    fd = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
    try:
        os.write(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)
    draft.rename(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """The names in a folder reach the disk only when the folder itself is synced."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextmanager
def locked(file: Path) -> Iterator[int]:
    """The file, opened for appending, held by this process alone until the end of the block."""
    import fcntl

    fd = os.open(file, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)
