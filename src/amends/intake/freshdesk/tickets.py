"""A ticket: that it was opened, how it stands, and its first message, which is its description and no conversation.

`responder_id` is whoever holds it on the day of the export and is not read: who answered is told by the conversations.
"""

import hashlib

from amends.facts import Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived, TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, said, tidy, word
from amends.intake.named import named_in

from .codes import OUTBOUND_MAIL, STATUS, TICKET_CHANNELS, WEB_CHAT
from .feed import Feed


def entries_of_ticket(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """Opened, its status, deleted, and the first message. Raises BadRecord."""
    ticket = id_text(told.get("id"))
    if not ticket:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    created = moment_told(told, "created_at")
    changed = max(created, moment_told(told, "updated_at", "created_at"))
    entries = [_opened(ticket, told, created, feed)]
    if status := id_text(told.get("status")):
        entries.append(_state(ticket, "status", STATUS.get(status, status.lower()), changed, feed))
    if told.get("deleted") is True:
        entries.append(_state(ticket, "deleted", "", changed, feed))
    return (*entries, *_first(ticket, told, created, feed))


def channel_of(told: Json) -> str:
    """How a ticket came about; a form where the code is not known."""
    return TICKET_CHANNELS.get(id_text(told.get("source")), "form")


def _opened(ticket: str, told: Json, at: Moment, feed: Feed) -> Entry:
    customer, account, channel = feed.of(told.get("requester_id")), feed.of(told.get("company_id")), channel_of(told)
    what = TicketTold(
        ticket=feed.of(ticket), event="opened", channel=channel, customer_id=customer or None, organisation=account
    )
    told_id = hashlib.sha256(repr((customer, account, channel)).encode()).hexdigest()[:8]
    return feed.ours(f"ticket:{ticket}:opened:{told_id}", at, what)


def _state(ticket: str, event: str, value: str, at: Moment, feed: Feed) -> Entry:
    what = TicketTold(ticket=feed.of(ticket), event=event, value=value)
    return feed.ours(f"ticket:{ticket}:{event}:{value or event}:{at // SECOND_US}", at, what)


def _first(ticket: str, told: Json, at: Moment, feed: Feed) -> tuple[Entry, ...]:
    """The description; of a web chat it only repeats what its conversations tell."""
    code, channel = id_text(told.get("source")), channel_of(told)
    words = said(word(told, "description_text"), word(told, "description"), channel)
    subject = tidy(word(told, "subject")).strip()
    if code == WEB_CHAT or not (words.text or words.quoted or subject):
        return ()
    if code == OUTBOUND_MAIL:
        answer = AnswerGiven(medium="mail", ticket=feed.of(ticket), subject=subject, text=words.text)
        return (feed.ours(f"ticket:{ticket}:first", at, answer),)
    spam = told.get("spam") is True
    contact = ContactReceived(
        channel=channel,
        is_contact=not spam,
        why_not="spam" if spam else "",
        customer_id=feed.of(told.get("requester_id")) or None,
        subject=subject,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        named=named_in(f"{subject}\n{words.text}"),
        attachments=file_names(told),
        ticket=feed.of(ticket),
        public=channel == "social" and part(told, "twitter").get("type") != "dm",
    )
    return (feed.his(f"ticket:{ticket}:first" + (":spam" if spam else ""), at, contact),)


def file_names(told: Json) -> tuple[str, ...]:
    """The names of what was attached, for display."""
    files = told.get("attachments")
    names = [word(file, "name") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return tuple(tidy(name) for name in names if name)
