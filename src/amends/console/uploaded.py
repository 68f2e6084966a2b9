"""A table that somebody uploads in a form: CSV as a spreadsheet writes it. Nothing is taken in by half."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from amends.facts import Problem, Refused

ROWS_MAX: Final = 10_000
_BYTES_MAX: Final = 10 * 1024 * 1024


def hear_upload(request: HttpRequest, needed: Sequence[str]) -> list[dict[str, str]]:
    """The rows of the uploaded file. Raises Refused with the line: no file, not text, a column missing, a line that was
    cut off. Columns that are not needed may be there.
    """
    file = request.FILES.get("file")
    if file is None or isinstance(file, list) or not file.size:
        raise Refused(Problem("This form", "came without a file, or with an empty one", "Choose the CSV file"))
    name = (file.name or "The file")[:120]
    if file.size > _BYTES_MAX:
        raise Refused(Problem(name, "is larger than 10 MB", "Split it"))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        step = "Save it as CSV in UTF-8"
        raise Refused(Problem(name, f"is not UTF-8 at byte {error.start}", step)) from None
    return hear_rows(text, needed, name)


def hear_rows(text: str, needed: Sequence[str], where: str) -> list[dict[str, str]]:
    """The same from its text. Semicolons are taken where the heading has them."""
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in heading else ",", strict=True)
    missing = [name for name in needed if name not in (reader.fieldnames or [])]
    if missing:
        step = f"Its first line has to name: {', '.join(needed)}"
        raise Refused(Problem(where, f"has no column {missing[0]}", step, line=1))
    rows: list[dict[str, str]] = []
    try:
        for row in reader:
            rows.append(_whole(row, needed, where, reader.line_num))
            if len(rows) > ROWS_MAX:
                raise Refused(Problem(where, f"has more than {ROWS_MAX} lines", "Split it"))
    except csv.Error as error:
        step = "Save it again as CSV"
        raise Refused(Problem(where, f"is no CSV from here on: {error}", step, line=reader.line_num)) from None
    if not rows:
        raise Refused(Problem(where, "has no line but its heading", "Check that it is the right file"))
    return rows


def _whole(row: dict[str, str], needed: Sequence[str], where: str, line: int) -> dict[str, str]:
    if None in row.values() or None in row:
        step = "The line was cut off, or has a separator too many: save the file again"
        raise Refused(Problem(where, "has a line with another number of cells than its heading", step, line=line))
    return {name: row[name].strip() for name in needed}
