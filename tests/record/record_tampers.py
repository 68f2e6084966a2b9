"""Ways to change a log behind its back, each on a copy of its own, with the first entry that must be named."""

import random
import sqlite3
from collections.abc import Callable
from hashlib import sha256

from record_stories import Place, mail, refund

Tamper = Callable[[sqlite3.Connection, random.Random, int], int | None]
COLUMNS = ("head", "nonce", "body", "leaf", "chain")


def make_log(place: Place, entries: int = 120) -> bytes:
    """A record with checkpoints along the way and at its end; gives the database file's bytes."""
    with place.open() as record:
        for at in range(0, entries, 30):
            told = [refund(at + one, customer=f"C{one % 7}") for one in range(15)]
            record.append(told + [mail(at + one, f"letter {one}") for one in range(15)])
            record.checkpoint()
    database = sqlite3.connect(place.home / "record.sqlite")
    database.execute("PRAGMA journal_mode = DELETE").fetchall()
    for trigger in ("entry_never_changes", "entry_never_goes"):
        database.execute(f"DROP TRIGGER {trigger}")
    database.commit()
    content: bytes = database.serialize()
    database.close()
    return content


def opened(content: bytes) -> sqlite3.Connection:
    """A copy in memory."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(content)
    return database


def flip(column: str) -> Tamper:
    """One bit of one column of one entry."""

    def tamper(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
        seq = chance.randint(1, size)
        value = bytearray(database.execute(f"SELECT {column} FROM entry WHERE seq = ?", (seq,)).fetchone()[0])
        value[chance.randrange(len(value))] ^= 1 << chance.randrange(8)
        database.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (bytes(value), seq))
        return seq

    return tamper


def rename(column: str) -> Tamper:
    """The kind or source beside the head says something else."""

    def tamper(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
        seq = chance.randint(1, size)
        database.execute(f"UPDATE entry SET {column} = {column} || 'x' WHERE seq = ?", (seq,))
        return seq

    return tamper


def delete(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry is taken out."""
    seq = chance.randint(1, size)
    database.execute("DELETE FROM entry WHERE seq = ?", (seq,))
    return seq


def delete_and_close_up(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry is taken out, and those after it are numbered again."""
    seq = delete(database, chance, size)
    for later in range(seq + 1, size + 1):
        database.execute("UPDATE entry SET seq = seq - 1 WHERE seq = ?", (later,))
    return seq


def swap(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """Two entries change places."""
    one, other = sorted(chance.sample(range(1, size + 1), 2))
    for old, new in ((one, -1), (other, one), (-1, other)):
        database.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))
    return one


def cut_tail(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """The end is cut off."""
    keep = chance.randint(0, size - 1)
    database.execute("DELETE FROM entry WHERE seq > ?", (keep,))
    return keep + 1


def disown(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """An entry is given to a subject that does not exist, so that it would pass for erased."""
    seq = chance.randint(1, size)
    database.execute("UPDATE entry SET subject = 9999 WHERE seq = ?", (seq,))
    return seq


def rewrite(database: sqlite3.Connection, chance: random.Random, size: int) -> int | None:
    """Somebody who knows the format changes an entry and makes every hash after it again: the checkpoints know."""
    changed = chance.randint(1, size)
    previous = bytes(32)
    rows = database.execute("SELECT seq, head, nonce, body FROM entry ORDER BY seq").fetchall()
    for seq, head, nonce, body in rows:
        if seq == changed:
            body = body[:-1] + bytes([body[-1] ^ 1])
        leaf = sha256(b"\x00" + len(head).to_bytes(4, "big") + head + nonce + body).digest()
        previous = sha256(b"\x01" + previous + leaf).digest()
        row = (body, leaf, previous, seq)
        database.execute("UPDATE entry SET body = ?, leaf = ?, chain = ? WHERE seq = ?", row)
    return -(-changed // 30) * 30  # the next checkpoint


TAMPERS: dict[str, Tamper] = {
    **{f"flip in {column}": flip(column) for column in COLUMNS},
    **{f"other {column}": rename(column) for column in ("kind", "source")},
    "delete": delete,
    "delete and close up": delete_and_close_up,
    "swap": swap,
    "cut tail": cut_tail,
    "disown": disown,
    "rewrite": rewrite,
}


def outside_the_chain(database: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """What only the keys can tell: another subject, another id, another fingerprint, other handles."""
    seq = chance.randint(1, size)
    statements = (
        "UPDATE entry SET subject = subject % 7 + 1 WHERE seq = ?",
        "UPDATE entry SET source_key = randomblob(16) WHERE seq = ?",
        "UPDATE entry SET fingerprint = randomblob(16) WHERE seq = ?",
        "DELETE FROM handle WHERE seq = ?",
        "UPDATE handle SET key = random() WHERE seq = ?",
        "UPDATE handle SET tie = 'named' WHERE seq = ?",
        "INSERT INTO handle SELECT random(), seq, subject, 'own' FROM entry WHERE seq = ?",
    )
    database.execute(chance.choice(statements), (seq,))
    return seq
