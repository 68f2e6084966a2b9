"""A comment, alone or inside an audit, written or spoken.

A voice comment is a call that Zendesk Talk made or took: its text is Zendesk's own ("Call from: ..."); the words are in
`data.transcription_text`, the customer's own only where he left a voicemail.
"""

import re

from amends.facts import Entry, Moment
from amends.facts.kinds import AnswerGiven, ContactReceived, TicketTold
from amends.intake.helpdesk import BadRecord, Json, e164, id_text, moment_told, part, tidy, word
from amends.intake.named import named_in

from .feed import Feed
from .known import Known
from .messages import Message, entries_of_message, whole_second
from .via import direction_of

_MERGED_INTO = re.compile(r"merged into (?:request|ticket) #?(\d{1,15})", re.IGNORECASE)
_MERGED_FROM = re.compile(r"(?:request|ticket) #?(\d{1,15})\b.{0,300}?merged into this", re.IGNORECASE | re.DOTALL)


def entries_of_comment(
    told: Json, ticket: str, feed: Feed, known: Known, audit: Json | None = None
) -> tuple[Entry, ...]:
    """What was said. `audit` is the audit around it, which tells what the comment inside it leaves out.

    Raises BadRecord.
    """
    around = audit or {}
    if not ticket:
        step = "Name the file after the ticket, for example comments_4711.json, or write ticket_id into each comment"
        raise BadRecord("does not say to which ticket it belongs", step, "ticket_id")
    at = whole_second(moment_told(told if told.get("created_at") else around or told, "created_at", "timestamp"))
    message = Message(
        ticket=ticket,
        at=at,
        author=id_text(told.get("author_id") or around.get("author_id")),
        via=part(told, "via") or part(around, "via"),
        plain=word(told, "body") or word(told, "plain_body"),
        html=word(told, "html_body"),
        public=told.get("public") is not False,
        own_id=id_text(told.get("id")),
        attachments=_attachments(told),
    )
    merged = _merged(message, feed)
    if word(told, "type") == "VoiceComment":
        return merged + _spoken(message, part(told, "data"), feed, known)
    return merged + entries_of_message(message, feed, known)


def _attachments(told: Json) -> tuple[str, ...]:
    files = told.get("attachments")
    names = [word(file, "file_name") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return tuple(tidy(name) for name in names if name)


def _spoken(message: Message, data: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    direction = direction_of(message.via, data.get("via_id"))
    caller = e164(word(data, "to" if direction == "outbound" else "from"))
    transcript = tidy(word(data, "transcription_text")).strip()
    if not caller and not transcript and not direction:
        return entries_of_message(message, feed, known)
    entries: tuple[Entry, ...] = ()
    if direction != "outbound":
        his_own = transcript if direction == "voicemail" else ""
        entries += (feed.his(message.source_id, message.at, _call(message, caller, his_own, feed, known)),)
    if direction == "outbound" or (transcript and direction != "voicemail"):
        source_id = f"{message.source_id}:transcript" if direction != "outbound" else message.source_id
        entries += (feed.ours(source_id, _started(data, message.at), _talk(message, data, caller, transcript, feed)),)
    return entries


def _call(message: Message, caller: str, words: str, feed: Feed, known: Known) -> ContactReceived:
    is_his = known.is_staff(message.author, message.ticket) is False
    return ContactReceived(
        channel="phone",
        sender=caller,
        customer_id=feed.of(message.author) if is_his else None,
        text=words,
        named=named_in(words),
        ticket=feed.of(message.ticket),
    )


def _talk(message: Message, data: Json, number: str, transcript: str, feed: Feed) -> AnswerGiven:
    return AnswerGiven(
        medium="phone",
        record="transcript" if transcript else "note",
        ticket=feed.of(message.ticket),
        agent=feed.of(data.get("answered_by_id") or message.author),
        to=number,
        text=transcript or tidy(message.plain).strip(),
    )


def _started(data: Json, otherwise: Moment) -> Moment:
    return moment_told(data, "started_at") if data.get("started_at") else otherwise


def _merged(message: Message, feed: Feed) -> tuple[Entry, ...]:
    """Zendesk says of a merge only in a comment: on the ticket that was closed, and on the one it went into."""
    rel, channel = part(message.via, "source").get("rel"), message.via.get("channel")
    if "merge" not in (rel, channel):
        return ()
    if into := _MERGED_INTO.search(message.plain):
        gone, kept = message.ticket, into[1]
    elif gone_in := _MERGED_FROM.search(message.plain):
        gone, kept = gone_in[1], message.ticket
    else:
        return ()
    return (merged_entry(gone, kept, message.at, message.author, feed),)


def merged_entry(gone: str, kept: str, at: Moment, author: str, feed: Feed) -> Entry:
    """One ticket went into another. Told on both tickets, in one second."""
    told = TicketTold(ticket=feed.of(gone), event="merged", value=feed.of(kept), by=feed.of(author))
    return feed.ours(f"ticket:{gone}:merged:{kept}", at, told)
