"""One group of what callers want written, in one transaction: this is the only place that adds to the log.

Rules of arrival: (source, source id) counts once. The same content again is a duplicate, another content a conflict,
kept and alarmed. What is told again about somebody who was erased is a duplicate: what was forgotten stays forgotten.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from amends.facts import Moment

from .chain import START, chain_of
from .datakeys import DataKey
from .sealing import Plain, Sealed, Sealer
from .store import Connection
from .words import Outcome, Receipt

log = logging.getLogger("amends.record")

SORT_EVERY: Final = 32_768  # entries; until then their handles are found by reading all new ones: a few milliseconds
HELD: Final = "held"  # the subject key under which bytes are sealed that are not understood (yet)
_ENTRY = (
    "seq",
    "kind",
    "source",
    "source_key",
    "subject",
    "fingerprint",
    "head",
    "nonce",
    "body",
    "leaf",
    "chain",
)
_CONFLICT = ("number", "source", "source_key", "subject", "fingerprint", "head", "nonce", "body", "received")
_ITEM = ("number", "source", "item_key", "subject", "nonce", "body", "received")


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes to keep as they are, in the inbox or in quarantine; `raw` already holds their id and reason."""

    source: str
    item_key: bytes
    pseudonym: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """What one caller wants written, all of it or nothing. `settles` are numbers of inbox items that it replaces.

    `plain` is sealed by the writer, together with what others want written at the same moment.
    """

    sealed: Sequence[Sealed] = ()
    plain: Sequence[Plain] = ()
    quarantined: Sequence[Held] = ()
    heard: Held | None = None
    settles: Sequence[int] = ()

    @property
    def size(self) -> int:
        """How many rows, about."""
        return len(self.sealed) + len(self.plain) + len(self.quarantined) + len(self.settles) + 1


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job. `number` is that of the inbox item that was heard."""

    receipt: Receipt
    number: int = 0


def commit_group(connection: Connection, sealer: Sealer, jobs: Sequence[Job], now: Moment) -> tuple[list[Done], int]:
    """Write the jobs in one transaction. Returns after the commit what became of each, and the head's number."""
    with connection.writing():
        group = _Group(connection, sealer, now)
        group.look_up(jobs)
        begun = group.seq
        done = [group.take(job) for job in group.sealed(jobs)]
        group.write()
        if group.seq // SORT_EVERY > begun // SORT_EVERY:
            sort_handles(connection)
    for source in group.alarms:
        log.error("conflict: %s told one id with two contents; see `amends balance`", source)
    return done, group.seq


def sort_handles(connection: Connection) -> None:
    """Move new handles into the index by key. Inside `writing()`.

    Keys are random, so that each one written by itself changes a page of its own, and a page is written to the disk
    twice: that would be most of what an append costs. Thousands at once, in order, share their pages.
    """
    *new, index = connection.handle_tables
    for table in new:
        columns = "key, seq, subject, tie"
        move = f"INSERT INTO {index} ({columns}) SELECT {columns} FROM {table} ORDER BY key, seq"  # noqa: S608 - our own
        connection.run(move)
        connection.run(f"DELETE FROM {table}")  # noqa: S608 - our own names


@dataclass
class _Group:
    connection: Connection
    sealer: Sealer
    now: Moment
    seq: int = 0
    chain: bytes = START
    known: dict[bytes, tuple[bytes, bool]] = field(default_factory=dict)  # source key -> fingerprint, erased
    subjects: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)  # pseudonym -> id, wrapped key
    items: dict[tuple[str, bytes], int] = field(default_factory=dict)  # table and item key -> number
    next_number: dict[str, int] = field(default_factory=dict)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    handles: list[tuple[int, int, int, str]] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))  # received, duplicate
    settled: set[int] = field(default_factory=set)
    conflicts: set[tuple[bytes, bytes]] = field(default_factory=set)
    alarms: list[str] = field(default_factory=list)

    def look_up(self, jobs: Sequence[Job]) -> None:
        """Read everything that the jobs may meet, in a few queries."""
        head = self.connection.rows("SELECT seq, chain FROM entry ORDER BY seq DESC LIMIT 1")
        self.seq, self.chain = head[0] if head else (0, START)
        entries = [one.plain for job in jobs for one in job.sealed] + [one for job in jobs for one in job.plain]
        held = [one for job in jobs for one in (*job.quarantined, *((job.heard,) if job.heard else ()))]
        if entries:
            query = (
                "SELECT e.source_key, e.fingerprint, s.wrapped IS NULL FROM entry e JOIN subject s ON s.id = e.subject"
                " WHERE e.source_key {among}"
            )
            for key, fingerprint, erased in self.connection.among(query, [one.source_key for one in entries]):
                self.known[key] = (fingerprint, bool(erased))
        wanted = list({one.pseudonym for one in entries} | {one.pseudonym for one in held})
        query = "SELECT pseudonym, id, wrapped FROM subject WHERE pseudonym {among}"
        for pseudonym, number, wrapped in self.connection.among(query, wanted):
            self.subjects[pseudonym] = (number, wrapped)
        for table in ("quarantine", "inbox") if held else ():
            query = f"SELECT item_key, number FROM {table} WHERE item_key {{among}}"  # noqa: S608 - our own names
            for key, number in self.connection.among(query, [one.item_key for one in held]):
                self.items[table, key] = number

    def sealed(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs, with everything in them sealed."""
        plain = [one for job in jobs for one in job.plain]
        if not plain:
            return list(jobs)
        wrapped = {one.pseudonym: self._subject(one.pseudonym, None)[1] for one in plain}
        keys = {pseudonym: self.sealer.data_keys.key_of(key) for pseudonym, key in wrapped.items()}
        sealed = iter(self.sealer.seal_all(plain, keys))
        return [
            Job((*job.sealed, *islice(sealed, len(job.plain))), (), job.quarantined, job.heard, job.settles)
            for job in jobs
        ]

    def take(self, job: Job) -> Done:
        """Decide what becomes of one job."""
        outcomes = tuple([self._take_entry(one) for one in job.sealed])
        put_aside = [self._take_item("quarantine", one)[1] for one in job.quarantined]
        number = self._take_item("inbox", job.heard)[0] if job.heard else 0
        self._settle(job.settles)
        duplicates = outcomes.count(Outcome.DUPLICATE) + put_aside.count(False)
        receipt = Receipt(
            received=len(outcomes) + len(put_aside),
            applied=outcomes.count(Outcome.APPLIED),
            duplicate=duplicates,
            conflict=outcomes.count(Outcome.CONFLICT),
            quarantined=put_aside.count(True),
            outcomes=outcomes,
        )
        return Done(receipt, number)

    def write(self) -> None:
        """Write what was decided."""
        self.handles.sort()  # the index is by key: neighbours share a page
        first_table = self.connection.handle_tables[0]
        self.connection.insert("subject", ("id", "pseudonym", "wrapped"), self.rows["subject"])
        self.connection.insert("entry", _ENTRY, self.entries)
        self.connection.insert(first_table, ("key", "seq", "subject", "tie"), self.handles)
        for table, names in {"conflict": _CONFLICT, "quarantine": _ITEM, "inbox": _ITEM}.items():
            self.connection.insert(table, names, self.rows[table])
        for number in sorted(self.settled):
            self.connection.run("UPDATE inbox SET nonce = NULL, body = NULL WHERE number = ?", (number,))
        for source, (received, duplicate) in sorted(self.counts.items()):
            self.connection.run(
                "INSERT INTO intake (source, received, duplicate, last_received) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (source) DO UPDATE SET received = intake.received + excluded.received,"
                " duplicate = intake.duplicate + excluded.duplicate, last_received = excluded.last_received",
                (source, received, duplicate, self.now),
            )

    def _take_entry(self, one: Sealed) -> Outcome:
        plain = one.plain
        source = plain.entry.source.name
        count = self.counts[source]
        count[0] += 1
        subject, one = self._under_its_key(one)
        known = self.known.get(plain.source_key)
        if known is None:
            self._apply(one, subject)
            return Outcome.APPLIED
        fingerprint, erased = known
        if fingerprint == one.fingerprint or erased or self._is_known_conflict(one):
            count[1] += 1
            return Outcome.DUPLICATE
        self.conflicts.add((plain.source_key, one.fingerprint))
        self.alarms.append(source)
        row = (plain.source_key, subject, one.fingerprint, plain.head, one.nonce, one.body, self.now)
        self.rows["conflict"].append((self._number("conflict"), source, *row))
        return Outcome.CONFLICT

    def _apply(self, one: Sealed, subject: int) -> None:
        plain, entry, leaf, fingerprint = one.plain, one.plain.entry, one.leaf, one.fingerprint
        self.seq = seq = self.seq + 1
        self.chain = chain = chain_of(self.chain, leaf)
        key, kind, source = plain.source_key, entry.what.kind, entry.source.name
        row = (seq, kind, source, key, subject, fingerprint, plain.head, one.nonce, one.body, leaf, chain)
        self.entries.append(row)
        for blind, tie in plain.handles:
            self.handles.append((blind, seq, subject, tie))
        self.known[key] = (fingerprint, False)

    def _is_known_conflict(self, one: Sealed) -> bool:
        if (one.plain.source_key, one.fingerprint) in self.conflicts:
            return True
        query = "SELECT 1 FROM conflict WHERE source_key = ? AND fingerprint = ?"
        return bool(self.connection.rows(query, (one.plain.source_key, one.fingerprint)))

    def _under_its_key(self, one: Sealed) -> tuple[int, Sealed]:
        """Somebody else may have made the subject's key, or erased it, since this entry was sealed."""
        number, wrapped = self.subjects.get(one.plain.pseudonym) or self._subject(one.plain.pseudonym, one.key)
        if wrapped != one.key.wrapped:
            one = self.sealer.seal(one.plain, self.sealer.data_keys.key_of(wrapped))
        return number, one

    def _subject(self, pseudonym: bytes, key: DataKey | None) -> tuple[int, bytes]:
        if pseudonym not in self.subjects:
            wrapped = key.wrapped if key is not None and key.is_new else self.sealer.data_keys.new_wrapped()
            self.subjects[pseudonym] = (self._number("subject"), wrapped)
            self.rows["subject"].append((self.subjects[pseudonym][0], pseudonym, wrapped))
        return self.subjects[pseudonym]

    def _take_item(self, table: str, one: Held) -> tuple[int, bool]:
        """The item's number, and whether it is new."""
        count = self.counts[one.source]
        count[0] += 1
        if (number := self.items.get((table, one.item_key))) is not None:
            count[1] += 1
            return number, False
        subject, wrapped = self._subject(one.pseudonym, None)
        nonce, body = self.sealer.seal_bytes(one.raw, wrapped)
        number = self.items[table, one.item_key] = self._number(table)
        self.rows[table].append((number, one.source, one.item_key, subject, nonce, body, self.now))
        return number, True

    def _settle(self, numbers: Sequence[int]) -> None:
        """A waiting item is replaced by what it yielded: that counts as received instead of it."""
        wanted = sorted(set(numbers) - self.settled)
        query = "SELECT number, source FROM inbox WHERE body IS NOT NULL AND number {among}"
        for number, source in self.connection.among(query, wanted):
            self.settled.add(number)
            self.counts[source][0] -= 1

    def _number(self, table: str) -> int:
        """Rows of these tables are never deleted, so that a number never means two things."""
        if table not in self.next_number:
            column = "id" if table == "subject" else "number"
            last = self.connection.rows(f"SELECT max({column}) FROM {table}")[0][0]  # noqa: S608 - our own names
            self.next_number[table] = (last or 0) + 1
        number = self.next_number[table]
        self.next_number[table] += 1
        return number
