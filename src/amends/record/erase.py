"""Erasing a person: his keys go, and with them his words. The chain is over ciphertext, so it still verifies."""

from collections.abc import Collection

from .reading import entries_about
from .sealing import Sealer
from .store import Connection


def subject_numbers(connection: Connection, sealer: Sealer, subject_keys: Collection[str]) -> list[int]:
    """The numbers of those subjects that are known, sorted. Somebody who was erased and is told of again gets another
    number.
    """
    pseudonyms = [sealer.pseudonym(key) for key in sorted(set(subject_keys))]
    return sorted(row[0] for row in connection.among("SELECT id FROM subject WHERE pseudonym {among}", pseudonyms))


def erase_subjects(
    connection: Connection, sealer: Sealer, subject_keys: Collection[str], among: Collection[int] | None = None
) -> int:
    """Destroy the data keys of these subjects and the rows by which their entries are found. Gives how many were known.
    With `among`, only those that still have one of these numbers.

    Older backups keep the wrapped keys until the wrapping key of their epoch is destroyed.
    """
    erased = 0
    with connection.writing():
        for subject_key in set(subject_keys):
            row = connection.rows("SELECT id FROM subject WHERE pseudonym = ?", (sealer.pseudonym(subject_key),))
            if not row or (among is not None and row[0][0] not in among):
                continue
            subject = row[0][0]
            blind = {sealer.keys.blind_handle(subject_key)}
            for entry in entries_about(connection, sealer, [subject_key]):
                blind |= {sealer.keys.blind_handle(handle.key) for handle in entry.what.handles()}
            for key in blind:
                for table in connection.handle_tables:
                    query = f"DELETE FROM {table} WHERE key = ? AND subject = ?"  # noqa: S608 - our own names
                    connection.run(query, (key, subject))
            connection.run("UPDATE subject SET pseudonym = NULL, wrapped = NULL WHERE id = ?", (subject,))
            erased += 1
    connection.forget_deleted()
    return erased
