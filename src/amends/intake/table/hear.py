"""From an open file to entries, a chunk of rows at a time: the whole file never has to fit in memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from amends.facts import Entry, Moment, Problem, Refused, Source, iso
from amends.facts.kinds import CompletenessDeclared
from amends.intake.bank_line import as_payout
from amends.intake.heard import Heard, NotUnderstood

from .cells import BadCell, Row
from .delimited import look_over_csv
from .header import check_header
from .json_lines import look_over_json_lines
from .kinds import TABLES, TableKind
from .mapping import Mapping
from .parquet import look_over_parquet
from .sheet import RawRow, Sheet
from .told import Told

CHUNK_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some rows came to. `lines[i]` is the line of `heard.entries[i]`."""

    heard: Heard
    lines: tuple[int, ...]
    rows_count: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header was understood. Nothing of it is an entry until `chunks` is run through."""

    where: str
    kind: TableKind
    source: Source
    mapping: Mapping
    names: dict[str, str]  # their column -> ours
    sheet: Sheet

    @property
    def rows_count(self) -> int:
        """How many rows there are to come, for a progress bar."""
        return self.sheet.rows_count

    def chunks(self, rows_max: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """The rows, `rows_max` at a time, each either an entry or not understood."""
        rows = self.sheet.read()
        while some := list(islice(rows, rows_max)):
            yield self._chunk(some)

    def _chunk(self, rows: list[RawRow]) -> Chunk:
        entries: list[Entry] = []
        lines: list[int] = []
        problems: list[Problem] = []
        not_understood: list[NotUnderstood] = []
        for row in rows:
            told, found = self._hear(row)
            problems += found
            if told:
                entries += told
                lines += [row.line] * len(told)
            else:
                not_understood.append(NotUnderstood(self._raw_id(row), _reason(found[-1]), row.raw))
        return Chunk(Heard(tuple(entries), tuple(problems), tuple(not_understood)), tuple(lines), len(rows))

    def _hear(self, raw: RawRow) -> tuple[list[Entry], list[Problem]]:
        if raw.wrong:
            step = "Correct the line and take the file in again; the other rows were taken"
            return [], [Problem(self.where, raw.wrong, step, line=raw.line)]
        cells = {self.names[name]: text for name, text in raw.cells.items() if name in self.names}
        row = Row(cells, self.mapping, self.source.name)
        try:
            told = self.kind.build(row)
        except BadCell as bad:
            return [], [self._problem(raw.line, bad)]
        notes = [self._problem(raw.line, note) for note in row.notes]
        return [self._entry(one) for one in (told, *told.also)], notes

    def _entry(self, told: Told) -> Entry:
        source = Source(self.source.name, told.root) if told.root else self.source
        return as_payout(Entry(source, told.source_id, told.occurred, told.what))

    def _problem(self, line: int, bad: BadCell) -> Problem:
        return Problem(self.where, bad.what, bad.next_step, line, bad.column, bad.value)

    def _raw_id(self, row: RawRow) -> str:
        """A name for a row that has none: its bytes, so that the same bad row told again is the same item."""
        return f"{self.kind.name}:raw:{hashlib.sha256(row.raw.rstrip()).hexdigest()[:24]}"


def _reason(problem: Problem) -> str:
    """The problem without the value, which may be personal, and without the line, which differs from file to file."""
    return f"{problem.column}: {problem.what}" if problem.column else problem.what


def hear_table(file: BinaryIO, *, where: str, kind: str, source: Source, mapping: Mapping | None = None) -> Table:
    """The table in a seekable binary file: CSV, JSON lines or Parquet, told apart by its first bytes.

    Reads it through once for its columns. Raises Refused for what cannot be taken as a whole: no rows, an unknown,
    doubled or missing column, a file that is no text.
    """
    mapping = mapping or Mapping()
    check_states(TABLES[kind], mapping)
    return table_of(look_over(file, where), where=where, kind=TABLES[kind], source=source, mapping=mapping)


def table_of(sheet: Sheet, *, where: str, kind: TableKind, source: Source, mapping: Mapping) -> Table:
    """The table on a sheet. Raises Refused: no rows, an unknown, doubled or missing column."""
    if sheet.rows_count == 0:
        step = "Check the export: a silent empty file looks like nothing happened"
        raise Refused(Problem(where, "holds no rows", step))
    return Table(where, kind, source, mapping, check_header(sheet.columns, kind, mapping, where), sheet)


def look_over(file: BinaryIO, where: str) -> Sheet:
    """The sheet in a seekable file: CSV, JSON lines or Parquet, told apart by its first bytes. Raises Refused."""
    start = file.read(4_096)
    file.seek(0)
    if start.startswith(b"PAR1"):
        return look_over_parquet(file, where)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return look_over_json_lines(file, where)
    return look_over_csv(file, where)


def check_states(kind: TableKind, mapping: Mapping, option: str = "--map-state") -> None:
    """Every word must be mapped to one that this kind of table knows. Raises Refused."""
    for theirs, ours in mapping.states.items() if kind.words else ():
        if ours.lower() not in kind.words:
            step = f"Write one of {', '.join(kind.words)}"
            raise Refused(Problem(option, "is not a state of ours", step, value=f"{theirs}={ours}"))


def declared_complete(source: Source, kind: str, complete_from: Moment, complete_to: Moment) -> Entry:
    """The entry that says: this source tells everything of this kind from..to. Raises Refused for an empty range."""
    if complete_from >= complete_to:
        step = "Give the earlier time as --complete-from"
        raise Refused(Problem("--complete-to", "is not after --complete-from", step, value=iso(complete_to)))
    what = CompletenessDeclared(kind, complete_from, complete_to)
    return Entry(source, f"complete:{kind}:{iso(complete_from)}..{iso(complete_to)}", complete_to, what)


def declared_telling(source: Source, kind: str) -> Entry:
    """The entry that says: this source tells this kind, and nobody has said from when to when it is complete."""
    never = Moment(0)
    return Entry(source, f"tells:{kind}", never, CompletenessDeclared(kind, never, never))
