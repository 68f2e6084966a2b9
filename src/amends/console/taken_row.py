"""What the desk keeps of each contact that one of us took: a pure function of the customer's file. No Django here."""

import hashlib
from dataclasses import astuple, dataclass
from sys import intern
from typing import Any, Final

import orjson

from amends.facts import CustomerFile, Moment, Policy
from amends.facts.moments import DAY_US
from amends.scores.inherited import taken
from amends.scores.taken import Taken, Unvouched, Vouched
from amends.scores.windows import window_of

MARKS: Final = 2**61 - 1  # marks are added modulo this prime, so that a sum of two still fits into 64 bits


@dataclass(frozen=True, slots=True)
class TakenRow:
    """The fields of DeskTaken: those of Taken, with lists as JSON. Times are UTC microseconds; `window_start` is that
    of the window in which it was picked up.

    `mark` stands for the content of the row: the sum over a window changes with any of its rows.
    """

    contact: str
    case: str
    seq: int
    agent: str
    started_at: int
    window_start: int
    reason: str
    product: str
    channel: str
    tier: str
    at_random: bool
    invited_by: str
    answer: int | None
    returned: bool | None
    inherited: str
    refused: str
    left_out: str
    mark: int
    look_again: int | None


def taken_rows(file: CustomerFile, policy: Policy) -> tuple[TakenRow, ...]:
    """One row for each contact that one of us took, in the order in which they were picked up."""
    found = sorted(taken(file, policy), key=lambda one: (one.started_at, one.contact))
    return tuple(row_of(one, file.as_of, policy) for one in found)


def taken_of(row: Any) -> Taken:
    """What `inherited.taken` gave, read back from a TakenRow or a DeskTaken."""
    return Taken(
        contact=row.contact,
        case=row.case,
        seq=row.seq,
        agent=intern(row.agent),
        started_at=Moment(row.started_at),
        reason=intern(row.reason),
        product=intern(row.product),
        channel=intern(row.channel),
        tier=intern(row.tier),
        at_random=row.at_random,
        invited_by=intern(row.invited_by),
        answer=row.answer,
        returned=row.returned,
        inherited=tuple(_vouched(*told) for told in orjson.loads(row.inherited)),
        refused=tuple(Unvouched(_vouched(*told), intern(why)) for *told, why in orjson.loads(row.refused)),
        left_out=intern(row.left_out),
    )


def _vouched(field: str, value: float, authored_by: str, known_at: int) -> Vouched:
    """Words that stand in a great many rows are kept once: a window may have a million of them."""
    return Vouched(intern(field), value, intern(authored_by), Moment(known_at))


def row_of(one: Taken, now: Moment, policy: Policy) -> TakenRow:
    """One of them, as it stands on the desk at `now`."""
    told: dict[str, Any] = {
        "contact": one.contact,
        "case": one.case,
        "seq": one.seq,
        "agent": one.agent,
        "started_at": one.started_at,
        "window_start": window_of(one.started_at, policy).start,
        "reason": one.reason,
        "product": one.product,
        "channel": one.channel,
        "tier": one.tier,
        "at_random": one.at_random,
        "invited_by": one.invited_by,
        "answer": one.answer,
        "returned": one.returned,
        "inherited": _text([astuple(value) for value in one.inherited]),
        "refused": _text([(*astuple(value.told), value.why) for value in one.refused]),
        "left_out": one.left_out,
    }
    return TakenRow(**told, mark=_mark(told), look_again=_look_again(one, now, policy))


def _text(values: list[tuple[Any, ...]]) -> str:
    return orjson.dumps(values).decode()


def _mark(told: dict[str, Any]) -> int:
    digest = hashlib.blake2b(orjson.dumps(list(told.values())), digest_size=8).digest()
    return int.from_bytes(digest) % MARKS


def _look_again(one: Taken, now: Moment, policy: Policy) -> int | None:
    """When it will be known whether he returned; nobody looks again for what will not be known then either."""
    due = one.started_at + policy.resolved_after_days * DAY_US
    return due if one.returned is None and due > now else None
