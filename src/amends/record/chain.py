"""The hash chain: each entry vouches for all before it. Over ciphertext, so that erasing a key breaks nothing.

    leaf  = SHA-256(0x00 || length of head, 4 bytes big endian || head || nonce || body)
    chain = SHA-256(0x01 || previous chain || leaf)

The first bytes differ, as in RFC 9162 section 2.1.1, so that a leaf can never pass for a chain value.
"""

from hashlib import sha256
from typing import Final

START: Final = bytes(32)


def leaf_of(head: bytes, nonce: bytes, body: bytes) -> bytes:
    """The leaf of one entry as it is stored; `body` is ciphertext."""
    return sha256(b"\x00" + len(head).to_bytes(4, "big") + head + nonce + body).digest()


def chain_of(previous: bytes, leaf: bytes) -> bytes:
    """The chain value after this leaf."""
    return sha256(b"\x01" + previous + leaf).digest()
