"""An event that Zendesk posts: `type`, `subject`, `detail` (the ticket or user as it is now), `event`, `time`.

An event tells less of a comment than an export does. Both make one entry of it, by ticket, second and words.
"""

from collections.abc import Mapping
from typing import Any, Final

from amends.facts import Entry, Moment
from amends.facts.kinds import TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, word

from .comments import entries_of_comment, merged_entry
from .feed import Feed, is_automatic
from .known import Known
from .messages import whole_second
from .tickets import opened_entry
from .users import entries_of_user

_PREFIX: Final = "zen:event-type:"
_CHANGES: Final = {
    "ticket.status_changed": "status",
    "ticket.agent_assignment_changed": "assigned",
    "ticket.group_assignment_changed": "group",
    "ticket.soft_deleted": "deleted",
    "ticket.permanently_deleted": "deleted",
    "ticket.undeleted": "reopened",
}
_ENDED: Final = frozenset({"solved", "closed"})
_CLOSE_SECONDS: Final = 2


def entries_of_event(told: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """What the event tells; nothing for the many types that tell nothing here. Raises BadRecord."""
    kind = word(told, "type").removeprefix(_PREFIX)
    detail, event = part(told, "detail"), part(told, "event")
    ticket = id_text(detail.get("id"))
    if kind.startswith("user."):
        return entries_of_user({**detail, "updated_at": detail.get("updated_at") or told.get("time")}, feed)
    if kind.startswith("ticket.") and not ticket:
        raise BadRecord("is an event that names no ticket", "Subscribe the webhook to ticket events", "detail.id")
    if kind == "ticket.created":
        return (opened_entry(ticket, detail, part(detail, "via"), feed),)
    if kind == "ticket.comment_added":
        return _comment(told, ticket, feed, known)
    if kind == "ticket.merged":
        into = _plain(event.get("target_ticket_id") or event.get("target") or event.get("current"))
        return (merged_entry(ticket, into, _at(told), id_text(detail.get("actor_id")), feed),) if into else ()
    return (_change(kind, told, ticket, feed),) if kind in _CHANGES else ()


def _at(told: Json) -> Moment:
    """When it happened. The ticket's `updated_at` is the second that exports tell of the same update."""
    time, detail = moment_told(told, "time"), part(told, "detail")
    if detail.get("updated_at"):
        updated = moment_told(detail, "updated_at")
        if 0 <= time - updated <= _CLOSE_SECONDS * SECOND_US:
            return whole_second(updated)
    return whole_second(time)


def _comment(told: Json, ticket: str, feed: Feed, known: Known) -> tuple[Entry, ...]:
    comment, detail = part(told, "event", "comment"), part(told, "detail")
    if not comment:
        raise BadRecord("is an event of a comment without the comment", "Look at its bytes", "event.comment")
    around: dict[str, Any] = {
        "author_id": id_text(part(comment, "author").get("id")),
        "via": detail.get("via"),
        "created_at": _at(told) / SECOND_US,
    }
    plain = {**comment, "public": comment.get("is_public", comment.get("public"))}
    plain.pop("created_at", None)
    return entries_of_comment(plain, ticket, feed, known, audit=around)


def _change(kind: str, told: Json, ticket: str, feed: Feed) -> Entry:
    detail, event = part(told, "detail"), part(told, "event")
    change = _CHANGES[kind]
    value, previous = (_plain(event.get(name)).lower() for name in ("current", "previous"))
    if change in ("assigned", "group"):
        value, previous = feed.of(value), feed.of(previous)
    elif change in ("deleted", "reopened"):
        value, previous = word(detail, "status").lower() if change == "reopened" else "", ""
    if change == "status" and previous in _ENDED and value not in _ENDED:
        change = "reopened"
    actor = id_text(detail.get("actor_id"))
    automatic = is_automatic(actor, {})
    what = TicketTold(
        ticket=feed.of(ticket),
        event=change,
        automatic=automatic,
        value=value,
        previous=previous,
        by="" if automatic else feed.of(actor),
    )
    return feed.ours(f"event:{word(told, 'id') or ticket}:{change}", moment_told(told, "time"), what)


def _plain(told: object) -> str:
    return id_text(told.get("id")) if isinstance(told, Mapping) else id_text(told)
