"""Does the record still say what it was told? Every hash is made again from the stored bytes.

`deep` also opens every entry with its key, and compares what stands outside the chain: whose it is, the blind handles
by which it is found, and the id under which it counts once.
"""

import hmac
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidTag

from amends.facts import AmendsError

from .chain import START
from .checkpoints import Checkpoints
from .sealing import Sealer
from .store import Connection, Row
from .words import Verification

Progress = Callable[[int, int], None]  # how many of how many entries
_ROWS = "SELECT seq, kind, source, head, nonce, body, leaf, chain, subject{more} FROM entry ORDER BY seq"
_CHAIN_COLUMNS = 9
_DEEP_ROWS = ", source_key, fingerprint"  # what only the deep check needs; a million rows are read faster without


@dataclass
class _Found:
    """Where the check stands: the size and chain value reached, and what is wrong, if anything."""

    size: int = 0
    chain: bytes = START
    reason: str = ""
    notes: list[str] = field(default_factory=list)


def verify_record(
    connection: Connection, checkpoints: Checkpoints, sealer: Sealer, progress: Progress | None = None, *, deep: bool
) -> Verification:
    """Check everything; stops at the first entry that is not as it was written."""
    file = checkpoints.read()
    at_size: dict[int, set[bytes]] = defaultdict(set)
    for one in file.good:
        at_size[one.size].add(one.chain)
    found = _Found()
    with connection.snapshot():
        total, wrapped = _counts(connection)
        check = _Deep(connection, sealer, wrapped) if deep else None
        for rows in connection.stream(_ROWS.format(more=_DEEP_ROWS if deep else "")):
            _check_rows([row[:_CHAIN_COLUMNS] for row in rows] if deep else rows, found, at_size, wrapped)
            if check and not found.reason:
                check.rows(rows, found)
            if found.reason:
                break
            if progress:
                progress(found.size, total)
    broken: int | None = found.size + 1 if found.reason else None
    if broken is None and (beyond := [size for size in at_size if size > found.size]):
        broken = found.size + 1
        found.reason = f"the end is missing: a checkpoint vouches for {max(beyond)} entries, {found.size} are here"
    reason = found.reason
    if file.bad_lines and not reason:
        reason = f"line {file.bad_lines[0]} of the checkpoints was not signed with this record's key"
    if not file.good:
        found.notes.append("no checkpoints: a rewrite of the whole log, or a cut at its end, would not be seen")
    if file.torn:
        found.notes.append("the last checkpoint is incomplete, as after a power cut")
    erased = sum(1 for key in wrapped.values() if key is None)
    return Verification(total, not reason, broken, reason, len(file.good), erased, tuple(found.notes))


def _counts(connection: Connection) -> tuple[int, dict[int, bytes | None]]:
    total = connection.rows("SELECT count(*) FROM entry")[0][0]
    return total, {row[0]: row[1] for row in connection.rows("SELECT id, wrapped FROM subject")}


def _check_rows(
    rows: Sequence[Row], found: _Found, at_size: dict[int, set[bytes]], subjects: dict[int, bytes | None]
) -> None:
    """The chain over some rows. Written out in one loop: it runs once for every entry there is."""
    size, previous = found.size, found.chain
    needles: dict[str, dict[str, tuple[bytes, bytes]]] = defaultdict(dict)
    join = b"".join
    try:
        for seq, kind, source, head, nonce, body, leaf, chain, subject in rows:
            if seq != size + 1:
                found.reason = f"entry {size + 1} is missing: the next one here is {seq}"
                break
            if sha256(join((b"\x00", len(head).to_bytes(4, "big"), head, nonce, body))).digest() != leaf:
                found.reason = "its content is not what was written"
                break
            if sha256(b"\x01" + previous + leaf).digest() != chain:
                found.reason = "it does not follow from the entries before it"
                break
            needle = needles[kind].get(source) or needles[kind].setdefault(source, _needles(kind, source))
            if needle[0] not in head or needle[1] not in head:
                found.reason = "its kind or source is not the one in its head"
                break
            if subject not in subjects:
                found.reason = "it belongs to nobody: its subject is not in the table of keys"
                break
            if seq in at_size and at_size[seq] != {chain}:
                found.reason = "a signed checkpoint vouches for another content up to here: the log was rewritten"
                break
            size, previous = seq, chain
    except TypeError:
        found.reason = "a column holds another type than was written"
    found.size, found.chain = size, previous


def _needles(kind: str, source: str) -> tuple[bytes, bytes]:
    """What a canonical head must contain. A quote inside a value is escaped, so this cannot stand anywhere else."""
    return b'"kind":' + orjson.dumps(kind), b'"source":' + orjson.dumps(source)


class _Deep:
    """What only the keys can tell."""

    def __init__(self, connection: Connection, sealer: Sealer, wrapped: dict[int, bytes | None]) -> None:
        self._connection = connection
        self._sealer = sealer
        self._wrapped = wrapped
        self._pseudonyms = {row[0]: row[1] for row in connection.rows("SELECT id, pseudonym FROM subject")}

    def rows(self, rows: Sequence[Row], found: _Found) -> None:
        """Open each of these entries, and make what stands outside the chain again."""
        handles: dict[int, set[tuple[int, int, str]]] = defaultdict(set)
        for table in self._connection.handle_tables:
            query = f"SELECT seq, key, subject, tie FROM {table} WHERE seq >= ? AND seq <= ?"  # noqa: S608 - our own names
            for seq, key, subject, tie in self._connection.rows(query, (rows[0][0], rows[-1][0])):
                handles[seq].add((key, subject, tie))
        for row in rows:
            if reason := self._wrong(row, handles[row[0]]):
                found.size, found.reason = row[0] - 1, reason
                return

    def _wrong(self, row: Row, handles: set[tuple[int, int, str]]) -> str:
        seq, _, _, head, nonce, body, _, _, subject, source_key, fingerprint = row
        wrapped = self._wrapped[subject]
        if wrapped is None:
            return "it is erased, and yet can be found by a handle" if handles else ""
        try:
            key = self._sealer.data_keys.key_of(wrapped)
            again = self._sealer.prepare(self._sealer.open(seq, wrapped, head, nonce, body))
        except (AmendsError, InvalidTag, KeyError):
            return "it does not open with the key of its subject"
        if again.pseudonym != self._pseudonyms[subject] or not hmac.compare_digest(again.source_key, source_key):
            return "its subject or its id is not the one in its body"
        if self._sealer.seal(again, key).fingerprint != fingerprint:
            return "its fingerprint is not that of its content"
        if {(blind, subject, tie) for blind, tie in again.handles} != handles:
            return "the handles by which it is found are not its own"
        return ""
