"""A small invented Chatwoot account: Marta asks in the web widget, Ruth answers, a bot too; a survey is answered."""

import io
import json
from collections.abc import Iterable
from typing import Any

from amends.facts import Entry, Moment, Problem
from amends.intake.chatwoot import hear_chatwoot
from amends.intake.heard import NotUnderstood
from amends.intake.helpdesk import Feed

Record = dict[str, Any]
TOKEN = "wfTzyNgmiE8YagFL3m4JU8Fi"
RUTH: Record = {"id": 3, "name": "Ruth", "email": "ruth@shop.example", "type": "user"}
BOT: Record = {"id": 1, "name": "Helper", "type": "agent_bot"}
BEGAN = 1779091200  # 2026-05-18T08:00:00Z


def contact(**more: Any) -> Record:
    """Marta, as the shop knows her by its own number."""
    told = {"id": 6, "name": "Marta", "email": "Marta@example.org", "phone_number": "+4930901820", "identifier": "C-77"}
    return {**told, "additional_attributes": {}, "custom_attributes": {}, "thumbnail": "", "blocked": False, **more}


def conversation(**more: Any) -> Record:
    """As it stands inside an event: numbers for times, the last message nested, a token of her browser's session."""
    inbox = {"id": 180, "contact_id": 6, "inbox_id": 3, "source_id": "239a", "pubsub_token": TOKEN}
    return {
        "id": 207,
        "inbox_id": 3,
        "channel": "Channel::WebWidget",
        "additional_attributes": {"browser": {"browser_name": "Chrome"}},
        "contact_inbox": inbox,
        "messages": [],
        "labels": [],
        "meta": {"sender": contact(), "assignee": {**RUTH, "id": 9999}, "team": None, "hmac_verified": False},
        "status": "open",
        "created_at": BEGAN,
        "timestamp": BEGAN + 600,
        "last_activity_at": BEGAN + 600,
        "updated_at": float(BEGAN + 600) + 0.25,
        **more,
    }


def message(number: int, at: str, content: str, kind: str = "incoming", **more: Any) -> Record:
    """An event about a message: its type as a word and its time in ISO 8601, as on top of an event."""
    sender = {"incoming": contact(), "outgoing": RUTH}.get(kind)
    return {
        "event": "message_created",
        "id": number,
        "content": content,
        "content_type": "text",
        "content_attributes": {},
        "message_type": kind,
        "created_at": at,
        "private": False,
        "source_id": None,
        "sender": sender,
        "account": {"id": 2, "name": "Shop"},
        "inbox": {"id": 3, "name": "Website"},
        "conversation": conversation(),
        **more,
    }


ASKED = "My refund for order 10-4471 never arrived."


def messages() -> list[Record]:
    """What was said, in order."""
    return [
        message(651, "2026-05-18T08:00:05.500Z", ASKED),
        message(652, "2026-05-18T08:00:06Z", "Thanks, somebody will be with you.", "template"),
        message(653, "2026-05-18T08:01:00Z", "I look it up.", "outgoing", sender=BOT),
        message(654, "2026-05-18T08:05:00Z", "We refunded you on 3 May.", "outgoing"),
        message(655, "2026-05-18T08:06:00Z", "She insists.", "outgoing", private=True),
        message(656, "2026-05-18T08:10:00Z", "Conversation was marked resolved by Ruth", "activity"),
    ]


def nested(told: Record) -> Record:
    """The same message as it stands inside a conversation: numbers for its type and time."""
    kinds = {"incoming": 0, "outgoing": 1, "activity": 2, "template": 3}
    from amends.facts import hear_moment

    second = hear_moment(told["created_at"]) // 1_000_000
    inside = {k: v for k, v in told.items() if k not in ("event", "conversation", "account", "inbox")}
    return {**inside, "message_type": kinds[told["message_type"]], "created_at": second, "conversation_id": 207}


def survey(answer: Record | None = None, **more: Any) -> Record:
    """The survey's message, asked or answered."""
    asked = message(660, "2026-05-18T08:11:00Z", "Please rate us", "template", content_type="input_csat", sender=None)
    if answer is None:
        return {**asked, **more}
    values = {"submitted_values": {"csat_survey_response": answer}}
    later = conversation(updated_at=float(BEGAN + 3600), messages=[])
    return {**asked, "event": "message_updated", "content_attributes": values, "conversation": later, **more}


def changed(event: str = "conversation_updated", **changes: tuple[Any, Any]) -> Record:
    """An event about a change."""
    ends = [{name: {"previous_value": a, "current_value": b}} for name, (a, b) in changes.items()]
    return {**conversation(), "event": event, "changed_attributes": ends}


def everything() -> list[Record]:
    """All events of the story."""
    return [
        {**conversation(), "event": "conversation_created", "status": "pending"},
        *messages(),
        survey(),
        survey({"rating": 1, "feedback_message": ""}),
        survey(
            {"rating": 1, "feedback_message": "Nobody looked."}, conversation=conversation(updated_at=BEGAN + 3660.0)
        ),
        changed(assignee_id=(None, 3)),
        changed(assignee_id=(3, 4), updated_at=("2026-05-18T08:05:00.1Z", "2026-05-18T08:07:00.9Z")),
        changed("conversation_status_changed", status=("open", "resolved")),
        {**contact(account={"id": 2}), "event": "contact_created", "created_at": "2026-05-18T07:59:00Z"},
    ]


def as_json(value: Any) -> bytes:
    """As it is saved."""
    return json.dumps(value).encode()


def lines(*values: Any) -> bytes:
    """JSON lines."""
    return b"\n".join(one if isinstance(one, bytes) else as_json(one) for one in values)


class Run:
    """What one run over these files gives."""

    def __init__(self, files: Iterable[tuple[str, bytes]], received: Moment | None = None) -> None:
        feed = Feed("chatwoot")
        heard = [one for n, raw in files for one in hear_chatwoot(io.BytesIO(raw), n, feed, received=received)]
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
