"""The claim check of a report: a code that is shown once. Whoever has it follows the report, and nobody can guess it.

120 bits, so that a digest is enough to store; everything that names the report is made from the code by a digest and
leads back to nobody.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from amends.facts import Problem, Refused

SEED_BYTES_MIN: Final = 15
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter looks like a digit
_ALIKE: Final = str.maketrans("OIL", "011")
_CODE_BYTES: Final = 15
_CODE_CHARACTERS: Final = 24
_GROUP: Final = 4
_ID_CHARACTERS: Final = 16


def code_of(seed: bytes) -> str:
    """`7K3M-9QWE-...` from random bytes. The same seed gives the same code: a form that is sent twice is one report."""
    assert len(seed) >= SEED_BYTES_MIN, "too few random bytes for a code that nobody can guess"
    number = int.from_bytes(sha256(b"amends report code\0" + seed).digest()[:_CODE_BYTES], "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(_CODE_BYTES * 8 - 5, -1, -5))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_CHARACTERS, _GROUP))


def receipt_of(code: str) -> str:
    """What is stored of a code."""
    return sha256(b"amends report receipt\0" + hear_code(code).encode()).hexdigest()


def id_of(code: str) -> str:
    """The name of the report in every entry about it."""
    return sha256(b"amends report id\0" + hear_code(code).encode()).hexdigest()[:_ID_CHARACTERS]


def hear_code(told: str) -> str:
    """A code as somebody typed it, in its normal form: hyphens, spaces and small letters do not matter."""
    return "".join(told.split()).replace("-", "").upper().translate(_ALIKE)[: 2 * _CODE_CHARACTERS]


def which(code: str, receipts: Iterable[str]) -> int:
    """The place of the receipt that fits this code. It takes as long for every code: all of them are compared.

    Raises Refused where none does, in the same words for a wrong code as for one that never was.
    """
    sought, found = receipt_of(code), -1
    for place, receipt in enumerate(receipts):
        if hmac.compare_digest(sought.encode(), receipt.encode()):
            found = place
    if found < 0:
        raise Refused(Problem("This code", "belongs to no report here", "Check it letter by letter"))
    return found
