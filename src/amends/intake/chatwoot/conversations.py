"""A conversation: that it was opened, and what changed. Who held it is told only by a change of `assignee_id`."""

from typing import Any, Final

from amends.facts import Entry, Moment
from amends.facts.kinds import TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Feed, Json, fingerprint, id_text, part, word

from .changes import changes_of
from .words import changed_at, channel_of, whole_second

_EVENTS: Final = {"status": "status", "assignee_id": "assigned", "team_id": "group", "label_list": "tagged"}
_ENDED: Final = frozenset({"resolved"})


def number_of(conversation: Json) -> str:
    """The number that people see: `display_id` in some payloads, `id` in the others. Raises BadRecord."""
    found = id_text(conversation.get("display_id")) or id_text(conversation.get("id"))
    if not found:
        raise BadRecord("has no id", "Take in what Chatwoot tells with all its fields", "conversation.id")
    return found


def contact_of(conversation: Json) -> Json:
    """The customer, who stands in `meta.sender`."""
    return part(conversation, "meta", "sender")


def created_at(conversation: Json) -> Moment | None:
    """When the conversation began; None where a version does not tell."""
    return whole_second(conversation, "created_at") if conversation.get("created_at") else None


def entries_of_conversation(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """Opened, where it is told since when; and each change. Raises BadRecord."""
    number, began = number_of(told), created_at(told)
    entries = [_opened(told, number, began, feed)] if began is not None else []
    changes = changes_of(told)
    for field, event in _EVENTS.items():
        if field in changes:
            entries += _changed(told, number, event, changes, field, feed)
    if word(told, "event") == "conversation_status_changed" and "status" not in changes:
        entries += _changed(told, number, "status", {"status": (None, told.get("status"))}, "status", feed)
    if not word(told, "event") and word(told, "status"):
        entries += _state(told, number, feed)
    return tuple(entries)


def _state(told: Json, number: str, feed: Feed) -> list[Entry]:
    """The state on the day of an export, as of the last thing that happened."""
    at, state = _when(told, {}), word(told, "status").strip().lower()
    what = TicketTold(ticket=feed.of(number), event="status", value=state)
    return [feed.ours(f"conversation:{number}:state:{at // SECOND_US}:{state}", at, what)]


def _opened(told: Json, number: str, began: Moment, feed: Feed) -> Entry:
    what = TicketTold(
        ticket=feed.of(number),
        event="opened",
        channel=channel_of({}, told),
        customer_id=feed.of(contact_of(told).get("id")) or None,
    )
    return feed.ours(f"conversation:{number}:opened:{fingerprint(what)}", began, what)


def _changed(
    told: Json, number: str, event: str, changes: dict[str, tuple[Any, Any]], field: str, feed: Feed
) -> list[Entry]:
    previous, value = (_value(event, end, feed) for end in changes[field])
    if previous == value:
        return []
    at = _when(told, changes)
    reopened = event == "status" and previous in _ENDED and value not in _ENDED
    what = TicketTold(ticket=feed.of(number), event="reopened" if reopened else event, value=value, previous=previous)
    return [feed.ours(f"conversation:{number}:{event}:{at // SECOND_US}:{fingerprint(what)}", at, what)]


def _when(told: Json, changes: dict[str, tuple[Any, Any]]) -> Moment:
    """The change of `updated_at` that came with it, else what the conversation says of itself."""
    own = changes.get("updated_at", (None, None))[1]
    if own:
        return whole_second({"updated_at": own}, "updated_at")
    began = created_at(told)
    if began is None and not any(told.get(name) for name in ("updated_at", "last_activity_at", "timestamp")):
        raise BadRecord("does not say when it changed", "Take in what Chatwoot tells with all its fields", "updated_at")
    return changed_at(told, created=began if began is not None else Moment(0))


def _value(event: str, told: Any, feed: Feed) -> str:
    if event in ("assigned", "group"):
        return feed.of(told)
    if isinstance(told, list):
        return ", ".join(sorted(str(one) for one in told))
    return told.strip().lower() if isinstance(told, str) else id_text(told)
