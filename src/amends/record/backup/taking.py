"""Taking a backup while everybody works.

The order matters. Small files come first and the record last: a place in a mailbox, a checkpoint or a cursor of the
desk that is older than the record is caught up with; one that is newer would skip what the record does not have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amends.facts import Moment, Problem, Refused

from ..home import record_private_file
from ..keys import KEY_BYTES, Keys, open_keys
from .copying_sqlite import DESK_FILE, RECORD_FILE, copy_database, end_sessions, head_of
from .files import FOLDER, NOTE_FILE, files_of_home
from .keyfile import key_files, marks_of
from .manifest import POSTGRES, SQLITE, Manifest, signed
from .packed import Packed, Told, pack_file, write_tar

_COPY: Final = "copy.sqlite"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """What this home knows of its backups: when the last was taken, and which keys were kept when."""

    made: Moment
    entries: int
    keys_made: Moment | None
    key_marks: dict[str, str]


def take_backup(
    home: Path,
    database_url: str | None,
    out: BinaryIO,
    scratch: Path,
    *,
    made: Moment,
    told: Told,
    desk_tables: Sequence[str] = (),
) -> Manifest:
    """All of this home but its keys into `out`; `scratch` is an empty folder on a disk with room for it. `desk_tables`
    are the desk's where it is in PostgreSQL. Raises Refused where there is no record, Broken where it is not its keys'.
    """
    keys = _keys_of(home)
    key = AESGCM.generate_key(KEY_BYTES * 8)
    packed = Packed(scratch, AESGCM(key))
    for file in files_of_home(home):
        pack_file(packed, file, FOLDER + file.relative_to(home).as_posix())
    if database_url is None:
        head = _copy_sqlite(home, packed, told)
    else:
        from .copying_postgres import copy_tables

        head = copy_tables(database_url, desk_tables, packed, told)
    origin, entries, chain = head
    if origin != keys.origin.encode():
        step = "Name the home and the database that belong together"
        raise Refused(Problem(str(home), "holds other keys than those of this record", step))
    store = SQLITE if database_url is None else POSTGRES
    wrapped = keys.wrap(key).hex()
    manifest = Manifest(keys.origin, made, store, entries, chain.hex(), wrapped, tuple(packed.parts))
    write_tar(out, signed(manifest, keys), packed, told)
    return manifest


def _keys_of(home: Path) -> Keys:
    if not (home / "checkpoints.pub").exists():
        raise Refused(Problem(str(home), "holds no record", "Name the folder of the installation with --home"))
    return open_keys(home / "keys", record_exists=True)


def _copy_sqlite(home: Path, packed: Packed, told: Told) -> tuple[bytes, int, bytes]:
    copy = packed.folder / _COPY
    if (home / DESK_FILE).exists():
        copy_database(home / DESK_FILE, copy, told)
        end_sessions(copy)
        pack_file(packed, copy, DESK_FILE)
        copy.unlink()
    if not (home / RECORD_FILE).exists():
        raise Refused(Problem(str(home / RECORD_FILE), "is missing", "A team on PostgreSQL names --database-url"))
    copy_database(home / RECORD_FILE, copy, told)
    head = head_of(copy)
    pack_file(packed, copy, RECORD_FILE)
    copy.unlink()
    return head


def note_backup(home: Path, manifest: Manifest, *, with_keys: bool) -> None:
    """Remember in the home that it was backed up, for `amends doctor`."""
    before = last_backup(home)
    keys_made = manifest.made if with_keys else before.keys_made if before else None
    marks = marks_of(key_files(home)) if with_keys else before.key_marks if before else {}
    told = {"made": manifest.made, "entries": manifest.entries, "keys_made": keys_made, "key_marks": marks}
    record_private_file(home / NOTE_FILE, orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n")


def last_backup(home: Path) -> LastBackup | None:
    """What is remembered; None where no backup was taken, or the note cannot be read."""
    try:
        told = orjson.loads((home / NOTE_FILE).read_bytes())
        kept = None if told["keys_made"] is None else Moment(int(told["keys_made"]))
        return LastBackup(Moment(int(told["made"])), int(told["entries"]), kept, dict(told["key_marks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keys_are_kept(home: Path, last: LastBackup | None) -> bool:
    """Whether the keys of today are those of the last keys file."""
    return last is not None and last.keys_made is not None and last.key_marks == marks_of(key_files(home))
