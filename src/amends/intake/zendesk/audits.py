"""An audit: one update of a ticket, with its events. The only honest source of who held the ticket when.

All values are texts, lists or null, ids too (measured over 863 events). Events of rules carry a `via` of their own.
"""

import hashlib
from typing import Any

from amends.facts import Entry
from amends.facts.kinds import TicketTold
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, word

from .feed import Feed, is_automatic
from .known import SPOKEN, events_of
from .tickets import opened_entry

_EVENTS = {"status": "status", "assignee_id": "assigned", "group_id": "group", "tags": "tagged"}
_ENDED = frozenset({"solved", "closed"})


def entries_of_audit(told: Json, ticket: str, feed: Feed) -> tuple[Entry, ...]:
    """What the update changed of status, holder, group and tags; what was said in it is a comment. Raises BadRecord."""
    if not ticket:
        step = "Name the file after the ticket, for example audits_4711.json, or write ticket_id into each audit"
        raise BadRecord("does not say to which ticket it belongs", step, "ticket_id")
    changes = [event for event in events_of(told) if word(event, "field_name") in _EVENTS]
    entries = [entry for event in changes for entry in _change(event, told, ticket, feed)]
    return (*_opened(told, ticket, feed), *entries)


def _opened(audit: Json, ticket: str, feed: Feed) -> tuple[Entry, ...]:
    created = {word(e, "field_name"): e.get("value") for e in events_of(audit) if word(e, "type") == "Create"}
    if not id_text(created.get("requester_id")):
        return ()
    at = audit.get("created_at") or audit.get("timestamp")
    return (opened_entry(ticket, {**created, "created_at": at}, part(audit, "via"), feed),)


def _change(event: Json, audit: Json, ticket: str, feed: Feed) -> tuple[Entry, ...]:
    name = word(event, "field_name")
    value, previous = (_value(name, event.get(field), feed) for field in ("value", "previous_value"))
    if value == previous:
        return ()
    author = id_text(audit.get("author_id"))
    automatic = is_automatic(author, part(event, "via") or part(audit, "via"))
    reopened = name == "status" and previous in _ENDED and value not in _ENDED
    what = TicketTold(
        ticket=feed.of(ticket),
        event="reopened" if reopened else _EVENTS[name],
        automatic=automatic,
        value=value,
        previous=previous,
        by="" if automatic else feed.of(author),
    )
    told = hashlib.sha256(f"{previous}>{value}".encode()).hexdigest()[:8]
    source_id = f"audit:{id_text(audit.get('id'))}:{_EVENTS[name]}:{told}"
    return (feed.ours(source_id, moment_told(audit, "created_at", "timestamp"), what),)


def _value(name: str, told: Any, feed: Feed) -> str:
    if name in ("assignee_id", "group_id"):
        return feed.of(told)
    if isinstance(told, list):
        return ", ".join(sorted(str(one) for one in told))
    return told.lower() if isinstance(told, str) else id_text(told)


def audit_of_ticket_event(told: Json) -> dict[str, Any]:
    """A row of the incremental ticket events as the audit that it is: the same id, events without a field name."""
    children = told.get("child_events")
    events: list[dict[str, Any]] = []
    for child in children if isinstance(children, list) else ():
        if not isinstance(child, dict):
            continue
        kind, via = word(child, "event_type") or word(child, "type"), _via(child)
        if kind in SPOKEN:
            events.append({**child, "type": kind, "via": via})
            continue
        for name in child.keys() & {*_EVENTS, "requester_id", "organization_id", "subject"}:
            change = {"type": kind or "Change", "field_name": name, "value": child[name], "via": via}
            events.append({**change, "previous_value": child.get("previous_value")})
    events.sort(key=lambda event: str(event.get("field_name", "")))
    at = told.get("created_at") or told.get("timestamp")
    return {**told, "author_id": told.get("updater_id"), "via": _via(told), "created_at": at, "events": events}


def _via(told: Json) -> dict[str, Any]:
    via = told.get("via")
    return dict(via) if isinstance(via, dict) else {"channel": via or ""}
