"""A file of survey answers -> entries: CSV, JSON (a list, or one a line), Parquet, or events of formbricks' webhook."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from amends.facts import CUSTOMER, Problem, Refused, Source
from amends.intake.belongs import command_for, command_for_text
from amends.intake.heard import Heard
from amends.intake.table import Mapping, Table, check_states, table_of
from amends.intake.table.cells import Row
from amends.intake.table.hear import look_over
from amends.intake.table.json_lines import NotARow, cells_of
from amends.intake.table.sheet import RawRow, Sheet

from .columns import with_usual_names
from .formbricks import is_response
from .json_items import Item, items_in
from .responses import Reading, hear_responses, not_understood, together
from .rows import SURVEYS
from .scale import bare_score, check_scale

PORTION_ROWS = 500
JSON_BYTES_MAX = 64 * 1024 * 1024  # read as a whole


def hear_survey(
    stream: BinaryIO, where: str, source: str = "survey", *, mapping: Mapping | None = None
) -> Iterator[Heard]:
    """The answers in a seekable file, in portions. A row that cannot be taken is named with its line and kept.

    Columns may have the names that survey tools usually give them; how they were read is said in a problem.

    Raises Refused for a file that cannot be taken as a whole: empty, no table, an unknown or missing column, of
    another system; nothing of it was written then.
    """
    mapping = mapping or Mapping()
    check_states(SURVEYS, mapping, "--map-label")
    check_scale(mapping.scale)
    start = stream.read(4_096)
    stream.seek(0)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        yield from _hear_json(stream, Reading(where, source, mapping))
    else:
        _check_ours(command_for_text(start), where)
        yield from _hear_table(_table(look_over(stream, where), Reading(where, source, mapping)), mapping)


def learn_scores(stream: BinaryIO, mapping: Mapping, scores: set[int]) -> None:
    """Add the scores of a file that tell no scale. Never raises for its content."""
    start = stream.read(4_096)
    stream.seek(0)
    try:
        if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            items = list(items_in(stream.read(JSON_BYTES_MAX)))
            sheet = _sheet([item for item in items if not item.wrong and not is_response(item.value)])
        else:
            sheet = look_over(stream, "")
    except Refused:
        return
    mapping = with_usual_names(sheet.columns, SURVEYS, mapping)
    if mapping.scale is not None:
        return
    ours = {theirs: name for name, theirs in mapping.columns.items()}
    for raw in sheet.read():
        score = bare_score(Row({ours.get(name, name): text for name, text in raw.cells.items()}, mapping))
        if score is not None:
            scores.add(score)


def _check_ours(command: str, where: str) -> None:
    if command not in ("", "survey"):
        what = f"is no survey; it looks like a file for intake {command}"
        raise Refused(Problem(where, what, f"Take it in with: amends intake {command}"))


def _table(sheet: Sheet, reading: Reading) -> Table:
    if "survey_id" not in sheet.columns:
        _check_ours(command_for(sheet.columns), reading.where)
    source = Source(reading.source, CUSTOMER)
    mapping = with_usual_names(sheet.columns, SURVEYS, reading.mapping)
    return table_of(sheet, where=reading.where, kind=SURVEYS, source=source, mapping=mapping)


def _hear_table(table: Table, told: Mapping) -> Iterator[Heard]:
    found = [f"{ours} from {theirs!r}" for ours, theirs in table.mapping.columns.items() if ours not in told.columns]
    if found:
        step = "Nothing needs to be done if that is right; else say it with --map or --ignore"
        yield Heard(problems=(Problem(table.where, f"was read with {', '.join(found)}", step, line=1),))
    yield from (chunk.heard for chunk in table.chunks(PORTION_ROWS))


def _hear_json(stream: BinaryIO, reading: Reading) -> Iterator[Heard]:
    data = stream.read(JSON_BYTES_MAX + 1)
    if len(data) > JSON_BYTES_MAX:
        step = "Split it, or export it as CSV, which is read line by line"
        raise Refused(Problem(reading.where, f"is JSON of more than {JSON_BYTES_MAX // 1024 // 1024} MB", step))
    items = list(items_in(data))
    responses = [item for item in items if is_response(item.value)]
    rows = [item for item in items if not item.wrong and not is_response(item.value)]
    table = _table(_sheet(rows), reading) if rows or not items else None
    for portion in _portions(item for item in items if item.wrong):
        yield together(not_understood(item, reading.where, item.wrong) for item in portion)
    for portion in _portions(responses):
        yield hear_responses(portion, reading)
    if table is not None:
        yield from _hear_table(table, reading.mapping)


def _sheet(items: list[Item]) -> Sheet:
    rows = [_row(item) for item in items]
    names = dict.fromkeys(name for item in items if isinstance(item.value, dict) for name in item.value)
    return Sheet(tuple(names), len(rows), lambda: iter(rows))


def _row(item: Item) -> RawRow:
    try:
        return RawRow(item.line, item.raw, cells_of(item.value))
    except NotARow as error:
        return RawRow(item.line, item.raw, wrong=str(error))


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while portion := list(islice(left, PORTION_ROWS)):
        yield portion
