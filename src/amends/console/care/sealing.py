"""What is private of somebody, as it is stored: his name as a keyed digest, and the rest sealed.

The same text looks the same each time (RFC 5297), so that the rows can be made again byte for byte. Everything sealed
is filled up to a step of length, so that how long it is says nothing. A digest and a seal are bound to what they are
for: the rows of one person in two tables have nothing in common.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

STEP_BYTES: Final = 128


def digest(purpose: str, *told: str) -> str:
    """A keyed digest of these texts: without the console's own secret nobody can try names."""
    text = "\0".join((f"care: {purpose}", *told)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def sealed(purpose: str, text: str, *beside: str) -> str:
    """`text` sealed; it opens only beside the same other columns. What is sealed has no blanks at its end."""
    told = text.encode()
    filled = told.ljust(-(-len(told) // STEP_BYTES) * STEP_BYTES)
    return base64.b64encode(_cipher(settings.SECRET_KEY, purpose).encrypt(filled, _beside(beside))).decode()


def opened(purpose: str, text: str, *beside: str) -> str:
    """What was sealed. Raises cryptography's InvalidTag where it was sealed by another key, or beside others."""
    plain = _cipher(settings.SECRET_KEY, purpose).decrypt(base64.b64decode(text), _beside(beside))
    return plain.decode().rstrip(" ")


def _beside(columns: tuple[str, ...]) -> list[bytes] | None:
    return [column.encode() for column in columns] or None


@lru_cache(maxsize=32)
def _cipher(secret: str, purpose: str) -> AESSIV:
    return AESSIV(hmac.new(secret.encode(), f"care: {purpose}".encode(), hashlib.sha512).digest())
