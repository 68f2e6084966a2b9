"""By which values rows can meet in the passes: our references, theirs, payments, and a customer with an amount.

Each value is a small number. Two values that share one make rows meet that need not, which costs a little work and
changes no answer: what the passes say of two groups of rows apart, they say of both together.
"""

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

_NAME, _PAYMENT, _CUSTOMER, _RECORD = (kind << 32 for kind in range(1, 5))


class OurRow(NamedTuple):
    """A refund of ours; `n` is its number among ours."""

    n: int
    refund_id: str
    gateway_ref: str | None
    our_ref: str | None
    payment_ref: str | None
    customer: str | None
    amount_minor: int
    currency: str
    requested_at_us: int


class TheirRow(NamedTuple):
    """A row of the witness, a word of the history of `refund_ref`; `n` is its number among theirs."""

    n: int
    record_id: str
    refund_ref: str
    our_ref: str | None
    payment_ref: str | None
    customer: str | None
    amount_minor: int
    currency: str
    state: str
    occurred_at_us: int
    livemode: int
    fee_minor: int | None


def our_keys(row: OurRow) -> Iterator[int]:
    """Our id may be their name for the refund, or their reference to us: names of refunds are of one kind."""
    yield _NAME | crc32(row.refund_id.encode())
    if row.gateway_ref is not None:
        yield _NAME | crc32(row.gateway_ref.encode())
    yield from _shared_keys(row)


def their_keys(row: TheirRow) -> Iterator[int]:
    """What the row tells by itself."""
    yield name_key(row.refund_ref)
    yield from _shared_keys(row)


def _shared_keys(row: OurRow | TheirRow) -> Iterator[int]:
    if row.our_ref is not None:
        yield _NAME | crc32(row.our_ref.encode())
    if row.payment_ref is not None:
        yield _PAYMENT | crc32(row.payment_ref.encode())
    if row.customer is not None:
        yield customer_key(row.customer, row.amount_minor, row.currency)


def name_key(name: str) -> int:
    """Of the gateway's name for a refund, or ours."""
    return _NAME | crc32(name.encode())


def customer_key(customer: str, amount_minor: int, currency: str) -> int:
    """Of a customer with an amount. A refund with a history may have the one from one row, the other from another."""
    return _CUSTOMER | crc32(f"{customer}\0{amount_minor}\0{currency}".encode())


def record_key(record_id: str) -> int:
    """Of the name of one row of the witness: to see whether it is known."""
    return _RECORD | crc32(record_id.encode())
