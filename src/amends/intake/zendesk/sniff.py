"""What a JSON value of an export is. Sniffed by content, because files are named by whoever exported them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amends.intake.belongs import is_zammads
from amends.intake.helpdesk import Json, Piece, id_text, number_in_name, part, word

from .audits import audit_of_ticket_event
from .known import SPOKEN, events_of

TICKET, DESCRIPTION, COMMENT, AUDIT, USER = "ticket", "description", "comment", "audit", "user"
RATING, RESPONSE, EVENT, TICKET_EVENT, ORGANISATION, LEFT_OUT, UNKNOWN = (
    *("rating", "response", "event", "ticket_event", "organisation", "left_out", "unknown"),
)
_LISTS = {  # names of lists in pages, and of streams in the record-per-line layout
    "tickets": TICKET,
    "comments": COMMENT,
    "ticket_comments": COMMENT,
    "audits": AUDIT,
    "ticket_audits": AUDIT,
    "users": USER,
    "organizations": ORGANISATION,
    "satisfaction_ratings": RATING,
    "survey_responses": RESPONSE,
    "ticket_events": TICKET_EVENT,
}
_SINGLE = {name: kind for name, kind in _LISTS.items() if name != "ticket_events"}
_SINGULAR = {name.removesuffix("s"): kind for name, kind in _SINGLE.items()}
_TELL_NOTHING = frozenset(  # lists of an export that hold no conversation; pages of them may carry no mark of a page
    "groups macros triggers automations brands ticket_fields ticket_forms user_fields "
    "organization_fields custom_statuses custom_roles group_memberships organization_memberships ticket_metrics "
    "ticket_metric_events ticket_skips sla_policies sharing_agreements".split()
)
_PAGE_MARKS = frozenset({"count", "next_page", "end_time", "end_of_stream", "meta", "links", "after_cursor"})
_IN_ADDRESS = re.compile(r"/tickets/(\d{1,15})/")


@dataclass(frozen=True, slots=True)
class Item:
    """One record: of which kind, of which ticket, and where it stands. `audit` is the audit around a comment."""

    kind: str
    told: Json
    ticket: str
    line: int
    place: str = ""
    label: str = ""  # of what is left out: the name of its list
    audit: Json | None = None


def items_of(piece: Piece, where: str) -> Iterator[Item]:
    """Every record in a value, the messages of audits and tickets apart."""
    for item in _records(piece.value, number_in_name(where), piece.line):
        yield from _parts(item)


def _records(value: Any, ticket: str, line: int, name: str = "") -> Iterator[Item]:
    if isinstance(value, list):
        for number, told in enumerate(value):
            yield from _one(told, ticket, line, f"{name}[{number}]", name)
        return
    envelope = _envelope(value) if isinstance(value, dict) else None
    if envelope is not None:
        stream, told = envelope
        yield from _one(told, ticket, line, stream, stream)
        return
    if not isinstance(value, dict) or _is_record(value):
        yield from _one(value, ticket, line, "", "")
        return
    yield from _page(value, id_text(value.get("ticket_id")) or _ticket_of_address(value) or ticket, line)


def _page(value: dict[str, Any], ticket: str, line: int) -> Iterator[Item]:
    """A page of lists (`{"tickets": [...], "end_time": ...}`), or an object by its name (`{"ticket": {...}}`)."""
    singles = [(key, told) for key, told in value.items() if key in _SINGULAR and isinstance(told, dict)]
    known = [key for key in value if key in _LISTS and isinstance(value[key], list)]
    others = [key for key, told in value.items() if isinstance(told, list) and key not in _LISTS]
    if not singles and not known and not (others and value.keys() & (_PAGE_MARKS | _TELL_NOTHING)):
        yield Item(UNKNOWN, value, ticket, line)
        return
    for key, told in singles:
        ticket = id_text(told.get("id")) if key == "ticket" else ticket
        yield from _one(told, ticket, line, key, f"{key}s")
    for key in known:
        yield from _records(value[key], ticket, line, key)
    for key in others:
        yield from _records([told for told in value[key] if isinstance(told, dict)], ticket, line, key)


def _one(told: Any, ticket: str, line: int, place: str, name: str) -> Iterator[Item]:
    if not isinstance(told, dict):
        yield Item(UNKNOWN, {"value": told}, ticket, line, place)
        return
    kind = _LISTS.get(name) or kind_of(told) or (LEFT_OUT if name else UNKNOWN)
    if kind in (TICKET, USER) and (is_freshdesk(told) or is_zammads(told)):
        kind = UNKNOWN
    own = id_text(told.get("id")) if kind == TICKET else id_text(told.get("ticket_id")) or ticket
    if kind == TICKET_EVENT:
        kind, told = AUDIT, audit_of_ticket_event(told)
    yield Item(kind, told, own, line, place, name)
    if kind == TICKET:  # a ticket that was exported with what belongs to it
        for key in ("comments", "audits"):
            if isinstance(told.get(key), list):
                yield from _records(told[key], own, line, key)


def _parts(item: Item) -> Iterator[Item]:
    yield item
    if item.kind == TICKET:
        yield Item(DESCRIPTION, item.told, item.ticket, item.line, item.place)
    elif item.kind == AUDIT:
        for event in events_of(item.told):
            if word(event, "type") in SPOKEN:
                yield Item(COMMENT, event, item.ticket, item.line, item.place, audit=item.told)


def kind_of(told: Json) -> str:
    """What a record is by its fields; empty where they do not say."""
    if word(told, "type").startswith("zen:event-type:"):
        return EVENT
    if isinstance(told.get("child_events"), list):
        return TICKET_EVENT
    if isinstance(told.get("events"), list) and ("author_id" in told or "ticket_id" in told):
        return AUDIT
    if "score" in told and "ticket_id" in told:
        return RATING
    if "answers" in told and "responder_id" in told:
        return RESPONSE
    if "author_id" in told and ("body" in told or "html_body" in told) and "source_type" not in told:
        return COMMENT
    if "requester_id" in told and ("status" in told or "submitter_id" in told):
        return TICKET
    if "domain_names" in told and "name" in told:
        return ORGANISATION
    return USER if "role" in told and ("email" in told or "name" in told) else ""


def is_freshdesk(told: Json) -> bool:
    """Whether a ticket or a conversation is rather one of Freshdesk."""
    return "responder_id" in told or ("incoming" in told and "private" in told)


def _is_record(value: Json) -> bool:
    return bool(kind_of(value)) and not any(isinstance(value.get(name), list) for name in ("tickets", "ticket_audits"))


def _envelope(value: Json) -> tuple[str, Any] | None:
    """`{"stream": "tickets", "data": {...}}`, one record a line, as warehouses' loaders write it."""
    told = part(value, "record") or value
    stream, data = told.get("stream"), told.get("data")
    return (stream, data) if isinstance(stream, str) and isinstance(data, dict) else None


def _ticket_of_address(value: Json) -> str:
    for name in ("url", "next_page", "previous_page"):
        if found := _IN_ADDRESS.search(word(value, name)):
            return found[1]
    found = _IN_ADDRESS.search(word(part(value, "links"), "next"))
    return found[1] if found else ""
