"""Backup and restore: all of an installation in one file while it runs, and the same installation again from it.

The file is a tar: `manifest.json` first, then each part, packed with gzip and sealed. The manifest names every part and
its SHA-256, says where the record ended, and is signed with the key of the record. The keys are never in it: they are a
file of their own.
"""

from .keyfile import KeyFile, check_replaces_own, hear_keys, write_keys
from .manifest import Manifest
from .packed import check_parts, hear_manifest
from .restoring import Restored, check_keys, restore_into
from .taking import LastBackup, keys_are_kept, last_backup, note_backup, take_backup

__all__ = [
    "KeyFile",
    "LastBackup",
    "Manifest",
    "Restored",
    "check_keys",
    "check_parts",
    "check_replaces_own",
    "hear_keys",
    "hear_manifest",
    "keys_are_kept",
    "last_backup",
    "note_backup",
    "restore_into",
    "take_backup",
    "write_keys",
]
