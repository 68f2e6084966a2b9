"""Folders that appear once all in them is written: what stops half-way leaves nothing behind."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amends.facts import Problem, Refused


def check_free(out: Path) -> None:
    """Raises Refused where something has that name already: what went out in it has to stay known."""
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise Refused(Problem(str(out), "is there already", "Choose another name: what is in it is kept"))


@contextmanager
def whole_folder_or_nothing(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name at the end of the block. Raises Refused where `out` holds something
    already, or cannot be written.
    """
    check_free(out)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        try:
            part.mkdir()
            yield part
            if out.exists():
                out.rmdir()
            part.replace(out)
        except OSError as error:
            step = "Choose a folder that you may write to, and make room"
            raise Refused(Problem(str(out), f"cannot be written: {error.strerror}", step)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
