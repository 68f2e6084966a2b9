"""What a backup says of itself: which record, up to where, and every part with its SHA-256. Signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amends.facts import Moment

from ..keys import Keys

FORMAT: Final = "amends backup 1"
NAME: Final = "manifest.json"
SQLITE: Final = "sqlite"
POSTGRES: Final = "postgres"
_PACKED: Final = ".gz"


class NotAManifest(ValueError):
    """These bytes are no manifest, or name what no backup holds."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file in the backup. `size_bytes` is its size when unpacked, `sha256` is of the packed bytes."""

    name: str
    size_bytes: int
    packed_bytes: int
    sha256: str
    columns: tuple[str, ...] = ()  # of a table of PostgreSQL

    @property
    def stored_as(self) -> str:
        """Its name in the tar."""
        return self.name + _PACKED


@dataclass(frozen=True, slots=True)
class Manifest:
    """`entries` and `chain` are the head of the record, `origin` its name; `store` is the kind of database.
    `wrapped` is the key of the parts under the record's wrapping key.
    """

    origin: str
    made: Moment
    store: str
    entries: int
    chain: str
    wrapped: str
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part | None:
        """The part of this name."""
        return next((part for part in self.parts if part.name == name), None)

    def under(self, folder: str) -> tuple[Part, ...]:
        """The parts in a folder of the backup."""
        return tuple(part for part in self.parts if part.name.startswith(folder))


def signed(manifest: Manifest, keys: Keys) -> bytes:
    """The manifest as it is stored."""
    told = _told(manifest)
    return _canonical({**told, "signature": keys.sign.sign(_canonical(told)).hex()})


def hear(content: bytes) -> tuple[Manifest, bytes]:
    """The manifest in these bytes and its signature. Raises NotAManifest."""
    try:
        told = orjson.loads(content)
        signature = bytes.fromhex(told.pop("signature"))
        if told.pop("format") != FORMAT:
            raise NotAManifest
        parts = tuple(_part(part) for part in told.pop("parts"))
        manifest = Manifest(parts=parts, **told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAManifest from None
    if len({part.name for part in parts}) != len(parts) or manifest.store not in (SQLITE, POSTGRES):
        raise NotAManifest
    return manifest, signature


def is_signed_by(manifest: Manifest, signature: bytes, public: Ed25519PublicKey) -> bool:
    """Whether the record's own key signed it."""
    try:
        public.verify(signature, _canonical(_told(manifest)))
    except InvalidSignature:
        return False
    return True


def _told(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "origin": manifest.origin,
        "made": manifest.made,
        "store": manifest.store,
        "entries": manifest.entries,
        "chain": manifest.chain,
        "wrapped": manifest.wrapped,
        "parts": [
            {
                "name": part.name,
                "size_bytes": part.size_bytes,
                "packed_bytes": part.packed_bytes,
                "sha256": part.sha256,
                "columns": list(part.columns),
            }
            for part in manifest.parts
        ],
    }


def _part(told: Mapping[str, Any]) -> Part:
    part = Part(**{**told, "columns": tuple(told["columns"])})
    path = PurePosixPath(part.name)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in part.name or "\0" in part.name:
        raise NotAManifest
    if not all(isinstance(size, int) and size >= 0 for size in (part.size_bytes, part.packed_bytes)):
        raise NotAManifest
    return part


def _canonical(told: Mapping[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
