"""A file of survey answers -> entries: CSV, JSON (a list, or one a line), Parquet, or events of formbricks' webhook."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from amends.facts import CUSTOMER, Problem, Refused, Source
from amends.intake.heard import Heard
from amends.intake.table import Mapping, Table, check_states, table_of
from amends.intake.table.hear import look_over
from amends.intake.table.json_lines import NotARow, cells_of
from amends.intake.table.sheet import RawRow, Sheet

from .belongs import elsewhere
from .formbricks import is_response
from .json_items import Item, items_in
from .responses import Reading, hear_responses, not_understood, together
from .rows import SURVEYS
from .scale import check_scale

PORTION_ROWS = 500
JSON_BYTES_MAX = 64 * 1024 * 1024  # read as a whole


def hear_survey(
    stream: BinaryIO, where: str, source: str = "survey", *, mapping: Mapping | None = None
) -> Iterator[Heard]:
    """The answers in a seekable file, in portions. A row that cannot be taken is named with its line and kept.

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
        if other := elsewhere(start):
            raise Refused(Problem(where, *other))
        table = _table(look_over(stream, where), Reading(where, source, mapping))
        yield from (chunk.heard for chunk in table.chunks(PORTION_ROWS))


def _table(sheet: Sheet, reading: Reading) -> Table:
    if other := elsewhere(sheet.columns):
        raise Refused(Problem(reading.where, *other))
    source = Source(reading.source, CUSTOMER)
    return table_of(sheet, where=reading.where, kind=SURVEYS, source=source, mapping=reading.mapping)


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
        yield from (chunk.heard for chunk in table.chunks(PORTION_ROWS))


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
