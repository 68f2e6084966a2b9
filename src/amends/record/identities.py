"""Who made a report: sealed to the reviewer's public key, opened with the private key alone, destroyed in time.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM; the id of the report is the info, so that what was sealed for
one report opens for no other. Names and contacts are filled up to one length: how long a name is tells something, too.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from amends.facts import Moment, NotAllowed, Problem
from amends.learning.reports import Report, reports

from .record import Record
from .report_entries import reports_told
from .reviewer_key import ReviewerKey

_BLOCK_BYTES: Final = 512


@dataclass(frozen=True, slots=True)
class Identity:
    """Who made a report, and the contact that he named: whoever took it would be found by it."""

    by: str
    contact: str


def seal(key: ReviewerKey, report: str, identity: Identity) -> str:
    """The identity for the reviewer's eyes alone, in base64."""
    plain = orjson.dumps({"by": identity.by, "contact": identity.contact})
    padded = plain.ljust(-(-len(plain) // _BLOCK_BYTES) * _BLOCK_BYTES)
    return b64encode(_suite().encrypt(padded, key.public, info=_info(report))).decode()


def open_sealed(private: X25519PrivateKey, report: str, sealed: str) -> Identity:
    """The identity again. Raises NotAllowed with another key, and for what was sealed for another report."""
    try:
        told = orjson.loads(_suite().decrypt(b64decode(sealed), private, info=_info(report)))
    except (InvalidTag, ValueError):
        step = "Use the key that was the reviewer's when the report was made"
        raise NotAllowed(Problem("This key", "does not open this report", step)) from None
    return Identity(told["by"], told["contact"])


def destroy(record: Record, found: Iterable[Report]) -> int:
    """Destroy the names of these reports, whatever their state. Gives how many there were. The record still verifies:
    its chain is over what was encrypted.
    """
    subjects = {report.identity.subject for report in found if report.identity is not None}
    return record.erase(subjects) if subjects else 0


def destroy_due(record: Record, now: Moment) -> int:
    """The same for every report that is closed, or whose name was kept for long enough."""
    return destroy(record, (report for report in reports(reports_told(record)) if report.due(now)))


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _info(report: str) -> bytes:
    return b"amends report\0" + report.encode()
