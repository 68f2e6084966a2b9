"""The keys of one installation, outside the database: a stolen database yields no words, no names and no addresses.

`pepper` makes the blind index, `kek-N` wraps the data keys of the subjects, `sign` signs checkpoints. A plain hash of a
phone number is guessed in seconds (10 million numbers); with the pepper outside the database it is not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from struct import Struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amends.facts import Problem, Refused

from .home import record_private_file
from .mac import Mac

KEY_BYTES = 32
_EPOCH_BYTES = 4
_NONCE_BYTES = 12
_WRAP = b"amends data key"
_SIGNED = Struct(">q")


@dataclass(frozen=True)
class Keys:
    """What opens and indexes the record."""

    pepper: Mac
    wrapping: dict[int, AESGCM]  # by epoch; the highest wraps, all unwrap
    sign: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The raw public key that checks checkpoints."""
        return self.sign.public_key().public_bytes_raw()

    @property
    def origin(self) -> str:
        """The name of this log in its checkpoints: it follows from the public key."""
        return origin_of(self.public)

    def blind_handle(self, key: str) -> int:
        """A handle key as a signed 64-bit number, meaningless without the pepper."""
        number: int = _SIGNED.unpack_from(self.pepper.of(b"handle\0" + key.encode()))[0]
        return number

    def blind_handles(self, ties: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
        """The same for every handle key of an entry, each with its tie, and each number once."""
        of, number = self.pepper.of, _SIGNED.unpack_from
        blind = {number(of(b"handle\0" + key.encode()))[0]: tie for key, tie in ties.items()}
        return tuple(blind.items())

    def blind(self, purpose: bytes, *parts: bytes) -> bytes:
        """16 bytes that stand for `parts`, meaningless without the pepper. Lengths are included: no two lists meet."""
        message = purpose + b"\0"
        for part in parts:
            message += len(part).to_bytes(8, "big") + part
        return self.pepper.of(message)[:16]

    def wrap(self, data_key: bytes) -> bytes:
        """A data key under the newest wrapping key: epoch, nonce, ciphertext."""
        epoch = max(self.wrapping)
        nonce = os.urandom(_NONCE_BYTES)
        return epoch.to_bytes(_EPOCH_BYTES, "big") + nonce + self.wrapping[epoch].encrypt(nonce, data_key, _WRAP)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key again. Raises InvalidTag or KeyError where it was changed, or its epoch's key is gone."""
        epoch = int.from_bytes(wrapped[:_EPOCH_BYTES], "big")
        nonce = wrapped[_EPOCH_BYTES : _EPOCH_BYTES + _NONCE_BYTES]
        return self.wrapping[epoch].decrypt(nonce, wrapped[_EPOCH_BYTES + _NONCE_BYTES :], _WRAP)


def origin_of(public: bytes) -> str:
    """The name of the log whose checkpoints this raw public key checks."""
    return "amends/" + sha256(public).hexdigest()[:16]


def open_keys(folder: Path, record_exists: bool) -> Keys:
    """The keys in `folder`, made on first use. Raises Refused where a record exists and some of its keys do not.
    Called by one process at a time.
    """
    there = {file.name for file in folder.iterdir()}
    missing = [name for name in ("pepper", "sign") if name not in there]
    if not any(name.startswith("kek-") for name in there):
        missing.append("kek-1")
    if missing and record_exists:
        what = f"lacks {', '.join(missing)}: without it the record cannot be opened"
        raise Refused(Problem(str(folder), what, "Restore the folder from its backup"))
    for name in missing:
        record_private_file(folder / name, os.urandom(KEY_BYTES))
    wrapping = {int(file.name.removeprefix("kek-")): AESGCM(_key(file)) for file in folder.glob("kek-*")}
    return Keys(Mac(_key(folder / "pepper")), wrapping, Ed25519PrivateKey.from_private_bytes(_key(folder / "sign")))


def _key(file: Path) -> bytes:
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise Refused(Problem(str(file), f"is not a key of {KEY_BYTES} bytes", "Restore the folder from its backup"))
    return key
