"""What other systems post to us: is it really theirs, and what does it tell. One `Hook` for each system.

The bytes are checked as they came and stored; they are read afterwards, so that what was acknowledged is durable.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from amends.facts import Moment, NotAllowed, Problem

from .heard import Heard

BODY_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One HTTP POST as it arrived: `headers` by lower-case name, `url` as the sender called it."""

    body: bytes
    headers: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Genuine:
    """A delivery that is really theirs. `source_id` is the same when it is repeated; `raw` is kept and read later."""

    source_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Hook:
    """How one system's deliveries are checked and read.

    `check(delivery, secrets, now)` raises NotAllowed, with words that help no forger. `hear(raw)` reads what was
    stored, never raises, and accounts for every byte.
    """

    name: str
    check: Callable[[Delivery, Sequence[str], Moment], Genuine]
    hear: Callable[[bytes], Heard]


def genuine(body: bytes, source_id: str = "") -> Genuine:
    """The body as it is kept: by the sender's own number of the delivery, else by its bytes."""
    return Genuine(source_id or f"raw:{hashlib.sha256(body).hexdigest()[:32]}", body)


def check_size(system: str, body: bytes) -> None:
    """Raises NotAllowed for a body larger than any of these systems sends."""
    if len(body) > BODY_BYTES_MAX:
        raise forged(system, "is too large")


def is_hmac(told: str, secrets: Sequence[str], signed: bytes, digest: str) -> bool:
    """Whether `told` is the hexadecimal HMAC of `signed` by one of our secrets; compared in constant time."""
    made = (hmac.new(secret.encode(), signed, digest).hexdigest() for secret in secrets)
    return any(hmac.compare_digest(one.encode(), told.strip().lower().encode()) for one in made)


def forged(system: str, what: str) -> NotAllowed:
    """The refusal of a delivery that is not shown to be theirs."""
    step = "Check the secret of the webhook and the clock of this machine"
    return NotAllowed(Problem(f"webhook of {system}", what, step))
