"""What a JSON value of Chatwoot holds: a webhook event, a conversation with its messages, a page of the API."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from amends.intake.belongs import command_for
from amends.intake.cti import is_cti
from amends.intake.helpdesk import Json, id_text, part, word

MESSAGE, CONVERSATION, CONTACT, OTHER, UNKNOWN = "message", "conversation", "contact", "other", ""
_OTHERS: Final = (
    "webwidget_triggered",
    "typing",
    "conversation_typing",
    "inbox_",
)  # tell nothing that was said or held


@dataclass(frozen=True, slots=True)
class Item:
    """One record: what it is, where it stands, and of a message the conversation around it."""

    kind: str
    told: Json
    place: str = ""
    conversation: Json = field(default_factory=dict)
    label: str = ""  # of what is left out


def items_of(value: Any, place: str = "") -> Iterator[Item]:
    """Every record of a JSON value; what is none of them comes as UNKNOWN."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from items_of(one, f"{place}[{number}]")
    elif not isinstance(value, dict):
        yield Item(UNKNOWN, {"value": value}, place)
    elif word(value, "event"):
        yield from _event(value, place)
    elif isinstance(part(value, "data").get("payload"), list):
        yield from items_of(value["data"]["payload"], _at(place, "data.payload"))
    elif isinstance(value.get("payload"), list):
        yield from _page(value, place)
    else:
        yield from _record(value, place)


def _event(told: Json, place: str) -> Iterator[Item]:
    event = word(told, "event").removeprefix("automation_event.")
    if event.startswith("message_"):
        yield _message(told, part(told, "conversation"), place)
    elif event.startswith("conversation_") and not event.startswith(_OTHERS):
        inside = part(told, "conversation") or told  # some versions put it one deeper
        yield from _conversation(
            {**inside, **{n: told[n] for n in ("event", "changed_attributes") if n in told}}, place
        )
    elif event.startswith("contact_"):
        yield Item(CONTACT, told, place)
    elif event.startswith(_OTHERS):
        yield Item(OTHER, told, place, label=event)
    else:
        yield Item(UNKNOWN, told, place)


def _page(told: Json, place: str) -> Iterator[Item]:
    """A page of the API; `meta` of a page of messages tells whose conversation it is."""
    meta = part(told, "meta")
    contact = part(meta, "contact") or part(meta, "sender")
    for number, one in enumerate(told["payload"]):
        where = _at(place, f"payload[{number}]")
        if isinstance(one, dict) and "message_type" in one:
            yield _message(one, {"channel": word(meta, "channel"), "meta": {"sender": contact}}, where)
        else:
            yield from items_of(one, where)


def _record(told: Json, place: str) -> Iterator[Item]:
    if "message_type" in told:
        yield _message(told, part(told, "conversation"), place)
    elif "messages" in told and "meta" in told:
        yield from _conversation(told, place)
    elif "identifier" in told and "phone_number" in told and id_text(told.get("id")):
        yield Item(CONTACT, told, place)
    else:
        yield Item(UNKNOWN, told, place)


def _message(told: Json, conversation: Json, place: str) -> Item:
    number = conversation.get("display_id") or conversation.get("id") or told.get("conversation_id")
    return Item(MESSAGE, told, place, {**conversation, "id": number, "display_id": None})


def _conversation(told: Json, place: str) -> Iterator[Item]:
    yield Item(CONVERSATION, told, place)
    nested = told.get("messages")
    for number, one in enumerate(nested if isinstance(nested, list) else ()):
        where = _at(place, f"messages[{number}]")
        yield _message(one, told, where) if isinstance(one, dict) else Item(UNKNOWN, {"value": one}, where)


def _at(place: str, name: str) -> str:
    return f"{place}.{name}".lstrip(".")


def other_system(told: Json) -> str:
    """The command that a record of another system belongs to; empty where it is not known."""
    if is_cti(told) or isinstance(told.get("ticket"), dict) or isinstance(told.get("article"), dict):
        return "zammad"
    if "responder_id" in told or ("incoming" in told and "private" in told):
        return "freshdesk"
    if "submitter_id" in told or "author_id" in told or "zendesk_event_version" in told:
        return "zendesk"
    if "thread" in told and "channel" in told:
        return "messages"
    command = command_for(told)
    return "" if command == "chatwoot" else command
