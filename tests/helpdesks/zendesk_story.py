"""A small invented Zendesk account: Marta asks for her refund, Ruth and Jonas answer; what an export tells of it."""

import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from amends.facts import Entry, Problem
from amends.intake.heard import NotUnderstood
from amends.intake.zendesk import Known, hear_zendesk, learn_zendesk
from amends.intake.zendesk.feed import Feed

Record = dict[str, Any]
MARTA, RUTH, JONAS, PETRA = 6130907993114, 3301, 3302, 7241018004225
TICKET = 4711
WORDS = "Hello,\n\nmy refund of 129.00 EUR for order 10-4471 never arrived.\n\nMarta"
MAIL: Record = {
    "channel": "email",
    "source": {
        "from": {"address": "Marta@example.org", "name": "Marta"},
        "to": {"address": "help@shop.example", "name": "Shop"},
        "rel": None,
    },
}
WEB: Record = {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}}
TRIGGER: Record = {"channel": "rule", "source": {"from": {"id": 61, "title": "Escalate"}, "to": {}, "rel": "trigger"}}


def ticket(**more: Any) -> Record:
    """The ticket as it stands weeks later: solved, held by somebody who never wrote a word in it."""
    return {
        "url": "https://shop.zendesk.example/api/v2/tickets/4711.json",
        "id": TICKET,
        "via": MAIL,
        "created_at": "2026-05-18T08:00:00Z",
        "updated_at": "2026-06-20T10:00:00Z",
        "generated_timestamp": 1784541600,
        "subject": "Refund missing",
        "raw_subject": "Refund missing",
        "description": WORDS,
        "status": "solved",
        "requester_id": MARTA,
        "submitter_id": MARTA,
        "assignee_id": 9999,
        "organization_id": None,
        "group_id": 42,
        "is_public": True,
        "tags": [],
        "satisfaction_rating": {"score": "offered"},
        **more,
    }


def comment(number: int, author: int, body: str, at: str, **more: Any) -> Record:
    """One comment as the comments of a ticket list it."""
    return {
        "id": number,
        "type": "Comment",
        "author_id": author,
        "body": body,
        "plain_body": body,
        "html_body": f'<div class="zd-comment">{body}</div>',
        "public": True,
        "attachments": [],
        "audit_id": number + 1_000_000,
        "created_at": at,
        "via": WEB,
        "metadata": {"system": {"client": "Browser 1", "ip_address": "203.0.113.7", "location": "Faketown"}},
        "ticket_id": TICKET,
        **more,
    }


def comments() -> list[Record]:
    """First Marta by mail, then Ruth's answer, a note of Jonas, and Marta again."""
    quoted = "Still nothing.\n\nOn Mon, 18 May 2026 at 09:30, Ruth <help@shop.example> wrote:\n> We sent it."
    return [
        comment(901, MARTA, WORDS, "2026-05-18T08:00:00Z", via=MAIL),
        comment(902, RUTH, "We refunded you on 3 May.", "2026-05-18T09:30:00Z"),
        comment(903, JONAS, "Customer insists. Shop system says refunded.", "2026-05-19T07:00:00Z", public=False),
        comment(904, MARTA, quoted, "2026-05-20T08:00:00Z", via=MAIL),
    ]


def audits() -> list[Record]:
    """The same words inside the audits, and who held the ticket when: Ruth, Jonas, Ruth again."""
    system = {"system": {"ip_address": "203.0.113.7", "location": "Faketown, Nowhere"}}
    first, answer, note, again = comments()

    def audit(number: int, author: int, at: str, events: list[Record], **more: Any) -> Record:
        told = {"id": number, "ticket_id": TICKET, "author_id": author, "created_at": at, "events": events}
        return {**told, "metadata": system, "via": WEB, **more}

    def inside(told: Record) -> Record:
        return {key: told[key] for key in ("id", "type", "author_id", "body", "html_body", "public", "attachments")}

    return [
        audit(
            1_000_901,
            MARTA,
            "2026-05-18T08:00:00Z",
            [
                inside(first),
                _event(1, "Create", "subject", "Refund missing"),
                _event(2, "Create", "requester_id", str(MARTA)),
                _event(3, "Create", "assignee_id", None),
                _event(4, "Create", "status", "new"),
                _event(5, "Create", "priority", None),
            ],
            via=MAIL,
        ),
        audit(
            1_000_902,
            RUTH,
            "2026-05-18T09:30:00Z",
            [
                inside(answer),
                _event(6, "Change", "assignee_id", str(RUTH), None),
                _event(7, "Change", "status", "solved", "new"),
            ],
        ),
        audit(
            1_000_903,
            JONAS,
            "2026-05-19T07:00:00Z",
            [inside(note), _event(8, "Change", "assignee_id", str(JONAS), str(RUTH))],
        ),
        audit(
            1_000_904,
            MARTA,
            "2026-05-20T08:00:00Z",
            [
                inside(again),
                _event(9, "Change", "status", "open", "solved"),
                {**_event(10, "Change", "assignee_id", str(RUTH), str(JONAS)), "via": TRIGGER},
            ],
            via=MAIL,
        ),
        audit(1_000_905, RUTH, "2026-05-21T08:00:00Z", [_event(11, "Change", "priority", "high", None)]),
    ]


def _event(number: int, kind: str, name: str, value: Any, *previous: Any) -> Record:
    told = {"id": number, "type": kind, "field_name": name, "value": value}
    return {**told, "previous_value": previous[0]} if previous else told


def users() -> list[Record]:
    """Marta with the shop's own number of her, Petra without; Ruth and Jonas are ours."""
    at = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-05-01T00:00:00Z"}
    return [
        {
            "id": MARTA,
            "name": "Marta",
            "email": "Marta@example.org",
            "phone": "+49 30 901820",
            "role": "end-user",
            "external_id": "C-77",
            "iana_time_zone": "Europe/Berlin",
            "time_zone": "Berlin",
            "organization_id": 360033549136.0,
            **at,
        },
        {"id": PETRA, "name": "Petra", "email": None, "phone": None, "role": "end-user", "time_zone": "Bogota", **at},
        {"id": RUTH, "name": "Ruth", "email": "ruth@shop.example", "role": "agent", **at},
        {"id": JONAS, "name": "Jonas", "email": "jonas@shop.example", "role": "admin", **at},
    ]


def ratings() -> list[Record]:
    """Asked after the first solving, answered badly two days later, while Jonas held the ticket."""
    asked = {"id": 62, "ticket_id": TICKET, "requester_id": MARTA, "comment": None, "group_id": None}
    return [
        {**asked, "score": "offered", "assignee_id": None, **_times("2026-05-18T10:00:00Z", "2026-05-18T10:00:00Z")},
        {
            **asked,
            "score": "bad",
            "assignee_id": JONAS,
            "comment": "Nobody looked.",
            "reason": "The issue was not resolved",
            **_times("2026-05-18T10:00:00Z", "2026-05-20T09:00:00Z"),
        },
    ]


def _times(created: str, updated: str) -> Record:
    return {"created_at": created, "updated_at": updated}


def export() -> dict[str, bytes]:
    """The files of one export, each in another of the layouts that exist."""
    lines = [{"stream": "users", "data": told, "emitted_at": 1} for told in users()]
    page = {"tickets": [ticket()], "users": [], "end_time": 1784541600, "next_page": None, "count": 1}
    return {
        "tickets.json": as_json(page),
        "comments_4711.json": as_json({"comments": [without(told, "ticket_id") for told in comments()], "count": 4}),
        "audits.json": as_json(audits()),
        "users.jsonl": b"".join(as_json(line) + b"\n" for line in lines),
        "ratings.json": as_json({"satisfaction_ratings": ratings()}),
    }


def without(told: Record, *fields: str) -> Record:
    """The record without these fields."""
    return {key: value for key, value in told.items() if key not in fields}


def as_json(value: Any) -> bytes:
    """As an exporter writes it."""
    return json.dumps(value).encode()


class Run:
    """What one run over these files gives."""

    def __init__(self, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> None:
        pairs = list(files.items() if isinstance(files, Mapping) else files)
        known = Known()
        for name, raw in pairs:
            learn_zendesk(io.BytesIO(raw), name, known)
        heard = [one for name, raw in pairs for one in hear_zendesk(io.BytesIO(raw), name, Feed(), known)]
        self.entries: tuple[Entry, ...] = tuple(entry for one in heard for entry in one.entries)
        self.problems: tuple[Problem, ...] = tuple(problem for one in heard for problem in one.problems)
        self.waiting: tuple[NotUnderstood, ...] = tuple(bad for one in heard for bad in one.not_understood)

    def of(self, kind: str) -> list[Entry]:
        """The entries of a kind, each once, in order of happening."""
        found = {entry for entry in self.entries if entry.what.kind == kind}
        return sorted(found, key=lambda entry: (entry.occurred, entry.id))


def run(**files: Any) -> Run:
    """A run over one JSON document for each name."""
    return Run({f"{name}.json": as_json(told) for name, told in files.items()})
