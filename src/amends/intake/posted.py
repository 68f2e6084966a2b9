"""What is posted to `POST /api/v1/entries`: one entry, a JSON array of them, or one a line (NDJSON).

    {"kind": "refund.told", "source": "shop", "root": "us", "source_id": "R-2291:accepted",
     "occurred": "2026-05-03T14:20:00Z",
     "what": {"refund_id": "R-2291", "money": {"amount": "129.00", "currency": "EUR"}, "state": "accepted"}}

The fields of `what` are those of the kind in the reference of entries. An unknown field is a problem, not a shrug: it
is how a renamed field would lose money silently, and a word that is not known (the state of a parcel, the medium of an
answer) is one too. What our own people do at the desk (second looks, closings, what became of a promise or a
follow-up, a warning, a contact ended for abuse, everything of a remediation) has its own endpoints, because it needs
their rights and their names; it is not taken here. A promise, an answer or an opt-out that another system holds is told
like any other fact.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from amends.facts import Entry, NotAMoment, Problem, Refused, Source, hear_moment
from amends.facts.kinds import KINDS, What

from .bank_line import as_payout
from .fields import BadField, hear_what
from .heard import Heard, NotUnderstood

BODY_BYTES_MAX = 10_000_000
ENTRIES_MAX = 10_000
NOT_POSTED = frozenset(
    {
        "second_look.taken",
        "claim.judged",
        "link.judged",
        "remedy.requested",
        "case.closed",
        "callback.promised",
        "chain.judged",
        "promise.moved",
        "call.tried",
        "follow_up.told",
        "contact.warned",
        "contact.ended",
        "programme.opened",
        "scope.changed",
        "scope.tested",
        "programme.closed",
        "suspect.listed",
        "remedy.approved",
        "remedy.handed_over",
        "remedy.answered",
        "person.told",
        "person.set_aside",
        "appeal.made",
        "appeal.answered",
        "mistake.noted",
        "inherited.told",
        "report.made",
        "report.identity",
        "report.changed",
        "lesson.made",
        "lesson.changed",
        "check.answered",
    }
)
POSTED_KINDS = {name: cls for name, cls in KINDS.items() if name not in NOT_POSTED}
_ENVELOPE = ("kind", "source", "root", "source_id", "occurred", "what")
_WHERE = "entries"


def hear_posted(body: bytes, content_type: str = "application/json") -> Heard:
    """The entries in a posted body, each with its own fate; `line` of a problem counts entries (lines) from 1.

    Raises Refused where the body as a whole cannot be taken: too large, too many, or no JSON at all.
    """
    if len(body) > BODY_BYTES_MAX:
        raise _refused("is larger than 10 MB", "Post it in parts")
    heard = Heard()
    items = list(_items(body, content_type))
    if not items:
        raise _refused("holds no entries", "Post one entry, an array of them, or one a line")
    if len(items) > ENTRIES_MAX:
        raise _refused(f"holds more than {ENTRIES_MAX} entries", "Post them in parts")
    entries, problems, not_understood = [], [], []
    for number, (raw, told) in enumerate(items, start=1):
        try:
            entries.append(as_payout(_entry(told)))
        except BadField as bad:
            problems.append(Problem(_WHERE, bad.what, bad.next_step, number, bad.field, bad.value))
            not_understood.append(NotUnderstood(_id_of(told), f"{bad.field}: {bad.what}", raw))
    return heard + Heard(tuple(entries), tuple(problems), tuple(not_understood))


def _refused(what: str, next_step: str) -> Refused:
    return Refused(Problem(_WHERE, what, next_step))


def _items(body: bytes, content_type: str) -> Iterator[tuple[bytes, Any]]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("application/x-ndjson", "application/jsonl", "application/ndjson"):
        for line in body.splitlines():
            if line.strip():
                yield line, _json_or_none(line)
        return
    if kind not in ("application/json", ""):
        raise _refused(f"is {kind}", "Post application/json or application/x-ndjson")
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _refused("is not JSON", "Post one entry, or an array; for one a line say application/x-ndjson") from None
    for item in told if isinstance(told, list) else [told]:
        yield orjson.dumps(item), item


def _json_or_none(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _id_of(told: Any) -> str:
    source_id = told.get("source_id") if isinstance(told, dict) else None
    return source_id if isinstance(source_id, str) else ""


def _entry(told: Any) -> Entry:
    if not isinstance(told, dict):
        raise BadField("entry", None, "is not a JSON object", f"Write {{{', '.join(_ENVELOPE)}}}")
    for name in told:
        if name not in _ENVELOPE:
            raise BadField(name, None, "is not a field of an entry", f"Fields are: {', '.join(_ENVELOPE)}")
    source = Source(_text(told, "source"), _text(told, "root"))
    source_id, occurred = _text(told, "source_id"), _text(told, "occurred")
    try:
        moment = hear_moment(occurred)
    except NotAMoment as error:
        raise BadField("occurred", occurred, str(error), "Write a time with its zone") from None
    return Entry(source, source_id, moment, _what(told))


def _what(told: dict[str, Any]) -> What:
    kind = _text(told, "kind")
    if kind not in POSTED_KINDS:
        raise BadField("kind", kind, "is not a kind that can be posted", f"Kinds are: {', '.join(POSTED_KINDS)}")
    what = told.get("what")
    if not isinstance(what, dict):
        raise BadField("what", None, "is not an object", f"Write the fields of {kind}")
    return hear_what(POSTED_KINDS[kind], what)


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadField(name, None if value is None else str(value), "is missing or no text", "Give it as text")
    return value.strip()
