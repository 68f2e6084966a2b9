"""Sealing: an entry becomes a head in the clear and a body under its subject's key, with its blind handles.

It runs in the caller's thread, so that the one writer has little left to do.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag

from amends.facts import Broken, Entry, NotAnEntry, Problem, Refused, Tie, entry_of, head_and_body
from amends.facts.kinds import KINDS

from .datakeys import DataKey, DataKeys
from .keys import Keys

_NONCE_BYTES = 12
SUBJECT_TIE = "subject"  # the handle row by which the entries of a subject are found at erasure
CARD_DIGITS_MIN = 13
CODE_CHARS_MIN = 6
CODE_DIGITS_MIN = 3  # a card code has three or four digits, and beside them one of its names, which hold one of these:
CODE_NAMES = (b"cv", b"csc", b"cav", b"curity", b"cation", b"cherheits", b"nummer", b"ziffer", b"gramm", b"segur")
# What identifies stays as its source wrote it: a changed id no longer meets its other half, and two customers whose
# numbers look like cards would become one (about one 16-digit number in forty does).
_NEVER_REDACTED = frozenset(
    {"message_id", "references", "contact_id", "proof", "customer_id", "email", "phone", "sender", "about"}
)


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
    leaf: bytes


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
                ties[key] = handle.tie._value_
        ties.setdefault(subject_key, SUBJECT_TIE)
        source_key = self.keys.blind(b"source", entry.source.name.encode(), entry.source_id.encode())
        handle_rows = self.keys.blind_handles(ties)
        return Plain(entry, source_key, self.pseudonym(subject_key), head, body, handle_rows)

    def seal(self, plain: Plain, key: DataKey, nonce: bytes = b"") -> Sealed:
        """The entry as it is stored, under `key`. `nonce` has 12 random bytes, never used before; made where empty."""
        head = plain.head
        nonce = nonce or os.urandom(_NONCE_BYTES)
        measured = len(head).to_bytes(4, "big") + head
        body = key.cipher.encrypt(nonce, plain.body, head)
        fingerprint = key.fingerprint.of(measured + plain.body)[:16]
        return Sealed(plain, key, fingerprint, nonce, body, sha256(b"\x00" + measured + nonce + body).digest())

    def seal_all(self, plain: Sequence[Plain], keys: Mapping[bytes, DataKey]) -> tuple[Sealed, ...]:
        """Each under the key of its subject. The random bytes of all nonces are asked for once."""
        chance = os.urandom(_NONCE_BYTES * len(plain))
        nonces = (chance[at : at + _NONCE_BYTES] for at in range(0, len(chance), _NONCE_BYTES))
        return tuple([self.seal(one, keys[one.pseudonym], nonce) for one, nonce in zip(plain, nonces, strict=True)])

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
    changed: dict[str, Any] = {}
    what = entry.what
    for name in _private_words(what.kind):
        value = getattr(what, name)
        if not value:
            continue
        if isinstance(value, tuple):
            clean: Any = tuple([part if _is_harmless(part) else _redacted(part) for part in value])
        elif _is_harmless(value):
            continue
        else:
            clean = _redacted(value)
        if clean != value:
            changed[name] = clean
    return replace(entry, what=replace(what, **changed)) if changed else entry


def _is_harmless(text: str) -> bool:
    """Whether text has too few digits for a card number and no name of a card code: a quick look that spares most
    texts the thorough one. Other alphabets have other digits: they are always looked at.
    """
    if not text.isascii():
        return False
    if len(text) < CODE_CHARS_MIN:
        return True
    letters = text.encode()
    digits = len(letters) - len(letters.translate(None, b"0123456789"))
    if digits < CODE_DIGITS_MIN:
        return True
    if digits >= CARD_DIGITS_MIN:
        return False
    letters = letters.lower()
    return not any(name in letters for name in CODE_NAMES)


def _redacted(text: str) -> str:
    from amends.intake.cards import redact_cards

    return redact_cards(text)


@cache
def _private_words(kind: str) -> tuple[str, ...]:
    marked = (f.name for f in fields(KINDS[kind]) if f.metadata.get("private"))
    return tuple(name for name in marked if name not in _NEVER_REDACTED)
