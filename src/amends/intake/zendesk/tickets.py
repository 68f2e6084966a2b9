"""A ticket as it stands today: that it was opened, and what only it tells.

Who holds it is never read from it: `assignee_id` is whoever has it on the day of the export. A deleted ticket (half of
what an incremental export holds, in one measured account) tells no words, and is still there.
"""

import hashlib
from dataclasses import replace

from amends.facts import Entry, Moment
from amends.facts.kinds import ContactReceived, TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, tidy, word

from .comments import merged_entry
from .feed import Feed
from .known import Known
from .messages import Message, entries_of_message, whole_second
from .via import channel_of, direction_of

DELETED = "deleted"


def entries_of_ticket(told: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """Opened; deleted; merged; its status, where no audit tells its history. Raises BadRecord."""
    ticket = id_text(told.get("id"))
    if not ticket:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    entries = [opened_entry(ticket, told, part(told, "via"), feed)]
    status, changed = word(told, "status").lower(), moment_told(told, "updated_at", "created_at")
    if status == DELETED:
        entries.append(_state(ticket, DELETED, "", changed, feed))
    elif status and ticket not in known.audited:
        entries.append(_state(ticket, "status", status, changed, feed))
    into = told.get("merged_ticket_ids")
    for gone in into if isinstance(into, list) else ():
        entries.append(merged_entry(id_text(gone), ticket, changed, "", feed))
    return tuple(entries)


def opened_entry(ticket: str, told: Json, via: Json, feed: Feed) -> Entry:
    """That the ticket was opened, for whom. A ticket that was given to another requester later tells it once more."""
    customer, account = feed.of(told.get("requester_id")), feed.of(told.get("organization_id"))
    what = TicketTold(
        ticket=feed.of(ticket),
        event="opened",
        channel=channel_of(via),
        customer_id=customer or None,
        organisation=account,
    )
    told_id = hashlib.sha256(repr((customer, account, what.channel)).encode()).hexdigest()[:8]
    return feed.ours(f"ticket:{ticket}:opened:{told_id}", whole_second(moment_told(told, "created_at")), what)


def _state(ticket: str, event: str, value: str, at: Moment, feed: Feed) -> Entry:
    what = TicketTold(ticket=feed.of(ticket), event=event, value=value)
    return feed.ours(f"ticket:{ticket}:{event}:{value or DELETED}:{at // SECOND_US}", at, what)


def entries_of_description(told: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """The first message, where neither a comment nor an audit of this run tells it. Raises BadRecord.

    Its author is who submitted the ticket ("The submitter always becomes the author of the first comment on the
    ticket", Zendesk's documents); the requester where none is told.
    """
    ticket, words = id_text(told.get("id")), tidy(word(told, "description"))
    requester = id_text(told.get("requester_id"))
    author = id_text(told.get("submitter_id")) or requester
    if word(told, "status").lower() == DELETED or not words.strip() or known.first_is_told(ticket):
        return ()
    message = Message(
        ticket=ticket,
        at=whole_second(moment_told(told, "created_at")),
        author=author,
        via=part(told, "via"),
        plain=words,
        public=told.get("is_public") is not False or author == requester,
    )
    entries = entries_of_message(message, feed, known)
    return _without_words(entries) if direction_of(message.via) and author == requester else entries


def _without_words(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of a call or a voicemail: the description is Zendesk's own ("Call from: ..."), not the customer's words."""
    return tuple(
        replace(entry, what=replace(entry.what, text="", quoted="", signature="", named=()))
        if isinstance(entry.what, ContactReceived)
        else entry
        for entry in entries
    )
