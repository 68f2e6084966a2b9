"""Files of calls: callbacks as JSON lines or as the form that was posted, the Calls resource as JSON or CSV."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

import orjson

from amends.facts import Entry, Problem, Refused
from amends.intake.fields import BadField
from amends.intake.form import hear_form
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import Item, Numbers, lines_of, portions, raw_id
from amends.intake.table.delimited import look_over_csv

from .notice import SOURCE, hear_notice

DOCUMENT_BYTES_MAX = 100_000_000
_STEP = "Correct it and take the file in again; the others were taken"
_OTHER = "holds no calls of Twilio"


def hear_twilio(stream: BinaryIO, where: str, source: str = SOURCE) -> Iterator[Heard]:
    """The calls of a seekable file, in portions. What the file holds is told by how it begins."""
    items = lines_of(stream)
    first = next(items, None)
    if first is None:
        step = "Check the export; an empty file looks like nobody called"
        yield Heard((), (Problem(where, "is empty", step),), refused=True)
        return
    line = first[1].lstrip()
    if line.startswith((b"{", b"[")):
        if _is_json(line) is None or line.startswith(b"[") or b'"calls"' in line:
            stream.seek(0)
            items, first = _document(stream.read(DOCUMENT_BYTES_MAX + 1)), None
        yield from _portions(chain((first,) if first else (), items), where, source)
    elif b"=" in line and b"CallSid=" in line:
        yield from _portions(chain((first,), items), where, source)
    else:
        stream.seek(0)
        yield from _of_csv(stream, where, source)


def hear_one(raw: bytes, source: str = SOURCE) -> Entry:
    """One callback: a JSON object of its fields, or the form as it was posted. Raises BadField."""
    return hear_notice(_fields(raw), source)


def _portions(items: Iterator[Item], where: str, source: str) -> Iterator[Heard]:
    return portions(items, lambda raw: hear_one(raw, source), where, SOURCE, Numbers())


def _fields(raw: bytes) -> Mapping[str, Any]:
    if raw.lstrip()[:1] == b"{":
        told = _is_json(raw)
        if not isinstance(told, dict):
            raise BadField("", None, "is not a whole JSON object", _STEP)
        return told
    try:
        return {name: values[-1] for name, values in hear_form(raw).items()}
    except ValueError as error:
        raise BadField("", None, str(error), _STEP) from None


def _is_json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _document(raw: bytes) -> Iterator[Item]:
    """A page of the resource, or an array; what is no whole document is taken line by line, so that one bad line
    costs itself alone.
    """
    told = _is_json(raw)
    calls = told.get("calls") if isinstance(told, dict) else told
    if isinstance(calls, list):
        yield from ((number, orjson.dumps(call)) for number, call in enumerate(calls, start=1))
    elif isinstance(told, dict):
        yield 1, orjson.dumps(told)
    else:
        yield from ((n, line) for n, line in enumerate(raw.splitlines(), start=1) if line.strip())


def _of_csv(stream: BinaryIO, where: str, source: str) -> Iterator[Heard]:
    try:
        sheet = look_over_csv(stream, where)
    except Refused as refused:
        yield Heard((), (refused.problem,), refused=True)
        return
    names = {"".join(c for c in name.lower() if c.isalnum()) for name in sheet.columns}
    if not names & {"sid", "callsid"}:
        step = "Phone logs of Asterisk belong to amends intake asterisk-cdr or asterisk-cel"
        yield Heard((), (Problem(where, _OTHER, step, 1),), refused=True)
        return
    for row in sheet.read():
        try:
            if row.wrong:
                raise BadField("", None, row.wrong, _STEP)
            yield Heard((hear_notice(row.cells, source),))
        except BadField as bad:
            problem = Problem(where, bad.what, bad.next_step, row.line, bad.field or None, bad.value)
            reason = f"{bad.field}: {bad.what}" if bad.field else bad.what
            yield Heard((), (problem,), (NotUnderstood(raw_id(SOURCE, row.raw), reason, row.raw),))
