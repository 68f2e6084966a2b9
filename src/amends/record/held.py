"""Bytes that are kept as they came: waiting to be understood (inbox), or put aside with a reason (quarantine).

Card numbers in them are redacted before they are stored. They are sealed under a key of their own.
"""

import orjson

from amends.facts import Moment
from amends.intake.heard import NotUnderstood

from .group import HELD, Held
from .sealing import Sealer
from .store import Connection
from .words import ConflictRow, QuarantineRow, Waiting

_LENGTH_BYTES = 4


def hold(sealer: Sealer, source: str, item: NotUnderstood) -> Held:
    """The item ready to be written. The same bytes under the same id are the same item."""
    from amends.intake.cards import redact_card_bytes

    raw = redact_card_bytes(item.raw)
    return Held(
        source=source,
        item_key=sealer.keys.blind(b"held", source.encode(), item.source_id.encode(), raw),
        pseudonym=sealer.pseudonym(HELD),
        raw=labelled(item.source_id, item.reason, raw),
    )


def labelled(source_id: str, reason: str, raw: bytes) -> bytes:
    """The bytes as they are sealed: after the length of their label, and the label."""
    label = orjson.dumps({"id": source_id, "reason": reason})
    return len(label).to_bytes(_LENGTH_BYTES, "big") + label + raw


def waiting_items(connection: Connection, sealer: Sealer, limit: int) -> list[Waiting]:
    """What waits longest comes first."""
    query = (
        "SELECT i.number, i.source, s.wrapped, i.nonce, i.body FROM inbox i JOIN subject s ON s.id = i.subject"
        " WHERE i.body IS NOT NULL AND s.wrapped IS NOT NULL ORDER BY i.number LIMIT ?"
    )
    items = []
    for number, source, wrapped, nonce, body in connection.rows(query, (limit,)):
        label, raw = label_and_bytes(sealer.open_bytes(wrapped, nonce, body))
        items.append(Waiting(number, source, label["id"], raw))
    return items


def quarantine_rows(
    connection: Connection, sealer: Sealer, limit: int, number: int | None = None
) -> list[QuarantineRow]:
    """The newest come first; or the one with this number."""
    query = (
        "SELECT q.number, q.source, q.received, s.wrapped, q.nonce, q.body FROM quarantine q"
        " JOIN subject s ON s.id = q.subject WHERE s.wrapped IS NOT NULL AND q.number >= ? AND q.number <= ?"
        " ORDER BY q.number DESC LIMIT ?"
    )
    span = (0, 2**62) if number is None else (number, number)
    items = []
    for found, source, received, wrapped, nonce, body in connection.rows(query, (*span, limit)):
        label, raw = label_and_bytes(sealer.open_bytes(wrapped, nonce, body))
        items.append(QuarantineRow(found, source, label["id"], label["reason"], Moment(received), raw))
    return items


def conflict_rows(connection: Connection, sealer: Sealer, limit: int) -> list[ConflictRow]:
    """The newest come first."""
    query = (
        "SELECT c.number, c.source, c.received, s.wrapped, c.head, c.nonce, c.body FROM conflict c"
        " JOIN subject s ON s.id = c.subject ORDER BY c.number DESC LIMIT ?"
    )
    items = []
    for number, source, received, wrapped, head, nonce, body in connection.rows(query, (limit,)):
        other = sealer.open(number, wrapped, head, nonce, body) if wrapped is not None else None
        items.append(ConflictRow(number, source, Moment(received), other))
    return items


def label_and_bytes(stored: bytes) -> tuple[dict[str, str], bytes]:
    """The label (`id` and `reason`) and the bytes again."""
    end = _LENGTH_BYTES + int.from_bytes(stored[:_LENGTH_BYTES], "big")
    label: dict[str, str] = orjson.loads(stored[_LENGTH_BYTES:end])
    return label, stored[end:]
