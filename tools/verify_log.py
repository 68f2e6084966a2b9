"""A second, independent check of an amends record, written from docs/record-format.md alone.

    python verify_log.py record.sqlite checkpoints.log checkpoints.pub

Needs Python and the `cryptography` package, nothing of amends. Prints one JSON object; exit code 1 where it is broken.
"""

import json
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def checkpoints(log: bytes, public: bytes) -> tuple[dict[int, set[bytes]], int | None]:
    """Chain values by size, and the number of the first line that the key did not sign, torn last line left out."""
    key, origin = Ed25519PublicKey.from_public_bytes(public), "amends/" + sha256(public).hexdigest()[:16]
    at_size: dict[int, set[bytes]] = {}
    bad = None
    for number, line in enumerate(log.split(b"\n")[:-1], 1):
        try:
            told = json.loads(line)
            signature = bytes.fromhex(told.pop("signature"))
            key.verify(signature, json.dumps(told, sort_keys=True, separators=(",", ":")).encode())
            if told["origin"] != origin:
                raise ValueError(told["origin"])
            at_size.setdefault(told["size"], set()).add(bytes.fromhex(told["chain"]))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
            bad = bad or number
    return at_size, bad


def wrong(row: tuple, size: int, previous: bytes, at_size: dict[int, set[bytes]], subjects: set[int]) -> str:
    """What is wrong with the entry after `size`, or nothing."""
    seq, kind, source, head, nonce, body, leaf, chain, subject = row
    if seq != size + 1:
        return "it is missing"
    if not all(isinstance(part, bytes) for part in (head, nonce, body, leaf, chain)):
        return "a column holds another type than was written"
    if sha256(b"\x00" + len(head).to_bytes(4, "big") + head + nonce + body).digest() != leaf:
        return "its content is not what was written"
    if sha256(b"\x01" + previous + leaf).digest() != chain:
        return "it does not follow from the entries before it"
    told = json.loads(head)
    if (told["kind"], told["source"]) != (kind, source):
        return "its kind or source is not the one in its head"
    if subject not in subjects:
        return "its subject is not in the table of keys"
    if at_size.get(seq, {chain}) != {chain}:
        return "a signed checkpoint vouches for another content"
    return ""


def verify(database: Path, log: bytes, public: bytes) -> dict[str, object]:
    """The answer: how many entries, whether all is well, and the first broken one."""
    at_size, bad_line = checkpoints(log, public)
    size, previous, reason = 0, bytes(32), ""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        subjects = {number for (number,) in db.execute("SELECT id FROM subject")}
        total = db.execute("SELECT count(*) FROM entry").fetchone()[0]
        columns = "seq, kind, source, head, nonce, body, leaf, chain, subject"
        for row in db.execute(f"SELECT {columns} FROM entry ORDER BY seq"):
            if reason := wrong(row, size, previous, at_size, subjects):
                break
            size, previous = row[0], row[7]
    db.close()
    if not reason and max(at_size, default=0) > size:
        reason = "the end is missing: a checkpoint vouches for more entries"
    first = size + 1 if reason else None
    if not reason and bad_line is not None:
        reason = f"line {bad_line} of the checkpoints was not signed with this key"
    return {"entries": total, "ok": not reason, "first_broken": first, "reason": reason}


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    answer = verify(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), bytes.fromhex(Path(sys.argv[3]).read_text()))
    print(json.dumps(answer))
    sys.exit(0 if answer["ok"] else 1)
