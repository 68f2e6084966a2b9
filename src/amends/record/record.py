"""The record of one home, open: appending, reading, checking. Safe for many threads and for several processes."""

import logging
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from amends.facts import ORGANISATION, Entry
from amends.intake.heard import NotUnderstood

from . import held, reading
from .balance import balance_of
from .blanking import blank_quarantine, named_in_quarantine
from .chain import START
from .checkpoints import Checkpoints
from .datakeys import DataKey
from .erase import erase_subjects, subject_numbers
from .group import Done, Job
from .keys import Keys
from .readers import Readers
from .sealing import Plain, Sealed, Sealer, without_cards
from .store import Store
from .verify import Progress, verify_record
from .words import ConflictRow, QuarantineRow, Receipt, SourceBalance, Verification, Waiting
from .writer import Writer, clock

log = logging.getLogger("amends.record")
CHECKPOINT_EVERY = 10_000
SEALED_TOGETHER_MAX = 32  # more than these are sealed by the caller, while the writer writes for others


class Record:
    """What `open_record` gives. Everything that changes it goes through one writer and one commit at a time."""

    def __init__(self, store: Store, readers: Readers, sealer: Sealer, checkpoints: Checkpoints) -> None:
        self._store = store
        self._readers = readers
        self._sealer = sealer
        self._checkpoints = checkpoints
        self._vouched = checkpoints.last_size()
        self._written = False
        self._writer = Writer(store, sealer, self._after_commit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def append(
        self,
        entries: Sequence[Entry],
        *,
        source: str = "",
        quarantined: Sequence[NotUnderstood] = (),
        settles: Sequence[int] = (),
    ) -> Receipt:
        """Write all of it or nothing, and return after the commit. Safe to repeat: every entry counts once.

        `source` names the feed of the quarantined items. `settles` are numbers of waiting items that these entries
        replace: an item that yields n entries counts as n received instead of one. Raises NotAccepted where the
        database cannot take it now.
        """
        return self.submit(entries, source=source, quarantined=quarantined, settles=settles).result().receipt

    def submit(
        self,
        entries: Sequence[Entry],
        *,
        source: str = "",
        quarantined: Sequence[NotUnderstood] = (),
        settles: Sequence[int] = (),
    ) -> "Future[Done]":
        """The same without waiting: the future gives the receipt after the commit."""
        plain = [self._sealer.prepare(without_cards(entry)) for entry in entries]
        alone = len(plain) > SEALED_TOGETHER_MAX
        job = Job(
            sealed=self._seal(plain) if alone else (),
            plain=() if alone else plain,
            quarantined=[held.hold(self._sealer, source, item) for item in quarantined],
            settles=tuple(settles),
        )
        return self._writer.submit(job)

    def hear(self, source: str, source_id: str, raw: bytes) -> int:
        """Store bytes that will be understood later (a webhook) and give their number, after the commit. The same
        bytes under the same id again are a duplicate and give the first number.
        """
        item = held.hold(self._sealer, source, NotUnderstood(source_id, "", raw))
        return self._writer.submit(Job(heard=item)).result().number

    def waiting(self, limit: int = 100) -> list[Waiting]:
        """What was heard and is not settled, the oldest first."""
        with self._readers.one() as connection:
            return held.waiting_items(connection, self._sealer, limit)

    def about(self, keys: Collection[str]) -> list[Entry]:
        """Every entry that has any of these handle keys ("email:a@b.org", "refund:re_1"), in order of arrival."""
        with self._readers.one() as connection:
            return reading.entries_about(connection, self._sealer, keys)

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of this id ("shop/R-2291:accepted"), or None."""
        with self._readers.one() as connection:
            return reading.entry_with_id(connection, self._sealer, entry_id)

    def subjects_sharing(self, key: str) -> int:
        """How many subjects have this handle: many mean a switchboard."""
        return self.subjects_of((key,))[key]

    def subjects_of(self, keys: Collection[str]) -> dict[str, int]:
        """The same for several handles at once."""
        with self._readers.one() as connection:
            return reading.subjects_of(connection, self._sealer, keys)

    def organisation(self) -> list[Entry]:
        """What is about no customer: completeness and payouts."""
        return self.about((ORGANISATION,))

    def after(self, seq: int, limit: int = 1000) -> list[tuple[int, Entry]]:
        """For followers: the next entries after number `seq`, with their numbers. None means that there are no more."""
        with self._readers.one() as connection:
            return reading.entries_after(connection, self._sealer, seq, limit)

    def of_kind(self, kind: str, *, after: int = 0, limit: int = 1000) -> list[tuple[int, Entry]]:
        """The same for one kind of entry."""
        with self._readers.one() as connection:
            return reading.entries_of_kind(connection, self._sealer, kind, after, limit)

    def count(self) -> int:
        """How many entries there are, erased ones included."""
        return self.head()[0]

    def head(self) -> tuple[int, bytes]:
        """The number and the chain value of the last entry."""
        with self._readers.one() as connection:
            rows = connection.rows("SELECT seq, chain FROM entry ORDER BY seq DESC LIMIT 1")
        return (rows[0][0], rows[0][1]) if rows else (0, START)

    def sources(self) -> list[str]:
        """The names of all that ever told us something, sorted. Unlike `balance` it counts nothing."""
        with self._readers.one() as connection:
            return sorted(row[0] for row in connection.rows("SELECT source FROM intake"))

    def balance(self) -> list[SourceBalance]:
        """What was received from each source, and where it is."""
        with self._readers.one() as connection:
            return balance_of(connection)

    def quarantine(self, limit: int = 100, *, number: int | None = None) -> list[QuarantineRow]:
        """What could not be understood, the newest first; or the one item with this number."""
        with self._readers.one() as connection:
            return held.quarantine_rows(connection, self._sealer, limit, number)

    def conflicts(self, limit: int = 100) -> list[ConflictRow]:
        """Ids that a source told with two contents, the newest first."""
        with self._readers.one() as connection:
            return held.conflict_rows(connection, self._sealer, limit)

    def verify(self, *, progress: Progress | None = None, deep: bool = False) -> Verification:
        """Whether everything is as it was written. `deep` also opens every entry: about four times as long."""
        with self._readers.one() as connection:
            return verify_record(connection, self._checkpoints, self._sealer, progress, deep=deep)

    def checkpoint(self) -> None:
        """Sign the present size and chain value, outside the database."""
        size, chain = self.head()
        if size:
            self._checkpoints.record(size, chain, clock())
            self._vouched = size

    def erase(self, subject_keys: Collection[str], among: Collection[int] | None = None) -> int:
        """Destroy the keys of these subjects ("email:a@b.org"); gives how many were known. With `among`, only of those
        that still have one of these numbers: who was told of again after an erasure has another one.
        """
        with self._readers.one() as connection:
            erased = erase_subjects(connection, self._sealer, subject_keys, among)
        self._sealer.data_keys.forget()
        return erased

    def drop_keys(self) -> None:
        """Remember no data key: another process may have destroyed some."""
        self._sealer.data_keys.forget()

    def subject_numbers(self, subject_keys: Collection[str]) -> list[int]:
        """The numbers of those of these subjects that are known."""
        with self._readers.one() as connection:
            return subject_numbers(connection, self._sealer, subject_keys)

    def blank(self, marks: Collection[str]) -> int:
        """Overwrite what is in quarantine and has any of these texts in it; gives how many items that were."""
        with self._readers.one() as connection:
            return blank_quarantine(connection, self._sealer, marks)

    def named_in_quarantine(self, marks: Collection[str]) -> int:
        """How many items these are."""
        with self._readers.one() as connection:
            return named_in_quarantine(connection, self._sealer, marks)

    def clean(self) -> bool:
        """What was erased leaves the files of the database too. False where somebody else reads: try again."""
        with self._readers.one() as connection:
            return connection.forget_deleted()

    @property
    def keys(self) -> Keys:
        """The keys of the installation: they sign, and stand for identifiers."""
        return self._sealer.keys

    def close(self) -> None:
        """Write what is waiting, and a checkpoint where something was written."""
        self._writer.close()
        if self._written and self.head()[0] > self._vouched:
            self._try_checkpoint()
        self._written = False
        self._readers.close()

    def _seal(self, plain: Sequence[Plain]) -> tuple[Sealed, ...]:
        keys = self._keys_of({one.pseudonym for one in plain})
        return self._sealer.seal_all(plain, keys)

    def _keys_of(self, pseudonyms: set[bytes]) -> dict[bytes, DataKey]:
        keys = self._sealer.data_keys.known(pseudonyms)
        if missing := pseudonyms - keys.keys():
            with self._readers.one() as connection:
                keys |= self._sealer.data_keys.look_up(connection, missing)
        return keys

    def _after_commit(self, head: int) -> None:
        self._written = True
        if head // CHECKPOINT_EVERY > self._vouched // CHECKPOINT_EVERY:
            self._try_checkpoint()

    def _try_checkpoint(self) -> None:
        """What was committed stays acknowledged, also where the checkpoint has to wait for the next time."""
        try:
            self.checkpoint()
        except Exception:
            log.exception("no checkpoint could be written; the next one vouches for these entries as well")
