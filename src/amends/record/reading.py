"""Reading the log: in order for followers, by kind, and by the handles of a customer. Erased entries are left out."""

from collections import Counter
from collections.abc import Collection

from amends.facts import Entry

from .sealing import Sealer
from .store import Connection, Row

_SELECT = "SELECT e.seq, s.wrapped, e.head, e.nonce, e.body FROM entry e JOIN subject s ON s.id = e.subject"
_ALIVE = "s.wrapped IS NOT NULL"


def entries_after(connection: Connection, sealer: Sealer, seq: int, limit: int) -> list[tuple[int, Entry]]:
    """At most `limit` readable entries after number `seq`, with their numbers, in order of arrival."""
    query = f"{_SELECT} WHERE {_ALIVE} AND e.seq > ? ORDER BY e.seq LIMIT ?"
    return _opened(connection.rows(query, (seq, limit)), sealer)


def entries_of_kind(connection: Connection, sealer: Sealer, kind: str, seq: int, limit: int) -> list[tuple[int, Entry]]:
    """The same for one kind of entry."""
    query = f"{_SELECT} WHERE {_ALIVE} AND e.kind = ? AND e.seq > ? ORDER BY e.seq LIMIT ?"
    return _opened(connection.rows(query, (kind, seq, limit)), sealer)


def entries_about(connection: Connection, sealer: Sealer, keys: Collection[str]) -> list[Entry]:
    """Entries that have any of these handle keys, or are about this subject, each once, in order of arrival."""
    blind = [sealer.keys.blind_handle(key) for key in set(keys)]
    rows: dict[int, Row] = {}
    for table in connection.handle_tables:  # in this order: a handle moves only forward, so that none is missed
        query = (
            f"SELECT e.seq, s.wrapped, e.head, e.nonce, e.body FROM {table} h JOIN entry e ON e.seq = h.seq"  # noqa: S608
            f" JOIN subject s ON s.id = e.subject WHERE {_ALIVE} AND h.key {{among}}"
        )
        rows |= {row[0]: row for row in connection.among(query, blind)}
    wanted = set(keys)
    opened = _opened([rows[seq] for seq in sorted(rows)], sealer)
    return [entry for _, entry in opened if _has_any(entry, wanted)]


def entry_with_id(connection: Connection, sealer: Sealer, entry_id: str) -> Entry | None:
    """The entry of this id ("shop/R-2291:accepted"); None where there is none, or it was erased."""
    name, _, source_id = entry_id.partition("/")
    name = name.replace("%2F", "/").replace("%25", "%")
    key = sealer.keys.blind(b"source", name.encode(), source_id.encode())
    found = _opened(connection.rows(f"{_SELECT} WHERE {_ALIVE} AND e.source_key = ?", (key,)), sealer)
    return found[0][1] if found else None


def subjects_of(connection: Connection, sealer: Sealer, keys: Collection[str]) -> dict[str, int]:
    """How many subjects have each of these handles; a mere mention by somebody does not count."""
    blind = {sealer.keys.blind_handle(key): key for key in keys}
    pairs: set[tuple[int, int]] = set()
    for table in connection.handle_tables:
        query = f"SELECT DISTINCT key, subject FROM {table} WHERE tie <> 'named' AND key {{among}}"  # noqa: S608 - ours
        pairs |= {(row[0], row[1]) for row in connection.among(query, list(blind))}
    counted = Counter(key for key, _ in pairs)
    return {key: counted[number] for number, key in blind.items()}


def _opened(rows: list[Row], sealer: Sealer) -> list[tuple[int, Entry]]:
    return [(row[0], sealer.open(*row)) for row in rows]


def _has_any(entry: Entry, keys: set[str]) -> bool:
    """Two handles may meet in 64 bits, once in many million years of use: never show one customer to another for it."""
    return entry.subject_key in keys or any(handle.key in keys for handle in entry.what.handles())
