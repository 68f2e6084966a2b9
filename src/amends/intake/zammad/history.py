"""A row of a ticket's history: the only honest source of who held it when (`GET /api/v1/ticket_history/81`)."""

from typing import Final

from amends.facts import Entry
from amends.facts.kinds import TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import Feed, Json, fingerprint, id_text, moment_told, word

from .known import Known
from .tickets import person_of
from .words import NOBODY

_EVENTS: Final = {"owner": "assigned", "state": "status", "group": "group"}
_MERGED: Final = ("merged_into", "received_merge")
_ENDED: Final = frozenset({"closed", "merged", "removed"})


def entries_of_history(told: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """What the row changed of holder, state and group, and merges; nothing for other rows. Raises BadRecord."""
    if told.get("object") != "Ticket":
        return ()
    if word(told, "type") in _MERGED:
        return (_merged(told, feed, known),)
    if word(told, "type") != "updated" or word(told, "attribute") not in _EVENTS:
        return ()
    number = known.number_of(told.get("o_id"), "o_id")
    at, event = moment_told(told, "created_at"), _EVENTS[word(told, "attribute")]
    value, previous = (_value(told, event, end, feed) for end in ("to", "from"))
    if value == previous:
        return ()
    author = person_of(told, "created_by")
    reopened = event == "status" and previous in _ENDED and value not in _ENDED
    what = TicketTold(
        ticket=feed.of(number),
        event="reopened" if reopened else event,
        automatic=id_text(told.get("created_by_id")) in NOBODY - {""},
        value=value,
        previous=previous,
        by=feed.of(author),
    )
    return (feed.ours(f"history:{id_text(told.get('id')) or at}:{fingerprint(what)}", at, what),)


def _merged(told: Json, feed: Feed, known: Known) -> Entry:
    """Told in the histories of both tickets, each of which is one entry, from whichever it is read."""
    gone, kept = known.number_of(told.get("id_from"), "id_from"), known.number_of(told.get("id_to"), "id_to")
    at = moment_told(told, "created_at")
    what = TicketTold(
        ticket=feed.of(gone), event="merged", value=feed.of(kept), by=feed.of(person_of(told, "created_by"))
    )
    return feed.ours(f"ticket:{gone}:{word(told, 'type')}:{kept}:{at // SECOND_US}", at, what)


def _value(told: Json, event: str, end: str, feed: Feed) -> str:
    if event == "status":
        return word(told, f"value_{end}").strip().lower()
    own = id_text(told.get(f"id_{end}"))
    return feed.of(own) if event == "group" or own not in NOBODY else ""
