"""The names by which survey tools call what we call otherwise, and the measures whose name says their scale."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from amends.intake.table import Mapping, TableKind

SCALES: Final = {"nps": "0-10", "csat": "1-5", "ces": "1-7"}  # fixed by what these three measures are
ALSO: Final = {
    "rating": "score", "nps": "score", "csat": "score", "ces": "score",
    "comment": "text", "feedback": "text", "feedback_text": "text",
    "ticket_id": "ticket", "ticket_number": "ticket", "call_id": "call", "user_id": "customer_id",
    "agent_id": "agent", "e_mail": "email", "mail": "email",
}  # fmt: skip
_COLUMNS: Final = ALSO | {
    "id": "survey_id", "response_id": "survey_id", "submission_id": "survey_id", "rating_id": "survey_id",
    "created_at": "answered_at", "submitted_at": "answered_at", "responded_at": "answered_at",
    "completed_at": "answered_at", "timestamp": "answered_at", "sent_at": "asked_at", "offered_at": "asked_at",
    "stars": "score", "csat_score": "score", "nps_score": "score", "ces_score": "score",
    "comments": "text", "message": "text", "feedback_message": "text", "verbatim": "text",
    "customer": "customer_id", "customer_number": "customer_id", "email_address": "email", "customer_email": "email",
    "phone_number": "phone", "customer_phone": "phone", "telephone": "phone", "agent_name": "agent",
}  # fmt: skip


def plain(name: str) -> str:
    """`Ticket ID`, `ticket-id` and `ticketId` as `ticket_id`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_").replace(" ", "_")


def with_usual_names(columns: Iterable[str], kind: TableKind, mapping: Mapping) -> Mapping:
    """The mapping and, for columns that nobody mapped, what they are usually called: `rating` is the score.

    Only where our own name is not in the file; of two for one thing the first counts, and the second is as unknown as
    before.
    """
    columns = tuple(columns)
    told = {*mapping.columns.values(), *mapping.ignore}
    taken = {*columns, *mapping.columns}
    found: dict[str, str] = {}
    for column in columns:
        own = plain(column)
        ours = own if own in kind.columns else _COLUMNS.get(own, "")
        if ours and column not in told and ours not in taken:
            taken.add(ours)
            found[ours] = column
    scale = mapping.scale or SCALES.get(plain(found.get("score", "")).removesuffix("_score"))
    return replace(mapping, columns=mapping.columns | found, scale=scale)
