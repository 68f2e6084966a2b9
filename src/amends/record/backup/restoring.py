"""From a backup to a home: everything is checked before anything is written, and the record is verified before it
counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amends.facts import Problem, Refused

from ..home import make_private_folder, record_private_file
from ..keys import open_keys
from ..opening import open_record_in
from ..words import Verification
from .copying_sqlite import DESK_FILE, RECORD_FILE
from .files import FOLDER
from .keyfile import KeyFile
from .manifest import SQLITE, Manifest, is_signed_by
from .packed import Opened, Told, unpack

DEEP_ENTRIES_MAX = 100_000  # up to here every entry is opened as well
MakeDesk = Callable[[Sequence[tuple[str, str]]], None]  # makes the desk's tables by these migrations (app, name)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the number of the last entry, its chain, and what verifying it found."""

    entries: int
    chain: str
    found: Verification
    is_deep: bool


def check_keys(file: Path, manifest: Manifest, signature: bytes, keys: KeyFile) -> None:
    """Raises Refused where these are the keys of another record, or did not sign this manifest."""
    if keys.origin != manifest.origin:
        what = f"holds the keys of another record than the one in {file.name}"
        raise Refused(Problem("--keys", what, "Name the .keys file of this installation"))
    try:
        public = Ed25519PrivateKey.from_private_bytes(keys.files["sign"]).public_key()
    except (KeyError, ValueError):
        raise Refused(Problem("--keys", "holds no key that signs", "Take another copy of the .keys file")) from None
    if not is_signed_by(manifest, signature, public):
        step = "Take another copy of it, or an older backup; nothing was written"
        raise Refused(Problem(str(file), "was changed: its manifest is not the one that was signed", step))


def restore_into(
    file: Path,
    manifest: Manifest,
    keys: KeyFile,
    folder: Path,
    told: Told,
    *,
    database_url: str | None = None,
    make_desk: MakeDesk | None = None,
    although_broken: bool = False,
) -> Restored:
    """The home in `folder`, which is empty, and where the backup is of PostgreSQL its tables in an empty database.
    `file` was checked (`check_keys`, `check_parts`). Raises Refused where the database is not empty, and where the
    record does not verify: the database is then as it was, and `folder` is to be thrown away.
    """
    make_private_folder(folder / "keys")
    for name, content in keys.files.items():
        record_private_file(folder / "keys" / name, content)
    backup = Opened(file, manifest, _cipher_of(folder, manifest))
    wanted = {part.stored_as: folder / part.name.removeprefix(FOLDER) for part in manifest.under(FOLDER)}
    if manifest.store == SQLITE:
        databases = [part for part in manifest.parts if part.name in (RECORD_FILE, DESK_FILE)]
        unpack(backup, wanted | {part.stored_as: folder / part.name for part in databases}, told)
        restored = _verified(folder, manifest, told)
        check_whole(restored, manifest, although_broken)
        return restored
    from .restoring_postgres import restore_tables

    if database_url is None or make_desk is None:
        raise Refused(Problem(str(file), "was taken from PostgreSQL", "Name an empty database with --database-url"))
    unpack(backup, wanted, told)
    return restore_tables(backup, folder, database_url, make_desk, told, although_broken=although_broken)


def _cipher_of(folder: Path, manifest: Manifest) -> AESGCM:
    try:
        return AESGCM(open_keys(folder / "keys", record_exists=True).unwrap(bytes.fromhex(manifest.wrapped)))
    except (InvalidTag, KeyError, ValueError):
        what = "holds no key that opens this backup"
        raise Refused(Problem("--keys", what, "Name the .keys file of the time when it was taken")) from None


def _verified(folder: Path, manifest: Manifest, told: Told) -> Restored:
    from ..store_sqlite import SqliteStore

    deep = manifest.entries <= DEEP_ENTRIES_MAX
    with open_record_in(folder, SqliteStore(folder / RECORD_FILE)) as record:
        found = record.verify(progress=lambda done, total: told("Verifying entries", done, total), deep=deep)
        entries, chain = record.head()
    return Restored(entries, chain.hex(), found, deep)


def check_whole(restored: Restored, manifest: Manifest, although_broken: bool) -> None:
    """Raises Refused where what came back is not what the manifest says, or does not verify."""
    reason = restored.found.reason
    if not reason and (restored.entries, restored.chain) != (manifest.entries, manifest.chain):
        reason = f"it ends at entry {restored.entries}, and its manifest says {manifest.entries}"
    if reason and not although_broken:
        step = "Restore an older backup; --although-broken restores this one as it is. Nothing was written"
        raise Refused(Problem("the record in this backup", f"does not verify: {reason}", step))
