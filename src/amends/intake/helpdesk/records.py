"""The fields of a helpdesk's record, exactly: ids that an exporter made floats, times, and the way to quarantine."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from amends.facts import Entry, Moment, NotAMoment, Problem, hear_moment
from amends.facts.moments import SECOND_US
from amends.intake.belongs import command_for_text
from amends.intake.heard import Heard, NotUnderstood

from .documents import NOT_JSON, Piece

PORTION_ENTRIES_MAX = 1_000
_THINGS = r"(?:ticket|comment|audit|conversation)s?"
_IN_NAME = re.compile(
    rf"(?:{_THINGS}[-_ ]?)+(\d{{1,15}})(?:[-_ ]{_THINGS})?|(\d{{1,15}})(?:[-_ ]{_THINGS})?",
)
_SECONDS_MAX = 10**11
Json = Mapping[str, Any]


class BadRecord(ValueError):
    """A record that cannot be taken: what is wrong, the next step, and the field and value where there is one."""

    def __init__(self, what: str, next_step: str, field: str = "", value: str | None = None) -> None:
        super().__init__(what)
        self.what, self.next_step, self.field, self.value = what, next_step, field, value


def id_text(value: object) -> str:
    """An id as exact text: 7761239926287.0, which exporters write, is "7761239926287". Empty for none."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else ""
    if isinstance(value, int):
        return str(value)
    text = value.strip() if isinstance(value, str) else ""
    whole, point, zeros = text.partition(".")
    return whole if point and whole.isdigit() and not zeros.strip("0") else text


def moment_told(told: Json, *fields: str) -> Moment:
    """The instant in the first of these fields that is told: ISO 8601 with its zone, or seconds since 1970.

    Raises BadRecord where none is there or the first is no time.
    """
    for field in fields:
        value = told.get(field)
        if value is None or value == "":
            continue
        try:
            if isinstance(value, str):
                return hear_moment(value)
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _SECONDS_MAX:
                return Moment(round(value * SECOND_US))
        except NotAMoment as error:
            raise BadRecord(str(error), "Export it again with its times as they are", field, value) from None
        raise BadRecord("is no time", "Export it again with its times as they are", field, str(value)[:60])
    raise BadRecord(f"has no time in {fields[0]}", "Export it again with all its fields", fields[0])


def word(told: Json, field: str) -> str:
    """A text, or empty."""
    value = told.get(field)
    return value if isinstance(value, str) else ""


def part(told: Json, *path: str) -> Json:
    """The object under a path of fields, or an empty one."""
    for field in path:
        value = told.get(field)
        if not isinstance(value, Mapping):
            return {}
        told = value
    return told


def printed(told: object) -> bytes:
    """A record as bytes that are the same each time it is told."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def record_id(kind: str, told: Json) -> str:
    """Under which id a record waits in quarantine: its kind and own id, else its bytes; the same when told again."""
    own = id_text(told.get("id"))
    return f"{kind}:{own}" if own else raw_id(printed(told))


def raw_id(raw: bytes) -> str:
    """The id of bytes that have none of their own."""
    return f"raw:{hashlib.sha256(raw.strip()).hexdigest()[:32]}"


def number_in_name(where: str) -> str:
    """The ticket that a file is named after: `comments_4711.json`, `4711.json`, `ticket-4711-audits.json`.

    A number that may as well be a page or a date is none.
    """
    found = _IN_NAME.fullmatch((where.rpartition(".")[0] or where).lower())
    return next((number for number in found.groups() if number), "") if found else ""


def left_out(where: str, counts: Mapping[str, int]) -> Heard:
    """What was left out on purpose, in one problem for the file; nothing where nothing was."""
    if not counts:
        return Heard()
    names = ", ".join(f"{name} ({count:,})" for name, count in sorted(counts.items()))
    step = "Nothing needs to be done: they tell nothing about what was said, held or asked"
    return Heard((), (Problem(where, f"holds records that were left out: {names}", step),))


def quarantined(bad: BadRecord, where: str, line: int, place: str, source_id: str, raw: bytes) -> Heard:
    """A record that waits with its bytes, and the problem in words. `place` is where in the document: "tickets[12]"."""
    column = f"{place}.{bad.field}" if place and bad.field else place or bad.field or None
    problem = Problem(where, bad.what, bad.next_step, line, column, bad.value)
    reason = f"{bad.field}: {bad.what}" if bad.field else bad.what
    return Heard((), (problem,), (NotUnderstood(source_id, reason, raw),))


def no_json(piece: Piece, where: str, raw: bytes | None = None) -> Heard:
    """A stretch of a file that is no JSON, kept with its bytes (`raw` where not all of them may be kept)."""
    kept = piece.raw if raw is None else raw
    step = "Export it again; what was whole in the file is taken"
    if piece.wrong == NOT_JSON and (command := command_for_text(piece.raw)):
        step = f"It looks like a file for another command: amends intake {command}"
    heard = quarantined(BadRecord(piece.wrong, step), where, piece.line, "", raw_id(kept), kept)
    return replace(heard, refused=piece.wrong == NOT_JSON)


def nothing_in(where: str) -> Heard:
    """An empty file: it looks like a quiet day, and is more often an export that went wrong."""
    return Heard((), (Problem(where, "is empty", "Export it again, or leave it out"),), refused=True)


def portions(heard: Iterable[Heard]) -> Iterator[Heard]:
    """The same in portions of about a thousand entries, each of which is recorded before the next is read."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    bad: list[NotUnderstood] = []
    refused = False
    for one in heard:
        refused = refused or one.refused
        entries += one.entries
        problems += one.problems
        bad += one.not_understood
        if len(entries) + len(bad) >= PORTION_ENTRIES_MAX:
            yield Heard(tuple(entries), tuple(problems), tuple(bad))
            entries, problems, bad = [], [], []
    if entries or problems or bad:
        yield Heard(tuple(entries), tuple(problems), tuple(bad), refused)
