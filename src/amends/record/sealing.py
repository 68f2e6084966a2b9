"""Sealing: an entry becomes a head in the clear and a body under its subject's key, with its blind handles.

It runs in the caller's thread, so that the one writer has little left to do.
"""

import os
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag

from amends.facts import Broken, Entry, NotAnEntry, Problem, Refused, Tie, entry_of, head_and_body
from amends.facts.kinds import KINDS

from .datakeys import DataKey, DataKeys
from .keys import Keys

_NONCE_BYTES = 12
SUBJECT_TIE = "subject"  # the handle row by which the entries of a subject are found at erasure
# Ids of messages and entries stay as their source wrote them: a changed one would no longer meet its other half.
_NEVER_REDACTED = frozenset({"message_id", "references", "contact_id", "proof"})


@dataclass(slots=True)
class Plain:
    """An entry with all that is made from it before its subject's key is known. Never stored."""

    entry: Entry
    source_key: bytes
    pseudonym: bytes
    head: bytes
    body: bytes
    handles: tuple[tuple[int, str], ...]  # blind key and tie


@dataclass(slots=True)
class Sealed:
    """An entry ready to be written, and the data key under which it was sealed."""

    plain: Plain
    key: DataKey
    fingerprint: bytes
    nonce: bytes
    body: bytes


class Sealer:
    """Seals and opens; safe for many threads."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.data_keys = DataKeys(keys)

    def pseudonym(self, subject_key: str) -> bytes:
        """What stands for a subject in the table of keys."""
        return self.keys.blind(b"subject", subject_key.encode())

    def prepare(self, entry: Entry) -> Plain:
        """All but the encryption. Raises TypeError for an entry that cannot be stored."""
        handles = entry.what.handles()
        subject_key = entry.subject_key_among(handles)
        head, body = head_and_body(entry)
        ties: dict[str, str] = {}
        for handle in handles:
            if (key := handle.key) not in ties or handle.tie is Tie.OWN:
                ties[key] = handle.tie.value
        ties.setdefault(subject_key, SUBJECT_TIE)
        return Plain(
            entry=entry,
            source_key=self.keys.blind(b"source", entry.source.name.encode(), entry.source_id.encode()),
            pseudonym=self.pseudonym(subject_key),
            head=head,
            body=body,
            handles=tuple([(self.keys.blind_handle(key), tie) for key, tie in ties.items()]),
        )

    def seal(self, plain: Plain, key: DataKey) -> Sealed:
        """The entry as it is stored, under `key`."""
        head, body = plain.head, plain.body
        nonce = os.urandom(_NONCE_BYTES)
        fingerprint = key.fingerprint.of(len(head).to_bytes(4, "big") + head + body)[:16]
        return Sealed(plain, key, fingerprint, nonce, key.cipher.encrypt(nonce, body, head))

    def open(self, seq: int, wrapped: bytes, head: bytes, nonce: bytes, body: bytes) -> Entry:
        """The entry again. Raises Broken where it is not as it was written."""
        try:
            return entry_of(head, self.data_keys.key_of(wrapped).cipher.decrypt(nonce, body, head))
        except NotAnEntry as error:
            raise Refused(Problem(f"record, entry {seq}", str(error), "Update amends, then try again")) from None
        except (InvalidTag, KeyError, ValueError, TypeError):
            what = "does not open: it, or its key, is not as it was written"
            raise Broken(Problem(f"record, entry {seq}", what, "Run `amends verify`, and restore a backup")) from None

    def seal_bytes(self, raw: bytes, wrapped: bytes) -> tuple[bytes, bytes]:
        """Nonce and ciphertext of something that is no entry."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce, self.data_keys.key_of(wrapped).cipher.encrypt(nonce, raw, None)

    def open_bytes(self, wrapped: bytes, nonce: bytes, body: bytes) -> bytes:
        """The bytes again. Raises Broken."""
        try:
            return self.data_keys.key_of(wrapped).cipher.decrypt(nonce, body, None)
        except (InvalidTag, KeyError):
            what = "holds bytes that do not open: they, or their key, are not as they were written"
            raise Broken(Problem("record", what, "Run `amends verify`, and restore a backup")) from None


def without_cards(entry: Entry) -> Entry:
    """The entry with card numbers redacted in its private words: it happens before anything is stored."""
    from amends.intake.cards import redact_cards

    changed: dict[str, Any] = {}
    for name in _private_words(entry.what.kind):
        value = getattr(entry.what, name)
        if not value:
            continue
        clean: Any = tuple(redact_cards(part) for part in value) if isinstance(value, tuple) else redact_cards(value)
        if clean != value:
            changed[name] = clean
    return replace(entry, what=replace(entry.what, **changed)) if changed else entry


@cache
def _private_words(kind: str) -> tuple[str, ...]:
    marked = (f.name for f in fields(KINDS[kind]) if f.metadata.get("private"))
    return tuple(name for name in marked if name not in _NEVER_REDACTED)
