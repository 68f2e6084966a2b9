"""A small invented Zammad: Marta's refund, told by webhook, by the REST interface, and by a history."""

import io
import json
from collections.abc import Iterable
from typing import Any

from amends.facts import Entry, Moment, Problem
from amends.intake.heard import NotUnderstood
from amends.intake.helpdesk import Feed
from amends.intake.zammad import Known, hear_zammad, learn_zammad

Record = dict[str, Any]
MARTA, RUTH, JONAS = 8, 3, 5
ROLES = {MARTA: ["Customer"], RUTH: ["Admin", "Agent"], JONAS: ["Agent"]}
WROTE = "<div>My refund for order <b>10-4471</b> never arrived.</div>"


def user(number: int, **more: Any) -> Record:
    """A person as webhooks nest him: roles by name."""
    names = {MARTA: ("Marta", "Adams"), RUTH: ("Ruth", "Miller"), JONAS: ("Jonas", "Taylor")}[number]
    at = {"created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-05-01T00:00:00.000Z"}
    told = {"id": number, "firstname": names[0], "lastname": names[1], "email": f"{names[0]}@example.org", **at}
    return {**told, "login": f"{names[0]}@example.org", "roles": ROLES[number], "active": True, "vip": False, **more}


def ticket(**more: Any) -> Record:
    """As the REST interface answers with `expand=true`; `owner` is whoever has it today."""
    return {
        "id": 81,
        "number": "10081",
        "title": "Refund missing",
        "customer_id": MARTA,
        "customer": "marta@example.org",
        "organization_id": 7,
        "owner_id": 9999,
        "owner": "somebody@shop.example",
        "group_id": 3,
        "state_id": 2,
        "state": "open",
        "create_article_type_id": 1,
        "create_article_type": "email",
        "article_ids": [104, 105, 106],
        "created_at": "2026-05-18T08:00:00.282Z",
        "updated_at": "2026-06-20T10:00:00.333Z",
        **more,
    }


def article(number: int, at: str, body: str, **more: Any) -> Record:
    """An article as the REST interface answers."""
    return {
        "id": number,
        "ticket_id": 81,
        "type_id": 1,
        "type": "email",
        "sender_id": 1,
        "sender": "Agent",
        "from": "Ruth Miller via Shop <help@shop.example>",
        "to": "Marta Adams <Marta@example.org>",
        "subject": "Refund missing",
        "body": body,
        "content_type": "text/html",
        "internal": False,
        "message_id": f"<{number}@mail.example>",
        "in_reply_to": "",
        "preferences": {},
        "attachments": [],
        "created_by_id": RUTH,
        "created_by": "ruth@shop.example",
        "created_at": at,
        "updated_at": at,
        **more,
    }


HIS = {
    "sender": "Customer",
    "sender_id": 2,
    "created_by_id": MARTA,
    "from": "Marta Adams <Marta@example.org>",
    "to": "help@shop.example",
}


def articles() -> list[Record]:
    """What she wrote, what Ruth answered, what Jonas noted."""
    note = {"type": "note", "type_id": 10, "internal": True, "created_by_id": JONAS, "to": "", "message_id": None}
    return [
        article(104, "2026-05-18T08:00:00.318Z", WROTE, **HIS),
        article(105, "2026-05-18T09:30:00.100Z", "We refunded you on 3 May.", in_reply_to="<104@mail.example>"),
        article(106, "2026-05-19T07:00:00.200Z", "Customer insists.", **note),
    ]


def history() -> list[Record]:
    """Who held the ticket when, and rows that tell nothing here."""
    row = {"object": "Ticket", "o_id": 81, "type": "updated", "created_by_id": RUTH}
    owner = {"attribute": "owner", "value_from": "-", "value_to": "Ruth Miller", "id_from": 1, "id_to": RUTH}
    state = {"attribute": "state", "value_from": "open", "value_to": "closed", "id_from": 2, "id_to": 4}
    again = {"attribute": "state", "value_from": "closed", "value_to": "open", "created_by_id": 1}
    return [
        {**row, "id": 1, "type": "created", "created_at": "2026-05-18T08:00:00.300Z"},
        {**row, "id": 2, **owner, "created_at": "2026-05-18T09:00:00.000Z"},
        {**row, "id": 3, **state, "created_at": "2026-05-18T09:31:00.000Z"},
        {**row, "id": 4, **again, "created_at": "2026-05-20T08:00:00.000Z"},
        {**row, "id": 5, "attribute": "priority", "value_to": "3 high", "created_at": "2026-05-20T08:01:00.000Z"},
    ]


def webhook(number: int = 104) -> Record:
    """The body that Zammad posts without customisation: persons, group and owner nested in full."""
    told = next(one for one in articles() if one["id"] == number)
    author = told["created_by_id"]
    owner = {"id": 9999, "firstname": "Some", "lastname": "Body", "roles": ["Agent"]}
    around = {"customer": user(MARTA), "owner": owner, "organization": {"id": 7, "name": "Adams GmbH", "vip": False}}
    return {
        "ticket": {**ticket(), **around, "group": {"id": 3, "name": "Service Desk"}},
        "article": {**told, "created_by": user(author)},
    }


def cti(event: str, **more: Any) -> Record:
    """One call event, as phone systems post it to Zammad."""
    told = {"event": event, "from": "4930901820", "to": "4930123456", "direction": "in", "callId": "call-1"}
    return {**told, "timestamp": "2026-05-20T08:00:00Z", **more}


def as_json(value: Any) -> bytes:
    """As it is saved."""
    return json.dumps(value).encode()


def lines(*values: Any) -> bytes:
    """JSON lines."""
    return b"\n".join(one if isinstance(one, bytes) else as_json(one) for one in values)


class Run:
    """What one run over these files gives."""

    def __init__(self, files: Iterable[tuple[str, bytes]], received: Moment | None = None) -> None:
        files, known, feed = list(files), Known(), Feed("zammad")
        for _, raw in files:
            learn_zammad(io.BytesIO(raw), known)
        heard = [one for n, raw in files for one in hear_zammad(io.BytesIO(raw), n, feed, known, received=received)]
        self.entries: tuple[Entry, ...] = tuple(entry for one in heard for entry in one.entries)
        self.problems: tuple[Problem, ...] = tuple(problem for one in heard for problem in one.problems)
        self.waiting: tuple[NotUnderstood, ...] = tuple(bad for one in heard for bad in one.not_understood)

    def whats(self, kind: str) -> list[Any]:
        """What the entries of a kind tell, each once, in order of happening."""
        found = {entry for entry in self.entries if entry.what.kind == kind}
        return [entry.what for entry in sorted(found, key=lambda entry: (entry.occurred, entry.id))]


def run(*values: Any) -> Run:
    """A run over these JSON documents, one in a file."""
    return Run([(f"{number}.json", as_json(value)) for number, value in enumerate(values)])


def everything() -> list[Record]:
    """All that the REST interface tells, record by record."""
    return [ticket(), *articles(), *history(), user(MARTA), user(RUTH)]
