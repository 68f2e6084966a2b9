"""Files of a Zendesk export, in any mix and order, become entries. All are learned from before the first is heard."""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from amends.facts import Entry
from amends.intake.belongs import command_for, is_zammads
from amends.intake.heard import Heard
from amends.intake.helpdesk import (
    BadRecord,
    id_text,
    left_out,
    no_json,
    nothing_in,
    pieces,
    portions,
    printed,
    quarantined,
    record_id,
    word,
)

from . import sniff
from .audits import entries_of_audit
from .comments import entries_of_comment
from .feed import Feed
from .known import SPOKEN, Known, events_of
from .organisations import entries_of_organisation
from .ratings import entries_of_rating, entries_of_response
from .sniff import Item, items_of
from .tickets import entries_of_description, entries_of_ticket
from .users import entries_of_user, is_customer
from .webhook import entries_of_event

_STAFF_LABEL = "agents and admins (they say who is one of us)"


def learn_zendesk(stream: BinaryIO, where: str, known: Known) -> None:
    """Add to `known` what one file says about roles, requesters and first messages. Never raises for its content."""
    for piece in pieces(stream):
        for item in items_of(piece, where) if not piece.wrong else ():
            learn(item, known)


def learn(item: Item, known: Known) -> None:
    """The same for one record."""
    told = item.told
    if item.kind == sniff.USER:
        known.learn_user(told)
    elif item.kind == sniff.TICKET:
        known.learn_ticket(told)
    elif item.kind == sniff.AUDIT:
        known.learn_audit(told, item.ticket)
    elif item.kind == sniff.COMMENT and item.audit is None:
        known.learn_comment(told, item.ticket)
    elif item.kind == sniff.RATING:
        known.learn_rating(told)
    elif item.kind == sniff.EVENT:
        known.learn_event(told)


def hear_zendesk(stream: BinaryIO, where: str, feed: Feed, known: Known) -> Iterator[Heard]:
    """The entries of one file in portions of about a thousand; `known` holds what all files of the run say.

    What cannot be taken waits in quarantine, each record alone, and never stops the rest. What is no concern of ours
    (groups, macros, events of an audit about priority) is left out, and counted in one problem.
    """
    yield from portions(_heard(stream, where, feed, known))


def _heard(stream: BinaryIO, where: str, feed: Feed, known: Known) -> Iterator[Heard]:
    unused: Counter[str] = Counter()
    seen = False
    for piece in pieces(stream):
        seen = True
        if piece.wrong:
            yield no_json(piece, where)
            continue
        for item in items_of(piece, where):
            yield hear_item(item, where, feed, known, unused)
    if not seen:
        yield nothing_in(where)
    yield left_out(where, unused)


def hear_item(item: Item, where: str, feed: Feed, known: Known, unused: Counter[str]) -> Heard:
    """What one record tells. One that tells nothing here is counted in `unused` by what it is."""
    try:
        entries = _entries(item, feed, known)
    except BadRecord as bad:
        return quarantined(bad, where, item.line, item.place, record_id(item.kind, item.told), printed(item.told))
    if not entries and (label := _label(item)):
        unused[label] += 1
    return Heard(entries)


def _entries(item: Item, feed: Feed, known: Known) -> tuple[Entry, ...]:
    told = item.told
    match item.kind:
        case sniff.TICKET:
            return entries_of_ticket(told, feed, known)
        case sniff.DESCRIPTION:
            return entries_of_description(told, feed, known)
        case sniff.COMMENT:
            return entries_of_comment(told, item.ticket, feed, known, item.audit)
        case sniff.AUDIT:
            return entries_of_audit(told, item.ticket, feed)
        case sniff.USER:
            return entries_of_user(told, feed)
        case sniff.ORGANISATION:
            return entries_of_organisation(told, feed)
        case sniff.RATING:
            return entries_of_rating(told, feed)
        case sniff.RESPONSE:
            return entries_of_response(told, feed)
        case sniff.EVENT:
            return entries_of_event(told, feed, known)
        case sniff.LEFT_OUT:
            return ()
    raise _unknown(item)


def _label(item: Item) -> str:
    if item.kind == sniff.USER and not is_customer(item.told):
        return _STAFF_LABEL
    if item.kind == sniff.EVENT:
        return word(item.told, "type")
    names = {sniff.RATING: "ratings never offered", sniff.AUDIT: "audits of other changes", sniff.LEFT_OUT: item.label}
    spoken = item.kind == sniff.AUDIT and any(word(event, "type") in SPOKEN for event in events_of(item.told))
    return "" if spoken else names.get(item.kind, "")


def _unknown(item: Item) -> BadRecord:
    if sniff.is_freshdesk(item.told):
        return BadRecord("looks like a record of Freshdesk", "Take it in with: amends intake freshdesk")
    if is_zammads(item.told) or isinstance(item.told.get("article"), dict) or "article_ids" in item.told:
        return BadRecord("looks like a record of Zammad", "Take it in with: amends intake zammad")
    if id_text(item.told.get("inbox_id")) or word(item.told, "event").startswith(("message_", "conversation_")):
        return BadRecord("looks like a record of Chatwoot", "Take it in with: amends intake chatwoot")
    if command := command_for(item.told):
        return BadRecord(f"looks like a file for intake {command}", f"Take it in with: amends intake {command}")
    return BadRecord("is no record of Zendesk that is known here", "See docs/howto-zendesk.md for what is taken")
