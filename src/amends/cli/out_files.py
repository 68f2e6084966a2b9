"""Files that appear once they are whole and on the disk: what stops half-way leaves what was there before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from amends.facts import Problem, Refused

ENDINGS = (".csv", ".parquet", ".pq")


def check_ending(out: Path, option: str) -> None:
    """Raises Refused for a name that ends in no kind of table."""
    if out.suffix.lower() not in ENDINGS:
        raise Refused(Problem(option, "is no CSV or Parquet file", "End it in .csv or .parquet", value=out.name))


def folder_of(out: Path) -> Path:
    """The folder in which `out` will stand. Raises Refused where there is none."""
    if not out.parent.is_dir():
        what = "is in a folder that does not exist"
        raise Refused(Problem("--out", what, "Make the folder first", value=str(out.parent)))
    return out.parent


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[BinaryIO]:
    """A file beside `out` that takes its name at the end of the block. Raises Refused where it cannot be written."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        try:
            stream = part.open("wb")
        except OSError as error:
            step = "Choose a folder that you may write to"
            raise Refused(Problem(str(out), f"cannot be written: {error.strerror}", step)) from None
        try:
            with stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            step = "Make room, or choose another disk"
            raise Refused(Problem(str(out), f"cannot be written: {error.strerror}", step)) from None
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
