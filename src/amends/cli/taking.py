"""What every command of intake shares: portions recorded one after the other, the balance at the end, Ctrl-C."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from amends.facts import Problem, Refused

from .common import Home, progress, say_json

if TYPE_CHECKING:
    from amends.intake.heard import Heard
    from amends.record import Record

PROBLEMS_SHOWN_MAX = 20
COUNTS = ("received", "applied", "duplicate", "conflict", "quarantined", "waiting")
HearFile = Callable[[BinaryIO, str], "Iterator[Heard]"]  # an open file and what it is called -> portions


@dataclass
class Taken:
    """What came of a source so far. Each portion is recorded before the next is read: stopping loses nothing."""

    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTS, 0)))
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False  # a file as a whole is not what it should be

    def take(self, record: "Record", heard: "Sequence[Heard]", source: str) -> None:
        """Record a portion, what was not understood included."""
        entries = [entry for one in heard for entry in one.entries]
        quarantined = [bad for one in heard for bad in one.not_understood]
        self.counts.update(record.append(entries, source=source, quarantined=quarantined).as_dict())
        self.problems += [problem for one in heard for problem in one.problems]
        self.refused = self.refused or any(one.refused for one in heard)

    def tell(self, *, as_json: bool) -> None:
        """The balance; what was quarantined and why goes to standard error."""
        for problem in self.problems[:PROBLEMS_SHOWN_MAX]:
            click.echo(str(problem), err=True)
        if len(self.problems) > PROBLEMS_SHOWN_MAX:
            click.echo(f"... and {len(self.problems) - PROBLEMS_SHOWN_MAX} more: amends quarantine", err=True)
        counts = {name: self.counts[name] for name in COUNTS}
        if as_json:
            say_json(counts)
        else:
            click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))

    def stop(self, *, as_json: bool) -> None:
        """Ctrl-C."""
        self.tell(as_json=as_json)
        click.echo("Stopped. What is counted here is kept; run it again for the rest.", err=True)
        sys.exit(130)


def take_files(home: Home, paths: Sequence[Path], source: str, hear: HearFile, *, as_json: bool) -> Taken:
    """Take in every file of `paths` (folders: all files in them, in order of name) and tell the balance.

    `hear` reads one file in portions. A file that is refused as a whole (empty, of another kind) never stops the
    others; the exit code is then 2. Raises Refused where a path is missing or a folder holds nothing.
    """
    if not source.strip():
        raise Refused(Problem("--source", "is empty", "Give it a name, for example zendesk"))
    files = files_of(paths)
    taken = Taken()
    with home.record() as record, progress() as bar:
        task = bar.add_task(f"{source} (KB)", total=sum(file.stat().st_size for file in files) / 1024)
        before = 0.0
        try:
            for file in files:
                with file.open("rb") as stream:
                    for heard in _or_refused(hear(stream, file.name)):
                        taken.take(record, (heard,), source)
                        if not stream.closed and stream.seekable():
                            bar.update(task, completed=before + stream.tell() / 1024)
                before += file.stat().st_size / 1024
        except KeyboardInterrupt:
            bar.stop()
            taken.stop(as_json=as_json)
    taken.tell(as_json=as_json)
    if taken.refused:
        sys.exit(Refused.exit_code)
    return taken


def _or_refused(portions: "Iterator[Heard]") -> "Iterator[Heard]":
    from amends.intake.heard import Heard

    try:
        yield from portions
    except Refused as error:
        yield Heard(problems=(error.problem,), refused=True)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Every file of `paths`; of a folder all files in it, in order of name. Raises Refused where there is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() and not file.name.startswith(".")]
            if not inside:
                raise Refused(Problem(str(path), "holds no file", "Name the folder that the export was written to"))
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise Refused(Problem(str(path), "is no file or folder", "Check the spelling"))
    for file in found:
        if not os.access(file, os.R_OK):
            raise Refused(Problem(str(file), "cannot be read", "See that you may read it; nothing was taken in"))
    return found
