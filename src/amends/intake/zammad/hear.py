"""Files of Zammad, in any mix and order, become entries. All are learned from before the first is heard."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from amends.facts import Entry, Moment, Problem
from amends.intake.cti import hear_cti
from amends.intake.cti.hear import TIMES
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
    record_id,
    word,
)

from . import sniff
from .articles import entries_of_article
from .history import entries_of_history
from .known import Known
from .sniff import Item, items_of, other_system
from .tickets import entries_of_ticket
from .users import entries_of_user

_STAFF = "users who are no customers"


def learn_zammad(stream: BinaryIO, known: Known) -> None:
    """Add to `known` which numbers the tickets of a file have. Never raises for its content."""
    for piece in pieces(stream):
        for item in items_of(piece.value) if not piece.wrong else ():
            learn(item, known)


def learn(item: Item, known: Known) -> None:
    """The same for one record."""
    if item.kind == sniff.TICKET:
        known.learn_ticket(item.told)
    elif item.kind == sniff.HISTORY:
        known.learn_history(item.told)


def hear_zammad(
    stream: BinaryIO, where: str, feed: Feed, known: Known, *, received: Moment | None = None
) -> Iterator[Heard]:
    """The entries of one file in portions of about a thousand; `known` holds what all files of the run say.

    `received` is taken for call events without a time of their own. What cannot be taken waits in quarantine, each
    record alone, and never stops the rest.
    """
    yield from portions(_heard(stream, where, feed, known, received))


def _heard(stream: BinaryIO, where: str, feed: Feed, known: Known, received: Moment | None) -> Iterator[Heard]:
    unused: Counter[str] = Counter()
    seen = timeless = False
    for piece in pieces(stream):
        seen = True
        if piece.wrong:
            yield no_json(piece, where)
            continue
        for item in items_of(piece.value):
            if item.kind == sniff.CALL:
                heard = hear_cti(item.told, feed.name, received=received, where=where)
                yield replace(heard, problems=tuple(replace(one, line=piece.line) for one in heard.problems))
                timeless = timeless or not any(item.told.get(name) for name in TIMES)
            else:
                yield hear_item(item, where, piece.line, feed, known, unused)
    if not seen:
        yield nothing_in(where)
    if timeless and received is not None:
        step = "They count from when the file was last written. Write when each came, for example as timestamp"
        yield Heard((), (Problem(where, "holds call events without a time", step),))
    yield left_out(where, unused)


def hear_item(item: Item, where: str, line: int, feed: Feed, known: Known, unused: Counter[str]) -> Heard:
    """What one record tells. One that tells nothing here is counted in `unused` by what it is."""
    try:
        entries = _entries(item, feed, known)
    except BadRecord as bad:
        own = record_id(item.kind or "unknown", item.told)
        return quarantined(bad, where, line, item.place, own, printed(item.told))
    if not entries:
        unused[_label(item)] += 1
    return Heard(entries)


def _entries(item: Item, feed: Feed, known: Known) -> tuple[Entry, ...]:
    match item.kind:
        case sniff.TICKET:
            return entries_of_ticket(item.told, feed, known)
        case sniff.ARTICLE:
            return entries_of_article(item.told, item.ticket, feed, known)
        case sniff.USER:
            return entries_of_user(item.told, feed, has_ticket=item.has_ticket)
        case sniff.HISTORY:
            return entries_of_history(item.told, feed, known)
        case sniff.OTHER:
            return ()
    if other := other_system(item.told):
        raise BadRecord(f"looks like a record of another system: {other}", f"Take it in with: amends intake {other}")
    raise BadRecord(
        "is neither a ticket nor an article, a user, a history or a call event of Zammad",
        "Let the webhook tell ticket.number, article.id and article.sender; see docs/howto-zammad.md",
    )


def _label(item: Item) -> str:
    if item.kind == sniff.USER:
        return _STAFF
    if item.kind == sniff.HISTORY:
        return f"history of {word(item.told, 'attribute') or word(item.told, 'object') or 'other things'}"
    return item.label or item.kind
