"""The reviewer's pair of keys: the public one lies in the home, the private one with the reviewer and nowhere else.

The private key is a file of its own under a passphrase: scrypt (RFC 7914) makes a key of it, AES-256-GCM seals.
"""

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from amends.facts import NotAllowed, Problem, Refused

from .home import make_private_folder, record_private_file

PUBLIC_FILE: Final = "reviewer.pub"
PASSPHRASE_CHARACTERS_MIN: Final = 12
KEY_FILE_BYTES_MAX: Final = 4_096
_FORMAT: Final = "amends reviewer key 1"
_SCRYPT: Final = {"n": 2**16, "r": 8, "p": 1}  # 64 MB and a fifth of a second for each guess at the passphrase
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_FINGERPRINT_CHARACTERS: Final = 16


@dataclass(frozen=True, slots=True)
class ReviewerKey:
    """The public key to which names are sealed."""

    public: X25519PublicKey

    @property
    def fingerprint(self) -> str:
        """Which key it is."""
        return fingerprint_of(self.public)


def fingerprint_of(public: X25519PublicKey) -> str:
    """Which key it is, in 16 letters."""
    return sha256(public.public_bytes_raw()).hexdigest()[:_FINGERPRINT_CHARACTERS]


def reviewer_key(home: Path) -> ReviewerKey | None:
    """The key of this home, or None where no reviewer has made one. Raises Refused for a file that is no key."""
    file = home / PUBLIC_FILE
    if not file.exists():
        return None
    try:
        return ReviewerKey(X25519PublicKey.from_public_bytes(bytes.fromhex(file.read_text("ascii").strip())))
    except ValueError:
        raise Refused(Problem(str(file), "is no public key", "Restore it, or make one: amends reviewer key")) from None


def make_key(home: Path, out: Path, passphrase: str, *, replace: bool = False) -> ReviewerKey:
    """A new pair: the public key in the home, the private one in `out` under the passphrase. Raises Refused for a weak
    passphrase or a file that is there, NotAllowed where the home has a key and it is not to be replaced.
    """
    if len(passphrase) < PASSPHRASE_CHARACTERS_MIN:
        step = f"Use at least {PASSPHRASE_CHARACTERS_MIN} characters, for example four words"
        raise Refused(Problem("The passphrase", "is too short", step))
    if out.exists():
        raise Refused(Problem(str(out), "is there already", "Name another file: no key is ever overwritten"))
    if not out.parent.is_dir():
        raise Refused(Problem(str(out.parent), "is no folder", "Make it first, or name another"))
    if reviewer_key(home) is not None and not replace:
        step = "Keep it, or add --replace: reports that were made until now still need the old one"
        raise NotAllowed(Problem(str(home / PUBLIC_FILE), "holds the key of a reviewer", step))
    make_private_folder(home)
    private = X25519PrivateKey.generate()
    record_private_file(out, _locked(private, passphrase))
    public = private.public_key()
    record_private_file(home / PUBLIC_FILE, public.public_bytes_raw().hex().encode() + b"\n")
    return ReviewerKey(public)


def unlock(content: bytes, passphrase: str) -> X25519PrivateKey:
    """The private key in a file. Raises Refused for what is no such file, NotAllowed for a wrong passphrase."""
    try:
        told = orjson.loads(content[:KEY_FILE_BYTES_MAX])
        if told["format"] != _FORMAT:
            raise ValueError
        salt, nonce, sealed = (b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed"))
    except (ValueError, KeyError, TypeError):
        step = "Choose the file that `amends reviewer key` wrote"
        raise Refused(Problem("This file", "is no key of a reviewer", step)) from None
    try:
        raw = AESGCM(_key_of(passphrase, salt)).decrypt(nonce, sealed, _FORMAT.encode())
    except (InvalidTag, ValueError):
        raise NotAllowed(Problem("The passphrase", "does not open this key", "Type it again")) from None
    return X25519PrivateKey.from_private_bytes(raw)


def _locked(private: X25519PrivateKey, passphrase: str) -> bytes:
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key_of(passphrase, salt)).encrypt(nonce, private.private_bytes_raw(), _FORMAT.encode())
    told = {"format": _FORMAT, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def _key_of(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_KEY_BYTES, **_SCRYPT).derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
