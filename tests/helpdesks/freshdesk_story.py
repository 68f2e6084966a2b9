"""A small invented Freshdesk account: a ticket with its conversations, a web chat, contacts, ratings."""

import io
import json
from collections.abc import Iterable
from typing import Any

from amends.facts import Entry, Problem
from amends.intake.freshdesk import Feed, hear_freshdesk
from amends.intake.heard import NotUnderstood

Record = dict[str, Any]
MARTA, RUTH = 1001, 501


def ticket(**more: Any) -> Record:
    """The first message is the description and no conversation; `responder_id` is whoever has it today."""
    return {
        "id": 2001,
        "subject": "Refund missing",
        "description": "<div>My refund for order <b>10-4471</b> never arrived.</div>",
        "description_text": "My refund for order 10-4471 never arrived.",
        "status": 4,
        "priority": 2,
        "source": 1,
        "requester_id": MARTA,
        "responder_id": 9999,
        "company_id": 77,
        "spam": False,
        "created_at": "2026-05-18T08:00:00Z",
        "updated_at": "2026-06-20T10:00:00Z",
        **more,
    }


def conversation(number: int, at: str, body: str, **more: Any) -> Record:
    """One message below the description."""
    return {
        "id": number,
        "body": f"<div>{body}</div>",
        "body_text": body,
        "incoming": False,
        "private": False,
        "source": 0,
        "user_id": RUTH,
        "from_email": '"Shop" <help@shop.example>',
        "to_emails": ['"Marta" <Marta@example.org>'],
        "ticket_id": 2001,
        "created_at": at,
        "updated_at": at,
        "attachments": [],
        **more,
    }


def conversations() -> list[Record]:
    """Not in order of time, as recorded answers are not."""
    his = {"incoming": True, "user_id": MARTA, "from_email": "Marta@example.org", "to_emails": ["help@shop.example"]}
    note = {"private": True, "source": 2, "to_emails": []}
    return [
        conversation(3003, "2026-05-20T08:00:00Z", "Still nothing.", **his),
        conversation(3001, "2026-05-18T09:30:00Z", "We refunded you on 3 May."),
        conversation(3002, "2026-05-19T07:00:00Z", "Customer insists.", **note),
    ]


def contacts() -> list[Record]:
    """Marta, with the shop's own number of her and a second address."""
    at = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-05-01T00:00:00Z"}
    marta = {"id": MARTA, "name": "Marta", "email": "Marta@example.org", "phone": None, "mobile": "+49 30 901820"}
    return [{**marta, "time_zone": "Berlin", "unique_external_id": "C-77", "other_emails": ["m@work.example"], **at}]


def ratings() -> list[Record]:
    """One answer: extremely unhappy."""
    told = {"id": 62, "survey_id": 1, "user_id": MARTA, "agent_id": RUTH, "ticket_id": 2001, "group_id": None}
    at = {"created_at": "2026-05-20T09:00:00Z", "updated_at": "2026-05-20T09:00:00Z"}
    return [{**told, "feedback": "Nobody looked.", "ratings": {"default_question": -103, "question_2": 103}, **at}]


def as_json(value: Any) -> bytes:
    """As an export writes it."""
    return json.dumps(value).encode()


class Run:
    """What one run over these files gives."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        feed = Feed()
        heard = [one for name, raw in files for one in hear_freshdesk(io.BytesIO(raw), name, feed)]
        self.entries: tuple[Entry, ...] = tuple(entry for one in heard for entry in one.entries)
        self.problems: tuple[Problem, ...] = tuple(problem for one in heard for problem in one.problems)
        self.waiting: tuple[NotUnderstood, ...] = tuple(bad for one in heard for bad in one.not_understood)

    def whats(self, kind: str) -> list[Any]:
        """What the entries of a kind tell, each once, in order of happening."""
        found = {entry for entry in self.entries if entry.what.kind == kind}
        return [entry.what for entry in sorted(found, key=lambda entry: (entry.occurred, entry.id))]


def run(**files: Any) -> Run:
    """A run over one JSON document for each name."""
    return Run([(f"{name}.json", as_json({name: told})) for name, told in files.items()])


def export() -> Run:
    """A run over everything."""
    return run(tickets=[ticket()], conversations=conversations(), contacts=contacts(), satisfaction_ratings=ratings())
