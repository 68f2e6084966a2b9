"""Files of Freshdesk, in any mix and order, become entries. Each record says all that its entry needs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from amends.facts import Entry, Problem
from amends.intake.belongs import command_for, is_zammads
from amends.intake.heard import Heard
from amends.intake.helpdesk import (
    BadRecord,
    Json,
    id_text,
    left_out,
    no_json,
    nothing_in,
    number_in_name,
    part,
    pieces,
    portions,
    printed,
    quarantined,
    record_id,
    word,
)

from .codes import CONVERSATION_CHANNELS, TICKET_CHANNELS
from .contacts import entries_of_contact
from .conversations import entries_of_conversation
from .feed import Feed
from .ratings import entries_of_rating
from .tickets import entries_of_ticket

_LISTS = {
    "tickets": "ticket",
    "conversations": "conversation",
    "contacts": "contact",
    "requesters": "contact",
    "satisfaction_ratings": "rating",
}
_ZENDESKS = frozenset({"submitter_id", "author_id", "child_events", "generated_timestamp", "score"})
_SINGLE = {name.removesuffix("s"): kind for name, kind in _LISTS.items()}


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str  # ticket | conversation | contact | rating | empty where it is none of these
    told: Json
    ticket: str
    line: int
    place: str
    within: Json | None = None  # the ticket around a requester


def hear_freshdesk(stream: BinaryIO, where: str, feed: Feed) -> Iterator[Heard]:
    """The entries of one file in portions of about a thousand.

    What cannot be taken waits in quarantine, each record alone, and never stops the rest.
    """
    yield from portions(_heard(stream, where, feed))


def _heard(stream: BinaryIO, where: str, feed: Feed) -> Iterator[Heard]:
    unused: Counter[str] = Counter()
    seen = False
    for piece in pieces(stream):
        seen = True
        if piece.wrong:
            yield no_json(piece, where)
            continue
        for item in _items(piece.value, number_in_name(where), piece.line, unused):
            yield _unknown_code(item, where, feed) + _hear_item(item, where, feed)
    if not seen:
        yield nothing_in(where)
    yield left_out(where, unused)


def _hear_item(item: _Item, where: str, feed: Feed) -> Heard:
    try:
        return Heard(_entries(item, feed))
    except BadRecord as bad:
        kind = item.kind or "unknown"
        return quarantined(bad, where, item.line, item.place, record_id(kind, item.told), printed(item.told))


def _entries(item: _Item, feed: Feed) -> tuple[Entry, ...]:
    match item.kind:
        case "ticket":
            return entries_of_ticket(item.told, feed)
        case "conversation":
            return entries_of_conversation(item.told, item.ticket, feed)
        case "contact":
            return entries_of_contact(item.told, feed, item.within)
        case "rating":
            return entries_of_rating(item.told, feed)
    if item.told.keys() & _ZENDESKS:
        raise BadRecord("looks like a record of Zendesk", "Take it in with: amends intake zendesk")
    command = "zammad" if is_zammads(item.told) else command_for(item.told)
    if command:
        raise BadRecord(f"looks like a file for intake {command}", f"Take it in with: amends intake {command}")
    raise BadRecord("is no record of Freshdesk that is known here", "See docs/howto-freshdesk.md for what is taken")


def _unknown_code(item: _Item, where: str, feed: Feed) -> Heard:
    """A source code that no list holds, said once a run; its messages are taken as typed into a form."""
    known = {"ticket": TICKET_CHANNELS, "conversation": {**CONVERSATION_CHANNELS, "0": "mail"}}.get(item.kind)
    code = id_text(item.told.get("source"))
    if known is None or not code or code in known or f"{item.kind} {code}" in feed.unknown_codes:
        return Heard()
    feed.unknown_codes.add(f"{item.kind} {code}")
    step = "They are taken as typed into a form. Tell us what the code stands for"
    problem = Problem(where, f"is a source of a {item.kind} that is not known here", step, item.line, "source", code)
    return Heard((), (problem,))


def _items(value: Any, ticket: str, line: int, unused: Counter[str], name: str = "") -> Iterator[_Item]:
    if isinstance(value, list):
        for number, told in enumerate(value):
            yield from _one(told, ticket, line, f"{name}[{number}]", _LISTS.get(name, ""))
        return
    stream, data = value.get("stream"), value.get("data")
    if isinstance(stream, str) and isinstance(data, dict):
        if stream in _LISTS:
            yield from _one(data, ticket, line, stream, _LISTS[stream])
        else:
            unused[stream] += 1
        return
    singles = [(key, told) for key, told in value.items() if key in _SINGLE and isinstance(told, dict)]
    lists = [key for key in value if key in _LISTS and isinstance(value[key], list)]
    if _kind_of(value) or not (singles or lists):
        yield from _one(value, ticket, line, "", "")
        return
    for key, told in singles:
        ticket = id_text(told.get("id")) if key == "ticket" else ticket
        yield from _one(told, ticket, line, key, _SINGLE[key])
    for key in lists:
        yield from _items(value[key], id_text(value.get("ticket_id")) or ticket, line, unused, key)


def _one(told: Any, ticket: str, line: int, place: str, kind: str) -> Iterator[_Item]:
    if not isinstance(told, dict):
        yield _Item("", {"value": told}, ticket, line, place)
        return
    kind = "" if told.keys() & _ZENDESKS or is_zammads(told) else kind or _kind_of(told)
    own = id_text(told.get("id")) if kind == "ticket" else id_text(told.get("ticket_id")) or ticket
    yield _Item(kind, told, own, line, place)
    if kind != "ticket":
        return
    if id_text(part(told, "requester").get("id")):
        yield _Item("contact", told["requester"], own, line, f"{place}.requester", told)
    inside = told.get("conversations")
    for number, message in enumerate(inside if isinstance(inside, list) else ()):
        yield from _one(message, own, line, f"{place}.conversations[{number}]", "conversation")


def _kind_of(told: Json) -> str:
    """What a record is by its fields; empty where they do not say."""
    if ("incoming" in told or "private" in told) and ("body" in told or "body_text" in told):
        return "conversation"
    if "ratings" in told and ("survey_id" in told or "ticket_id" in told):
        return "rating"
    if "requester_id" in told and ("responder_id" in told or "description_text" in told or "source" in told):
        return "ticket"
    person = ("email" in told or "phone" in told or "mobile" in told) and bool(id_text(told.get("id")))
    return "contact" if person and "role" not in told and word(told, "type") != "support_agent" else ""
