"""A folder for one long run: what is done stays there until the run has come to its end, however it was stopped."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from amends.facts import Moment, Problem, Refused

_ENDS_BYTES: Final = 1 << 20  # of each file, its beginning and its end
_BEGUN: Final = "begun.json"
_FILES: Final = (_BEGUN, "passes.duckdb", "passes.duckdb.wal", "all_ours.parquet", "all_witness.parquet")


@dataclass(frozen=True, slots=True)
class Work:
    """`as_of` is the time for which it was begun. `begun` says what was found: nothing, the same, or other work."""

    folder: Path
    as_of: Moment
    begun: str

    @property
    def database(self) -> Path:
        """DuckDB's file."""
        return self.folder / "passes.duckdb"

    def clear(self) -> None:
        """Nothing of it is needed any more. What others put into the folder stays."""
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()


def open_work(folder: Path, read: Sequence[Path], told: Mapping[str, Any], as_of: Moment) -> Work:
    """The work in this folder where it is the same: the same files, by size, time and both ends, and the same `told`,
    which is all that is asked. It then goes on, as of its own time. Other work is thrown away.
    """
    from importlib.metadata import version

    import duckdb

    versions = [version("amends"), duckdb.__version__]
    same = hashlib.sha256(repr([versions, list(map(_mark, read)), sorted(told.items())]).encode()).hexdigest()
    before = _before(folder)
    if before.get("same") == same:
        return Work(folder, Moment(before["as_of_us"]), "before")
    work = Work(folder, as_of, "anew" if before else "now")
    work.clear()
    try:
        folder.mkdir(exist_ok=True)
        (folder / _BEGUN).write_text(json.dumps({"same": same, "as_of_us": int(as_of)}), "utf-8")
    except OSError as error:
        step = "Choose a folder that you may write to"
        raise Refused(Problem("--work", f"cannot be used: {error.strerror}", step, value=str(folder))) from None
    return work


def _before(folder: Path) -> dict[str, Any]:
    """A note that was half written when the run was stopped is none."""
    with suppress(OSError, ValueError):
        told = json.loads((folder / _BEGUN).read_text("utf-8"))
        if isinstance(told, dict):
            return told
    return {}


def _mark(file: Path) -> tuple[str, int, int, str]:
    stat = file.stat()
    with file.open("rb") as stream:
        digest = hashlib.sha256(stream.read(_ENDS_BYTES))
        stream.seek(max(0, stat.st_size - _ENDS_BYTES))
        digest.update(stream.read(_ENDS_BYTES))
    return str(file.resolve()), stat.st_size, stat.st_mtime_ns, digest.hexdigest()
