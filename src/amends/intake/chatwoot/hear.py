"""Files of Chatwoot, in any mix and order, become entries. Each record says all that its entries need."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from amends.facts import Entry, Moment
from amends.intake.heard import Heard
from amends.intake.helpdesk import (
    BadRecord,
    Feed,
    left_out,
    no_json,
    nothing_in,
    pieces,
    portions,
    printed,
    quarantined,
    raw_id,
    record_id,
)

from . import sniff
from .contacts import entries_of_contact, time_of
from .conversations import contact_of, created_at, entries_of_conversation
from .messages import entries_of_message
from .sniff import Item, items_of, other_system
from .tokens import bytes_without_tokens, without_tokens


def hear_chatwoot(stream: BinaryIO, where: str, feed: Feed, *, received: Moment | None = None) -> Iterator[Heard]:
    """The entries of one file in portions of about a thousand.

    `received` is taken for events about a contact, which tell no time. What cannot be taken waits in quarantine, each
    record alone and without its session tokens, and never stops the rest.
    """
    yield from portions(_heard(stream, where, feed, received))


def _heard(stream: BinaryIO, where: str, feed: Feed, received: Moment | None) -> Iterator[Heard]:
    unused: Counter[str] = Counter()
    seen = False
    for piece in pieces(stream):
        seen = True
        if piece.wrong:
            yield no_json(piece, where, bytes_without_tokens(piece.raw))
            continue
        for item in items_of(piece.value):
            yield hear_item(item, where, piece.line, feed, unused, received)
    if not seen:
        yield nothing_in(where)
    yield left_out(where, unused)


def hear_item(
    item: Item, where: str, line: int, feed: Feed, unused: Counter[str], received: Moment | None = None
) -> Heard:
    """What one record tells. One that tells nothing here is counted in `unused` by what it is."""
    try:
        entries = _entries(item, feed, received)
    except BadRecord as bad:
        told = without_tokens(item.told)
        own = raw_id(printed(told)) if item.kind == sniff.UNKNOWN else record_id(item.kind, told)
        return quarantined(bad, where, line, item.place, own, printed(told))
    if not entries:
        unused[item.label or f"{item.kind}s that tell nothing here"] += 1
    return Heard(entries)


def _entries(item: Item, feed: Feed, received: Moment | None) -> tuple[Entry, ...]:
    match item.kind:
        case sniff.MESSAGE:
            return entries_of_message(item.told, item.conversation, feed)
        case sniff.CONVERSATION:
            return entries_of_conversation(item.told, feed) + _profile(item.told, feed)
        case sniff.CONTACT:
            return entries_of_contact(item.told, feed, time_of(item.told, received))
        case sniff.OTHER:
            return ()
    if other := other_system(item.told):
        raise BadRecord(f"looks like a record of another system: {other}", f"Take it in with: amends intake {other}")
    raise BadRecord("is no event or record of Chatwoot that is known here", "See docs/howto-chatwoot.md")


def _profile(conversation: Any, feed: Feed) -> tuple[Entry, ...]:
    contact, at = contact_of(conversation), created_at(conversation)
    return entries_of_contact(contact, feed, at) if contact and at is not None else ()
